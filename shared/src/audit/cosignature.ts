/*
 * C2SP cosignature/v1: a witness says that it saw this checkpoint, at this time, and nothing before it that
 * contradicts it.
 */
import { joinBytes } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { isSignature } from "./cryptography.ts";
import type { Checking, Signing } from "./cryptography.ts";
import { requireType } from "./note-key.ts";
import type { SignerKey, VerifierKey } from "./note-key.ts";
import type { NoteSignature, NoteVerifier } from "./note.ts";
import { isSize } from "./sizes.ts";

const TIME_BYTES = 8;
const encoder = new TextEncoder();

/**
 * What is signed.
 *
 * @param time seconds since 1970-01-01
 * @see https://c2sp.org/tlog-cosignature#ed25519-signed-message
 */
function signedMessage(time: number, text: string): Uint8Array {
  return encoder.encode(`cosignature/v1\ntime ${time}\n${text}`);
}

/**
 * A witness's signature on a checkpoint whose consistency it has verified.
 *
 * @param key of type `cosignature`
 * @param text of the checkpoint, without any signature
 * @param time seconds since 1970-01-01
 * @throws CheckpointError when the text is no checkpoint
 * @throws RangeError when the time is no whole number of seconds after 1970-01-01
 * @see https://c2sp.org/tlog-cosignature#format
 */
export function cosign(
  host: Pick<Signing, "sign">,
  key: SignerKey,
  text: string,
  time: number,
): NoteSignature {
  requireType(key, "cosignature");
  parseCheckpoint(text);
  if (!isSize(time) || time === 0)
    throw new RangeError("a time is a whole number of seconds after 1970-01-01");
  const timeBytes = new Uint8Array(TIME_BYTES);
  new DataView(timeBytes.buffer).setBigUint64(0, BigInt(time));
  const signature = joinBytes(timeBytes, host.sign(key.seed, signedMessage(time, text)));
  return { name: key.name, id: key.id, signature };
}

/** A key of type `cosignature` as one that opens notes. @see https://c2sp.org/tlog-cosignature#format */
export function cosignatureVerifier(key: VerifierKey): NoteVerifier {
  requireType(key, "cosignature");
  const { name, id, publicKey } = key;
  function* check(text: string, signature: Uint8Array): Checking<boolean> {
    const time = timeOf(signature);
    if (time === undefined) return false;
    return yield* isSignature(publicKey, signedMessage(time, text), signature.subarray(TIME_BYTES));
  }
  return { name, id, check };
}

/**
 * When it was made, in seconds since 1970-01-01; undefined where it is not of the form of a cosignature.
 * Worth nothing before the signature was verified.
 *
 * @see https://c2sp.org/tlog-cosignature#format
 */
export function cosignatureTime({ signature }: NoteSignature): number | undefined {
  return timeOf(signature);
}

function timeOf(signature: Uint8Array): number | undefined {
  if (signature.length !== TIME_BYTES + 64) return undefined;
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  // Past 2^53 the number would not be the one that was signed.
  return isSize(time) ? time : undefined;
}
