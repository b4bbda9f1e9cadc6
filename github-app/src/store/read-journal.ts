/*
 * The journal of an App that may be running: read without its lock, and nothing is written or mended. Whatever is
 * appended meanwhile is not seen.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readLog } from "@recuse/shared/node/file-log-reader.ts";
import { scanLines } from "@recuse/shared/node/log-lines.ts";
import { emptyJournal, fold, type Journal } from "@recuse/shared/recusal/journal.ts";

/**
 * What the log in the App's folder says; undefined where there is no log.
 *
 * @throws LogLinesError at a line that is not what the log wrote
 */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  const log = join(folder, "log");
  const [open, secret] = [
    await whole(log, "public/entries.jsonl"),
    await whole(log, "private/entries.jsonl"),
  ];
  if (open === undefined && secret === undefined) return undefined;
  // After the entries: whatever an entry hides was durable before the entry was.
  const details = (await whole(log, "details.jsonl")) ?? NOTHING;
  const journal = emptyJournal();
  const places = { logs: { public: open ?? NOTHING, private: secret ?? NOTHING }, details };
  for await (const entry of readLog(places)) fold(journal, entry);
  return journal;
}

const NOTHING = { path: "", file: { size: 0 } };

/** A file as far as its lines are whole: a writer may be in the middle of one. */
async function whole(folder: string, name: string): Promise<typeof NOTHING | undefined> {
  const path = join(folder, name);
  const size = await stat(path).then(
    (found) => found.size,
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    },
  );
  if (size === undefined) return undefined;
  const torn = await scanLines(path, size, () => undefined);
  return { path, file: { size: torn?.offset ?? size } };
}
