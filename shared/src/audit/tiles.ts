/*
 * C2SP tlog-tiles: the tree as files of up to 256 hashes. Where a tile lies, which tiles a tree has, what is
 * in one, and entry bundles. Paths and contents may come from a server that nobody trusts.
 */
import { joinBytes } from "./bytes.ts";
import { HASH_BYTES } from "./cryptography.ts";
import type { Hashing } from "./cryptography.ts";
import { nodeHash } from "./merkle.ts";
import { isSize, parseSize } from "./sizes.ts";

/**
 * `path`: not the path of a tile. `content`: not what such a tile may hold. `size`: not a tree size. `absent`:
 * a tile that is needed is not there. `forged`: a tile's hashes do not lead to the root.
 */
export type TileErrorCode = "path" | "content" | "size" | "absent" | "forged";

export class TileError extends Error {
  readonly code: TileErrorCode;

  constructor(code: TileErrorCode, message: string) {
    super(message);
    this.name = "TileError";
    this.code = code;
  }
}

/** One file of hashes (`level` 0 to 63) or of entries. */
export interface Tile {
  readonly level: number | "entries";
  /** Counted from 0 within the level. */
  readonly index: number;
  /** Hashes or entries in it: 1 to 255 in a partial tile, 256 in a full one. */
  readonly width: number;
}

export const TILE_WIDTH = 256;
/** An entry's length is written in 16 bits. */
export const MAX_ENTRY_BYTES = 65_535;
const TILE_HEIGHT = 8;
const MAX_LEVEL = 63;

/**
 * `tile/0/x001/x234/067.p/8`
 *
 * @see https://c2sp.org/tlog-tiles#merkle-tree
 */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const path = padded.replaceAll(/[0-9]{3}(?=[0-9])/g, "x$&/");
  return `tile/${level}/${path}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/**
 * The tile at a path; the only path of a tile is the one that {@link tilePath} gives.
 *
 * @throws TileError `path`
 * @see https://c2sp.org/tlog-tiles#merkle-tree
 */
export function parseTilePath(path: string): Tile {
  const parts = /^tile\/(entries|[0-9]{1,2})\/([0-9x/]{3,40}?)(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  const level = parts?.[1] === "entries" ? "entries" : parseSize(parts?.[1] ?? "");
  const index = parseSize(parts?.[2]?.replaceAll(/[x/]/g, "").replace(/^0+(?=.)/, "") ?? "");
  const width = parts?.[3] === undefined ? TILE_WIDTH : parseSize(parts[3]);
  if (level !== undefined && index !== undefined && width !== undefined) {
    const tile: Tile = { level, index, width };
    if (isTile(tile) && tilePath(tile) === path) return tile;
  }
  throw new TileError("path", "this is not the path of a tile: expected such as tile/0/x001/234.p/8");
}

function isTile({ level, index, width }: Tile): boolean {
  const isLevel = level === "entries" || (isSize(level) && level <= MAX_LEVEL);
  return isLevel && isSize(index) && isSize(width) && width >= 1 && width <= TILE_WIDTH;
}

/** Hashes at a level of the tiles: full subtrees of `256 ** level` leaves in a tree. */
export function hashesAt(level: number, size: number): number {
  if (!isSize(size)) throw new TileError("size", "a tree size is no whole number from 0 to 2^53 - 1");
  return Math.floor(size / TILE_WIDTH ** level);
}

/**
 * The tile at a level and index as a tree of this size has it, partial at the right edge; undefined where
 * there is none.
 *
 * @see https://c2sp.org/tlog-tiles#partial-tiles
 */
export function tileAt(level: number | "entries", index: number, size: number): Tile | undefined {
  const width = Math.min(TILE_WIDTH, hashesAt(level === "entries" ? 0 : level, size) - index * TILE_WIDTH);
  return width > 0 ? { level, index, width } : undefined;
}

/**
 * The tiles of hashes that a tree of one size has and the smaller one had not, each level from left to
 * right; partial ones only as the larger tree has them. From 0 it is every tile of the tree.
 *
 * @throws TileError `size`
 * @see https://c2sp.org/tlog-tiles#partial-tiles
 */
export function* tilesBetween(
  from: number,
  to: number,
): Generator<Tile & { level: number }, void, undefined> {
  if (from > to) throw new TileError("size", "a tree does not shrink");
  for (let level = 0; hashesAt(level, to) > 0; level += 1) {
    const had = hashesAt(level, from);
    const has = hashesAt(level, to);
    if (had === has) continue;
    for (let index = Math.floor(had / TILE_WIDTH); index * TILE_WIDTH < has; index += 1)
      yield { level, index, width: Math.min(TILE_WIDTH, has - index * TILE_WIDTH) };
  }
}

/** The entry bundles of the same growth. @see https://c2sp.org/tlog-tiles#log-entries */
export function* bundlesBetween(from: number, to: number): Generator<Tile, void, undefined> {
  for (const { level, index, width } of tilesBetween(from, to)) {
    if (level > 0) return;
    yield { level: "entries", index, width };
  }
}

/**
 * The hashes in a tile.
 *
 * @throws TileError `content` when there are not exactly as many as its width says
 */
export function tileHashes({ width }: Tile, content: Uint8Array): Uint8Array[] {
  if (content.length !== width * HASH_BYTES)
    throw new TileError("content", `a tile of ${width} hashes does not have ${content.length} bytes`);
  return Array.from({ length: width }, (_, at) => content.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** The content of a tile with these hashes. */
export function tileContent(hashes: readonly Uint8Array[]): Uint8Array {
  return joinBytes(...hashes);
}

/** The root of a full subtree over hashes, whose number is a power of two. */
export function* subtreeRoot(hashes: readonly Uint8Array[]): Hashing<Uint8Array> {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + 1 < row.length; at += 2) {
      const [left, right] = [row[at], row[at + 1]];
      if (left !== undefined && right !== undefined) above.push(yield* nodeHash(left, right));
    }
    row = above;
  }
  const [root] = row;
  if (root === undefined) throw new TileError("content", "a subtree without hashes has no root");
  return root;
}

/** Where a full subtree of `2 ** height` leaves, the `index`-th of its height, lies in the tiles. */
export interface TilePlace {
  readonly level: number;
  readonly index: number;
  /** The first of its hashes in the tile, and how many: a power of two up to 128. */
  readonly first: number;
  readonly count: number;
}

/** @see https://c2sp.org/tlog-tiles#merkle-tree */
export function placeOf(height: number, index: number): TilePlace {
  const level = Math.floor(height / TILE_HEIGHT);
  const count = 2 ** (height % TILE_HEIGHT);
  const first = index * count;
  return { level, index: Math.floor(first / TILE_WIDTH), first: first % TILE_WIDTH, count };
}
