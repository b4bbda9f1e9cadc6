/*
 * The entries of a log as bytes, in order: the lines of `entries.jsonl` in a folder, or the entry bundles of
 * an address. Nothing is believed of them here.
 */
import { createReadStream } from "node:fs";
import { parseBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { MAX_ENTRY_BYTES, tileAt, TileError, tilePath, type Tile } from "@recuse/shared/audit/tiles.ts";
import { CommandError } from "../cli/io.ts";
import type { LogSource } from "./source.ts";

/** One entry as somebody keeps it. */
export interface EntryLine {
  /** From 0, by its place. */
  readonly index: number;
  /** Without the line feed. */
  readonly bytes: Uint8Array;
  /** Where it stands, for messages: `public/entries.jsonl:7`. */
  readonly place: () => string;
}

const LINE_FEED = 10;
const MAX_BUNDLE_BYTES = 256 * (MAX_ENTRY_BYTES + 2);
/** How many bundles are asked for at a time. */
const AT_A_TIME = 4;

/**
 * The lines of a file, in batches. A last line without its line feed is handed out like the others: whether
 * it was acknowledged is decided by the checkpoint.
 *
 * @param name of the file in messages
 */
export async function* fileLines(path: string, name: string): AsyncGenerator<EntryLine[], void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let index = 0;
  const lineOf = (bytes: Uint8Array): EntryLine => {
    const at = index;
    index += 1;
    return { index: at, bytes, place: () => `${name}:${at + 1}` };
  };
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1 << 20 });
    for await (const chunk of chunks) {
      const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const batch: EntryLine[] = [];
      let from = 0;
      for (let at = whole.indexOf(LINE_FEED); at !== -1; at = whole.indexOf(LINE_FEED, from)) {
        batch.push(lineOf(whole.subarray(from, at)));
        from = at + 1;
      }
      rest = whole.subarray(from);
      if (rest.length > MAX_ENTRY_BYTES)
        throw new CommandError(`${name}:${index + 1}: the line has no end`, 1);
      if (batch.length > 0) yield batch;
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${name}: cannot be read; check that it is there and its permissions`);
  }
  if (rest.length > 0) yield [lineOf(rest)];
}

/** The entries of a log of this size out of its bundles, a bundle a batch. The size was signed. */
export async function* bundleLines(
  source: LogSource,
  size: number,
): AsyncGenerator<EntryLine[], void, undefined> {
  const bundles = Math.ceil(size / 256);
  const ahead: Promise<EntryLine[]>[] = [];
  for (let at = 0; at < bundles || ahead.length > 0;) {
    while (at < bundles && ahead.length < AT_A_TIME) {
      const next = readBundle(source, at, size);
      // Whoever takes it sees the error; until then it is nobody's.
      next.catch(() => undefined);
      ahead.push(next);
      at += 1;
    }
    const batch = await ahead.shift();
    if (batch !== undefined) yield batch;
  }
}

/**
 * The entries of one bundle of a log of this size.
 *
 * @throws CommandError with status 1 when it is missing, or is none
 */
export async function readBundle(source: LogSource, index: number, size: number): Promise<EntryLine[]> {
  const tile = tileAt("entries", index, size);
  if (tile === undefined) return [];
  const { content, path } = await readTile(source, tile, MAX_BUNDLE_BYTES);
  try {
    // A full bundle in place of a partial one holds what came later as well.
    const width = path === tilePath(tile) ? tile.width : 256;
    return parseBundle(width, content)
      .slice(0, tile.width)
      .map((bytes, at) => ({
        index: index * 256 + at,
        bytes,
        place: () => `${source.name}/${path}, entry ${at + 1}`,
      }));
  } catch (error) {
    if (error instanceof TileError) throw new CommandError(`${source.name}/${path}: ${error.message}`, 1);
    throw error;
  }
}

/**
 * A tile's content. Once the full tile is there, a server may have deleted the partial one.
 *
 * @throws CommandError with status 1 when neither is there
 * @see https://c2sp.org/tlog-tiles#partial-tiles
 */
export async function readTile(
  source: LogSource,
  tile: Tile,
  most: number,
): Promise<{ content: Uint8Array; path: string }> {
  const path = tilePath(tile);
  const content = await source.read(path, most);
  if (content !== undefined) return { content, path };
  const full = tilePath({ ...tile, width: 256 });
  const whole = full === path ? undefined : await source.read(full, most);
  if (whole !== undefined) return { content: whole, path: full };
  throw new CommandError(`${source.name}/${path}: is missing, though the checkpoint covers it`, 1);
}
