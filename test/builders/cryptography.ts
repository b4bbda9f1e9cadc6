/* The cryptography that the audit log asks for: Node's, at once, and WebCrypto's, with promises. */
import { createPrivateKey, createPublicKey, hash, sign, verify, webcrypto } from "node:crypto";
import type { Cryptography, CryptographyAsync, Signing } from "@recuse/shared/audit/cryptography.ts";

/** What RFC 8410 puts before the 32 bytes of an Ed25519 seed and of a public key. */
const SEED_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

function privateKeyOf(seed: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: "der", type: "pkcs8" });
}

export const node: Cryptography & Signing = {
  sha256,
  verify(publicKey, message, signature) {
    const key = Buffer.concat([PUBLIC_PREFIX, publicKey]);
    return verify(null, message, createPublicKey({ key, format: "der", type: "spki" }), signature);
  },
  publicKey: (seed) =>
    createPublicKey(privateKeyOf(seed)).export({ format: "der", type: "spki" }).subarray(-32),
  sign: (seed, message) => sign(null, message, privateKeyOf(seed)),
};

export const browser: CryptographyAsync = {
  sha256: async (bytes) => new Uint8Array(await webcrypto.subtle.digest("SHA-256", bytes)),
  async verify(publicKey, message, signature) {
    const key = await webcrypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return webcrypto.subtle.verify("Ed25519", key, signature, message);
  },
};
