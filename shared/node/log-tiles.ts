/*
 * The tiles of one log on the disk: hashes and entries in files that may be published. All of it is derived from
 * the entries, so it is not synced: opening the log compares every tile with what it ought to be.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hashing } from "../src/audit/cryptography.ts";
import { formatBundle } from "../src/audit/entry-bundle.ts";
import { leafHash, type TreeHead } from "../src/audit/merkle.ts";
import { edgeRoot, emptyEdge, growEdge, partialTiles, type TileFile } from "../src/audit/tile-edge.ts";
import { TILE_WIDTH, tilePath, type Tile } from "../src/audit/tiles.ts";
import { nodeCryptography } from "./node-cryptography.ts";

/** The tree of a log as it grows, with as much of its last tiles as is needed to write them. */
export interface GrowingTiles {
  readonly size: number;
  /** Adds an entry; answers the tiles that are full with it, mostly none. */
  readonly grow: (entry: Uint8Array) => TileFile[];
  /** The partial tiles of the tree as it is. */
  readonly partial: () => TileFile[];
  readonly head: () => TreeHead;
}

const { sha256 } = nodeCryptography;

/** The tiles of the empty tree. */
export function growTiles(): GrowingTiles {
  const edge = emptyEdge();
  let bundle: Uint8Array[] = [];

  function grow(entry: Uint8Array): TileFile[] {
    const filled = hashing(sha256, growEdge(edge, hashing(sha256, leafHash(entry))));
    bundle.push(entry);
    if (bundle.length < TILE_WIDTH) return filled;
    const full = entriesOf(edge.size / TILE_WIDTH - 1, bundle);
    bundle = [];
    return [full, ...filled];
  }

  function partial(): TileFile[] {
    const hashes = partialTiles(edge);
    if (bundle.length === 0) return hashes;
    return [entriesOf(Math.floor(edge.size / TILE_WIDTH), bundle), ...hashes];
  }

  return {
    get size() {
      return edge.size;
    },
    grow,
    partial,
    head: () => ({ size: edge.size, root: hashing(sha256, edgeRoot(edge)) }),
  };
}

function entriesOf(index: number, bundle: readonly Uint8Array[]): TileFile {
  return { tile: { level: "entries", index, width: bundle.length }, content: formatBundle(bundle) };
}

/** Each file appears whole, or not at all. */
export async function writeTiles(folder: string, files: readonly TileFile[]): Promise<void> {
  for (const { tile, content } of files) {
    const path = join(folder, tilePath(tile));
    const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    await writeFile(temporary, content, { mode: 0o644, flag: "wx" });
    await rename(temporary, path);
  }
}

/** The partial tiles that came before a full one, which nobody needs once a checkpoint covers the full one. */
export async function removePartials(folder: string, full: readonly Tile[]): Promise<void> {
  for (const tile of full) {
    if (tile.width < TILE_WIDTH) continue;
    await rm(join(folder, `${tilePath(tile)}.p`), { recursive: true, force: true });
  }
}

/** Is the tile on the disk what it ought to be? */
export async function isTileThere(folder: string, { tile, content }: TileFile): Promise<boolean> {
  const there = await readFile(join(folder, tilePath(tile))).catch(() => undefined);
  return there?.equals(content) === true;
}
