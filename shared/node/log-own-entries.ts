/* What the log says of itself in entries of its own: the private log's head, and that a key gave way to another. */
import { randomBytes } from "node:crypto";
import { encodeBase64 } from "../src/audit/base64.ts";
import type { EntryDraft } from "../src/audit/entry.ts";
import type { Secret } from "../src/audit/log.ts";
import type { TreeHead } from "../src/audit/merkle.ts";
import { formatVerifierKey, type VerifierKey } from "../src/audit/note-key.ts";

const COMMITMENT_KEY_BYTES = 32;

/** A commitment to a head of the private log, under a key of its own that only the details keep. */
export function privateHead({ size, root }: TreeHead): { draft: EntryDraft; secret: Secret } {
  return {
    draft: { type: "private-head", cause: { kind: "timer" } },
    secret: {
      key: randomBytes(COMMITMENT_KEY_BYTES),
      hidden: { detail: { size, root: encodeBase64(root) } },
      isKeyKept: true,
    },
  };
}

export function keyRotation(from: VerifierKey, to: VerifierKey): EntryDraft {
  const rotation = { from: formatVerifierKey(from), to: formatVerifierKey(to) };
  return { type: "key-rotation", rotation, cause: { kind: "command" } };
}
