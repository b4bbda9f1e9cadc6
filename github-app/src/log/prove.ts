/* Proofs out of a log's tiles: that an entry is in it, and that it only grew. */
import { join } from "node:path";
import { decodeEntry } from "@recuse/shared/audit/entry.ts";
import { formatProofFile } from "@recuse/shared/audit/proof-file.ts";
import {
  consistencyProof,
  inclusionProof,
  readTiles,
  tilesForConsistency,
  tilesForInclusion,
  type HashTile,
} from "@recuse/shared/audit/proofs.ts";
import type { TreeHead } from "@recuse/shared/audit/merkle.ts";
import { TileError, tilePath } from "@recuse/shared/audit/tiles.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { CommandError } from "../cli/io.ts";
import { bundleReader, fileLines, tileReader } from "./lines.ts";
import type { LogSource } from "./source.ts";
import type { LogPlace } from "./verify-log.ts";

const { sha256 } = nodeCryptography;

/** An entry that was looked for. */
export interface FoundEntry {
  readonly index: number;
  /** The bytes of the entry: its line without the line feed. */
  readonly line: Uint8Array;
}

/**
 * The entry with an id, or at an index given as a number in decimal.
 *
 * @param size of a log at an address
 * @throws CommandError with status 1 when the log has none
 */
export async function findEntry(
  { source, folder }: LogPlace,
  asked: string,
  size: number,
): Promise<FoundEntry> {
  const isIndex = /^#?\d{1,15}$/.test(asked);
  const wanted = isIndex ? Number(asked.replace("#", "")) : undefined;
  const id = asked.toUpperCase();
  if (!isIndex && !/^[0-7][0-9A-Z]{25}$/.test(id))
    throw new CommandError("expected an entry's number, such as 412, or its id of 26 letters and digits");
  const lines =
    folder === undefined
      ? bundleReader(source, size).batches()
      : fileLines(join(folder, "entries.jsonl"), `${source.name}/entries.jsonl`);
  const marker = `"id":"${id}"`;
  let index = 0;
  for await (const batch of lines) {
    for (const line of batch) {
      if (wanted === undefined ? isEntry(line, marker, id) : index === wanted)
        return { index, line: line.slice() };
      index += 1;
    }
  }
  throw new CommandError(`${source.name}: has no entry ${isIndex ? `#${wanted ?? 0}` : id}`, 1);
}

/**
 * The C2SP tlog-proof file of an entry, with the entry itself in its extra line.
 *
 * @param checkpoint the signed note, whose head was verified
 * @throws CommandError with status 1 when the tiles are not those of the head
 */
export async function proofFileOf(
  source: LogSource,
  { index, line }: FoundEntry,
  head: TreeHead,
  checkpoint: Uint8Array,
): Promise<Uint8Array> {
  if (index >= head.size)
    throw new CommandError(
      `${source.name}: entry #${index} is not under the signed checkpoint yet, which covers ${head.size}`,
      1,
    );
  const proof = await fromTiles(source, async () => {
    const tiles = await readTiles(reader(source), tilesForInclusion(index, head.size));
    return inclusionProof(sha256, index, head, tiles);
  });
  return formatProofFile({ extra: line, index, proof, checkpoint });
}

/** The hashes of RFC 6962's consistency proof from an older size. @throws CommandError with status 1 */
export async function consistencyFrom(
  source: LogSource,
  from: number,
  head: TreeHead,
): Promise<Uint8Array[]> {
  if (from > head.size)
    throw new CommandError(
      `${source.name}: the signed checkpoint covers ${head.size} entries, not ${from}`,
      1,
    );
  return fromTiles(source, async () => {
    const tiles = await readTiles(reader(source), tilesForConsistency(from, head.size));
    return consistencyProof(sha256, from, head, tiles);
  });
}

function reader(source: LogSource): (tile: HashTile) => Promise<Uint8Array> {
  const read = tileReader(source);
  return async (tile) => {
    const content = await read(tile);
    if (content !== undefined) return content;
    throw new CommandError(`${source.name}/${tilePath(tile)}: is missing; recuse serve makes tiles again`, 1);
  };
}

async function fromTiles<T>(source: LogSource, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof TileError) throw new CommandError(`${source.name}/tile: ${error.message}`, 1);
    throw error;
  }
}

function isEntry(line: Uint8Array, marker: string, id: string): boolean {
  if (!Buffer.from(line.buffer, line.byteOffset, line.length).includes(marker)) return false;
  try {
    return decodeEntry(new TextDecoder().decode(line)).id === id;
  } catch {
    return false;
  }
}
