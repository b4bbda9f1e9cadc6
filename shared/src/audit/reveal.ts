/*
 * A reveal file: what commitments of some entries hide, with all it takes to check that alone: each entry in
 * its log by a C2SP tlog-proof, and each value by its salt, or all of them by the organization's key. Whoever
 * wrote the file is not trusted.
 */
import * as z from "zod";
import { decodeBase64 } from "./base64.ts";
import { commitmentMatches, salt, type Hmac } from "./commitment.ts";
import type { Cryptography } from "./cryptography.ts";
import type { Hidden } from "./entry.ts";
import { decodeEntry, type Entry } from "./entry.ts";
import { verifyProofFile } from "./proof-file.ts";
import type { TrustedCheckpoint, WitnessPolicy } from "./witness-policy.ts";

/** `malformed`: not a reveal file. `entry`: what was proven is no entry. `commitment`: a value does not open it. */
export type RevealErrorCode = "malformed" | "entry" | "commitment";

export class RevealError extends Error {
  readonly code: RevealErrorCode;

  constructor(code: RevealErrorCode, message: string) {
    super(message);
    this.name = "RevealError";
    this.code = code;
  }
}

const Field = z.enum(["organization", "reason", "detail"]);
const Bytes32 = z.string().length(44);

const RevealedEntry = z.strictObject({
  /** The text of the tlog-proof file, with the entry in its extra line. */
  proof: z.string(),
  values: z.array(z.strictObject({ field: Field, value: z.json(), salt: Bytes32.optional() })).min(1),
});

export const RevealFile = z.strictObject({
  format: z.literal("recuse/reveal/v1"),
  /** A whole organization: its key takes the place of all salts. */
  organization: z.strictObject({ id: z.string(), key: Bytes32 }).optional(),
  entries: z.array(RevealedEntry).min(1),
});
export type RevealFile = z.infer<typeof RevealFile>;

/** One entry of which something was revealed, proven and opened. */
export interface OpenedReveal {
  readonly trusted: TrustedCheckpoint;
  readonly entry: Entry;
  readonly values: readonly { readonly field: keyof Hidden; readonly value: unknown }[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Takes a reveal file apart, verifying nothing.
 *
 * @throws RevealError `malformed`
 */
export function parseReveal(text: string): RevealFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RevealError("malformed", "this is not a reveal file: expected JSON");
  }
  const parsed = RevealFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RevealError("malformed", "this is not a reveal file of the form recuse/reveal/v1");
}

/**
 * Every entry of a reveal file is in a log that the policy trusts, and every value is what its entry committed
 * to. A value that was moved to another entry or another field is refused.
 *
 * @throws RevealError; and whatever `verifyProofFile` throws
 */
export function verifyReveal(
  host: Cryptography,
  hmac: Hmac,
  policy: WitnessPolicy,
  file: RevealFile,
): OpenedReveal[] {
  const key = file.organization && bytes32(file.organization.key, "the organization's key");
  return file.entries.map(({ proof, values }) => {
    const { entry: line, ...trusted } = verifyProofFile(host, policy, encoder.encode(proof));
    const entry = provenEntry(line);
    for (const { field, value, salt: given } of values) {
      const known = given === undefined ? undefined : bytes32(given, "a salt");
      const opener = known ?? (key && salt(hmac, key, entry.id, field));
      if (opener === undefined)
        throw new RevealError("malformed", "a value has no salt, and the file has no organization's key");
      const commitment = entry.commitments?.[field];
      if (commitment === undefined || !commitmentMatches(hmac, opener, entry.id, field, value, commitment))
        throw new RevealError(
          "commitment",
          `entry #${entry.index}: the ${field} that is revealed is not what the entry committed to`,
        );
    }
    return { trusted, entry, values };
  });
}

function provenEntry(line: Uint8Array): Entry {
  try {
    return decodeEntry(decoder.decode(line));
  } catch {
    throw new RevealError("entry", "what the proof is for is not an entry of this log");
  }
}

function bytes32(text: string, what: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes?.length === 32) return bytes;
  throw new RevealError("malformed", `${what} is not the base64 of exactly 32 bytes`);
}
