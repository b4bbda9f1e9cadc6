/*
 * One record of the inbox's files and how to find it again: the byte 0x1E, the CRC-32 of the header in
 * hexadecimal, a space, the header as one JSON line, then `length` bytes of body. Pure: bytes in, bytes out.
 *
 * 0x1E cannot occur inside: JSON text has no raw control characters, and bodies are JSON (the front door saw to
 * that). So the beginning of a record can be told wherever a scan has lost its way.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import * as z from "zod";

const START = 0x1e;
const NEWLINE = 0x0a;
/** Bytes before the header: 0x1E, eight digits, a space. */
const PREFIX = 10;
/** No header is longer, in bytes. */
const LONGEST_HEADER = 4096;

/** What every header holds besides its own fields. */
export const Framing = z.object({
  /** Bytes of body that follow the header's line. */
  length: z.number().int().min(0),
  /** Bytes of the file that were durable already when this record was written. */
  synced: z.number().int().min(0),
});
export type Framing = z.infer<typeof Framing>;

export interface Found<Header> {
  readonly header: Header;
  /** Where the record begins, where its body does, and where it ends, in bytes. */
  readonly offset: number;
  readonly bodyOffset: number;
  readonly end: number;
}

export interface Scan<Header> {
  readonly records: readonly Found<Header>[];
  /** Where the intact records end. What follows was never acknowledged as far as the file can tell. */
  readonly end: number;
  /** Where something was altered or lost that had been durable. */
  readonly damagedAt?: number;
}

/**
 * @param take where the record is put together: answers a buffer of at least the given size, whose beginning the
 *   record then is
 */
export function encodeRecord(
  header: Framing,
  body: Uint8Array,
  take: (size: number) => Buffer = allocate,
): { readonly buffer: Buffer; readonly record: Buffer } {
  const line = JSON.stringify(header);
  const prefix = `\u001e${crc32(line).toString(16).padStart(8, "0")} ${line}\n`;
  const size = Buffer.byteLength(prefix);
  const buffer = take(size + body.length);
  const record = buffer.subarray(0, size + body.length);
  record.write(prefix, "utf8");
  record.set(body, size);
  return { buffer, record };
}

function allocate(size: number): Buffer {
  return Buffer.allocUnsafe(size);
}

/**
 * Reads every record of a file. A bad one is a torn write when nothing after it proves otherwise: a later record
 * written when the bad one was already durable is such a proof.
 *
 * @param schema of the header; a body is checked against the header's `sha256` where the schema has one
 */
export function scanRecords<Header extends Framing & { readonly sha256?: string }>(
  bytes: Uint8Array,
  schema: z.ZodType<Header>,
): Scan<Header> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Found<Header>[] = [];
  let position = 0;
  while (position < file.length) {
    const found = recordAt(file, position, schema);
    if (!found) {
      const altered = provenDurable(file, position, schema);
      return altered ? { records, end: position, damagedAt: position } : { records, end: position };
    }
    records.push(found);
    position = found.end;
  }
  return { records, end: position };
}

function recordAt<Header extends Framing & { readonly sha256?: string }>(
  file: Buffer,
  offset: number,
  schema: z.ZodType<Header>,
): Found<Header> | undefined {
  if (file[offset] !== START) return undefined;
  const newline = file.subarray(offset, offset + LONGEST_HEADER).indexOf(NEWLINE);
  if (newline < PREFIX) return undefined;
  const line = file.subarray(offset + PREFIX, offset + newline);
  const checksum = file.toString("latin1", offset + 1, offset + PREFIX);
  if (checksum !== `${crc32(line).toString(16).padStart(8, "0")} `) return undefined;
  const header = parseHeader(line.toString("utf8"), schema);
  if (!header) return undefined;
  const bodyOffset = offset + newline + 1;
  const end = bodyOffset + header.length;
  if (end > file.length) return undefined;
  if (header.length > 0 && header.sha256 !== sha256Of(file.subarray(bodyOffset, end))) return undefined;
  return { header, offset, bodyOffset, end };
}

function parseHeader<Header>(line: string, schema: z.ZodType<Header>): Header | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // The checksum fits and it is no JSON: nothing that this program wrote.
  }
}

/** Whether a record after the bad one was written when the bad one's first byte was durable already. */
function provenDurable<Header extends Framing & { readonly sha256?: string }>(
  file: Buffer,
  bad: number,
  schema: z.ZodType<Header>,
): boolean {
  for (let next = file.indexOf(START, bad + 1); next !== -1; next = file.indexOf(START, next + 1)) {
    const later = recordAt(file, next, schema);
    if (later && later.header.synced > bad) return true;
  }
  return false;
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
