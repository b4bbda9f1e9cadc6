/*
 * The files behind file-log.ts: making and opening them, recovering what a crash left and signing it. Nothing
 * is changed before log-finding.ts found every file sound, and no restored backup.
 */
import { chmod, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LogName } from "../src/audit/log.ts";
import { openAppendFile, type AppendFile, type AppendFileOptions } from "./append-file.ts";
import { openAppendHandle, type AppendHandle } from "./append-handle.ts";
import { findDetails, findLog, lastTime, type FoundLog, type Known } from "./log-finding.ts";
import { logPaths, makeFolder } from "./log-folder.ts";
import { settlePolicy } from "./log-heads.ts";
import type { LogKeys } from "./log-keys.ts";
import { publishKept, signLog, type SignedLog } from "./log-signing.ts";
import { rebuildTiles } from "./log-survey.ts";
import { openWriteAhead, type WriteAhead } from "./write-ahead.ts";
import { recoverWriteAhead } from "./write-ahead-recovery.ts";
import type { Extent, Extents, LineFile } from "./write-ahead-record.ts";

/** One log, its entries durable and in its tree. */
export interface LogFile extends SignedLog {
  readonly path: string;
  readonly file: AppendFile;
  /** Roots at the sizes that were asked for. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  /** The `checkpoint` file holds the last signed head. */
  readonly isPublished: boolean;
}

export interface FileLogFiles {
  readonly logs: Readonly<Record<LogName, LogFile>>;
  readonly details: { readonly path: string; readonly file: AppendFile };
  /** Still hold what may not be signed yet. */
  readonly writeAhead: readonly [
    { path: string; handle: AppendHandle },
    { path: string; handle: AppendHandle },
  ];
  readonly extents: Extents;
  /** The latest time in any id of a log, in milliseconds since 1970-01-01; 0 in an empty one. */
  readonly lastTimes: Readonly<Record<LogName, number>>;
  /** A sentence for everything that was repaired. */
  readonly warnings: readonly string[];
}

export interface OpenFilesOptions extends Known {
  /** The opener of append-file.ts; tests inject one that fails. */
  readonly open?: AppendFileOptions["open"] | undefined;
}

const LOGS = ["public", "private"] as const satisfies LogName[];
const WRITE_AHEAD = ["wal-0", "wal-1"] as const;

/**
 * Opens and recovers the files, making what is missing. The folder is closed to other users.
 *
 * @throws LogLinesError, LogHeadsError, FileLogError `rolled-back` or `inconsistent` when a file is not what the
 *   log wrote and signed; nothing was changed then
 */
export async function openFiles(folder: string, options: OpenFilesOptions): Promise<FileLogFiles> {
  const paths = logPaths(folder);
  for (const each of [folder, dirname(paths.public), dirname(paths.private)]) await makeFolder(each);
  const opened: { close: () => Promise<void> }[] = [];
  const openOne = async (path: string, mode: number): Promise<AppendFile> => {
    const file = await openAppendFile(
      path,
      options.open === undefined ? { mode } : { mode, open: options.open },
    );
    opened.push(file);
    return file;
  };
  const openAhead = async (name: string) => {
    const path = join(folder, name);
    const handle = await (options.open ?? openAppendHandle)(path, 0o600);
    opened.push(handle);
    // What a killed process had written but not synced is about to be read as fact.
    await handle.datasync();
    return { path, handle };
  };
  try {
    const files: Record<LineFile, AppendFile> = {
      public: await openOne(paths.public, 0o644),
      private: await openOne(paths.private, 0o600),
      details: await openOne(paths.details, 0o600),
    };
    const writeAhead = [await openAhead(WRITE_AHEAD[0]), await openAhead(WRITE_AHEAD[1])] as const;
    for (const path of [paths.private, paths.details, ...writeAhead.map((each) => each.path)])
      await chmod(path, 0o600);
    return await recover(paths, files, [writeAhead[0], writeAhead[1]], options);
  } catch (error) {
    await Promise.allSettled(opened.map((file) => file.close()));
    throw error;
  }
}

/** Signs what was recovered, whereupon the write-ahead may begin anew. */
export async function signRecovered(files: FileLogFiles, keys: LogKeys): Promise<WriteAhead> {
  for (const name of LOGS) {
    const log = files.logs[name];
    await signLog(log, [keys[name]]);
    if (!log.isPublished) await publishKept(log);
    await settlePolicy(log.folder, keys[name]);
  }
  for (const { handle } of files.writeAhead) {
    if (handle.size === 0) continue;
    await handle.truncate(0);
    await handle.datasync();
  }
  return openWriteAhead(files.writeAhead, files.extents);
}

/** The files that grow, without the write-ahead. */
export function appendFiles({ logs, details }: FileLogFiles): AppendFile[] {
  return [logs.public.file, logs.private.file, details.file];
}

async function recover(
  paths: Record<LineFile, string>,
  files: Record<LineFile, AppendFile>,
  writeAhead: FileLogFiles["writeAhead"],
  options: OpenFilesOptions,
): Promise<FileLogFiles> {
  const ahead = await recoverWriteAhead(writeAhead.map(({ path }) => path));
  const found = {
    public: await findLog("public", paths.public, files.public, ahead, options),
    private: await findLog("private", paths.private, files.private, ahead, options),
  };
  const details = await findDetails(paths.details, files.details, ahead, found);
  const warnings = [...ahead.warnings];
  for (const name of LOGS) {
    const { unsigned, survey, heads } = found[name];
    if (unsigned?.warning !== undefined) warnings.push(unsigned.warning);
    if (heads.latest === undefined && survey.tiles.size > 0)
      warnings.push(
        `${paths[name]}: a version that signed nothing wrote its ${survey.tiles.size} entries: from now on they are signed as they are`,
      );
  }
  if (details.warning !== undefined) warnings.push(details.warning);
  const lastTimes = {
    public: lastTime(paths.public, found.public.survey),
    private: lastTime(paths.private, found.private.survey),
  };
  // From here on files are changed.
  for (const file of ["details", "public", "private"] as const) {
    const keep = file === "details" ? details.bytes : found[file].source.bytes;
    await settle(paths[file], files[file], keep, ahead.lines[file]);
  }
  for (const name of LOGS) {
    const { survey, heads, source } = found[name];
    if (survey.areTilesWrong) await rebuildTiles(dirname(paths[name]), source, heads.latest?.size ?? 0);
  }
  const extent = (name: LogName): Extent => ({
    lines: found[name].survey.tiles.size,
    bytes: files[name].size,
  });
  return {
    logs: {
      public: logFile(paths.public, files.public, found.public),
      private: logFile(paths.private, files.private, found.private),
    },
    details: { path: paths.details, file: files.details },
    writeAhead,
    extents: {
      public: extent("public"),
      private: extent("private"),
      details: { lines: details.lines + ahead.lines.details.length, bytes: files.details.size },
    },
    lastTimes,
    warnings,
  };
}

/** What follows the bytes that are kept is what the write-ahead says, and nothing else. */
async function settle(
  path: string,
  file: AppendFile,
  keep: number,
  tail: readonly Uint8Array[],
): Promise<void> {
  const bytes = Buffer.concat(tail);
  if (file.size === keep + bytes.length) {
    if (bytes.length === 0 || (await readFile(path)).subarray(keep).equals(bytes)) return;
  }
  if (file.size > keep) await file.truncate(keep);
  if (bytes.length > 0) await file.append(bytes);
}

function logFile(path: string, file: AppendFile, { survey, heads }: FoundLog): LogFile {
  const { tiles, filled, roots } = survey;
  return {
    path,
    file,
    folder: dirname(path),
    tiles,
    filled,
    roots,
    signed: heads.latest,
    isPublished: heads.isPublished,
  };
}
