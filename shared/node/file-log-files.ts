/*
 * The files behind file-log.ts: where they lie, making and opening them, and recovering what a crash left.
 * Nothing is changed before every file was found sound, and before it is known that this is no restored backup.
 */
import { chmod, mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { decodeTime } from "ulid";
import { sameBytes } from "../src/audit/bytes.ts";
import { decodeEntry } from "../src/audit/entry.ts";
import type { LogName } from "../src/audit/log.ts";
import type { TreeHead } from "../src/audit/merkle.ts";
import { openAppendFile, type AppendFile, type AppendFileOptions } from "./append-file.ts";
import { openAppendHandle, syncFolder, type AppendHandle } from "./append-handle.ts";
import { FileLogError } from "./file-log-error.ts";
import { openHead, readHeads, wasSigned, type KnownHeads } from "./log-heads.ts";
import type { LogKeys } from "./log-keys.ts";
import { LogLinesError } from "./log-lines.ts";
import type { SignedLog } from "./log-signing.ts";
import { rebuildTiles, signedLineError, surveyLog, type EntrySource, type LogSurvey } from "./log-survey.ts";
import { scanDetails, scanEntries, type UnsignedScan } from "./unsigned-log.ts";
import { recoverWriteAhead, type RecoveredWriteAhead } from "./write-ahead-recovery.ts";
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

export interface OpenFilesOptions {
  readonly keys: LogKeys;
  /** The opener of append-file.ts; tests inject one that fails. */
  readonly open?: AppendFileOptions["open"] | undefined;
  /** A signed checkpoint that somebody remembers of a log. */
  readonly anchor?: Partial<Record<LogName, Uint8Array>> | undefined;
  /** Sizes at which the root is asked for. */
  readonly marks?: Partial<Record<LogName, number>> | undefined;
}

const LOGS = ["public", "private"] as const satisfies LogName[];
const WRITE_AHEAD = ["wal-0", "wal-1"] as const;

/** What is known of a log before anything is changed. */
interface Found {
  readonly heads: KnownHeads;
  readonly source: EntrySource;
  readonly survey: LogSurvey;
  /** Only of a log that was never signed. */
  readonly unsigned: UnsignedScan | undefined;
}

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

async function recover(
  paths: Record<LineFile, string>,
  files: Record<LineFile, AppendFile>,
  writeAhead: FileLogFiles["writeAhead"],
  options: OpenFilesOptions,
): Promise<FileLogFiles> {
  const ahead = await recoverWriteAhead(writeAhead.map(({ path }) => path));
  const found = {
    public: await find("public", paths.public, files.public, ahead, options),
    private: await find("private", paths.private, files.private, ahead, options),
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
    lastTimes: {
      public: lastTime(paths.public, found.public.survey),
      private: lastTime(paths.private, found.private.survey),
    },
    warnings,
  };
}

async function find(
  name: LogName,
  path: string,
  file: AppendFile,
  ahead: RecoveredWriteAhead,
  { keys, anchor, marks }: OpenFilesOptions,
): Promise<Found> {
  const folder = dirname(path);
  const heads = await readHeads(folder, keys[name]);
  const { latest } = heads;
  if (latest === undefined && (ahead.base !== undefined || (await wasSigned(folder))))
    throw new FileLogError("inconsistent", `${folder}: its checkpoints are gone: restore them from a copy`);
  const remembered =
    anchor?.[name] && openHead(anchor[name], keys[name], `the remembered ${name} checkpoint`);
  const unsigned = latest === undefined ? await scanEntries(path, file.size) : undefined;
  const bytes = ahead.base?.[name].bytes ?? unsigned?.bytes ?? file.size;
  if (bytes > file.size) throw rolledBack(path);
  const source = { path, bytes, tail: ahead.lines[name] };
  const sizes = [latest?.size, remembered?.size, marks?.[name]].filter((size) => size !== undefined);
  const survey = await surveyLog(folder, source, latest?.size ?? 0, new Set(sizes));
  if (latest !== undefined) await requireSigned(folder, source, survey, latest, ahead, name, keys);
  if (remembered !== undefined) requireAnchor(path, survey, remembered);
  return { heads, source, survey, unsigned };
}

async function requireSigned(
  folder: string,
  source: EntrySource,
  survey: LogSurvey,
  latest: TreeHead,
  ahead: RecoveredWriteAhead,
  name: LogName,
  keys: LogKeys,
): Promise<void> {
  const root = survey.roots.get(latest.size);
  if (root === undefined || !sameBytes(root, latest.root)) {
    const error = await signedLineError(folder, source, latest, keys[name]);
    // Every line that is there was signed, and some that were signed are not there.
    throw root === undefined && error.line > survey.tiles.size ? rolledBack(source.path) : error;
  }
  const { base } = ahead;
  if (base === undefined && survey.tiles.size > latest.size)
    throw new LogLinesError(
      source.path,
      latest.size + 1,
      "this line was neither signed nor acknowledged: restore the file from a copy",
    );
  if (base !== undefined && (base[name].lines !== survey.lines || base[name].lines > latest.size))
    throw new LogLinesError(
      source.path,
      survey.lines + 1,
      "the file does not end where the write-ahead begins: restore both from one copy",
    );
}

function requireAnchor(path: string, survey: LogSurvey, remembered: TreeHead): void {
  if (remembered.size > survey.tiles.size) throw rolledBack(path);
  const root = survey.roots.get(remembered.size);
  if (root === undefined || !sameBytes(root, remembered.root))
    throw new FileLogError(
      "inconsistent",
      `${path}: the remembered checkpoint is of another history than this one: nothing is signed; restore the files that it was made from`,
    );
}

function rolledBack(path: string): FileLogError {
  return new FileLogError(
    "rolled-back",
    `${path} holds less than was signed, so it is a restored backup: nothing is signed, because two histories under one key would look like fraud; restore a newer copy, or begin a new log in another folder`,
  );
}

async function findDetails(
  path: string,
  file: AppendFile,
  ahead: RecoveredWriteAhead,
  found: Record<LogName, Found>,
): Promise<UnsignedScan> {
  const isUnsigned = LOGS.some((name) => found[name].unsigned !== undefined);
  if (isUnsigned && ahead.base === undefined) return scanDetails(path, file.size);
  const base = ahead.base?.details ?? { lines: 0, bytes: file.size };
  if (base.bytes > file.size)
    throw new FileLogError("inconsistent", `${path} is shorter than it was: restore it from a copy`);
  return { ...base, warning: undefined };
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

function logFile(path: string, file: AppendFile, { survey, heads }: Found): LogFile {
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

function lastTime(path: string, { last, tiles }: LogSurvey): number {
  if (last === undefined) return 0;
  try {
    const { id, index } = decodeEntry(Buffer.from(last).toString());
    if (index === tiles.size - 1) return decodeTime(id);
  } catch {
    // Said below.
  }
  throw new LogLinesError(
    path,
    tiles.size,
    "this line is not what the log writes: restore the file from a copy",
  );
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
