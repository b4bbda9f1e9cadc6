/* A log, two witnesses and a policy, with keys that are the same in every run. */
import { signerKey } from "@recuse/shared/audit/note-key.ts";
import { cosign } from "@recuse/shared/audit/cosignature.ts";
import { formatCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import type { SignerKey } from "@recuse/shared/audit/note-key.ts";
import { signText } from "@recuse/shared/audit/note-key.ts";
import { formatNote } from "@recuse/shared/audit/note.ts";
import type { TreeHead } from "@recuse/shared/audit/merkle.ts";
import type { WitnessPolicy } from "@recuse/shared/audit/witness-policy.ts";
import { node } from "./cryptography.ts";

export const ORIGIN = "log.example/recuse";
export const LOG_KEY = signerKey(node, ORIGIN, "ed25519", Buffer.alloc(32, 1));
export const WITNESS_KEYS = ["w1", "w2", "w3"].map((name, at) =>
  signerKey(node, `witness.example/${name}`, "cosignature", Buffer.alloc(32, 10 + at)),
);
export const TIME = 1_772_366_400;

/** Trusts the log alone. */
export const LOG_POLICY: WitnessPolicy = { logs: [{ key: LOG_KEY }], witnesses: [], groups: [] };

/** Trusts the log when two of three witnesses have seen it. */
export const QUORUM_POLICY: WitnessPolicy = {
  logs: [{ key: LOG_KEY }],
  witnesses: WITNESS_KEYS.map((key, at) => ({ name: `W${at + 1}`, key })),
  groups: [{ name: "two", threshold: 2, members: ["W1", "W2", "W3"] }],
  quorum: "two",
};

/** A signed checkpoint of a tree, cosigned by these witnesses. */
export function signedCheckpoint(
  head: TreeHead,
  witnesses: readonly SignerKey[] = [],
  key = LOG_KEY,
  origin = ORIGIN,
): Uint8Array {
  const text = formatCheckpoint({ origin, size: head.size, root: head.root, extensions: [] });
  const cosignatures = witnesses.map((witness) => cosign(node, witness, text, TIME));
  return formatNote({ text, signatures: [signText(node, key, text), ...cosignatures] });
}
