/*
 * Proofs out of tiles. First which tiles, so that a client can fetch them all at once; then the proof, after
 * every one of them was checked against the root. The tiles are under the control of whoever serves them.
 */
import { sameBytes } from "./bytes.ts";
import { hashing } from "./cryptography.ts";
import type { Answer, Hashing, Sha256, Sha256Async } from "./cryptography.ts";
import { joinRoots } from "./frontier.ts";
import { consistencyPath, inclusionPath } from "./merkle.ts";
import type { LeafRange, TreeHead } from "./merkle.ts";
import { edgeRoot } from "./tile-edge.ts";
import {
  hashesAt,
  placeOf,
  subtreeRoot,
  TILE_WIDTH,
  tileAt,
  TileError,
  tileHashes,
  tilePath,
} from "./tiles.ts";
import type { Tile } from "./tiles.ts";

/** Contents of tiles by their path. */
export type TileContents = ReadonlyMap<string, Uint8Array>;

/** A tile of hashes, not of entries. */
export type HashTile = Tile & { readonly level: number };

/**
 * The tiles that an inclusion proof in a tree of this size is made from: at most two a level.
 *
 * @throws MerkleError `size`, `index`
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1
 */
export function tilesForInclusion(index: number, size: number): HashTile[] {
  return tilesFor(inclusionPath(index, size), size);
}

/**
 * The tiles that a consistency proof is made from; none from size 0, or to the same size.
 *
 * @throws MerkleError `size`
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1.2
 */
export function tilesForConsistency(from: number, to: number): HashTile[] {
  const ranges = consistencyRanges(from, to);
  return ranges.length === 0 ? [] : tilesFor(ranges, to);
}

/**
 * The inclusion proof of the leaf at an index.
 *
 * @param tiles at least those of {@link tilesForInclusion}
 * @throws TileError `absent`, `content`, `forged`
 * @throws MerkleError `size`, `index`
 */
export function inclusionProof<Host extends Sha256 | Sha256Async>(
  sha256: Host,
  index: number,
  head: TreeHead,
  tiles: TileContents,
): Answer<Host, Uint8Array[]> {
  return hashing(sha256, proofSteps(inclusionPath(index, head.size), head, tiles));
}

/**
 * The consistency proof from an older size; empty from size 0, and to the same size.
 *
 * @param tiles at least those of {@link tilesForConsistency}
 * @throws TileError `absent`, `content`, `forged`
 * @throws MerkleError `size`
 */
export function consistencyProof<Host extends Sha256 | Sha256Async>(
  sha256: Host,
  from: number,
  head: TreeHead,
  tiles: TileContents,
): Answer<Host, Uint8Array[]> {
  return hashing(sha256, proofSteps(consistencyRanges(from, head.size), head, tiles));
}

/**
 * The leaf hashes of one tile of level 0, once it was checked against the root: to check the entries of a
 * bundle against, or to read one entry's leaf hash.
 *
 * @param tiles at least those of {@link tilesForInclusion} of one of its leaves
 * @throws TileError `absent`, `content`, `forged`
 */
export function leavesOfTile<Host extends Sha256 | Sha256Async>(
  sha256: Host,
  index: number,
  head: TreeHead,
  tiles: TileContents,
): Answer<Host, readonly Uint8Array[]> {
  return hashing(sha256, leavesSteps(index, head, tiles));
}

/** Reads tiles, all at once. A reader may answer with a full tile where a partial one was asked for. */
export async function readTiles(
  read: (tile: HashTile) => Promise<Uint8Array>,
  tiles: readonly HashTile[],
): Promise<Map<string, Uint8Array>> {
  const contents = tiles.map(async (tile) => [tilePath(tile), firstOf(tile, await read(tile))] as const);
  return new Map(await Promise.all(contents));
}

/** The same with a reader that answers at once. */
export function readTilesNow(
  read: (tile: HashTile) => Uint8Array,
  tiles: readonly HashTile[],
): Map<string, Uint8Array> {
  return new Map(tiles.map((tile) => [tilePath(tile), firstOf(tile, read(tile))]));
}

function firstOf(tile: HashTile, content: Uint8Array): Uint8Array {
  return content.length === TILE_WIDTH * 32 ? content.subarray(0, tile.width * 32) : content;
}

function consistencyRanges(from: number, to: number): LeafRange[] {
  // No proof is needed from the empty tree, and none to the same one.
  if (from === 0 || from === to) return [];
  const { seed, steps } = consistencyPath(from, to);
  return seed === undefined ? steps : [seed, ...steps];
}

function* proofSteps(
  ranges: readonly LeafRange[],
  head: TreeHead,
  tiles: TileContents,
): Hashing<Uint8Array[]> {
  if (ranges.length === 0) return [];
  const checked = yield* checkTiles(tilesFor(ranges, head.size), head, tiles);
  const proof: Uint8Array[] = [];
  for (const range of ranges) {
    const roots: Uint8Array[] = [];
    for (const { level, index, first, count } of subtreesOf(range)) {
      const hashes = hashesOf(checked, tileAt(level, index, head.size));
      roots.push(yield* subtreeRoot(hashes.slice(first, first + count)));
    }
    proof.push(yield* joinRoots(roots));
  }
  return proof;
}

function* leavesSteps(index: number, head: TreeHead, tiles: TileContents): Hashing<readonly Uint8Array[]> {
  const start = index * TILE_WIDTH;
  const checked = yield* checkTiles(tilesFor([{ start, end: start + 1 }], head.size), head, tiles);
  return hashesOf(checked, tileAt(0, index, head.size));
}

/** The full subtrees that a range of a proof consists of, from left to right. */
function* subtreesOf({ start, end }: LeafRange): Generator<ReturnType<typeof placeOf>, void, undefined> {
  let at = start;
  while (at < end) {
    let height = 0;
    // A range of a proof starts where a full subtree of its own size could start.
    for (let count = 2; at + count <= end; count *= 2) height += 1;
    const count = 2 ** height;
    yield placeOf(height, at / count);
    at += count;
  }
}

/**
 * Tiles with these ranges in them, and those that tie them to the root: all partial ones, which the root is
 * computed from, and over each full one its parent up to a partial one. Highest level first.
 */
function tilesFor(ranges: readonly LeafRange[], size: number): HashTile[] {
  const needed = new Map<string, HashTile>();
  const need = (level: number, index: number) => {
    const tile = tileAt(level, index, size);
    if (tile === undefined || needed.has(tilePath(tile))) return;
    needed.set(tilePath(tile), { ...tile, level });
    if (tile.width === TILE_WIDTH) need(level + 1, Math.floor(index / TILE_WIDTH));
  };
  for (let level = 0; hashesAt(level, size) > 0; level += 1)
    need(level, Math.floor(hashesAt(level, size) / TILE_WIDTH));
  for (const range of ranges) for (const { level, index } of subtreesOf(range)) need(level, index);
  return [...needed.values()].sort((one, other) => other.level - one.level);
}

function* checkTiles(
  needed: readonly HashTile[],
  head: TreeHead,
  tiles: TileContents,
): Hashing<Map<string, Uint8Array[]>> {
  const checked = new Map<string, Uint8Array[]>();
  const levels: Uint8Array[][] = Array.from({ length: (needed[0]?.level ?? -1) + 1 }, () => []);
  for (const tile of needed) {
    const path = tilePath(tile);
    const content = tiles.get(path);
    if (content === undefined) throw new TileError("absent", `${path} is not there`);
    const hashes = tileHashes(tile, content);
    checked.set(path, hashes);
    if (tile.width < TILE_WIDTH) levels[tile.level] = hashes;
  }
  if (!sameBytes(yield* edgeRoot({ size: head.size, levels }), head.root))
    throw new TileError("forged", "the partial tiles do not lead to the root");
  for (const tile of needed) {
    if (tile.width < TILE_WIDTH) continue;
    const path = tilePath(tile);
    const parent = hashesOf(checked, tileAt(tile.level + 1, Math.floor(tile.index / TILE_WIDTH), head.size));
    const expected = parent[tile.index % TILE_WIDTH];
    const root = yield* subtreeRoot(hashesOf(checked, tile));
    if (expected === undefined || !sameBytes(root, expected))
      throw new TileError("forged", `${path} does not lead to the root`);
  }
  return checked;
}

function hashesOf(checked: ReadonlyMap<string, Uint8Array[]>, tile: Tile | undefined): Uint8Array[] {
  const hashes = tile && checked.get(tilePath(tile));
  if (hashes === undefined) throw new TileError("absent", "a tile that the proof needs is not there");
  return hashes;
}
