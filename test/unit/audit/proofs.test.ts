import assert from "node:assert/strict";
import * as fc from "fast-check";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { verifyConsistency, verifyInclusion } from "@recuse/shared/audit/merkle.ts";
import {
  consistencyProof,
  inclusionProof,
  leavesOfTile,
  readTiles,
  readTilesNow,
  tilesForConsistency,
  tilesForInclusion,
} from "@recuse/shared/audit/proofs.ts";
import type { HashTile } from "@recuse/shared/audit/proofs.ts";
import { edgeFrontier, edgeRoot, emptyEdge, growEdge, partialTiles } from "@recuse/shared/audit/tile-edge.ts";
import { TileError, tilePath, tilesBetween } from "@recuse/shared/audit/tiles.ts";
import { browser, sha256 } from "../../builders/cryptography.ts";
import { leavesOf, naiveConsistency, naiveInclusion, naiveRoot } from "../../builders/merkle.ts";

const COUNT = 66_000;
const LEAVES = leavesOf(COUNT);
/** Sizes around the borders of tiles, and the tree and all its tiles at each. */
const TREES = new Map<number, { root: Uint8Array; tiles: Map<string, Uint8Array> }>();
const SIZES = new Set([
  1,
  2,
  3,
  127,
  128,
  129,
  255,
  256,
  257,
  300,
  511,
  512,
  513,
  65_535,
  65_536,
  65_537,
  COUNT,
]);

before(function () {
  this.timeout(20_000);
  const edge = emptyEdge();
  const full = new Map<string, Uint8Array>();
  for (const leaf of LEAVES) {
    for (const { tile, content } of hashing(sha256, growEdge(edge, leaf))) full.set(tilePath(tile), content);
    if (!SIZES.has(edge.size)) continue;
    const tiles = new Map(full);
    for (const { tile, content } of partialTiles(edge)) tiles.set(tilePath(tile), content);
    TREES.set(edge.size, { root: hashing(sha256, edgeRoot(edge)), tiles });
  }
});

function treeOf(size: number) {
  const { root, tiles } = TREES.get(size) ?? assert.fail(`no tree of ${size}`);
  const contentOf = (tile: HashTile) => tiles.get(tilePath(tile)) ?? assert.fail(`no ${tilePath(tile)}`);
  return { head: { size, root }, tiles, contentOf };
}

describe("the edge of the tiles", function () {
  this.timeout(20_000);
  it("gives at every size exactly the tiles of the tree, and its root", () => {
    for (const [size, { root, tiles }] of TREES) {
      const expected = [...tilesBetween(0, size)].map((tile) => tilePath(tile));
      assert.deepEqual([...tiles.keys()].sort(), expected.sort(), String(size));
      assert.deepEqual(Buffer.from(root), naiveRoot(LEAVES.slice(0, size)), String(size));
    }
    assert.deepEqual(hashing(sha256, edgeRoot(emptyEdge())), naiveRoot([]));
    const edge = emptyEdge();
    for (const leaf of LEAVES.slice(0, 1000)) hashing(sha256, growEdge(edge, leaf));
    assert.equal(hashing(sha256, edgeFrontier(edge)).roots.length, 6);
  });
});

describe("proofs from tiles", function () {
  this.timeout(20_000);
  it("are those of the recursive definition, and need no other tiles than they say", async () => {
    for (const size of [...SIZES].filter((each) => each < 600)) {
      const { head, contentOf } = treeOf(size);
      const places = [0, 1, 254, 255, 256, 257, size >> 1, size - 2, size - 1].filter(
        (at) => at >= 0 && at < size,
      );
      for (const at of new Set(places)) {
        const tiles = readTilesNow(contentOf, tilesForInclusion(at, size));
        const proof = inclusionProof(sha256, at, head, tiles);
        assert.deepEqual(
          proof.map((hash) => Buffer.from(hash)),
          naiveInclusion(at, LEAVES.slice(0, size)),
          `${at} in ${size}`,
        );
        verifyInclusion(sha256, LEAVES[at] ?? assert.fail(), at, head, proof);
        const from = at + 1;
        const others = await readTiles(
          (tile) => Promise.resolve(contentOf(tile)),
          tilesForConsistency(from, size),
        );
        const consistency = await consistencyProof(browser.sha256, from, head, others);
        assert.deepEqual(
          consistency.map((hash) => Buffer.from(hash)),
          naiveConsistency(from, LEAVES.slice(0, size)),
          `${from} to ${size}`,
        );
      }
      assert.deepEqual(tilesForConsistency(0, size), []);
      assert.deepEqual(consistencyProof(sha256, 0, head, new Map()), []);
    }
  });

  it("verify in large trees, up to the last leaf", () => {
    for (const size of [65_535, 65_536, 65_537, COUNT]) {
      const { head, contentOf } = treeOf(size);
      for (let index = size - 1; index >= 0; index -= 977) {
        const tiles = readTilesNow(contentOf, tilesForInclusion(index, size));
        const leaf = LEAVES[index] ?? assert.fail();
        verifyInclusion(sha256, leaf, index, head, inclusionProof(sha256, index, head, tiles));
      }
    }
  });

  it("verify between all the sizes", () => {
    for (const from of SIZES)
      for (const to of SIZES) {
        if (from > to) continue;
        const { head, contentOf } = treeOf(to);
        const proof = consistencyProof(
          sha256,
          from,
          head,
          readTilesNow(contentOf, tilesForConsistency(from, to)),
        );
        verifyConsistency(sha256, treeOf(from).head, head, proof);
      }
  });

  it("take few tiles: at most two a level", () => {
    assert.deepEqual(
      tilesForInclusion(0, 70_000).map((tile) => tilePath(tile)),
      ["tile/2/000.p/1", "tile/1/001.p/17", "tile/1/000", "tile/0/273.p/112", "tile/0/000"],
    );
    assert.ok(tilesForInclusion(2 ** 40, 2 ** 53 - 1).length <= 14);
    assert.ok(tilesForConsistency(2 ** 40 + 12_345, 2 ** 53 - 1).length <= 14);
  });

  it("are refused when a tile is absent, cut, or has any bit turned over", () => {
    const place = fc
      .constantFrom(...[...SIZES].filter((size) => size > 1))
      .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    const property = fc.property(place, fc.nat(), ([size, index], seed) => {
      const { head, contentOf } = treeOf(size);
      const tiles = readTilesNow(contentOf, tilesForInclusion(index, size));
      const paths = [...tiles.keys()];
      const path = paths[seed % paths.length] ?? assert.fail();
      const content = tiles.get(path) ?? assert.fail();
      const turned = Uint8Array.from(content);
      const bit = seed % (turned.length * 8);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const cases: [string, Map<string, Uint8Array>][] = [
        ["forged", new Map([...tiles, [path, turned]])],
        ["content", new Map([...tiles, [path, content.subarray(1)]])],
        ["absent", new Map([...tiles].filter(([other]) => other !== path))],
      ];
      for (const [code, broken] of cases)
        assert.throws(
          () => inclusionProof(sha256, index, head, broken),
          (error) => error instanceof TileError && error.code === code,
        );
      const other = {
        size,
        root: Uint8Array.from(head.root, (byte, at) => (at === seed % 32 ? byte ^ 1 : byte)),
      };
      assert.throws(() => inclusionProof(sha256, index, other, tiles), { code: "forged" });
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("come also from a full tile in the place of a partial one, and so does a tile's every leaf", () => {
    const { tiles: later } = treeOf(512);
    const { head } = treeOf(257);
    const read = (tile: HashTile) =>
      later.get(tilePath({ ...tile, width: 256 })) ?? treeOf(257).contentOf(tile);
    const tiles = readTilesNow(read, tilesForInclusion(256, 257));
    assert.deepEqual(
      inclusionProof(sha256, 256, head, tiles).map((hash) => Buffer.from(hash)),
      naiveInclusion(256, LEAVES.slice(0, 257)),
    );
    assert.deepEqual(
      leavesOfTile(sha256, 1, head, tiles).map((hash) => Buffer.from(hash)),
      LEAVES.slice(256, 257),
    );
  });
});
