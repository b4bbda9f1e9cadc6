/* A log of entries in memory: its lines, its tree, its tiles, as a log's writer would leave them. */
import { formatBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { encodeEntry } from "@recuse/shared/audit/entry.ts";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { leafHash } from "@recuse/shared/audit/merkle.ts";
import type { TreeHead } from "@recuse/shared/audit/merkle.ts";
import { edgeRoot, emptyEdge, growEdge, partialTiles } from "@recuse/shared/audit/tile-edge.ts";
import { bundlesBetween, TILE_WIDTH, tilePath } from "@recuse/shared/audit/tiles.ts";
import { sha256 } from "./cryptography.ts";

export interface BuiltLog {
  readonly lines: readonly Uint8Array[];
  readonly head: TreeHead;
  /** Tiles and entry bundles by path. */
  readonly tiles: ReadonlyMap<string, Uint8Array>;
}

/** An entry of about 700 bytes at this place. */
export function entryAt(index: number, changes: Partial<Entry> = {}): Uint8Array {
  const commitment = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  return encodeEntry({
    v: 1,
    id: String(index).padStart(26, "0"),
    index,
    type: "determination",
    at: "2026-03-01T12:00:00.000Z",
    repository: { id: 1_296_269, name: "octocat/hello-world" },
    subject: { kind: "pull_request", number: index + 1, ref: `octocat/hello-world#${index + 1}` },
    maintainer: { id: 583_231, login: "octocat" },
    by: { id: 1, login: "hubot" },
    level: "recuse",
    cause: { kind: "delivery", delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958", policy: "0".repeat(64) },
    commitments: { organization: commitment, reason: commitment, detail: commitment },
    ...changes,
  });
}

export function entriesOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => entryAt(index));
}

/** The tree over these lines. */
export function buildLog(lines: readonly Uint8Array[]): BuiltLog {
  const edge = emptyEdge();
  const tiles = new Map<string, Uint8Array>();
  for (const line of lines) {
    const filled = hashing(sha256, growEdge(edge, hashing(sha256, leafHash(line))));
    for (const { tile, content } of filled) tiles.set(tilePath(tile), content);
  }
  for (const { tile, content } of partialTiles(edge)) tiles.set(tilePath(tile), content);
  for (const tile of bundlesBetween(0, lines.length)) {
    const start = tile.index * TILE_WIDTH;
    tiles.set(tilePath(tile), formatBundle(lines.slice(start, start + tile.width)));
  }
  return { lines, head: { size: lines.length, root: hashing(sha256, edgeRoot(edge)) }, tiles };
}
