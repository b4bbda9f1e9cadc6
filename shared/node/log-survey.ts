/*
 * Reading one log's entries on opening: its tree, the roots at the sizes that somebody remembers, and whether its
 * tiles are what they ought to be. Says in which line a file differs from what was signed. Never writes.
 */
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { sameBytes } from "../src/audit/bytes.ts";
import { hashing } from "../src/audit/cryptography.ts";
import { joinRoots, appendLeaf, EMPTY_FRONTIER } from "../src/audit/frontier.ts";
import { leafHash, type TreeHead } from "../src/audit/merkle.ts";
import type { TileFile } from "../src/audit/tile-edge.ts";
import { tileHashes, tilePath, tilesBetween } from "../src/audit/tiles.ts";
import type { VerifierKey } from "../src/audit/note-key.ts";
import { headSizes, readKeptHead } from "./log-heads.ts";
import { LogLinesError, readLines } from "./log-lines.ts";
import { growTiles, isTileThere, writeTiles, type GrowingTiles } from "./log-tiles.ts";
import { nodeCryptography } from "./node-cryptography.ts";

/** Where the entries of a log are: so many bytes of its file, then lines that the file may not hold yet. */
export interface EntrySource {
  readonly path: string;
  readonly bytes: number;
  /** With their line feeds. */
  readonly tail: readonly Uint8Array[];
}

export interface LogSurvey {
  readonly tiles: GrowingTiles;
  /** Full tiles that no signed head covers. */
  readonly filled: TileFile[];
  /** The root at each size that was asked for and that the log has. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  /** Of the last entry, without its line feed. */
  readonly last: Uint8Array | undefined;
  /** Of what the source's file holds. */
  readonly lines: number;
  /** A tile that the signed head covers is not there, or is another. */
  readonly areTilesWrong: boolean;
}

const LINE_FEED = 10;
const { sha256 } = nodeCryptography;

/**
 * @param signed leaves that the last signed head covers
 * @param sizes at which the root is asked for
 * @throws LogLinesError when the bytes do not end with a line
 */
export async function surveyLog(
  folder: string,
  source: EntrySource,
  signed: number,
  sizes: ReadonlySet<number>,
): Promise<LogSurvey> {
  const tiles = growTiles();
  const roots = new Map<number, Uint8Array>();
  const filled: TileFile[] = [];
  let last: Uint8Array | undefined;
  let areTilesWrong = false;
  const check = async (files: readonly TileFile[]): Promise<void> => {
    for (const file of files) areTilesWrong ||= !(await isTileThere(folder, file));
  };
  const note = async (): Promise<void> => {
    if (sizes.has(tiles.size)) roots.set(tiles.size, tiles.head().root);
    if (tiles.size === signed) await check(tiles.partial());
  };
  await note();
  for await (const entry of entriesOf(source)) {
    last = entry;
    const full = tiles.grow(entry);
    if (full.length > 0) {
      if (tiles.size <= signed) await check(full);
      else filled.push(...full);
    }
    if (tiles.size === signed || sizes.has(tiles.size)) await note();
  }
  return { tiles, filled, roots, last, lines: tiles.size - source.tail.length, areTilesWrong };
}

/** Writes every tile up to a size that is not what it ought to be. */
export async function rebuildTiles(folder: string, source: EntrySource, signed: number): Promise<void> {
  const tiles = growTiles();
  const mend = async (files: readonly TileFile[]): Promise<void> => {
    for (const file of files) if (!(await isTileThere(folder, file))) await writeTiles(folder, [file]);
  };
  for await (const entry of entriesOf(source)) {
    await mend(tiles.grow(entry));
    if (tiles.size === signed) break;
  }
  await mend(tiles.partial());
}

/** The first line that is not what was signed, as exactly as tiles and kept heads can tell. */
export async function signedLineError(
  folder: string,
  source: EntrySource,
  head: TreeHead,
  key: VerifierKey,
): Promise<LogLinesError> {
  const leaves = await signedLeaves(folder, head);
  const heads = await keptHeads(folder, head, key);
  let frontier = EMPTY_FRONTIER;
  let sound = 0;
  for await (const entry of entriesOf(source)) {
    if (frontier.size === head.size) break;
    const leaf = hashing(sha256, leafHash(entry));
    const expected = leaves?.[frontier.size];
    if (expected !== undefined && !sameBytes(leaf, expected))
      return notSigned(source.path, frontier.size + 1);
    frontier = hashing(sha256, appendLeaf(frontier, leaf));
    const root = heads.get(frontier.size);
    if (root === undefined) continue;
    if (!sameBytes(hashing(sha256, joinRoots(frontier.roots)), root))
      return notSigned(source.path, sound + 1, frontier.size);
    sound = frontier.size;
  }
  // With the tiles, every line that is there was compared with its own hash.
  if (leaves !== undefined) sound = frontier.size;
  return notSigned(source.path, sound + 1, head.size);
}

async function* entriesOf({ path, bytes, tail }: EntrySource): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const line of readLines(path, bytes)) {
    if (!line.complete)
      throw new LogLinesError(path, line.number, "this line does not end: restore the file from a copy");
    yield line.bytes;
  }
  for (const line of tail) yield line.at(-1) === LINE_FEED ? line.subarray(0, -1) : line;
}

/** The hashes of all entries out of the tiles, if those lead to the signed root. */
async function signedLeaves(folder: string, head: TreeHead): Promise<Uint8Array[] | undefined> {
  const leaves: Uint8Array[] = [];
  let frontier = EMPTY_FRONTIER;
  try {
    for (const tile of tilesBetween(0, head.size)) {
      if (tile.level > 0) break;
      for (const leaf of tileHashes(tile, await readFile(join(folder, tilePath(tile))))) {
        leaves.push(leaf);
        frontier = hashing(sha256, appendLeaf(frontier, leaf));
      }
    }
  } catch {
    // A tile that is not there, or is no tile: the lines have to do without.
    return undefined;
  }
  return sameBytes(hashing(sha256, joinRoots(frontier.roots)), head.root) ? leaves : undefined;
}

async function keptHeads(folder: string, head: TreeHead, key: VerifierKey): Promise<Map<number, Uint8Array>> {
  const heads = new Map([[head.size, head.root]]);
  for (const size of await headSizes(folder)) {
    const kept = await readKeptHead(folder, size, key).catch(() => undefined);
    if (kept !== undefined && size <= head.size) heads.set(size, kept.root);
  }
  return heads;
}

function notSigned(path: string, line: number, last = line): LogLinesError {
  const lines = last > line ? `a line from here to line ${last}` : "this line";
  return new LogLinesError(path, line, `${lines} is not what was signed: restore the file from a copy`);
}
