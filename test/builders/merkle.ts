/* RFC 6962 as its section 2.1 writes it down: recursive, slow, and shared with nothing that is under test. */
import { sha256 } from "./cryptography.ts";

/** `MTH(D)` over leaf hashes. */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return first;
  const k = split(leaves.length);
  return naiveNode(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** `PATH(m, D)`. */
export function naiveInclusion(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m < k
    ? [...naiveInclusion(m, left), naiveRoot(right)]
    : [...naiveInclusion(m - k, right), naiveRoot(left)];
}

/** `PROOF(m, D)`. */
export function naiveConsistency(m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  if (m <= k) return [...naiveConsistency(m, left, whole), naiveRoot(right)];
  return [...naiveConsistency(m - k, right, false), naiveRoot(left)];
}

export function naiveLeaf(entry: string): Uint8Array {
  return sha256(Buffer.concat([Buffer.of(0), Buffer.from(entry)]));
}

export function naiveNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([Buffer.of(1), left, right]));
}

/** So many different leaf hashes. */
export function leavesOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => naiveLeaf(`entry ${index}`));
}

function split(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1);
}
