/* Folders and drafts for tests of what a log survives. */
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EntryDraft } from "@recuse/shared/audit/entry.ts";
import type { OpenedEntry, Secret } from "@recuse/shared/audit/log.ts";
import type { FileLog } from "@recuse/shared/node/file-log.ts";

export const OUTAGE: EntryDraft = { type: "outage", cause: { kind: "scan" } };
export const GLOBEX: Secret = { key: new Uint8Array(32).fill(1), hidden: { organization: "globex" } };

/** A folder in memory where the system has such: thousands of logs are opened, and no power is cut. */
export function quickFolder(): Promise<string> {
  return mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "recuse-log-"));
}

export async function entriesOf(log: FileLog): Promise<OpenedEntry[]> {
  const entries: OpenedEntry[] = [];
  for await (const opened of log.read()) entries.push(opened);
  return entries;
}
