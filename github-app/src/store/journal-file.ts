/*
 * The journal between two starts: `journal.snapshot` in the App's folder, with how far the log went, the log's
 * roots there and a hash of the details that were read. What does not belong to this log any more is dropped, and
 * the journal is folded from the entries as ever.
 */
import { createHash, hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { replaceFile } from "@recuse/shared/node/durable-file.ts";
import type { FileLog } from "@recuse/shared/node/file-log.ts";
import type { Extents } from "@recuse/shared/node/write-ahead-record.ts";
import { emptyJournal, fold, type Journal } from "@recuse/shared/recusal/journal.ts";
import { decodeJournal, encodeJournal, JOURNAL_VERSION } from "@recuse/shared/recusal/journal-snapshot.ts";

const Extent = z.strictObject({ lines: z.number().int().min(0), bytes: z.number().int().min(0) });
const Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Opening = z.strictObject({
  v: z.literal(JOURNAL_VERSION),
  extents: z.strictObject({ public: Extent, private: Extent, details: Extent }),
  roots: z.strictObject({ public: Hex, private: Hex }),
  /** SHA-256 of the details up to their extent: an erasure changes it. */
  details: Hex,
  /** SHA-256 of the journal's text. */
  journal: Hex,
});

/** A snapshot that is whole; whether it is of this log is not known yet. */
export interface JournalSnapshot {
  readonly opening: z.infer<typeof Opening>;
  readonly text: string;
}

/** Fewer entries than this are folded again rather than written down. */
const WORTH_WRITING = 1000;

/** The snapshot's path in the App's folder. It repeats what is private: erasing has to remove it. */
export function journalSnapshotPath(folder: string): string {
  return join(folder, "journal.snapshot");
}

/** The snapshot in a file; undefined where there is none, or where it is damaged or of another version. */
export async function readSnapshot(path: string): Promise<JournalSnapshot | undefined> {
  try {
    const content = await readFile(path);
    const end = content.indexOf("\n");
    const opening = Opening.parse(JSON.parse(content.toString("utf8", 0, end)));
    const body = content.subarray(end + 1);
    if (hash("sha256", body) !== opening.journal) return undefined;
    return { opening, text: body.toString() };
  } catch {
    // Whatever is wrong with it, the entries say the same.
    return undefined;
  }
}

/**
 * The journal of an open log: from the snapshot and the entries behind it, or from all entries.
 *
 * @param log opened with the snapshot's sizes as `marks`
 * @param logFolder where `details.jsonl` lies
 */
export async function openJournal(
  path: string,
  snapshot: JournalSnapshot | undefined,
  log: FileLog,
  logFolder: string,
): Promise<Journal> {
  const isOurs = snapshot !== undefined && (await belongs(snapshot, log, logFolder));
  if (!isOurs) await rm(path, { force: true });
  const journal = isOurs ? decodeJournal(snapshot.text) : emptyJournal();
  let folded = 0;
  for await (const opened of log.read(isOurs ? snapshot.opening.extents : undefined)) {
    fold(journal, opened);
    folded += 1;
  }
  if (folded >= WORTH_WRITING) await writeSnapshot(path, journal, log, logFolder);
  return journal;
}

/** Writes the journal down as of everything in the log. Nothing may be appended meanwhile. */
export async function writeSnapshot(
  path: string,
  journal: Journal,
  log: FileLog,
  logFolder: string,
): Promise<void> {
  const extents = log.extents();
  const text = encodeJournal(journal);
  const opening: z.infer<typeof Opening> = {
    v: JOURNAL_VERSION,
    extents,
    roots: { public: hex(log.head("public").root), private: hex(log.head("private").root) },
    details: await detailsHash(logFolder, extents),
    journal: hash("sha256", text),
  };
  await replaceFile(path, `${JSON.stringify(opening)}\n${text}`);
}

async function belongs({ opening }: JournalSnapshot, log: FileLog, logFolder: string): Promise<boolean> {
  for (const name of ["public", "private"] as const) {
    const root = log.rootAt(name, opening.extents[name].lines);
    if (root === undefined || hex(root) !== opening.roots[name]) return false;
  }
  if (log.extents().details.bytes < opening.extents.details.bytes) return false;
  return (await detailsHash(logFolder, opening.extents)) === opening.details;
}

async function detailsHash(logFolder: string, { details }: Extents): Promise<string> {
  const sum = createHash("sha256");
  if (details.bytes > 0) {
    const chunks: AsyncIterable<Buffer> = createReadStream(join(logFolder, "details.jsonl"), {
      end: details.bytes - 1,
      highWaterMark: 1 << 18,
    });
    for await (const chunk of chunks) sum.update(chunk);
  }
  return sum.digest("hex");
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
