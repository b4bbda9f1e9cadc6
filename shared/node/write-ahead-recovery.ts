/* What a killed process left in the write-ahead files: which lines they hold, and whether that is all. Never writes. */
import { readFile } from "node:fs/promises";
import { FileLogError } from "./file-log-error.ts";
import {
  extended,
  sameExtents,
  scanRecords,
  type Extents,
  type LineFile,
  type WriteAheadRecord,
} from "./write-ahead-record.ts";

export interface RecoveredWriteAhead {
  /** Where the lines begin; undefined where there are none. */
  readonly base: Extents | undefined;
  readonly lines: Readonly<Record<LineFile, readonly Uint8Array[]>>;
  /** A sentence about a torn write. */
  readonly warnings: readonly string[];
}

/**
 * @throws FileLogError `inconsistent` for a bad record before a good one, and for records that do not follow one
 *   another: what was acknowledged is missing then
 */
export async function recoverWriteAhead(paths: readonly string[]): Promise<RecoveredWriteAhead> {
  const lines: Record<LineFile, Uint8Array[]> = { public: [], private: [], details: [] };
  const warnings: string[] = [];
  const files: { path: string; records: readonly WriteAheadRecord[]; torn: boolean; generation: number }[] =
    [];
  for (const path of paths) {
    const content = await readFile(path);
    const { records, end, beyond } = scanRecords(content);
    if (beyond !== undefined) throw damaged(path, end);
    if (end < content.length)
      warnings.push(
        `${path}: cut ${content.length - end} bytes at ${end} of an interrupted write, never acknowledged`,
      );
    // A file with nothing but a torn record was begun after the other.
    const generation = records[0]?.generation ?? Number.MAX_SAFE_INTEGER;
    if (content.length > 0) files.push({ path, records, torn: end < content.length, generation });
  }
  files.sort((one, other) => one.generation - other.generation);
  let base: Extents | undefined;
  let upTo: Extents | undefined;
  let torn: string | undefined;
  for (const file of files) {
    for (const record of file.records) {
      const isNext = upTo === undefined || sameExtents(upTo, record.base);
      if (torn !== undefined || !isNext || record.generation !== file.generation)
        throw damaged(torn ?? file.path);
      base ??= record.base;
      upTo = extended(record.base, record.lines);
      for (const line of record.lines) lines[line.file].push(line.bytes);
    }
    if (file.torn) torn ??= file.path;
  }
  return { base, lines, warnings };
}

function damaged(path: string, at?: number): FileLogError {
  const where = at === undefined ? "" : ` at byte ${at}`;
  return new FileLogError(
    "inconsistent",
    `${path}: a record${where} is damaged and others follow it, so it is no interrupted write: restore the file from a copy`,
  );
}
