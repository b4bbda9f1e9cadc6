/*
 * Segments as files: their names, the header of their records, and what they hold when the App starts. Used by
 * segments.ts and by whoever opens the inbox; writes only to cut what was torn.
 */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { openAppendFile } from "@recuse/shared/node/append-file.ts";
import * as z from "zod";
import { InboxError } from "./errors.ts";
import { Framing, scanRecords } from "./record.ts";

export const StoredHeader = Framing.extend({
  id: z.string(),
  event: z.string(),
  sha256: z.string(),
  at: z.iso.datetime(),
  lane: z.string(),
});

export type StoredHeader = z.infer<typeof StoredHeader>;

/** A delivery as it lies in a segment; its body does not lie in memory. */
export interface StoredDelivery {
  /** `X-GitHub-Delivery` */
  readonly id: string;
  /** `X-GitHub-Event` */
  readonly event: string;
  /** Deliveries of one lane are worked in order; empty: of no lane. */
  readonly lane: string;
  /** When it was accepted, RFC 3339. */
  readonly at: string;
  /** Of the body, in hexadecimal. */
  readonly sha256: string;
  /** Where it lies: number of the segment, offsets and length in bytes. */
  readonly segment: number;
  readonly offset: number;
  readonly bodyOffset: number;
  readonly length: number;
}

/**
 * Reads every segment in order and cuts a torn end of the newest.
 *
 * @throws InboxError `damaged`
 */
export async function recoverSegments(
  folder: string,
  warn: (message: string) => void,
): Promise<StoredDelivery[]> {
  const numbers = await segmentNumbers(folder);
  const stored: StoredDelivery[] = [];
  for (const number of numbers) {
    const path = segmentPath(folder, number);
    const bytes = await readFile(path);
    const scan = scanRecords(bytes, StoredHeader);
    for (const { header, offset, bodyOffset } of scan.records) {
      const { id, event, lane, at, sha256, length } = header;
      stored.push({ id, event, lane, at, sha256, segment: number, offset, bodyOffset, length });
    }
    if (scan.end === bytes.length) continue;
    // The next segment is begun only when the last one is durable to its end.
    if (scan.damagedAt !== undefined || number !== numbers.at(-1)) throw damaged(path, scan.end);
    warn(`${path} ended in a torn write: ${String(bytes.length - scan.end)} unacknowledged bytes were cut`);
    await cut(path, scan.end);
  }
  return stored;
}

/** @throws InboxError `damaged`, for a file of records that was altered */
export function damaged(path: string, offset: number): InboxError {
  return new InboxError(
    "damaged",
    `${path} is damaged at byte ${String(offset)}, where intact records were stored before: restore the file from a backup, or move it away to go on without the deliveries it holds`,
  );
}

export async function cut(path: string, size: number): Promise<void> {
  const file = await openAppendFile(path);
  try {
    await file.truncate(size);
  } finally {
    await file.close();
  }
}

export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(9, "0")}.segment`);
}

/** In order of age. */
export async function segmentNumbers(folder: string): Promise<number[]> {
  return (await readdir(folder))
    .flatMap((name) => /^(\d{9})\.segment$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
