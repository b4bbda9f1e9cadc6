/*
 * A tree that grows, in memory that does not: only the roots of its largest full subtrees, one for each bit
 * of its size. Enough to append and to know the root at any time. Also called a compact range.
 */
import type { Hashing } from "./cryptography.ts";
import { emptyRoot, MerkleError, nodeHash } from "./merkle.ts";
import { isSize } from "./sizes.ts";

/** A value: appending makes another one, and an older one stays what it was. */
export interface Frontier {
  /** Leaves. */
  readonly size: number;
  /** Roots of full subtrees from left to right; their sizes are the powers of two in `size`, largest first. */
  readonly roots: readonly Uint8Array[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

/**
 * The frontier with one leaf more: on the average one node is hashed, at most 53.
 *
 * @throws MerkleError `size` past 2^53 - 1
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1
 */
export function* appendLeaf(frontier: Frontier, leaf: Uint8Array): Hashing<Frontier> {
  if (!isSize(frontier.size + 1)) throw new MerkleError("size", "the tree is full");
  const roots = [...frontier.roots];
  let root = leaf;
  // Every full subtree of the same size as what is being added joins it: the carry of adding one in binary.
  for (let { size } = frontier; size % 2 === 1; size = (size - 1) / 2) {
    const left = roots.pop();
    if (left === undefined) throw new MerkleError("size", "the frontier lacks a root");
    root = yield* nodeHash(left, root);
  }
  roots.push(root);
  return { size: frontier.size + 1, roots };
}

/** The root of the whole tree. @see https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
export function rootOf(frontier: Frontier): Hashing<Uint8Array> {
  return joinRoots(frontier.roots);
}

/** The root over full subtrees that stand side by side, each smaller than the one before. */
export function* joinRoots(roots: readonly Uint8Array[]): Hashing<Uint8Array> {
  let whole: Uint8Array | undefined;
  for (const root of roots.toReversed()) whole = whole === undefined ? root : yield* nodeHash(root, whole);
  return whole ?? (yield* emptyRoot());
}
