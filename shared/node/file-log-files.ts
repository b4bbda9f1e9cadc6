/*
 * The files behind file-log.ts: where they lie, making and opening them, and recovering what a crash left.
 * Nothing is changed before every file was found sound.
 */
import { chmod, mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { decodeTime } from "ulid";
import { decodeDetails, decodeEntry } from "../src/audit/entry.ts";
import type { LogName } from "../src/audit/log.ts";
import { openAppendFile, type AppendFile, type AppendFileOptions } from "./append-file.ts";
import { syncFolder } from "./append-handle.ts";
import { scanLines } from "./log-lines.ts";

/** What one log holds, as far as appending must know it. */
export interface LogFile {
  readonly path: string;
  readonly file: AppendFile;
  /** How many entries it holds. */
  readonly count: number;
}

export interface FileLogFiles {
  readonly logs: Readonly<Record<LogName, LogFile>>;
  readonly details: { readonly path: string; readonly file: AppendFile };
  /** The latest time in any id, in milliseconds since 1970-01-01; 0 in an empty log. */
  readonly lastTime: number;
  /** A sentence for every interrupted write that was cut off. */
  readonly warnings: readonly string[];
}

type Open = AppendFileOptions["open"];

/** Where the files of a log lie. */
export function logPaths(folder: string): Record<LogName | "details", string> {
  return {
    public: join(folder, "public", "entries.jsonl"),
    private: join(folder, "private", "entries.jsonl"),
    details: join(folder, "details.jsonl"),
  };
}

/**
 * Opens and recovers the files, making what is missing. The folder is closed to other users.
 *
 * @param open the opener of append-file.ts; tests inject one that fails
 * @throws LogLinesError when a file is not what the log wrote; nothing was changed then
 */
export async function openFiles(folder: string, open: Open): Promise<FileLogFiles> {
  const paths = logPaths(folder);
  await makeFolder(folder);
  await makeFolder(dirname(paths.public));
  await makeFolder(dirname(paths.private));
  const opened: AppendFile[] = [];
  const openOne = async (path: string, mode: number): Promise<AppendFile> => {
    const file = await openAppendFile(path, open === undefined ? { mode } : { mode, open });
    opened.push(file);
    return file;
  };
  try {
    const files = {
      public: await openOne(paths.public, 0o644),
      private: await openOne(paths.private, 0o600),
      details: await openOne(paths.details, 0o600),
    };
    await chmod(paths.private, 0o600);
    await chmod(paths.details, 0o600);
    return await recover(paths, files);
  } catch (error) {
    await Promise.allSettled(opened.map((file) => file.close()));
    throw error;
  }
}

async function recover(
  paths: Record<LogName | "details", string>,
  files: Record<LogName | "details", AppendFile>,
): Promise<FileLogFiles> {
  const scanned = {
    public: await scanEntries(paths.public, files.public.size),
    private: await scanEntries(paths.private, files.private.size),
    details: await scanDetails(paths.details, files.details.size),
  };
  const warnings: string[] = [];
  for (const name of ["public", "private", "details"] as const) {
    const { torn } = scanned[name];
    if (torn === undefined) continue;
    const bytes = files[name].size - torn.offset;
    await files[name].truncate(torn.offset);
    warnings.push(
      `${paths[name]}:${torn.line.toString()}: cut ${bytes.toString()} bytes of an interrupted write, never acknowledged`,
    );
  }
  return {
    logs: {
      public: { path: paths.public, file: files.public, count: scanned.public.count },
      private: { path: paths.private, file: files.private, count: scanned.private.count },
    },
    details: { path: paths.details, file: files.details },
    lastTime: Math.max(scanned.public.lastTime, scanned.private.lastTime, scanned.details.lastTime),
    warnings,
  };
}

async function scanEntries(path: string, size: number) {
  let count = 0;
  let lastId = "";
  const torn = await scanLines(path, size, (text) => {
    const { id, index } = decodeEntry(text);
    if (index !== count) {
      throw new RangeError(
        `expected the entry with index ${count.toString()}, found index ${index.toString()}`,
      );
    }
    if (id <= lastId) throw new RangeError("the id of this entry is not later than the one before it");
    lastId = id;
    count += 1;
  });
  return { torn, count, lastTime: lastId === "" ? 0 : decodeTime(lastId) };
}

async function scanDetails(path: string, size: number) {
  const lastIds = { public: "", private: "" };
  const torn = await scanLines(path, size, (text) => {
    const { id, log } = decodeDetails(text);
    if (id <= lastIds[log]) throw new RangeError("the id on this line is not later than those before it");
    lastIds[log] = id;
  });
  const times = Object.values(lastIds).map((id) => (id === "" ? 0 : decodeTime(id)));
  return { torn, lastTime: Math.max(...times) };
}

/** Makes a folder that other users cannot enter, with its name durable. */
async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (made === undefined) return;
  const first = dirname(resolve(made));
  for (let parent = dirname(resolve(folder)); ; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === first) return;
  }
}
