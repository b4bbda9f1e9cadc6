/*
 * The form of a write-ahead record: what one group of callers appended, in one piece, so that a write that was
 * torn anywhere leaves one bad record at the end and never a bad one before a good one. Each says where in the
 * log its lines belong. Never touches a file.
 */
import { hash } from "node:crypto";
import * as z from "zod";
import type { LogName } from "../src/audit/log.ts";

/** A file that grows line by line. */
export type LineFile = LogName | "details";

/** How far a file goes: whole lines, and their bytes with line feeds. */
export interface Extent {
  readonly lines: number;
  readonly bytes: number;
}

/** How far the files of a log go. */
export type Extents = Readonly<Record<LineFile, Extent>>;

/** A line for a file, with its line feed. */
export interface WrittenLine {
  readonly file: LineFile;
  readonly bytes: Uint8Array;
}

export interface WriteAheadRecord {
  /** Of the write-ahead file it is in: larger in the one begun later. */
  readonly generation: number;
  /** How far the files go without this record's lines. */
  readonly base: Extents;
  readonly lines: readonly WrittenLine[];
}

/** What a write-ahead file holds. */
export interface WriteAheadScan {
  readonly records: readonly WriteAheadRecord[];
  /** Where the good records end. */
  readonly end: number;
  /** Where a good record stands behind a bad one; then this file was damaged, not torn. */
  readonly beyond?: number;
}

/** A control character, which no line of JSON holds, and the version of this form. */
const MARK = Buffer.from("\u001eWA1");
const HASH_BYTES = 32;
/** Mark, length in 32 bits, SHA-256 of the content. */
export const RECORD_HEAD_BYTES = MARK.length + 4 + HASH_BYTES;
const FILES = ["public", "private", "details"] as const satisfies LineFile[];
const TAGS = new Map<string, LineFile>([
  ["+", "public"],
  ["-", "private"],
  ["=", "details"],
]);
const TAG_BYTES: Readonly<Record<LineFile, Uint8Array>> = {
  public: Buffer.from("+"),
  private: Buffer.from("-"),
  details: Buffer.from("="),
};
const LINE_FEED = 10;

const Extent = z.strictObject({ lines: z.number().int().min(0), bytes: z.number().int().min(0) });
const Opening = z.strictObject({
  v: z.literal(1),
  generation: z.number().int().min(1),
  base: z.strictObject({ public: Extent, private: Extent, details: Extent }),
});

/** The extents with these lines added. */
export function extended(base: Extents, lines: readonly WrittenLine[]): Extents {
  const grown: Record<LineFile, Extent> = { ...base };
  for (const { file, bytes } of lines) {
    const { lines: count, bytes: size } = grown[file];
    grown[file] = { lines: count + 1, bytes: size + bytes.length };
  }
  return grown;
}

export function sameExtents(one: Extents, other: Extents): boolean {
  return FILES.every(
    (file) => one[file].lines === other[file].lines && one[file].bytes === other[file].bytes,
  );
}

/** The bytes of a record, in pieces to be written one after another. */
export function encodeRecord({ generation, base, lines }: WriteAheadRecord): Uint8Array[] {
  const opening = Buffer.from(`${JSON.stringify({ v: 1, generation, base })}\n`);
  const content = Buffer.concat([opening, ...lines.flatMap(({ file, bytes }) => [TAG_BYTES[file], bytes])]);
  const head = Buffer.alloc(RECORD_HEAD_BYTES);
  MARK.copy(head);
  head.writeUInt32BE(content.length, MARK.length);
  Buffer.from(hash("sha256", content, "buffer")).copy(head, MARK.length + 4);
  return [head, content];
}

/** Reads the records of a file from its beginning up to the first bad one, and looks for good ones behind it. */
export function scanRecords(content: Buffer): WriteAheadScan {
  const records: WriteAheadRecord[] = [];
  let end = 0;
  for (let next = recordAt(content, end); next !== undefined; next = recordAt(content, end)) {
    records.push(next.record);
    end = next.end;
  }
  for (let at = content.indexOf(MARK, end + 1); at !== -1; at = content.indexOf(MARK, at + 1)) {
    if (recordAt(content, at) !== undefined) return { records, end, beyond: at };
  }
  return { records, end };
}

function recordAt(content: Buffer, at: number): { record: WriteAheadRecord; end: number } | undefined {
  const from = at + RECORD_HEAD_BYTES;
  if (from > content.length || !content.subarray(at, at + MARK.length).equals(MARK)) return undefined;
  const end = from + content.readUInt32BE(at + MARK.length);
  if (end > content.length) return undefined;
  const bytes = content.subarray(from, end);
  if (!hash("sha256", bytes, "buffer").equals(content.subarray(at + MARK.length + 4, from))) return undefined;
  return { record: decode(bytes), end };
}

/** @throws Error for what this version did not write though its hash is right */
function decode(content: Buffer): WriteAheadRecord {
  let from = content.indexOf(LINE_FEED) + 1;
  const { generation, base } = Opening.parse(JSON.parse(content.toString("utf8", 0, from)));
  const lines: WrittenLine[] = [];
  while (from < content.length) {
    const end = content.indexOf(LINE_FEED, from) + 1;
    const file = TAGS.get(String.fromCharCode(content[from] ?? 0));
    if (file === undefined || end === 0) throw new RangeError("a write-ahead record of another version");
    lines.push({ file, bytes: content.subarray(from + 1, end) });
    from = end;
  }
  return { generation, base, lines };
}
