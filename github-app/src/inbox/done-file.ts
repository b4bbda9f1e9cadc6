/*
 * What became of deliveries: one record without body for each that is done or has finally failed. It outlives the
 * segments, because a redelivery must be known again for three days. Only inbox.ts calls this; it touches
 * `done` in the inbox's folder and nothing else.
 *
 * Records are written some milliseconds late, together: whoever is killed in between works a delivery
 * again, which is safe, and acknowledgements keep the disk to themselves.
 */
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { openAppendFile, type AppendFile } from "@recuse/shared/node/append-file.ts";
import { syncFolder } from "@recuse/shared/node/append-handle.ts";
import * as z from "zod";
import { Framing, encodeRecord, scanRecords } from "./record.ts";
import { cut, damaged } from "./segment-files.ts";

const NO_BODY = new Uint8Array();

export const Outcome = z.object({
  id: z.string(),
  /** Of the delivery's body. */
  sha256: z.string(),
  segment: z.number().int(),
  offset: z.number().int(),
  at: z.iso.datetime(),
  outcome: z.enum(["done", "failed"]),
  /** The name of the error's class; never its message. */
  error: z.string().optional(),
});
export type Outcome = z.infer<typeof Outcome>;

const Header = Framing.extend(Outcome.shape);

export interface DoneFile {
  /** Resolves when the outcome is durable. @throws AppendFileError */
  readonly record: (outcome: Outcome) => Promise<void>;
  readonly writable: () => boolean;
  readonly close: () => Promise<void>;
}

export interface DoneFileOptions {
  /** Which outcomes must be kept when the file is rewritten. */
  readonly keep: (outcome: Outcome) => boolean;
  /** How long records are gathered before they are written, in milliseconds. */
  readonly delay: number;
  /** The file is rewritten once it has grown to this size, in bytes, and then to twice what was kept. */
  readonly compactAt: number;
}

/** Reads the outcomes, and cuts a torn end. @throws InboxError `damaged` */
export async function recoverDoneFile(folder: string, warn: (message: string) => void): Promise<Outcome[]> {
  const path = pathIn(folder);
  const bytes = await readFile(path).catch(absent);
  if (!bytes) return [];
  const scan = scanRecords(bytes, Header);
  if (scan.damagedAt !== undefined) throw damaged(path, scan.damagedAt);
  if (scan.end < bytes.length) {
    warn(`${path} ended in a torn write: ${String(bytes.length - scan.end)} bytes were cut`);
    await cut(path, scan.end);
  }
  return scan.records.map(({ header }) => header);
}

export async function openDoneFile(folder: string, options: DoneFileOptions): Promise<DoneFile> {
  const path = pathIn(folder);
  let compactAt = options.compactAt;
  let file = await compact();
  let gathered: { outcome: Outcome; written: PromiseWithResolvers<undefined> }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function record(outcome: Outcome): Promise<undefined> {
    const written = Promise.withResolvers<undefined>();
    gathered.push({ outcome, written });
    timer ??= setTimeout(write, options.delay);
    return written.promise;
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeGathered);
  }

  /** Never rejects: a failure goes to those who wait. */
  async function writeGathered(): Promise<void> {
    const group = gathered;
    gathered = [];
    try {
      const { size } = file;
      await Promise.all(group.map(({ outcome }) => file.append(encode(outcome, size))));
      for (const { written } of group) written.resolve(undefined);
    } catch (error) {
      for (const { written } of group) written.reject(error);
      return;
    }
    if (file.size < compactAt) return;
    await file.close();
    // Where this fails the file stays closed, and every later record is refused with a reason.
    file = await compact().catch(() => file);
  }

  /** Rewrites the file with what must be kept, where that is less, and opens it. */
  async function compact(): Promise<AppendFile> {
    const bytes = (await readFile(path).catch(absent)) ?? NO_BODY;
    const { records } = scanRecords(bytes, Header);
    const kept = records.filter(({ header }) => options.keep(header));
    if (kept.length < records.length) await rewrite(kept.map(({ header }) => header));
    const opened = await openAppendFile(path);
    compactAt = Math.max(options.compactAt, 2 * opened.size);
    return opened;
  }

  async function rewrite(outcomes: readonly Outcome[]): Promise<void> {
    const temporary = `${path}.new`;
    await rm(temporary, { force: true });
    const replacement = await open(temporary, "wx", 0o600);
    try {
      let position = 0;
      const records = outcomes.map((outcome) => {
        const bytes = encode(outcome, position);
        position += bytes.length;
        return bytes;
      });
      await replacement.writeFile(Buffer.concat(records));
      await replacement.sync();
    } finally {
      await replacement.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  }

  async function close(): Promise<void> {
    write();
    await writing;
    await file.close();
  }

  return { record, writable: () => file.writable, close };
}

function encode({ id, sha256, segment, offset, at, outcome, error }: Outcome, synced: number): Buffer {
  const fields = { id, sha256, segment, offset, at, outcome, ...(error === undefined ? {} : { error }) };
  return encodeRecord({ ...fields, length: 0, synced } satisfies z.infer<typeof Header>, NO_BODY).record;
}

function pathIn(folder: string): string {
  return join(folder, "done");
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
