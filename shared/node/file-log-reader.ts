/*
 * Reading the files of a log as a stream, each entry joined with what it hides. Details are written in the
 * order of their entries, so that one pass over both files is enough and nothing is kept in memory. Details
 * without an entry (a crash came between the two) are passed over.
 */
import { decodeDetails, decodeEntry, type DetailsLine, type Hidden } from "../src/audit/entry.ts";
import type { LogName, OpenedEntry } from "../src/audit/log.ts";
import { lineText, LogLinesError, readLines } from "./log-lines.ts";

/** Where a log's files lie, and how many of their bytes are whole lines. An open log's are these, and more. */
export interface LogPlaces {
  readonly logs: Readonly<Record<LogName, LogPlace>>;
  readonly details: LogPlace;
}

interface LogPlace {
  readonly path: string;
  readonly file: { readonly size: number };
}

/**
 * The entries that were durable when reading began: first the public log, then the private one.
 *
 * @throws LogLinesError at a line that is not what the log wrote
 */
export async function* readLog(files: LogPlaces): AsyncGenerator<OpenedEntry, void, undefined> {
  // Entries before details: whatever an entry hides was durable before the entry was.
  const sizes = { public: files.logs.public.file.size, private: files.logs.private.file.size };
  const detailsSize = files.details.file.size;
  for (const log of ["public", "private"] as const) {
    const { path } = files.logs[log];
    const details = decoded(files.details.path, detailsSize, decodeDetails);
    const hiddenBy = joinDetails(details, log);
    try {
      for await (const entry of decoded(path, sizes[log], decodeEntry)) {
        const hidden = entry.commitments === undefined ? undefined : await hiddenBy(entry.id);
        yield hidden === undefined ? { log, entry } : { log, entry, hidden };
      }
    } finally {
      await details.return();
    }
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
): AsyncGenerator<Value, void, undefined> {
  for await (const line of readLines(path, size)) {
    let value: Value;
    try {
      value = decode(lineText(line));
    } catch (error) {
      throw new LogLinesError(path, line.number, "this line is not what the log wrote", { cause: error });
    }
    yield value;
  }
}
