import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import {
  consistencyPath,
  emptyRoot,
  inclusionPath,
  leafHash,
  MerkleError,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from "@recuse/shared/audit/merkle.ts";
import type { MerkleErrorCode, TreeHead } from "@recuse/shared/audit/merkle.ts";
import { browser, sha256 } from "../../builders/cryptography.ts";
import {
  leavesOf,
  naiveConsistency,
  naiveInclusion,
  naiveLeaf,
  naiveNode,
  naiveRoot,
} from "../../builders/merkle.ts";
import { testData } from "../../builders/test-data.ts";
import { skip } from "../../report/skip.ts";

/** transparency-dev/merkle's testdata. */
interface Vector {
  readonly wantErr: boolean;
  readonly proof: string[] | null;
  readonly root?: string;
  readonly leafHash?: string;
  readonly leafIdx?: number;
  readonly treeSize?: number;
  readonly size1?: number;
  readonly size2?: number;
  readonly root1?: string;
  readonly root2?: string;
}

function vectors(folder: string): [string, Vector][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .map((path) => [path, JSON.parse(readFileSync(path, "utf8")) as Vector]);
}

function bytes(base64: string | undefined): Uint8Array {
  return Buffer.from(base64 ?? "", "base64");
}

/** The code of what the check throws, on both hosts; undefined when it returns. */
async function verdict(check: (host: typeof sha256 | typeof browser.sha256) => void | Promise<void>) {
  const codes: (MerkleErrorCode | undefined)[] = [];
  for (const host of [sha256, browser.sha256]) {
    try {
      await check(host);
      codes.push(undefined);
    } catch (error) {
      assert.ok(error instanceof MerkleError, String(error));
      codes.push(error.code);
    }
  }
  assert.equal(codes[0], codes[1], "both hosts have the same verdict");
  return codes[0];
}

function isRefused(check: () => void): boolean {
  try {
    check();
    return false;
  } catch (error) {
    assert.ok(error instanceof MerkleError, String(error));
    return true;
  }
}

/** The same bytes with one bit turned over. */
function flipped(original: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(original);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

const LEAVES = leavesOf(300);
/** Every small size, and those around powers of two and past them. */
const SIZES = [...Array.from({ length: 70 }, (_, at) => at + 1), 127, 128, 129, 255, 256, 257, 300];
const ROOTS = Array.from({ length: 301 }, (_, size) => naiveRoot(LEAVES.slice(0, size)));

function headOf(size: number) {
  return { size, root: ROOTS[size] ?? assert.fail(`no root of ${size}`) };
}

function leafAt(index: number): Uint8Array {
  return LEAVES[index] ?? assert.fail(`no leaf ${index}`);
}

describe("the Merkle tree", function () {
  this.timeout(20_000);
  it("hashes nothing, leaves and nodes as RFC 6962 does", () => {
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const emptyLeaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    assert.equal(Buffer.from(hashing(sha256, emptyRoot())).toString("hex"), empty);
    assert.equal(Buffer.from(hashing(sha256, leafHash(new Uint8Array(0)))).toString("hex"), emptyLeaf);
    assert.deepEqual(hashing(sha256, leafHash(Buffer.from("x"))), naiveLeaf("x"));
    assert.deepEqual(hashing(sha256, nodeHash(leafAt(0), leafAt(1))), naiveNode(leafAt(0), leafAt(1)));
  });

  it("gives the published verdict on every published inclusion proof", async function () {
    const folder = testData("../vectors/merkle/inclusion");
    if (folder === undefined) skip(this, "no inclusion vectors");
    let good = 0;
    const all = vectors(folder);
    for (const [name, { leafHash: leaf, leafIdx, treeSize, root, proof, wantErr }] of all) {
      const head = { size: treeSize ?? 0, root: bytes(root) };
      const hashes = (proof ?? []).map((each) => bytes(each));
      const code = await verdict((host) => verifyInclusion(host, bytes(leaf), leafIdx ?? 0, head, hashes));
      assert.equal(code !== undefined, wantErr, `${name}: ${String(code)}`);
      if (!wantErr) good += 1;
    }
    assert.ok(all.length > 90 && good >= 6, `${all.length} vectors, ${good} good`);
  });

  it("gives the published verdict on every published consistency proof", async function () {
    const folder = testData("../vectors/merkle/consistency");
    if (folder === undefined) skip(this, "no consistency vectors");
    let good = 0;
    const all = vectors(folder);
    for (const [name, { size1, size2, root1, root2, proof, wantErr }] of all) {
      const older = { size: size1 ?? 0, root: bytes(root1) };
      const newer = { size: size2 ?? 0, root: bytes(root2) };
      const hashes = (proof ?? []).map((each) => bytes(each));
      const code = await verdict((host) => verifyConsistency(host, older, newer, hashes));
      assert.equal(code !== undefined, wantErr, `${name}: ${String(code)}`);
      if (!wantErr) good += 1;
    }
    assert.ok(all.length > 90 && good >= 5, `${all.length} vectors, ${good} good`);
  });

  it("accepts every inclusion proof, and no proof for any other index", () => {
    for (const size of SIZES)
      for (let index = 0; index < size; index += 1) {
        const proof = naiveInclusion(index, LEAVES.slice(0, size));
        verifyInclusion(sha256, leafAt(index), index, headOf(size), proof);
        const other = (index + 1) % size;
        if (size > 1)
          assert.ok(
            isRefused(() => {
              verifyInclusion(sha256, leafAt(index), other, headOf(size), proof);
            }),
          );
      }
  });

  it("accepts every consistency proof, from every size to every size", () => {
    for (const size of SIZES)
      for (let from = 0; from <= size; from += 1) {
        const proof = from === 0 ? [] : naiveConsistency(from, LEAVES.slice(0, size));
        verifyConsistency(sha256, headOf(from), headOf(size), proof);
      }
  });

  it("refuses an inclusion proof with any bit of anything turned over", () => {
    const claim = fc
      .integer({ min: 1, max: 300 })
      .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    const property = fc.property(claim, fc.nat(), ([size, index], seed) => {
      const proof = naiveInclusion(index, LEAVES.slice(0, size));
      const { root } = headOf(size);
      const bit = seed % 256;
      const at = seed % Math.max(1, proof.length);
      const changed = proof.map((hash, each) => (each === at ? flipped(hash, bit) : hash));
      const claims: [Uint8Array, number, number, Uint8Array, Uint8Array[]][] = [
        [flipped(leafAt(index), bit), index, size, root, proof],
        [leafAt(index), index, size, flipped(root, bit), proof],
        [leafAt(index), index, size, root, [...proof, root]],
        [leafAt(index), index, size, root, [leafAt(index), ...proof]],
      ];
      if (proof.length > 0) {
        claims.push([leafAt(index), index, size, root, changed]);
        claims.push([leafAt(index), index, size, root, proof.slice(1)]);
        claims.push([leafAt(index), index, size, root, proof.slice(0, -1)]);
      }
      for (let power = 1; power <= 2 ** 52; power *= 2) {
        claims.push([leafAt(index), turned(index, power), size, root, proof]);
        // A larger tree can have the same path to a leaf that lies far to the left: its root is another.
        if (isOtherPath(index, size, turned(size, power)))
          claims.push([leafAt(index), index, turned(size, power), root, proof]);
      }
      for (const [leaf, place, count, top, hashes] of claims)
        assert.ok(
          isRefused(() => {
            verifyInclusion(sha256, leaf, place, { size: count, root: top }, hashes);
          }),
        );
    });
    fc.assert(property, { numRuns: 150 });
  });

  it("refuses a consistency proof with any bit of anything turned over", () => {
    const sizes = fc
      .integer({ min: 2, max: 300 })
      .chain((to) => fc.tuple(fc.integer({ min: 1, max: to - 1 }), fc.constant(to)));
    const property = fc.property(sizes, fc.nat(), ([from, to], seed) => {
      const proof = naiveConsistency(from, LEAVES.slice(0, to));
      const [older, newer] = [headOf(from), headOf(to)];
      const bit = seed % 256;
      const changed = proof.map((hash, each) => (each === seed % proof.length ? flipped(hash, bit) : hash));
      const claims: [TreeHead, TreeHead, Uint8Array[]][] = [
        [{ ...older, root: flipped(older.root, bit) }, newer, proof],
        [older, { ...newer, root: flipped(newer.root, bit) }, proof],
        [older, newer, changed],
        [older, newer, proof.slice(1)],
        [older, newer, proof.slice(0, -1)],
        [older, newer, [...proof, older.root]],
        [newer, older, proof],
        [older, older, proof],
        [{ ...older, size: 0 }, newer, []],
      ];
      for (const [one, other, hashes] of claims)
        assert.ok(
          isRefused(() => {
            verifyConsistency(sha256, one, other, hashes);
          }),
        );
    });
    fc.assert(property, { numRuns: 300 });
  });

  it("refuses sizes and indexes that are no safe integers", () => {
    const wrong = [-1, 0.5, Number.NaN, Infinity, 2 ** 53, 2 ** 64];
    for (const size of wrong) {
      const head = { size, root: leafAt(0) };
      assert.throws(
        () => {
          verifyInclusion(sha256, leafAt(0), 0, head, []);
        },
        { code: "size" },
      );
      assert.throws(
        () => {
          verifyConsistency(sha256, headOf(1), head, []);
        },
        { code: "size" },
      );
      assert.throws(
        () => {
          verifyInclusion(sha256, leafAt(0), size, headOf(1), []);
        },
        { code: "index" },
      );
    }
  });

  it("works past 32 bits", () => {
    const size = 2 ** 53 - 1;
    assert.equal(inclusionPath(0, size).length, 53);
    assert.deepEqual(inclusionPath(size - 1, size).at(-1), { start: 0, end: 2 ** 52, side: "left" });
    assert.deepEqual(inclusionPath(2 ** 33, 2 ** 33 + 1), [{ start: 0, end: 2 ** 33, side: "left" }]);
    assert.deepEqual(consistencyPath(2 ** 33, 2 ** 33 + 1).steps, [
      { start: 2 ** 33, end: 2 ** 33 + 1, side: "right" },
    ]);
  });
});

/** `number ^ power` for numbers past 32 bits. */
function turned(number: number, power: number): number {
  return Math.floor(number / power) % 2 === 1 ? number - power : number + power;
}

/** Do the two trees have different paths to the leaf: is the difference one that a path shows? */
function isOtherPath(index: number, size: number, other: number): boolean {
  if (other <= index) return true;
  const sides = (count: number) =>
    inclusionPath(index, count)
      .map(({ side }) => side)
      .join();
  return sides(size) !== sides(other);
}
