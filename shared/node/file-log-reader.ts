/*
 * Reading the files of a log as a stream, each entry joined with what it hides. Details are written in the
 * order of their entries, so that one pass over both files is enough and nothing is kept in memory. Details
 * without an entry (a crash came between the two) are passed over.
 */
import { decodeDetails, decodeEntry, type DetailsLine, type Hidden } from "../src/audit/entry.ts";
import type { LogName, OpenedEntry } from "../src/audit/log.ts";
import type { FileLogFiles } from "./file-log-files.ts";
import { lineText, LogLinesError, readLines } from "./log-lines.ts";
import type { DurableEntry } from "./log-rounds.ts";
import type { Extents } from "./write-ahead-record.ts";

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
    const details = decoded(files.details.path, copied.details.bytes, decodeDetails, from?.details);
    const hiddenBy = joinDetails(details, log);
    try {
      for await (const entry of decoded(files.logs[log].path, copied[log].bytes, decodeEntry, from?.[log])) {
        const hidden = entry.commitments === undefined ? undefined : await hiddenBy(entry.id);
        yield hidden === undefined ? { log, entry } : { log, entry, hidden };
      }
    } finally {
      await details.return();
    }
    for (const { entry, hidden, log: of } of beyond)
      if (of === log) yield hidden === undefined ? { log, entry } : { log, entry, hidden };
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
  path: string,
  size: number,
  decode: (text: string) => Value,
  from: { lines: number; bytes: number } = { lines: 0, bytes: 0 },
): AsyncGenerator<Value, void, undefined> {
  for await (const line of readLines(path, size, from)) {
    let value: Value;
    try {
      value = decode(lineText(line));
    } catch (error) {
      throw new LogLinesError(path, line.number, "this line is not what the log wrote", { cause: error });
    }
    yield value;
  }
}
