/*
 * Logs that a version before checkpoints wrote: every line is read, and what a crash left of the last one is cut
 * off. Never writes.
 */
import { decodeDetails, decodeEntry } from "../src/audit/entry.ts";
import { scanLines, type TornTail } from "./log-lines.ts";
import type { Extent } from "./write-ahead-record.ts";

/** How much of a file is whole lines. */
export interface UnsignedScan extends Extent {
  /** What was cut off. */
  readonly warning: string | undefined;
}

/** @throws LogLinesError at a line that no torn write explains */
export async function scanEntries(path: string, size: number): Promise<UnsignedScan> {
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
  return scanned(path, size, count, torn);
}

/** @throws LogLinesError at a line that no torn write explains */
export async function scanDetails(path: string, size: number): Promise<UnsignedScan> {
  const lastIds = { public: "", private: "" };
  let count = 0;
  const torn = await scanLines(path, size, (text) => {
    const { id, log } = decodeDetails(text);
    if (id <= lastIds[log]) throw new RangeError("the id on this line is not later than those before it");
    lastIds[log] = id;
    count += 1;
  });
  return scanned(path, size, count, torn);
}

function scanned(path: string, size: number, lines: number, torn: TornTail | undefined): UnsignedScan {
  if (torn === undefined) return { lines, bytes: size, warning: undefined };
  const cut = (size - torn.offset).toString();
  return {
    lines,
    bytes: torn.offset,
    warning: `${path}:${torn.line.toString()}: cut ${cut} bytes of an interrupted write, never acknowledged`,
  };
}
