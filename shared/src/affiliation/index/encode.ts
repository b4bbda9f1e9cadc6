/*
 * The index as one file. All numbers are little-endian; every section begins at a multiple of 8, so that a
 * reader can use the columns where they lie.
 *
 *   0   8 bytes   magic
 *   8   32 bytes  SHA-256 of everything after it
 *   40  u32       format version
 *   44  u32       length of the header
 *   48  u32 × 2   for each column of COLUMN_NAMES: its offset and its length, in bytes
 *   …   header    JSON in UTF-8, then the columns in their order, zeros between them
 */
import type { Problem } from "../../config/problem.ts";
import type { DayNumber } from "../../roster/dates.ts";
import { COLUMN_NAMES, type IndexContent } from "./columns.ts";

export const MAGIC = "RECUSEAF";
export const FORMAT_VERSION = 1;
export const HASH_AT = 8;
export const VERSION_AT = 40;
export const TABLE_AT = 48;
export const HEADER_AT = TABLE_AT + COLUMN_NAMES.length * 8;

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** What the file says of how it was made, so that a reader knows whether it still holds. */
export interface Provenance {
  /** Of everything that shaped the index besides the files: program, organization names. */
  readonly fingerprint: string;
  /** The day on which the files were read. */
  readonly today: DayNumber;
  /** From this day on the same files can read differently, because they name it: it was in the future. */
  readonly until: DayNumber | undefined;
  readonly problems: readonly Problem[];
  readonly oddities: readonly Problem[];
}

export class IndexFileError extends Error {
  readonly code: "not-an-index" | "other-version" | "damaged" | "unsupported";

  constructor(code: IndexFileError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws IndexFileError `unsupported` on a big-endian machine, or for an index of 4 GiB and more */
export function encodeIndex(index: IndexContent, provenance: Provenance, sha256: Sha256): Uint8Array {
  assertLittleEndian();
  const header = new TextEncoder().encode(
    JSON.stringify({ sources: index.sources, seed: index.seed, ...provenance }),
  );
  const columns = COLUMN_NAMES.map((name) => index.columns[name]);
  let length = aligned(HEADER_AT + header.length);
  const offsets = columns.map(({ byteLength }) => {
    const offset = length;
    length = aligned(length + byteLength);
    return offset;
  });
  if (length > 0xffff_ffff) throw new IndexFileError("unsupported", "the index is too large for its file");
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode(MAGIC));
  view.setUint32(VERSION_AT, FORMAT_VERSION, true);
  view.setUint32(VERSION_AT + 4, header.length, true);
  file.set(header, HEADER_AT);
  columns.forEach(({ buffer, byteOffset, byteLength }, at) => {
    const offset = offsets[at] ?? 0;
    view.setUint32(TABLE_AT + at * 8, offset, true);
    view.setUint32(TABLE_AT + at * 8 + 4, byteLength, true);
    file.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
  });
  file.set(sha256(file.subarray(VERSION_AT)), HASH_AT);
  return file;
}

/** The next multiple of 8. */
export function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** Columns are used where they lie, so the machine's order must be the file's. */
export function assertLittleEndian(): void {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) {
    throw new IndexFileError("unsupported", "the index's file is for little-endian machines only");
  }
}
