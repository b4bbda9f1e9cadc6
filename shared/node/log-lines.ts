/*
 * The lines of a log's file: reading them as a stream, and judging on opening what a crash left of the last
 * one. Used by file-log.ts alone; knows that a line is JSON, not what it says. Never writes.
 */
import { createReadStream } from "node:fs";

/** `damaged`: the file is not what this log wrote, and nothing was changed. */
export class LogLinesError extends Error {
  readonly code = "damaged";
  /** From 1. */
  readonly line: number;

  constructor(path: string, line: number, message: string, options?: ErrorOptions) {
    super(`${path}:${line.toString()}: ${message}`, options);
    this.name = "LogLinesError";
    this.line = line;
  }
}

export interface Line {
  /** Without the line feed. */
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly number: number;
  /** Of its first byte, in the file. */
  readonly offset: number;
  /** It ends with a line feed. */
  readonly complete: boolean;
}

/** What a crash left behind the last whole line. */
export interface TornTail {
  /** Where the whole lines end: the size to cut the file to. */
  readonly offset: number;
  readonly line: number;
}

const LINE_FEED = 10;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The first `size` bytes of a file, line by line; behind a number of lines and their bytes, where one is given.
 *
 * @throws the system's error when the file cannot be read
 */
export async function* readLines(
  path: string,
  size: number,
  from: { readonly lines: number; readonly bytes: number } = { lines: 0, bytes: 0 },
): AsyncGenerator<Line, void, undefined> {
  if (size <= from.bytes) return;
  let started: Buffer[] = [];
  let number = from.lines + 1;
  let offset = from.bytes;
  const take = (end: Buffer, complete: boolean): Line => {
    const bytes = started.length === 0 ? end : Buffer.concat([...started, end]);
    const line = { bytes, number, offset, complete };
    started = [];
    number += 1;
    offset += bytes.length + 1;
    return line;
  };
  const chunks: AsyncIterable<Buffer> = createReadStream(path, {
    start: from.bytes,
    end: size - 1,
    highWaterMark: 1 << 18,
  });
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, start)) {
      yield take(chunk.subarray(start, at), true);
      start = at + 1;
    }
    if (start < chunk.length) started.push(chunk.subarray(start));
  }
  if (started.length > 0) yield take(Buffer.alloc(0), false);
}

/** The text of a line. @throws TypeError when it is not UTF-8 */
export function lineText(line: Line): string {
  return utf8.decode(line.bytes);
}

/**
 * Reads a whole file and hands every line's text to `accept`, which throws where it cannot be what the log
 * wrote. Answers the torn tail, if there is one: a last line that is not JSON, or does not end.
 *
 * A line that is JSON was not torn: a write that was cut off or zero-filled leaves no JSON line. So whatever
 * `accept` refuses (another version's entry, a wrong number) is refused here, never cut.
 *
 * @throws LogLinesError at a bad line that is not the last, or that `accept` refuses
 */
export async function scanLines(
  path: string,
  size: number,
  accept: (text: string) => void,
): Promise<TornTail | undefined> {
  let torn: TornTail | undefined;
  for await (const line of readLines(path, size)) {
    const text = line.complete ? jsonText(line) : undefined;
    if (torn !== undefined && line.complete) {
      throw new LogLinesError(
        path,
        torn.line,
        "this line is damaged and others follow it, so it is no interrupted write: restore the file from a copy",
      );
    }
    if (text === undefined) torn ??= { offset: line.offset, line: line.number };
    else acceptLine(path, line, text, accept);
  }
  return torn;
}

function acceptLine(path: string, line: Line, text: string, accept: (text: string) => void): void {
  try {
    accept(text);
  } catch (error) {
    throw new LogLinesError(path, line.number, `${reasonOf(error)}: restore the file from a copy`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof RangeError ? error.message : "this line is not what the log writes";
}

function jsonText(line: Line): string | undefined {
  try {
    const text = lineText(line);
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
