/*
 * The entries of a log as bytes, in order: the lines of `entries.jsonl` in a folder, or the entry bundles of
 * an address. And its tiles. Nothing is believed of them here.
 */
import { createReadStream } from "node:fs";
import { formatBundle, parseBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { MAX_ENTRY_BYTES, tileAt, TileError, tilePath, type Tile } from "@recuse/shared/audit/tiles.ts";
import { CommandError } from "../cli/io.ts";
import type { LogSource } from "./source.ts";

const LINE_FEED = 10;
const MAX_TILE_BYTES = 256 * 32;
const MAX_BUNDLE_BYTES = 256 * (MAX_ENTRY_BYTES + 2);
/** How many bundles are asked for at a time. */
const AT_A_TIME = 4;

/**
 * The lines of a file without their line feeds, in batches. What follows the last line feed is left out: it was
 * never acknowledged, and where the checkpoint covers it, it is missing.
 *
 * @param name of the file in messages
 */
export async function* fileLines(path: string, name: string): AsyncGenerator<Uint8Array[], void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1 << 20 });
    for await (const chunk of chunks) {
      const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const batch: Uint8Array[] = [];
      let from = 0;
      for (let at = whole.indexOf(LINE_FEED); at !== -1; at = whole.indexOf(LINE_FEED, from)) {
        batch.push(whole.subarray(from, at));
        from = at + 1;
      }
      line += batch.length;
      rest = whole.subarray(from);
      if (rest.length > MAX_ENTRY_BYTES)
        throw new CommandError(`${name}:${line}: the line is longer than an entry may be`, 1);
      if (batch.length > 0) yield batch;
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${name}: cannot be read; check that it is there and its permissions`);
  }
}

/** Every entry of a log in a folder, or of one at an address up to its signed size. */
export interface BundleReader {
  readonly batches: () => AsyncGenerator<Uint8Array[], void, undefined>;
  /** Hash tiles as they are, and of entries those that were just read. */
  readonly tiles: (tile: Tile) => Promise<Uint8Array | undefined>;
}

/** Reads each bundle of a log of this size once. The size was signed. */
export function bundleReader(source: LogSource, size: number): BundleReader {
  const bundles = Math.ceil(size / 256);
  const read = new Map<string, Uint8Array[]>();
  const readTileOf = tileReader(source);
  async function* batches(): AsyncGenerator<Uint8Array[], void, undefined> {
    const ahead: Promise<Uint8Array[]>[] = [];
    for (let at = 0; at < bundles || ahead.length > 0;) {
      while (at < bundles && ahead.length < AT_A_TIME) {
        const next = readBundle(source, at, size);
        // Whoever takes it sees the error; until then it is nobody's.
        next.catch(() => undefined);
        ahead.push(next);
        at += 1;
      }
      const batch = await ahead.shift();
      if (batch === undefined) return;
      const tile = tileAt("entries", at - ahead.length - 1, size);
      if (tile !== undefined) read.set(tilePath(tile), batch);
      yield batch;
    }
  }
  return {
    batches,
    tiles: async (tile) => {
      const path = tilePath(tile);
      const entries = read.get(path);
      if (entries === undefined) return readTileOf(tile);
      read.delete(path);
      return formatBundle(entries);
    },
  };
}

/**
 * The entries of one bundle of a log of this size.
 *
 * @throws CommandError with status 1 when it is missing, or is none
 */
export async function readBundle(source: LogSource, index: number, size: number): Promise<Uint8Array[]> {
  const tile = tileAt("entries", index, size);
  if (tile === undefined) return [];
  const content = await tileReader(source)(tile);
  if (content === undefined)
    throw new CommandError(
      `${source.name}/${tilePath(tile)}: is missing, though the checkpoint covers it`,
      1,
    );
  return entriesIn(source, tile, content);
}

/**
 * Reads tiles. Once the full tile is there, the partial one may have been deleted: then its beginning is read.
 *
 * @see https://c2sp.org/tlog-tiles#partial-tiles
 */
export function tileReader(source: LogSource): (tile: Tile) => Promise<Uint8Array | undefined> {
  return async (tile) => {
    const most = tile.level === "entries" ? MAX_BUNDLE_BYTES : MAX_TILE_BYTES;
    const content = await source.read(tilePath(tile), most);
    if (content !== undefined || tile.width === 256) return content;
    const full = { ...tile, width: 256 };
    const whole = await source.read(tilePath(full), most);
    if (whole === undefined) return undefined;
    if (tile.level !== "entries") return whole.subarray(0, tile.width * 32);
    return formatBundle(entriesIn(source, full, whole).slice(0, tile.width));
  };
}

function entriesIn(source: LogSource, tile: Tile, content: Uint8Array): Uint8Array[] {
  try {
    return parseBundle(tile.width, content);
  } catch (error) {
    if (error instanceof TileError)
      throw new CommandError(`${source.name}/${tilePath(tile)}: ${error.message}`, 1);
    throw error;
  }
}
