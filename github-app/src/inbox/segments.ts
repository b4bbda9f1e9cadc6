/*
 * The segments in use: files that hold deliveries until they are done, each a row of records. A segment is
 * deleted when everything in it is done. Only inbox.ts calls this; it touches its folder and nothing else.
 */
import { close as closeFile, open as openFile, read as readAt } from "node:fs";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { openAppendFile, type AppendFile } from "@recuse/shared/node/append-file.ts";
import { syncFolder } from "@recuse/shared/node/append-handle.ts";
import { bufferPool } from "./buffers.ts";
import { InboxError } from "./errors.ts";
import { encodeRecord } from "./record.ts";
import {
  damaged,
  segmentNumbers,
  segmentPath,
  type StoredDelivery,
  type StoredHeader,
} from "./segment-files.ts";

/** Kept for bodies that are read and written next, in bytes. */
const POOLED = 8 * 1024 * 1024;

export type NewDelivery = Pick<StoredDelivery, "id" | "event" | "lane" | "at" | "sha256">;

export interface Segments {
  /** Resolves when the delivery is durable. @throws AppendFileError, or the system's error */
  readonly append: (delivery: NewDelivery, body: Uint8Array) => Promise<StoredDelivery>;
  /** Reads a body for as long as `use` runs; afterwards its bytes are another's. */
  readonly readBody: <T>(delivery: StoredDelivery, use: (body: Buffer) => T) => Promise<T>;
  /** One delivery of a segment is durably done: deletes the segment when it was the last. */
  readonly settle: (segment: number) => Promise<void>;
  readonly isLive: (segment: number) => boolean;
  readonly writable: () => boolean;
  readonly close: () => Promise<void>;
}

interface Segment {
  readonly number: number;
  readonly path: string;
  /** Deliveries that are not durably done, those being appended included. */
  undone: number;
  /** Bytes handed to the writer. */
  bytes: number;
  writer?: AppendFile;
  /** A file descriptor. */
  reader?: Promise<number>;
}

export interface SegmentLimits {
  /** A segment of this size is followed by a new one, in bytes. */
  readonly roll: number;
  /** A segment of this size is given up as soon as all in it is done, in bytes. */
  readonly retire: number;
}

/**
 * Goes on after recovery. New deliveries go to a new segment.
 *
 * @param undone what must still be worked; segments that hold none of it are deleted
 * @param first number of the next segment, larger than any that was ever referred to
 */
export async function openSegments(
  folder: string,
  undone: readonly StoredDelivery[],
  first: number,
  limits: SegmentLimits,
): Promise<Segments> {
  const live = new Map<number, Segment>();
  const pool = bufferPool(POOLED);
  let next = first;
  let current: Segment | undefined;
  let opening: Promise<void> | undefined;
  let closing: Promise<void> = Promise.resolve();
  let removals: Promise<unknown> = Promise.resolve();
  let failure: Error | undefined;

  for (const number of await segmentNumbers(folder)) {
    const count = undone.filter((delivery) => delivery.segment === number).length;
    const path = segmentPath(folder, number);
    if (count === 0) await rm(path);
    else live.set(number, { number, path, undone: count, bytes: 0 });
  }
  await syncFolder(folder);

  // Neither this nor what calls it is async where it need not be: a suspended function would keep the body alive.
  function append(delivery: NewDelivery, body: Uint8Array): Promise<StoredDelivery> {
    if (failure) return Promise.reject(failure);
    return current ? write(current, delivery, body) : writeToNext(delivery, body);
  }

  async function writeToNext(delivery: NewDelivery, body: Uint8Array): Promise<StoredDelivery> {
    while (!current) await (opening ??= openNext()); // Those who waited before may have filled it again.
    return write(current, delivery, body);
  }

  function write(segment: Segment, delivery: NewDelivery, body: Uint8Array): Promise<StoredDelivery> {
    const { writer, number } = segment;
    if (!writer) return Promise.reject(new InboxError("closed", "the inbox was closed"));
    const { id, event, lane, at, sha256 } = delivery;
    const { length } = body;
    const header = { id, event, sha256, length, at, lane, synced: writer.size };
    const { buffer, record } = encodeRecord(header satisfies StoredHeader, body, pool.take);
    const bodyStart = record.length - length;
    segment.undone += 1;
    segment.bytes += record.length;
    const appended = writer.append(record);
    if (segment.bytes >= limits.roll) seal();
    return appended.then(
      ({ offset }) => {
        pool.give(buffer);
        return { ...delivery, segment: number, offset, bodyOffset: offset + bodyStart, length };
      },
      (error: unknown) => {
        segment.undone -= 1;
        // No new segment either: what the disk did with this one is unknown until the next start.
        failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      },
    );
  }

  async function openNext(): Promise<void> {
    try {
      await closing;
      const number = next;
      next += 1;
      const path = segmentPath(folder, number);
      const segment: Segment = {
        number,
        path,
        undone: 0,
        bytes: 0,
        writer: await openAppendFile(path),
      };
      live.set(number, segment);
      current = segment;
    } finally {
      opening = undefined;
    }
  }

  /** The current segment takes no more; the next is begun when this one is durable to its end. */
  function seal(): void {
    const writer = current?.writer;
    current = undefined;
    if (!writer) return;
    closing = writer.close();
    closing.catch(() => undefined); // Whoever opens the next segment is told.
  }

  async function readBody<T>(delivery: StoredDelivery, use: (body: Buffer) => T): Promise<T> {
    const segment = live.get(delivery.segment);
    if (!segment) throw new InboxError("closed", "the delivery is done and its segment deleted");
    const file = await (segment.reader ??= openForReading(segment.path, "r").catch((error: unknown) => {
      delete segment.reader; // The next attempt opens it anew.
      throw error;
    }));
    const buffer = pool.take(delivery.length);
    const body = buffer.subarray(0, delivery.length);
    let read = 0;
    while (read < body.length) {
      const bytesRead = await readPart(file, body, read, delivery.bodyOffset + read);
      if (bytesRead === 0) throw damaged(segment.path, delivery.bodyOffset + read);
      read += bytesRead;
    }
    const result = use(body);
    pool.give(buffer);
    return result;
  }

  async function settle(number: number): Promise<void> {
    const segment = live.get(number);
    if (!segment) return;
    segment.undone -= 1;
    if (segment.undone > 0) return;
    if (segment === current) {
      if (segment.bytes < limits.retire) return;
      seal();
    }
    const removal = remove(segment);
    removals = Promise.allSettled([removals, removal]);
    await removal;
  }

  async function remove(segment: Segment): Promise<void> {
    live.delete(segment.number);
    await segment.writer?.close();
    await release(segment.reader);
    await rm(segment.path);
  }

  async function close(): Promise<void> {
    await opening?.catch(() => undefined); // Whoever asked for it was told.
    seal();
    for (const segment of [...live.values()]) {
      const { writer, reader } = segment;
      delete segment.writer;
      await writer?.close();
      if (segment.undone === 0) await remove(segment);
      else await release(reader);
    }
    await removals;
    await syncFolder(folder);
  }

  return {
    append,
    readBody,
    settle,
    isLive: (number) => live.has(number),
    writable: () => failure === undefined,
    close,
  };
}

const openForReading = promisify(openFile);
const closeReader = promisify(closeFile);

async function release(reader: Promise<number> | undefined): Promise<void> {
  if (reader) await closeReader(await reader);
}

/** Callback `fs`: a FileHandle costs the main thread several times as much for each read. */
function readPart(file: number, body: Buffer, start: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    readAt(file, body, start, body.length - start, position, (error, bytesRead) => {
      if (error) reject(error);
      else resolve(bytesRead);
    });
  });
}
