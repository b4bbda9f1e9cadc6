/*
 * The text forms of keys that sign notes, and plain Ed25519 signatures. A signer key is a secret: nothing
 * here puts any of one into a message.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { joinBytes } from "./bytes.ts";
import { digestOf, hashing, isSignature } from "./cryptography.ts";
import type { Answer, Hashing, Sha256, Sha256Async, Signing } from "./cryptography.ts";
import { isKeyName } from "./note.ts";
import type { NoteSignature, NoteVerifier } from "./note.ts";

/** `malformed`: not a key in text form. `type`: a signature type that is not known here. `id`: not this key's. */
export type KeyErrorCode = "malformed" | "type" | "id";

export class KeyError extends Error {
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, message: string) {
    super(message);
    this.name = "KeyError";
    this.code = code;
  }
}

/** Ed25519 over the note's text, and timestamped over a checkpoint. @see https://c2sp.org/signed-note#signature-types */
export const SIGNATURE_TYPES = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = keyof typeof SIGNATURE_TYPES;

export interface VerifierKey {
  readonly name: string;
  /** An unsigned 32-bit number. */
  readonly id: number;
  readonly type: SignatureType;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Secret. */
export interface SignerKey extends VerifierKey {
  /** 32 bytes (RFC 8032's private key). */
  readonly seed: Uint8Array;
}

const KEY_BYTES = 32;
const encoder = new TextEncoder();

/** `SHA-256(name || "\n" || type || public key)[:4]`. @see https://c2sp.org/signed-note#signatures */
export function* keyIdSteps(name: string, type: SignatureType, publicKey: Uint8Array): Hashing<number> {
  const typed = Uint8Array.of(SIGNATURE_TYPES[type]);
  const digest = yield* digestOf(joinBytes(encoder.encode(`${name}\n`), typed, publicKey));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

/** The steps of {@link parseVerifierKey}. */
export function* verifierKeySteps(text: string): Hashing<VerifierKey> {
  const [, name, hexId, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const { type, key } = typedKey(name, base64, "verifier");
  const id = Number.parseInt(hexId ?? "", 16);
  if (id !== (yield* keyIdSteps(name ?? "", type, key)))
    throw new KeyError("id", "the id in the verifier key is not the one of its name and public key");
  return { name: name ?? "", id, type, publicKey: key };
}

/**
 * The key in `name+id+base64`.
 *
 * @throws KeyError (or rejects with it, if the host's SHA-256 is asynchronous)
 * @see https://c2sp.org/signed-note#verifier-keys
 */
export function parseVerifierKey<Host extends Sha256 | Sha256Async>(
  sha256: Host,
  text: string,
): Answer<Host, VerifierKey> {
  return hashing(sha256, verifierKeySteps(text));
}

/** @see https://c2sp.org/signed-note#verifier-keys */
export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${hex(id)}+${typedText(type, publicKey)}`;
}

/**
 * The key with this seed under this name.
 *
 * @throws KeyError `malformed` when the name is none or the seed has not 32 bytes
 */
export function signerKey(
  host: Pick<Signing, "publicKey"> & { readonly sha256: Sha256 },
  name: string,
  type: SignatureType,
  seed: Uint8Array,
): SignerKey {
  if (!isKeyName(name)) throw new KeyError("malformed", "a key name has no space and no plus");
  if (seed.length !== KEY_BYTES) throw new KeyError("malformed", "a seed has exactly 32 bytes");
  const publicKey = host.publicKey(seed);
  return { name, id: hashing(host.sha256, keyIdSteps(name, type, publicKey)), type, publicKey, seed };
}

/**
 * The key in `PRIVATE+KEY+name+id+base64`, the form of Go's x/mod/sumdb/note.
 *
 * @throws KeyError; its message repeats nothing of the key
 * @see https://pkg.go.dev/golang.org/x/mod/sumdb/note#hdr-Signing_Notes
 */
export function parseSignerKey(
  host: Pick<Signing, "publicKey"> & { readonly sha256: Sha256 },
  text: string,
): SignerKey {
  const [, name, hexId, base64] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const { type, key } = typedKey(name, base64, "signer");
  const signer = signerKey(host, name ?? "", type, key);
  if (hex(signer.id) !== hexId)
    throw new KeyError("id", "the id in the signer key is not the one of its name and public key");
  return signer;
}

/** Secret. */
export function formatSignerKey({ name, id, type, seed }: SignerKey): string {
  return `PRIVATE+KEY+${name}+${hex(id)}+${typedText(type, seed)}`;
}

/** A key of type `ed25519` as one that opens notes. @see https://c2sp.org/signed-note#ed25519-signatures */
export function noteVerifier(key: VerifierKey): NoteVerifier {
  requireType(key, "ed25519");
  const { name, id, publicKey } = key;
  return { name, id, check: (text, signature) => isSignature(publicKey, encoder.encode(text), signature) };
}

/** A signature over a note's text. @see https://c2sp.org/signed-note#ed25519-signatures */
export function signText(host: Pick<Signing, "sign">, key: SignerKey, text: string): NoteSignature {
  requireType(key, "ed25519");
  return { name: key.name, id: key.id, signature: host.sign(key.seed, encoder.encode(text)) };
}

/** @throws KeyError `type`: a key made for one kind of signature never makes or verifies the other */
export function requireType(key: VerifierKey, type: SignatureType): void {
  if (key.type !== type)
    throw new KeyError("type", `this key is for signatures of another type than ${type}`);
}

function typedKey(
  name: string | undefined,
  base64: string | undefined,
  kind: string,
): { type: SignatureType; key: Uint8Array } {
  const bytes = decodeBase64(base64 ?? "");
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length === 0)
    throw new KeyError("malformed", `this is not a ${kind} key: expected name, id and base64 joined by +`);
  const type = bytes[0] === 0x01 ? "ed25519" : bytes[0] === 0x04 ? "cosignature" : undefined;
  if (type === undefined) throw new KeyError("type", `the ${kind} key is of a type that is not known here`);
  if (bytes.length !== 1 + KEY_BYTES)
    throw new KeyError("malformed", `this is not a ${kind} key: expected 32 bytes after its type`);
  return { type, key: bytes.subarray(1) };
}

function typedText(type: SignatureType, key: Uint8Array): string {
  return encodeBase64(joinBytes(Uint8Array.of(SIGNATURE_TYPES[type]), key));
}

function hex(id: number): string {
  return id.toString(16).padStart(8, "0");
}
