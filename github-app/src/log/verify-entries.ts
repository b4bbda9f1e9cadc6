/*
 * One pass over a log's entries: each is what belongs at its place, and the tree over them has the root that
 * every known head states. Where it has not, the first entry that differs is looked for in the tiles.
 */
import { sameBytes } from "@recuse/shared/audit/bytes.ts";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import { appendLeaf, EMPTY_FRONTIER, rootOf } from "@recuse/shared/audit/frontier.ts";
import { leafHash, type TreeHead } from "@recuse/shared/audit/merkle.ts";
import { leavesOfTile, readTiles, tilesForInclusion } from "@recuse/shared/audit/proofs.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { readEntry } from "./entry-check.ts";
import { readTile, type EntryLine } from "./lines.ts";
import type { LogSource } from "./source.ts";

/** A head that the entries have to lead to. */
export interface KnownHead extends TreeHead {
  /** Of its file, for messages. */
  readonly place: string;
}

export interface EntriesReport {
  /** How many entries there are, those past the checkpoint included. */
  readonly count: number;
  /** The last one under the checkpoint. */
  readonly last?: Entry;
  /** The first thing that is wrong, with the place. */
  readonly problem?: string;
}

const { sha256 } = nodeCryptography;
const MAX_TILE_BYTES = 256 * 32;

/**
 * Checks the entries against heads of growing size, the last of which is the signed checkpoint. Entries past it
 * are read, but nothing covers them.
 *
 * @param see is shown every entry under the checkpoint, in order, before its head was checked
 */
export async function verifyEntries(
  source: LogSource,
  lines: AsyncIterable<readonly EntryLine[]>,
  heads: readonly [KnownHead, ...KnownHead[]],
  see?: (entry: Entry, line: EntryLine) => void,
): Promise<EntriesReport> {
  const signed = heads.reduce((most, { size }) => Math.max(most, size), 0);
  const waiting = [...heads].sort((one, other) => one.size - other.size);
  let frontier = EMPTY_FRONTIER;
  let since: { line: EntryLine; leaf: Uint8Array }[] = [];
  let count = 0;
  let last: Entry | undefined;
  const failed = (problem: string): EntriesReport => ({ count, problem });

  /** What a head of the size that is reached says against the entries, if anything. */
  async function mismatch(): Promise<string | undefined> {
    for (let head = waiting[0]; head?.size === frontier.size; head = waiting[0]) {
      waiting.shift();
      if (sameBytes(hashing(sha256, rootOf(frontier)), head.root)) {
        since = [];
        continue;
      }
      return (await differing(source, head, since)) ?? unlocated(head, since);
    }
    return undefined;
  }

  const atStart = await mismatch();
  if (atStart !== undefined) return failed(atStart);
  for await (const batch of lines) {
    for (const line of batch) {
      const entry = readEntry(line.bytes, line.index);
      if (typeof entry === "string") {
        // Whatever a crash left past the checkpoint was never promised to anybody who has only the files.
        if (count >= signed) return { count, ...(last && { last }) };
        return failed(`${line.place()}: ${entry}`);
      }
      count += 1;
      if (count > signed) continue;
      const leaf = hashing(sha256, leafHash(line.bytes));
      frontier = hashing(sha256, appendLeaf(frontier, leaf));
      since.push({ line, leaf });
      last = entry;
      see?.(entry, line);
      const problem = await mismatchAt();
      if (problem !== undefined) return failed(problem);
    }
  }
  const [missed] = waiting;
  if (missed === undefined) return { count, ...(last && { last }) };
  return failed(
    `${missed.place}: covers ${missed.size} entries, but there are only ${count}: ` +
      `the log was cut off, and #${count} is the first entry that is missing`,
  );

  function mismatchAt(): Promise<string | undefined> | undefined {
    return waiting[0]?.size === frontier.size ? mismatch() : undefined;
  }
}

/** The first entry whose hash is not the one that a tile, checked against the head, has for it. */
async function differing(
  source: LogSource,
  head: KnownHead,
  entries: readonly { line: EntryLine; leaf: Uint8Array }[],
): Promise<string | undefined> {
  let leaves: readonly Uint8Array[] = [];
  let loaded = -1;
  for (const { line, leaf } of entries) {
    const index = Math.floor(line.index / 256);
    if (index !== loaded) {
      try {
        const wanted = tilesForInclusion(line.index, head.size);
        const read = async (tile: (typeof wanted)[number]) =>
          (await readTile(source, tile, MAX_TILE_BYTES)).content;
        leaves = leavesOfTile(sha256, index, head, await readTiles(read, wanted));
        loaded = index;
      } catch {
        // Tiles that are missing, or do not lead to the head either, tell nothing.
        return undefined;
      }
    }
    const expected = leaves[line.index % 256];
    if (expected !== undefined && sameBytes(expected, leaf)) continue;
    return `${line.place()}: entry #${line.index} is not the one that was signed in ${head.place}`;
  }
  return undefined;
}

function unlocated(head: KnownHead, entries: readonly { line: EntryLine }[]): string {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined)
    return `${head.place}: states another root than the empty log's`;
  return (
    `${first.line.place()}: one of the entries #${first.line.index} to #${last.line.index} ` +
    `is not the one that was signed in ${head.place}`
  );
}
