/*
 * What a store knows, for those who only look: read without its lock, beside a process that may be writing it.
 */
import { join } from "node:path";
import { readLogFolder } from "@recuse/shared/node/file-log-reader.ts";
import { emptyJournal, fold, type Journal } from "@recuse/shared/recusal/journal.ts";

/**
 * The journal of the store in a folder, as of now; empty where there is none. Changes nothing.
 *
 * @throws LogLinesError when the log is damaged, the system's error when it cannot be read
 */
export async function readJournal(folder: string): Promise<Journal> {
  const journal = emptyJournal();
  for await (const opened of readLogFolder(join(folder, "log"))) fold(journal, opened);
  return journal;
}
