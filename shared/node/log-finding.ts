/*
 * What a log in files is found to be on opening, before anything is changed: sound, or a restored backup, or not
 * what was written and signed. Never writes.
 */
import { dirname } from "node:path";
import { decodeTime } from "ulid";
import { sameBytes } from "../src/audit/bytes.ts";
import { decodeEntry } from "../src/audit/entry.ts";
import type { LogName } from "../src/audit/log.ts";
import type { TreeHead } from "../src/audit/merkle.ts";
import type { AppendFile } from "./append-file.ts";
import { FileLogError } from "./file-log-error.ts";
import { openRememberedHead, readHeads, wasSigned, type KnownHeads } from "./log-heads.ts";
import type { LogKeys } from "./log-keys.ts";
import { LogLinesError } from "./log-lines.ts";
import { signedLineError, surveyLog, type EntrySource, type LogSurvey } from "./log-survey.ts";
import { scanDetails, scanEntries, type UnsignedScan } from "./unsigned-log.ts";
import type { RecoveredWriteAhead } from "./write-ahead-recovery.ts";

/** What is known of a log from elsewhere than its files. */
export interface Known {
  readonly keys: LogKeys;
  /** A signed checkpoint that somebody remembers of a log. */
  readonly anchor?: Partial<Record<LogName, Uint8Array>> | undefined;
  /** Sizes at which the root is asked for. */
  readonly marks?: Partial<Record<LogName, number>> | undefined;
}

/** A log that is sound. */
export interface FoundLog {
  readonly heads: KnownHeads;
  readonly source: EntrySource;
  readonly survey: LogSurvey;
  /** Only of a log that was never signed. */
  readonly unsigned: UnsignedScan | undefined;
}

/**
 * Finds what one log is, or that it is not sound.
 *
 * @param file its entries, open for nothing but their size
 * @throws LogLinesError, LogHeadsError, FileLogError `rolled-back` or `inconsistent`
 */
export async function findLog(
  name: LogName,
  path: string,
  file: Pick<AppendFile, "size">,
  ahead: RecoveredWriteAhead,
  { keys, anchor, marks }: Known,
): Promise<FoundLog> {
  const folder = dirname(path);
  const heads = await readHeads(folder, keys[name]);
  const { latest } = heads;
  if (latest === undefined && (ahead.base !== undefined || (await wasSigned(folder))))
    throw new FileLogError("inconsistent", `${folder}: its checkpoints are gone: restore them from a copy`);
  const remembered =
    anchor?.[name] &&
    (await openRememberedHead(folder, anchor[name], keys[name], `the remembered ${name} checkpoint`));
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

/**
 * Finds how far the details go.
 *
 * @throws LogLinesError, FileLogError `inconsistent`
 */
export async function findDetails(
  path: string,
  file: Pick<AppendFile, "size">,
  ahead: RecoveredWriteAhead,
  found: Record<LogName, FoundLog>,
): Promise<UnsignedScan> {
  const isUnsigned = Object.values(found).some(({ unsigned }) => unsigned !== undefined);
  if (isUnsigned && ahead.base === undefined) return scanDetails(path, file.size);
  const base = ahead.base?.details ?? { lines: 0, bytes: file.size };
  if (base.bytes > file.size)
    throw new FileLogError("inconsistent", `${path} is shorter than it was: restore it from a copy`);
  return { ...base, warning: undefined };
}

/**
 * The time in the last id, in milliseconds since 1970-01-01; 0 in an empty log.
 *
 * @throws LogLinesError when the last line is no entry
 */
export function lastTime(path: string, { last, tiles }: LogSurvey): number {
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
