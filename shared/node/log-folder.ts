/* The folder of a log: where its files lie, and making folders that other users cannot enter. */
import { chmod, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { LogName } from "../src/audit/log.ts";
import { syncFolder } from "./append-handle.ts";

/** Where the files of a log lie. */
export function logPaths(folder: string): Record<LogName | "details", string> {
  return {
    public: join(folder, "public", "entries.jsonl"),
    private: join(folder, "private", "entries.jsonl"),
    details: join(folder, "details.jsonl"),
  };
}

/** Makes a folder that other users cannot enter, with its name durable. */
export async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (made === undefined) return;
  const first = dirname(resolve(made));
  for (let parent = dirname(resolve(folder)); ; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === first) return;
  }
}
