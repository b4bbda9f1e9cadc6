/*
 * Reading the files of a log as a stream, each entry joined with what it hides. Details are written in the
 * order of their entries, so that one pass over both files is enough and nothing is kept in memory. Details
 * without an entry (a crash came between the two) are passed over. Never writes.
 */
import { stat } from "node:fs/promises";
import { decodeDetails, decodeEntry, type DetailsLine, type Hidden } from "../src/audit/entry.ts";
import type { LogName, OpenedEntry } from "../src/audit/log.ts";
import type { FileLogFiles } from "./file-log-files.ts";
import { logPaths } from "./log-folder.ts";
import { lineText, LogLinesError, readLines, type Line } from "./log-lines.ts";
import type { DurableEntry } from "./log-rounds.ts";
import type { Extents } from "./write-ahead-record.ts";

/** The part of a file that is read. */
interface Part {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Where to begin, if not at the first line. */
  readonly from?: { readonly lines: number; readonly bytes: number } | undefined;
  /** Its last line may be in the middle of being written; it is then passed over. */
  readonly growing?: boolean;
}

/**
 * The entries that were durable when reading began: first the public log, then the private one.
 *
 * @param reach how far the files go, and what is acknowledged beyond
 * @param from where to begin, if not at the first entry
 * @throws LogLinesError at a line that is not what the log wrote
 */
export async function* readLog(
  files: FileLogFiles,
  { copied, beyond }: { copied: Extents; beyond: readonly DurableEntry[] },
  from?: Extents,
): AsyncGenerator<OpenedEntry, void, undefined> {
  for (const log of ["public", "private"] as const) {
    const details = { path: files.details.path, size: copied.details.bytes, from: from?.details };
    yield* readOne(log, { path: files.logs[log].path, size: copied[log].bytes, from: from?.[log] }, details);
    for (const { entry, hidden, log: of } of beyond)
      if (of === log) yield hidden === undefined ? { log, entry } : { log, entry, hidden };
  }
}

/**
 * The entries of the log in a folder that another process may be writing: takes no lock, repairs nothing, makes
 * nothing. Files that are not there hold nothing; what is acknowledged in the write-ahead files alone, at most a
 * second's entries, is not seen.
 *
 * @throws LogLinesError at a line that is not what the log wrote, unless it is the last and being written
 */
export async function* readLogFolder(folder: string): AsyncGenerator<OpenedEntry, void, undefined> {
  const paths = logPaths(folder);
  const part = async (path: string): Promise<Part> => ({ path, size: await sizeOf(path), growing: true });
  // Entries before details: whatever an entry hides was durable before the entry was.
  const logs = { public: await part(paths.public), private: await part(paths.private) };
  const details = await part(paths.details);
  for (const log of ["public", "private"] as const) yield* readOne(log, logs[log], details);
}

async function* readOne(
  log: LogName,
  entries: Part,
  detailsPart: Part,
): AsyncGenerator<OpenedEntry, void, undefined> {
  const details = decoded(detailsPart, decodeDetails);
  const hiddenBy = joinDetails(details, log);
  try {
    for await (const entry of decoded(entries, decodeEntry)) {
      const hidden = entry.commitments === undefined ? undefined : await hiddenBy(entry.id);
      yield hidden === undefined ? { log, entry } : { log, entry, hidden };
    }
  } finally {
    await details.return();
  }
}

/** Answers what the entries of one log hide. Must be asked in the order of the entries. */
function joinDetails(
  details: AsyncGenerator<DetailsLine, void, undefined>,
  log: LogName,
): (id: string) => Promise<Hidden | undefined> {
  let ahead: DetailsLine | undefined;
  return async (id) => {
    while (ahead?.log !== log || ahead.id < id) {
      const next = await details.next();
      if (next.done === true) return undefined;
      ahead = next.value;
    }
    return ahead.id === id ? ahead.hidden : undefined;
  };
}

async function* decoded<Value>(
  { path, size, from = { lines: 0, bytes: 0 }, growing = false }: Part,
  decode: (text: string) => Value,
): AsyncGenerator<Value, void, undefined> {
  let torn: LogLinesError | undefined;
  for await (const line of readLines(path, size, from)) {
    if (torn !== undefined) throw torn;
    if (growing && !line.complete) return;
    let value: Value;
    try {
      value = decode(lineText(line));
    } catch (error) {
      const damage = new LogLinesError(path, line.number, "this line is not what the log wrote", {
        cause: error,
      });
      if (!growing || isJson(line)) throw damage;
      torn = damage;
      continue;
    }
    yield value;
  }
}

/** A line that is JSON was written to its end, whatever it says. */
function isJson(line: Line): boolean {
  try {
    JSON.parse(lineText(line));
    return true;
  } catch {
    return false;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}
