/*
 * The right edge of a tree's tiles: the hashes of its partial tiles, at most 255 a level. What a writer needs
 * to remember to write tiles as the tree grows, and what a reader checks against the root first.
 */
import type { Hashing } from "./cryptography.ts";
import { joinRoots } from "./frontier.ts";
import type { Frontier } from "./frontier.ts";
import { MerkleError } from "./merkle.ts";
import { isSize } from "./sizes.ts";
import { hashesAt, subtreeRoot, TILE_WIDTH, tileContent } from "./tiles.ts";
import type { Tile } from "./tiles.ts";

/** Grows in place: {@link growEdge}. */
export interface TileEdge {
  /** Leaves. */
  size: number;
  /** For each level from 0 the hashes in its partial tile; none where the level ends in a full tile. */
  readonly levels: Uint8Array[][];
}

/** A tile with what is in it. */
export interface TileFile {
  readonly tile: Tile;
  readonly content: Uint8Array;
}

export function emptyEdge(): TileEdge {
  return { size: 0, levels: [] };
}

/**
 * Adds a leaf. Gives the tiles that it filled, lowest level first: most often none, and one more level every
 * 256 times.
 *
 * @throws MerkleError `size` past 2^53 - 1
 * @see https://c2sp.org/tlog-tiles#merkle-tree
 */
export function* growEdge(edge: TileEdge, leaf: Uint8Array): Hashing<TileFile[]> {
  if (!isSize(edge.size + 1)) throw new MerkleError("size", "the tree is full");
  edge.size += 1;
  const filled: TileFile[] = [];
  let hash = leaf;
  for (let level = 0; ; level += 1) {
    const hashes = (edge.levels[level] ??= []);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return filled;
    const index = hashesAt(level, edge.size) / TILE_WIDTH - 1;
    filled.push({ tile: { level, index, width: TILE_WIDTH }, content: tileContent(hashes) });
    hash = yield* subtreeRoot(hashes);
    edge.levels[level] = [];
  }
}

/** The partial tiles of the tree as it is. @see https://c2sp.org/tlog-tiles#partial-tiles */
export function partialTiles({ size, levels }: TileEdge): TileFile[] {
  return levels.flatMap((hashes, level) => {
    if (hashes.length === 0) return [];
    const index = Math.floor(hashesAt(level, size) / TILE_WIDTH);
    return [{ tile: { level, index, width: hashes.length }, content: tileContent(hashes) }];
  });
}

/** The roots of the tree's largest full subtrees, all of which lie in its partial tiles. */
export function* edgeFrontier({ size, levels }: TileEdge): Hashing<Frontier> {
  const roots: Uint8Array[] = [];
  for (const hashes of levels.toReversed()) {
    let at = 0;
    for (let count = TILE_WIDTH / 2; count >= 1; count /= 2) {
      if (at + count > hashes.length) continue;
      roots.push(yield* subtreeRoot(hashes.slice(at, at + count)));
      at += count;
    }
  }
  return { size, roots };
}

/** The root of the whole tree. @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
export function* edgeRoot(edge: TileEdge): Hashing<Uint8Array> {
  return yield* joinRoots((yield* edgeFrontier(edge)).roots);
}
