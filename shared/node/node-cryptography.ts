/* Node's cryptography in the form that the audit core asks for: answered at once, no state, no files. */
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from "node:crypto";
import type { Hmac } from "../src/audit/commitment.ts";
import type { Cryptography, Signing } from "../src/audit/cryptography.ts";

/** What RFC 8410 puts before the 32 bytes of an Ed25519 seed, and before those of a public key. */
const SEED_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** SHA-256 and Ed25519 (RFC 8032). */
export const nodeCryptography: Cryptography & Signing = {
  sha256: (bytes) => hash("sha256", bytes, "buffer"),
  verify(publicKey, message, signature) {
    try {
      const key = Buffer.concat([PUBLIC_PREFIX, publicKey]);
      return verify(null, message, createPublicKey({ key, format: "der", type: "spki" }), signature);
    } catch {
      // Not a point of the curve: nothing is signed by such a key.
      return false;
    }
  },
  publicKey: (seed) =>
    createPublicKey(privateKeyOf(seed)).export({ format: "der", type: "spki" }).subarray(-32),
  sign: (seed, message) => sign(null, message, privateKeyOf(seed)),
};

/** Of SHA-256, in bytes. */
const BLOCK = 64;

/**
 * HMAC-SHA256 (RFC 2104), for commitments. Written out over the one-shot hash, because `createHmac` takes ten
 * times as long for messages as short as these.
 */
export const hmacSha256: Hmac = (key, message) => {
  const inner = Buffer.alloc(BLOCK + message.length, 0x36);
  const outer = Buffer.alloc(BLOCK + 32, 0x5c);
  const short = key.length > BLOCK ? hash("sha256", key, "buffer") : key;
  for (const [at, byte] of short.entries()) {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  inner.set(message, BLOCK);
  outer.set(hash("sha256", inner, "buffer"), BLOCK);
  return hash("sha256", outer, "buffer");
};

function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: "der", type: "pkcs8" });
}
