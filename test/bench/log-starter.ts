/*
 * One start for log-start.bench.ts, in a process of its own, because a start is the first thing a process does.
 * Prints how many milliseconds it took and, of a store, whether the snapshot that was there served, and what
 * writing one down takes.
 *
 *   node test/bench/log-starter.ts parse|log|store FOLDER
 *     parse  reads the log's files and parses every line as JSON
 *     log    opens the log alone
 *     store  opens everything the App keeps
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { openFileLog } from "@recuse/shared/node/file-log.ts";
import { openFileStore } from "../../github-app/src/store/file.ts";
import { journalSnapshotPath, writeSnapshot } from "../../github-app/src/store/journal-file.ts";

const [, , what, folder = ""] = process.argv;
const data = join(folder, "data");
const logFolder = join(data, "log");

async function parse(): Promise<void> {
  for (const name of ["public/entries.jsonl", "private/entries.jsonl", "details.jsonl"]) {
    const text = await readFile(join(logFolder, name), "utf8");
    for (const line of text.split("\n")) if (line !== "") JSON.parse(line);
  }
}

/** Which file the snapshot is: it is replaced by another when it is written. */
async function snapshotFile(): Promise<number | undefined> {
  try {
    return (await stat(journalSnapshotPath(data))).ino;
  } catch {
    return undefined;
  }
}

interface Running {
  /** Does again what a start without a snapshot ends with. */
  readonly write?: () => Promise<void>;
  readonly close?: () => Promise<void>;
}

async function start(): Promise<Running> {
  if (what === "parse") {
    await parse();
    return {};
  }
  if (what === "log") return openFileLog(logFolder, { now: Date.now });
  const { log, journal, close } = await openFileStore({
    folder: data,
    roster: join(folder, "roster.json"),
    now: () => new Date(),
    warn: (sentence) => {
      throw new Error(`a warning: ${sentence}`);
    },
  });
  return { write: () => writeSnapshot(journalSnapshotPath(data), journal, log, logFolder), close };
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; milliseconds: number }> {
  const started = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - started };
}

const before = await snapshotFile();
const { value: running, milliseconds } = await timed(start);
const served = before !== undefined && before === (await snapshotFile());
const writing = await timed(async () => running.write?.());
await running.close?.();
process.stdout.write(JSON.stringify({ milliseconds, served, writing: writing.milliseconds }));
