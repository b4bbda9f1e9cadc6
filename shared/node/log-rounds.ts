/*
 * What happens behind the acknowledgements: entries are copied from the write-ahead to where they belong, and the
 * head of each log is signed, each at its own time. One step after another, never two at once. What happens to the
 * public log, and when, does not depend on the private one.
 */
import type { LogName } from "../src/audit/log.ts";
import type { SignerKey } from "../src/audit/note-key.ts";
import type { FileLogFiles } from "./file-log-files.ts";
import type { MadeEntry } from "./file-log-entry.ts";
import { growLog, signLog } from "./log-signing.ts";
import type { WriteAhead } from "./write-ahead.ts";
import { extended, type Extents, type LineFile, type WrittenLine } from "./write-ahead-record.ts";

/** An entry that is acknowledged, and its lines. */
export interface DurableEntry extends MadeEntry {
  readonly log: LogName;
  /** With its line feed. */
  readonly line: Uint8Array;
  readonly detailsLine: Uint8Array | undefined;
}

export interface LogRounds {
  /** An entry became durable in the write-ahead. In the order of the write-ahead. */
  readonly add: (entry: DurableEntry) => void;
  /** Signs what is acknowledged of a log. @throws the first error of any round, always again */
  readonly sign: (log: LogName) => Promise<void>;
  /** How far the files go, and what is acknowledged beyond, in order. */
  readonly reach: () => { copied: Extents; beyond: readonly DurableEntry[] };
  /** From the next head on these keys sign it; the first of a log is its own. */
  readonly useKeys: (keys: Record<LogName, readonly [SignerKey, ...SignerKey[]]>) => void;
  /** Resolves when no step is under way. */
  readonly idle: () => Promise<void>;
}

export function openRounds(
  files: FileLogFiles,
  ahead: WriteAhead,
  keys: Record<LogName, readonly [SignerKey, ...SignerKey[]]>,
): LogRounds {
  let signers = keys;
  let copied = files.extents;
  let beyond: DurableEntry[] = [];
  let last: Promise<void> = Promise.resolve();

  function sign(log: LogName): Promise<void> {
    last = last.then(async () => {
      ahead.turn();
      await copy();
      await signLog(files.logs[log], signers[log]);
      await ahead.release(isCovered);
    });
    return last;
  }

  /** Everything acknowledged goes where it belongs, in the order in which it was acknowledged. */
  async function copy(): Promise<void> {
    const entries = [...beyond];
    if (entries.length === 0) return;
    const lines = entries.flatMap(linesOf);
    const bytesFor = (file: LineFile) =>
      Buffer.concat(lines.flatMap((line) => (line.file === file ? [line.bytes] : [])));
    const append = async (file: LineFile): Promise<void> => {
      const bytes = bytesFor(file);
      const target = file === "details" ? files.details.file : files.logs[file].file;
      if (bytes.length > 0) await target.append(bytes);
    };
    await append("details");
    await append("public");
    await append("private");
    for (const log of ["public", "private"] as const) {
      const own = entries.filter((entry) => entry.log === log);
      await growLog(
        files.logs[log],
        own.map(({ line }) => line.subarray(0, -1)),
      );
    }
    copied = extended(copied, lines);
    beyond = beyond.slice(entries.length);
  }

  function isCovered(upTo: Extents): boolean {
    const isSigned = (log: LogName) => (files.logs[log].signed?.size ?? 0) >= upTo[log].lines;
    return isSigned("public") && isSigned("private");
  }

  return {
    add: (entry) => {
      beyond.push(entry);
    },
    sign,
    reach: () => ({ copied, beyond: [...beyond] }),
    useKeys: (next) => {
      signers = next;
    },
    idle: () => last.catch(() => undefined),
  };
}

/** The lines of an entry in the order of the write-ahead. */
export function linesOf({ log, line, detailsLine }: DurableEntry): WrittenLine[] {
  const own = { file: log, bytes: line };
  return detailsLine === undefined ? [own] : [{ file: "details", bytes: detailsLine }, own];
}
