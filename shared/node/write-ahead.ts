/*
 * The write-ahead of the audit log: what is acknowledged is durable here first, with one fdatasync for everybody
 * who waits, whatever files the lines are for. Two files take turns: while one is written, what the other holds
 * is copied to where it belongs and signed; then the other is emptied. Knows nothing of entries.
 */
import type { AppendHandle } from "./append-handle.ts";
import { AppendFileError } from "./append-file.ts";
import {
  encodeRecord,
  extended,
  type Extents,
  type WriteAheadRecord,
  type WrittenLine,
} from "./write-ahead-record.ts";

export interface WriteAhead {
  /**
   * Takes the lines in their place behind everything taken before. `done` is called once they are durable, for
   * each caller in the order of the calls.
   *
   * @throws AppendFileError (rejects) `stopped` after the first failed write or sync, for all that wait and come
   */
  readonly append: (lines: readonly WrittenLine[], done: () => void) => Promise<void>;
  /** The next group goes to the other file, if that one is empty and this one is not. */
  readonly turn: () => void;
  /**
   * Empties, durably, every file that holds nothing but what `covers` says is durable and signed elsewhere.
   *
   * @throws AppendFileError `stopped`
   */
  readonly release: (covers: (upTo: Extents) => boolean) => Promise<void>;
  /** Waits for what was appended, then closes. */
  readonly close: () => Promise<void>;
}

/** One of the two files. Recovery has emptied both. */
interface Segment {
  readonly path: string;
  readonly handle: AppendHandle;
  size: number;
  generation: number;
  /** How far the log goes with everything in it. */
  upTo: Extents | undefined;
}

interface Waiting {
  readonly lines: readonly WrittenLine[];
  readonly done: () => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A group is one buffer of at most about this many bytes, so that its length always fits its record. */
const LARGEST_GROUP_BYTES = 1 << 24;

/**
 * @param files both empty, their names durable
 * @param extents how far the log goes now
 */
export function openWriteAhead(
  files: readonly [{ path: string; handle: AppendHandle }, { path: string; handle: AppendHandle }],
  extents: Extents,
): WriteAhead {
  const segment = (at: 0 | 1): Segment => ({ ...files[at], size: 0, generation: 0, upTo: undefined });
  let active = segment(0);
  let standby = segment(1);
  let generation = 1;
  let base = extents;
  let mustTurn = false;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let failure: AppendFileError | undefined;
  active.generation = generation;

  function append(lines: readonly WrittenLine[], done: () => void): Promise<void> {
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      waiting.push({ lines, done, resolve, reject });
      flushing ??= flush();
    });
  }

  /** Never rejects: a failure goes to those who wait. */
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      // Everybody who was answered, or whose request arrived, in this turn of the event loop joins the group.
      await new Promise((resolve) => setImmediate(resolve));
      if (mustTurn) swap();
      const group = takeGroup();
      try {
        await write(group);
        for (const { done } of group) done();
        for (const { resolve } of group) resolve();
      } catch (error) {
        stop(error);
        for (const { reject } of group) reject(stopped());
      }
    }
    flushing = undefined;
  }

  function takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { lines } of waiting) {
      if (bytes > LARGEST_GROUP_BYTES) break;
      for (const line of lines) bytes += line.bytes.length;
      count += 1;
    }
    return waiting.splice(0, count);
  }

  async function write(group: readonly Waiting[]): Promise<void> {
    const lines = group.flatMap((each) => each.lines);
    const record: WriteAheadRecord = { generation: active.generation, base, lines };
    const pieces = encodeRecord(record);
    const { handle } = active;
    active.size = await writeWhole(handle, pieces, active.size);
    await handle.datasync();
    base = extended(base, lines);
    active.upTo = base;
  }

  function swap(): void {
    mustTurn = false;
    if (standby.upTo !== undefined || active.upTo === undefined) return;
    generation += 1;
    [active, standby] = [standby, active];
    active.generation = generation;
  }

  function turn(): void {
    mustTurn = true;
    // With nothing under way it turns at once, so that the file that is left can be emptied.
    if (flushing === undefined) swap();
  }

  async function release(covers: (upTo: Extents) => boolean): Promise<void> {
    for (const each of [standby, active]) {
      if (failure !== undefined) throw failure;
      if (each.upTo === undefined || !covers(each.upTo)) continue;
      // The one that is written to is emptied only when nobody writes.
      if (each === active && flushing !== undefined) continue;
      try {
        if (each === active) flushing = empty(each).finally(() => (flushing = undefined));
        await (each === active ? flushing : empty(each));
      } catch (error) {
        stop(error);
        throw stopped();
      }
      if (each === active && waiting.length > 0) flushing ??= flush();
    }
  }

  async function empty(each: Segment): Promise<void> {
    await each.handle.truncate(0);
    await each.handle.datasync();
    each.size = 0;
    each.upTo = undefined;
  }

  function stop(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    failure ??= new AppendFileError(
      "stopped",
      `${active.path} could not be written durably and accepts nothing more until it is opened again: ${reason}`,
      { cause },
    );
    for (const { reject } of waiting) reject(failure);
    waiting = [];
  }

  function stopped(): AppendFileError {
    return failure ?? new AppendFileError("stopped", "the write-ahead has stopped");
  }

  async function close(): Promise<void> {
    await flushing?.catch(() => undefined);
    await Promise.all([active.handle.close(), standby.handle.close()]);
  }

  return { append, turn, release, close };
}

/** However short each write comes back; answers the new end. */
export async function writeWhole(
  handle: AppendHandle,
  pieces: readonly Uint8Array[],
  at: number,
): Promise<number> {
  let rest = [...pieces];
  let position = at;
  while (rest.length > 0) {
    const written = await handle.write(rest, position);
    if (written <= 0) throw new Error("the system took no bytes");
    position += written;
    let left = written;
    rest = rest.flatMap((piece) => {
      const taken = Math.min(left, piece.length);
      left -= taken;
      return taken < piece.length ? [piece.subarray(taken)] : [];
    });
  }
  return position;
}
