/*
 * The Merkle tree of RFC 6962: hashes of leaves and nodes, which subtrees a proof is made of, and checking
 * proofs. Sizes, indexes, proofs and roots are whatever somebody sent. Touches nothing; hashing is asked for.
 */
import { joinBytes, sameBytes } from "./bytes.ts";
import { digestOf, HASH_BYTES, hashing } from "./cryptography.ts";
import type { Answer, Hashing, Sha256, Sha256Async } from "./cryptography.ts";
import { isSize, splitPoint } from "./sizes.ts";

/**
 * `size`: no safe integer, or the older tree is the larger. `index`: outside the tree. `hash`: not 32 bytes.
 * `length`: a proof of this claim has another number of hashes. `root`: the proof leads to another root.
 */
export type MerkleErrorCode = "size" | "index" | "hash" | "length" | "root";

export class MerkleError extends Error {
  readonly code: MerkleErrorCode;

  constructor(code: MerkleErrorCode, message: string) {
    super(message);
    this.name = "MerkleError";
    this.code = code;
  }
}

/** A tree as a checkpoint states it. */
export interface TreeHead {
  /** Leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** The leaves from `start` up to, and without, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** One hash of a proof: what it covers, and on which side of what is known so far it stands. */
export interface ProofStep extends LeafRange {
  readonly side: "left" | "right";
}

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** `SHA-256(0x00 || entry)`. @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
export function leafHash(entry: Uint8Array): Hashing<Uint8Array> {
  return digestOf(joinBytes(LEAF_PREFIX, entry));
}

/** `SHA-256(0x01 || left || right)`. @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Hashing<Uint8Array> {
  return digestOf(joinBytes(NODE_PREFIX, left, right));
}

/** The root of no leaves: the hash of nothing. @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
export function emptyRoot(): Hashing<Uint8Array> {
  return digestOf(new Uint8Array(0));
}

/**
 * The subtrees whose hashes prove that a leaf is in a tree, the leaf's sibling first.
 *
 * @throws MerkleError `size`, `index`
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1
 */
export function inclusionPath(index: number, size: number): ProofStep[] {
  requireSize(size);
  // The index is under the control of whoever wrote the proof.
  if (!isSize(index) || index >= size) throw new MerkleError("index", "the index is outside the tree");
  const path: ProofStep[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.push({ start: middle, end, side: "right" });
      end = middle;
    } else {
      path.push({ start, end: middle, side: "left" });
      start = middle;
    }
  }
  return path.reverse();
}

/**
 * The subtrees whose hashes prove that one tree begins with another, innermost first. `seed` is the subtree
 * that both share; where it is the whole older tree its hash is known and is not part of the proof.
 *
 * @param from leaves of the older tree, at least 1
 * @throws MerkleError `size`
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1.2
 */
export function consistencyPath(from: number, to: number): { seed?: LeafRange; steps: ProofStep[] } {
  requireSize(from);
  requireSize(to);
  if (from < 1 || from > to) throw new MerkleError("size", "the older tree is empty or the larger one");
  const steps: ProofStep[] = [];
  let start = 0;
  let end = to;
  while (end > from) {
    const middle = start + splitPoint(end - start);
    if (from <= middle) {
      steps.push({ start: middle, end, side: "right" });
      end = middle;
    } else {
      steps.push({ start, end: middle, side: "left" });
      start = middle;
    }
  }
  steps.reverse();
  return start === 0 ? { steps } : { seed: { start, end }, steps };
}

/** The steps of {@link verifyInclusion}. */
export function* inclusionSteps(
  leaf: Uint8Array,
  index: number,
  head: TreeHead,
  proof: readonly Uint8Array[],
): Hashing<void> {
  const path = inclusionPath(index, head.size);
  requireHashes([leaf, head.root, ...proof]);
  requireLength(proof.length, path.length);
  let known = leaf;
  for (const [at, { side }] of path.entries()) {
    const other = hashAt(proof, at);
    known = yield* side === "left" ? nodeHash(other, known) : nodeHash(known, other);
  }
  requireRoot(known, head.root);
}

/** The steps of {@link verifyConsistency}. */
export function* consistencySteps(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
): Hashing<void> {
  requireSize(older.size);
  requireSize(newer.size);
  if (older.size > newer.size) throw new MerkleError("size", "the older tree is the larger one");
  // RFC 6962 defines no proof from the empty tree, and none is needed: every tree begins with nothing. What
  // is left to check is that it is the empty tree.
  for (const head of [older, newer]) if (head.size === 0) requireRoot(yield* emptyRoot(), head.root);
  if (older.size === newer.size) {
    requireLength(proof.length, 0);
    requireRoot(older.root, newer.root);
    return;
  }
  requireHashes([older.root, newer.root, ...proof]);
  if (older.size === 0) {
    requireLength(proof.length, 0);
    return;
  }
  const { seed, steps } = consistencyPath(older.size, newer.size);
  const seeds = seed === undefined ? 0 : 1;
  requireLength(proof.length, seeds + steps.length);
  let olderRoot = seed === undefined ? older.root : hashAt(proof, 0);
  let newerRoot = olderRoot;
  for (const [at, { side }] of steps.entries()) {
    const other = hashAt(proof, at + seeds);
    if (side === "left") {
      olderRoot = yield* nodeHash(other, olderRoot);
      newerRoot = yield* nodeHash(other, newerRoot);
    } else {
      newerRoot = yield* nodeHash(newerRoot, other);
    }
  }
  requireRoot(olderRoot, older.root);
  requireRoot(newerRoot, newer.root);
}

/**
 * Returns only when the leaf with this hash stands at this index of this tree.
 *
 * @param leaf its {@link leafHash}
 * @throws MerkleError (or rejects with it, if the host's SHA-256 is asynchronous)
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1
 */
export function verifyInclusion<Host extends Sha256 | Sha256Async>(
  sha256: Host,
  leaf: Uint8Array,
  index: number,
  head: TreeHead,
  proof: readonly Uint8Array[],
): Answer<Host, void> {
  return hashing(sha256, inclusionSteps(leaf, index, head, proof));
}

/**
 * Returns only when the newer tree begins with all of the older one.
 *
 * @throws MerkleError (or rejects with it, if the host's SHA-256 is asynchronous)
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1.2
 */
export function verifyConsistency<Host extends Sha256 | Sha256Async>(
  sha256: Host,
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
): Answer<Host, void> {
  return hashing(sha256, consistencySteps(older, newer, proof));
}

function requireSize(size: number): void {
  if (!isSize(size)) throw new MerkleError("size", "a tree size is no whole number from 0 to 2^53 - 1");
}

function requireHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.every((hash) => hash.length === HASH_BYTES)) return;
  throw new MerkleError("hash", "a hash has another length than 32 bytes");
}

function requireLength(length: number, expected: number): void {
  if (length === expected) return;
  throw new MerkleError("length", `the proof has ${length} hashes: a proof of this claim has ${expected}`);
}

function requireRoot(computed: Uint8Array, expected: Uint8Array): void {
  if (!sameBytes(computed, expected)) throw new MerkleError("root", "the proof leads to another root");
}

function hashAt(hashes: readonly Uint8Array[], at: number): Uint8Array {
  const hash = hashes[at];
  if (hash === undefined) throw new MerkleError("length", "the proof has too few hashes");
  return hash;
}
