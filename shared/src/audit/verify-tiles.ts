/*
 * Are published tiles those of the entries? Compared as the entries go by, with at most one bundle in memory.
 * Neither side is trusted: where they part, both are followed to their roots, and the signed root decides.
 */
import { sameBytes } from "./bytes.ts";
import { hashing } from "./cryptography.ts";
import type { Sha256, Sha256Async } from "./cryptography.ts";
import { formatBundle } from "./entry-bundle.ts";
import { appendLeaf, rootOf } from "./frontier.ts";
import type { Frontier } from "./frontier.ts";
import { emptyEdge, growEdge, partialTiles } from "./tile-edge.ts";
import type { TileFile } from "./tile-edge.ts";
import { TILE_WIDTH, TileError, tileHashes, tilePath } from "./tiles.ts";
import type { Tile } from "./tiles.ts";

/** Gives the content of a tile or an entry bundle; undefined where there is none. */
export type TileReader = (tile: Tile) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** How the tiles compare. */
export interface TileFindings {
  /** The path of the first tile that is absent or another. */
  readonly wrong?: string;
  /** The first entry whose leaf hash is another than the tile's, and the root of the tiles' own leaf hashes. */
  readonly parted?: { readonly entry: number; readonly root: Uint8Array };
}

/** Takes every entry in order, then the end. */
export interface TileCheck {
  /** @param before the frontier without this entry */
  readonly add: (line: Uint8Array, leaf: Uint8Array, before: Frontier) => Promise<void>;
  readonly end: () => Promise<TileFindings>;
}

export function startTileCheck(sha256: Sha256 | Sha256Async, read: TileReader): TileCheck {
  const edge = emptyEdge();
  let bundle: Uint8Array[] = [];
  let wrong: string | undefined;
  let parted: number | undefined;
  /** Of the tiles' own leaf hashes; the entries' own until they part. */
  let theirs: Frontier | undefined;

  async function add(line: Uint8Array, leaf: Uint8Array, before: Frontier): Promise<void> {
    if (bundle.length === 0 && parted === undefined) theirs = before;
    bundle.push(line);
    const filled = await hashing(sha256, growEdge(edge, leaf));
    if (filled.length > 0) await compare(filled);
  }

  async function end(): Promise<TileFindings> {
    await compare(partialTiles(edge));
    const root =
      parted === undefined || theirs === undefined ? undefined : await hashing(sha256, rootOf(theirs));
    return {
      ...(wrong === undefined ? {} : { wrong }),
      ...(parted === undefined || root === undefined ? {} : { parted: { entry: parted, root } }),
    };
  }

  async function compare(files: readonly TileFile[]): Promise<void> {
    for (const { tile, content } of files) {
      const published = await read(tile);
      if (published === undefined || !sameBytes(published, content)) wrong ??= tilePath(tile);
      if (tile.level !== 0) continue;
      await follow(tile, content, published);
      await compareBundle(tile);
    }
  }

  async function compareBundle({ index, width }: Tile): Promise<void> {
    const tile: Tile = { level: "entries", index, width };
    const published = await read(tile);
    if (published === undefined || !sameBytes(published, formatBundle(bundle))) wrong ??= tilePath(tile);
    bundle = [];
  }

  async function follow(tile: Tile, own: Uint8Array, published: Uint8Array | undefined): Promise<void> {
    const hashes = published && hashesIn(tile, published);
    // Without the published hashes their tree cannot be followed any further.
    if (hashes === undefined) theirs = undefined;
    // A tile is compared as a whole first: almost always it is the same.
    const isSame = published !== undefined && sameBytes(published, own);
    const ownHashes = isSame ? [] : tileHashes(tile, own);
    const at = isSame
      ? -1
      : (hashes?.findIndex((hash, place) => !sameBytes(hash, ownHashes[place] ?? hash)) ?? -1);
    if (at !== -1) parted ??= tile.index * TILE_WIDTH + at;
    if (parted === undefined) return;
    for (const hash of hashes ?? []) theirs &&= await hashing(sha256, appendLeaf(theirs, hash));
  }

  return { add, end };
}

function hashesIn(tile: Tile, content: Uint8Array): Uint8Array[] | undefined {
  try {
    return tileHashes(tile, content);
  } catch (error) {
    if (error instanceof TileError) return undefined;
    throw error;
  }
}
