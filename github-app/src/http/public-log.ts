/*
 * The public log's folder, as far as it is published: the head, the policy, tiles. Paths are made here out of
 * numbers, never taken from a request, so that nothing else can be read.
 */
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCheckpoint, type Checkpoint } from "@recuse/shared/audit/checkpoint.ts";
import { MAX_NOTE_BYTES, parseNote } from "@recuse/shared/audit/note.ts";
import { parseBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { formatProofFile } from "@recuse/shared/audit/proof-file.ts";
import { inclusionProof, readTiles, tilesForInclusion } from "@recuse/shared/audit/proofs.ts";
import {
  MAX_ENTRY_BYTES,
  TILE_WIDTH,
  tileAt,
  TileError,
  tilePath,
  type Tile,
} from "@recuse/shared/audit/tiles.ts";
import { MAX_POLICY_BYTES } from "@recuse/shared/audit/witness-policy-file.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";

/** Where the public log is kept, and nothing of the private one. */
export interface PublicLog {
  readonly folder: string;
}

export interface SignedHead {
  readonly message: Buffer;
  readonly checkpoint: Checkpoint;
}

/** The newest signed head; undefined where there is none yet. Its signature is not looked at: it is our own. */
export async function readHead({ folder }: PublicLog): Promise<SignedHead | undefined> {
  const message = await readPublished(join(folder, "checkpoint"), MAX_NOTE_BYTES);
  return message && { message, checkpoint: parseCheckpoint(parseNote(message).text) };
}

/** The signed head of a size, as it is kept for consistency checks. */
export function readKeptHead({ folder }: PublicLog, size: number): Promise<Buffer | undefined> {
  return readPublished(join(folder, "checkpoints", String(size)), MAX_NOTE_BYTES);
}

export function readPolicy({ folder }: PublicLog): Promise<Buffer | undefined> {
  return readPublished(join(folder, "policy"), MAX_POLICY_BYTES);
}

/** A tile's content; undefined where it is not there. */
export function readTile({ folder }: PublicLog, tile: Tile): Promise<Buffer | undefined> {
  const most = tile.width * (tile.level === "entries" ? MAX_ENTRY_BYTES + 2 : 32);
  return readPublished(join(folder, tilePath(tile)), most);
}

/**
 * The tlog-proof file of an entry, which carries the entry; undefined for one that is not signed.
 *
 * @throws TileError when tiles are not in the folder, or do not lead to the root
 * @see https://c2sp.org/tlog-proof
 */
export async function proofOf(log: PublicLog, index: number): Promise<Uint8Array | undefined> {
  const head = await readHead(log);
  if (head === undefined || index >= head.checkpoint.size) return undefined;
  const { message, checkpoint } = head;
  const place = Math.floor(index / TILE_WIDTH);
  const bundle = tileAt("entries", place, checkpoint.size);
  const entries = bundle && (await tileOrFull(log, bundle));
  if (bundle === undefined || entries === undefined) return undefined;
  const extra = parseBundle(entries.width, entries.content)[index % TILE_WIDTH];
  if (extra === undefined) return undefined;
  const tiles = await readTiles(
    async (tile) => {
      const found = await tileOrFull(log, tile);
      if (found === undefined) throw new TileError("absent", "a tile of the log is not in its folder");
      return found.content;
    },
    tilesForInclusion(index, checkpoint.size),
  );
  const proof = inclusionProof(nodeCryptography.sha256, index, checkpoint, tiles);
  return formatProofFile({ extra, index, proof, checkpoint: message });
}

/** The partial tile, or the full one that took its place. */
async function tileOrFull(
  log: PublicLog,
  tile: Tile,
): Promise<{ readonly content: Buffer; readonly width: number } | undefined> {
  for (const width of new Set([tile.width, TILE_WIDTH])) {
    const content = await readTile(log, { ...tile, width });
    if (content !== undefined) return { content, width };
  }
  return undefined;
}

/** A regular file of at most so many bytes; undefined where there is none. */
export async function readPublished(path: string, most: number): Promise<Buffer | undefined> {
  const handle = await open(path, "r").catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size > most) return undefined;
    return await readFile(handle);
  } finally {
    await handle.close();
  }
}

export function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
