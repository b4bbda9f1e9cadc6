/* What is acknowledged of a log while a process has it open, or left it so: entries, and the write-ahead beyond. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeEntry, type Entry } from "@recuse/shared/audit/entry.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { recoverWriteAhead } from "@recuse/shared/node/write-ahead-recovery.ts";

/** The entries of one log, oldest first. */
export async function loggedEntries(folder: string, log: LogName): Promise<Entry[]> {
  // The write-ahead first: what goes from there to the entries meanwhile is cut off again.
  const ahead = await recoverWriteAhead(["wal-0", "wal-1"].map((name) => join(folder, name)));
  const file = await readFile(join(folder, log, "entries.jsonl"));
  const copied = file.subarray(0, ahead.base?.[log].bytes ?? file.length);
  return Buffer.concat([copied, ...ahead.lines[log]])
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => decodeEntry(line));
}
