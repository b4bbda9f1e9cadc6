/*
 * Signing the head of one log: its tiles are there before the checkpoint that covers them, and the checkpoint is
 * kept before it is published. Whoever calls sees to it that the entries are durable, and calls one at a time.
 */
import { sameBytes } from "../src/audit/bytes.ts";
import type { TreeHead } from "../src/audit/merkle.ts";
import type { SignerKey } from "../src/audit/note-key.ts";
import type { TileFile } from "../src/audit/tile-edge.ts";
import { publishHead, signHead, writeHead } from "./log-heads.ts";
import { removePartials, writeTiles, type GrowingTiles } from "./log-tiles.ts";

/** The tree of a log, and how much of it is signed. */
export interface SignedLog {
  readonly folder: string;
  readonly tiles: GrowingTiles;
  /** Tiles that became full since the last head. */
  filled: TileFile[];
  /** The last signed head; undefined before the first. */
  signed: TreeHead | undefined;
}

/** At most this many entries are hashed before others get a turn. */
const ENTRIES_A_TURN = 512;

/** Adds entries that are durable to the tree. */
export async function growLog(log: SignedLog, entries: readonly Uint8Array[]): Promise<void> {
  for (const [at, entry] of entries.entries()) {
    log.filled.push(...log.tiles.grow(entry));
    if (at % ENTRIES_A_TURN === ENTRIES_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Signs the tree as it is, if its last head does not cover it; resolves when the checkpoint is durable.
 *
 * @param keys the first is the log's own, others sign with it
 * @throws the system's error; then nothing more may be signed until the log is opened again
 */
export async function signLog(log: SignedLog, keys: readonly [SignerKey, ...SignerKey[]]): Promise<void> {
  const head = log.tiles.head();
  if (log.signed?.size === head.size && sameBytes(log.signed.root, head.root)) return;
  if (log.signed !== undefined && log.signed.size >= head.size)
    throw new Error("a log does not sign another head of a size that it signed before");
  const { filled } = log;
  await writeTiles(log.folder, [...filled, ...log.tiles.partial()]);
  await writeHead(log.folder, head.size, signHead(keys, keys[0].name, head));
  log.signed = head;
  log.filled = [];
  await removePartials(
    log.folder,
    filled.map(({ tile }) => tile),
  );
}

/** Publishes the last head that was kept: a crash came between the two. */
export async function publishKept({ folder, signed }: SignedLog): Promise<void> {
  if (signed !== undefined) await publishHead(folder, signed.size);
}
