/*
 * The file of encode.ts back as an index, without copying. A file can be anything, a forged one with a
 * right checksum included: what is accepted here never throws and never reads beyond its columns later.
 */
import * as z from "zod";
import { checkColumns } from "./check-columns.ts";
import {
  COLUMN_NAMES,
  COLUMN_TYPES,
  type AffiliationIndex,
  type ColumnName,
  type Columns,
} from "./columns.ts";
import {
  aligned,
  assertLittleEndian,
  FORMAT_VERSION,
  HASH_AT,
  HEADER_AT,
  IndexFileError,
  MAGIC,
  TABLE_AT,
  VERSION_AT,
  type Provenance,
  type Sha256,
} from "./encode.ts";
import { affiliationIndex } from "./look-up.ts";

const Day = z.int32();
const Count = z.int().nonnegative();
const SourceHeader = z.strictObject({
  file: z.string(),
  title: z.string(),
  sha256: z.string(),
  asOf: Day.optional(),
  disclosure: z.enum(["public", "private"]),
  people: Count,
  stints: Count,
});
const NotedProblem = z.strictObject({
  file: z.string(),
  line: Count,
  column: Count,
  field: z.string(),
  message: z.string(),
});
const Header = z.strictObject({
  sources: z.array(SourceHeader).max(0xffff),
  seed: z.uint32(),
  fingerprint: z.string(),
  today: Day,
  until: Day.optional(),
  problems: z.array(NotedProblem),
  oddities: z.array(NotedProblem),
});
type Header = z.infer<typeof Header>;

/**
 * Reads an index. It uses the bytes given, which must not be changed any more.
 *
 * @throws IndexFileError `not-an-index` for another kind of file, `damaged` for one that is cut off or changed,
 *   `other-version` for one of another version of this program, `unsupported` on a big-endian machine
 */
export function decodeIndex(
  bytes: Uint8Array,
  sha256: Sha256,
): { readonly index: AffiliationIndex; readonly provenance: Provenance } {
  assertLittleEndian();
  const file = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const magic = new TextEncoder().encode(MAGIC);
  if (magic.some((byte, at) => file[at] !== byte)) {
    throw new IndexFileError("not-an-index", "expected the file of an affiliation index");
  }
  if (file.length < HEADER_AT) throw damaged("it is cut off");
  const expected = sha256(file.subarray(VERSION_AT));
  if (expected.length !== VERSION_AT - HASH_AT || expected.some((byte, at) => file[HASH_AT + at] !== byte)) {
    throw damaged("its checksum is wrong");
  }
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (view.getUint32(VERSION_AT, true) !== FORMAT_VERSION) {
    throw new IndexFileError("other-version", "the index was written by another version of this program");
  }
  const headerLength = view.getUint32(VERSION_AT + 4, true);
  const { sources, seed, ...provenance } = headerOf(file, headerLength);
  const columns = columnsOf(file, view, aligned(HEADER_AT + headerLength));
  const fault = checkColumns(columns, sources.length);
  if (fault !== undefined) throw damaged(fault);
  return {
    index: affiliationIndex({
      sources: sources.map((each) => ({ ...each, asOf: each.asOf })),
      seed,
      columns,
    }),
    provenance: { ...provenance, until: provenance.until },
  };
}

function headerOf(file: Uint8Array, length: number): Header {
  if (length > file.length - HEADER_AT) throw damaged("its header is cut off");
  const text = new TextDecoder().decode(file.subarray(HEADER_AT, HEADER_AT + length));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged("its header is not JSON");
  }
  const header = Header.safeParse(value);
  if (!header.success) throw damaged("its header says something else");
  return header.data;
}

/** The columns lie one after another, each at the next multiple of 8, and nothing after them. */
function columnsOf(file: Uint8Array, view: DataView, begin: number): Columns {
  let at = begin;
  const columns: Partial<Record<ColumnName, Columns[ColumnName]>> = {};
  COLUMN_NAMES.forEach((name, place) => {
    const offset = view.getUint32(TABLE_AT + place * 8, true);
    const length = view.getUint32(TABLE_AT + place * 8 + 4, true);
    const type = COLUMN_TYPES[name];
    if (offset !== at || length > file.length - offset || length % type.BYTES_PER_ELEMENT !== 0) {
      throw damaged("a column lies outside of its place");
    }
    columns[name] = new type(
      file.buffer as ArrayBuffer,
      file.byteOffset + offset,
      length / type.BYTES_PER_ELEMENT,
    );
    at = aligned(offset + length);
  });
  if (at !== file.length) throw damaged("something follows its columns");
  return columns as Columns;
}

function damaged(why: string): IndexFileError {
  return new IndexFileError("damaged", `the index is damaged: ${why}`);
}
