/*
 * Commitments: how an entry fixes an organization, a reason or a detail without saying it. AUDIT-LOG's
 * "Commitments" is the source. The organization's key never enters a log; two entries about one
 * organization cannot be linked without it.
 */
import { encodeBase64 } from "./base64.ts";
import { canonicalJson } from "./canonical.ts";
import type { Hidden } from "./entry.ts";

/** HMAC-SHA256; the caller's, because the core holds no cryptography of its own. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** What an entry can commit to. */
export type CommittedField = keyof Hidden;

export const COMMITTED_FIELDS = ["organization", "reason", "detail"] as const satisfies CommittedField[];

const KEY_BYTES = 32;
const encoder = new TextEncoder();

/**
 * The salt of one field of one entry. Published with the value it reveals that field of that entry, and
 * nothing else.
 *
 * @param key the organization's key, exactly 32 bytes
 * @throws RangeError when the key has another length
 */
export function salt(hmac: Hmac, key: Uint8Array, entryId: string, field: CommittedField): Uint8Array {
  requireKeyLength(key, "commitment key");
  return hmac(key, encoder.encode(`recuse/salt/v1\n${entryId}\n${field}`));
}

/**
 * The commitment that an entry carries, in base64.
 *
 * @param key the organization's key, exactly 32 bytes
 * @throws RangeError when the key has another length
 * @throws TypeError when the value has no canonical form
 */
export function commit(
  hmac: Hmac,
  key: Uint8Array,
  entryId: string,
  field: CommittedField,
  value: unknown,
): string {
  return seal(hmac, salt(hmac, key, entryId, field), entryId, field, value);
}

/**
 * Does what somebody revealed, a value and its salt, open this commitment of this entry? A reveal moved to
 * another entry or another field does not. To check with the organization's key, pass {@link salt} of it.
 *
 * @throws RangeError when the salt is not exactly 32 bytes
 * @throws TypeError when the value has no canonical form
 */
export function commitmentMatches(
  hmac: Hmac,
  revealedSalt: Uint8Array,
  entryId: string,
  field: CommittedField,
  value: unknown,
  commitment: string,
): boolean {
  requireKeyLength(revealedSalt, "revealed salt");
  return seal(hmac, revealedSalt, entryId, field, value) === commitment;
}

function seal(hmac: Hmac, key: Uint8Array, entry: string, field: CommittedField, value: unknown): string {
  const message = `recuse/commitment/v1\n${canonicalJson({ entry, field, value })}`;
  return encodeBase64(hmac(key, encoder.encode(message)));
}

function requireKeyLength(key: Uint8Array, what: string): void {
  if (key.length === KEY_BYTES) return;
  throw new RangeError(
    `the ${what} has ${key.length.toString()} bytes: expected exactly ${KEY_BYTES.toString()}`,
  );
}
