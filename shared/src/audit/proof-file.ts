/*
 * C2SP tlog-proof files: one file that shows offline that an entry is in a log. What it says of itself counts
 * for nothing: the entry's bytes and the policy come from whoever verifies.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { joinBytes } from "./bytes.ts";
import { checking, HASH_BYTES } from "./cryptography.ts";
import type { Answer, Checking, Cryptography, CryptographyAsync } from "./cryptography.ts";
import { inclusionSteps, leafHash } from "./merkle.ts";
import { isSize, parseSize } from "./sizes.ts";
import { checkpointSteps } from "./witness-policy.ts";
import type { TrustedCheckpoint, WitnessPolicy } from "./witness-policy.ts";

/** `malformed`: not a proof file. `too-large`: past the limits below. `entry`: no entry was given, nor carried. */
export type ProofFileErrorCode = "malformed" | "too-large" | "entry";

export class ProofFileError extends Error {
  readonly code: ProofFileErrorCode;

  constructor(code: ProofFileErrorCode, message: string) {
    super(message);
    this.name = "ProofFileError";
    this.code = code;
  }
}

export interface ProofFile {
  /** Authenticated by nothing. Here: the entry's bytes, so that the file is complete. */
  readonly extra?: Uint8Array;
  /** The entry's, from 0. */
  readonly index: number;
  /** Of 32 bytes each, the leaf's sibling first. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, byte for byte. */
  readonly checkpoint: Uint8Array;
}

/** What a verified proof file shows. */
export interface ProvenEntry extends TrustedCheckpoint {
  readonly index: number;
  readonly entry: Uint8Array;
}

/** No tree of a size below 2^53 has a longer path. */
const MAX_PROOF_HASHES = 53;
/** A checkpoint, an entry in base64 and the hashes all fit. */
export const MAX_PROOF_FILE_BYTES = 2_000_000;
const HEADER = "c2sp.org/tlog-proof@v1";
const LINE_FEED = 0x0a;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws ProofFileError `malformed` @see https://c2sp.org/tlog-proof#format */
export function formatProofFile({ extra, index, proof, checkpoint }: ProofFile): Uint8Array {
  if (!isSize(index)) throw malformed("an index is a whole number from 0 to 2^53 - 1");
  if (proof.length > MAX_PROOF_HASHES || proof.some((hash) => hash.length !== HASH_BYTES))
    throw malformed(`a proof has at most ${MAX_PROOF_HASHES} hashes of 32 bytes`);
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...proof.map((hash) => encodeBase64(hash)),
  ];
  return joinBytes(encoder.encode(`${lines.join("\n")}\n\n`), checkpoint);
}

/**
 * Takes a proof file apart, verifying nothing.
 *
 * @throws ProofFileError `malformed`, `too-large`
 * @see https://c2sp.org/tlog-proof#format
 */
export function parseProofFile(file: Uint8Array): ProofFile {
  if (file.length > MAX_PROOF_FILE_BYTES)
    throw new ProofFileError("too-large", `a proof file has at most ${MAX_PROOF_FILE_BYTES} bytes`);
  // The first blank line ends the proof; a checkpoint may have others, and is kept byte for byte.
  const end = file.findIndex((byte, at) => byte === LINE_FEED && file[at + 1] === LINE_FEED);
  if (end === -1) throw malformed("no blank line parts the proof from the checkpoint");
  const lines = decodeText(file.subarray(0, end)).split("\n");
  if (lines.shift() !== HEADER) throw malformed(`the first line is not ${HEADER}`);
  const extra = lines[0]?.startsWith("extra ") === true ? lines.shift()?.slice(6) : undefined;
  const extraBytes = extra === undefined ? undefined : decodeBase64(extra);
  if (extra !== undefined && extraBytes === undefined) throw malformed("the extra line is not base64");
  const index = parseSize(/^index (.+)$/.exec(lines.shift() ?? "")?.[1] ?? "");
  if (index === undefined) throw malformed("there is no index line with a whole number from 0 to 2^53 - 1");
  if (lines.length > MAX_PROOF_HASHES)
    throw new ProofFileError("too-large", `a proof has at most ${MAX_PROOF_HASHES} hashes`);
  const proof = lines.map((line) => hashOf(line));
  const checkpoint = file.slice(end + 2);
  return { ...(extraBytes === undefined ? {} : { extra: extraBytes }), index, proof, checkpoint };
}

/**
 * Shows that an entry is in a log that the policy trusts.
 *
 * @param entry its exact bytes; when absent, the file's extra line has to carry them. Either way the proof
 *   covers them, and nothing else that the file says of the entry
 * @throws ProofFileError, NoteError, CheckpointError, PolicyError, MerkleError (or rejects with them)
 * @see https://c2sp.org/tlog-proof#verifying-a-tlog-proof
 */
export function verifyProofFile<Host extends Cryptography | CryptographyAsync>(
  host: Host,
  policy: WitnessPolicy,
  file: Uint8Array,
  entry?: Uint8Array,
): Answer<Host, ProvenEntry> {
  return checking(host, proofFileSteps(policy, file, entry));
}

function* proofFileSteps(policy: WitnessPolicy, file: Uint8Array, given?: Uint8Array): Checking<ProvenEntry> {
  const { extra, index, proof, checkpoint } = parseProofFile(file);
  const entry = given ?? extra;
  if (entry === undefined)
    throw new ProofFileError("entry", "the proof file carries no entry: give the bytes that it is for");
  const leaf = yield* leafHash(entry);
  const trusted = yield* checkpointSteps(policy, checkpoint);
  // The index is under the control of whoever wrote the file; the size was signed.
  yield* inclusionSteps(leaf, index, trusted.checkpoint, proof);
  return { ...trusted, index, entry };
}

function hashOf(line: string): Uint8Array {
  const hash = decodeBase64(line);
  if (hash?.length !== HASH_BYTES) throw malformed("a line of the proof is not the base64 of 32 bytes");
  return hash;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed("it is not UTF-8");
  }
}

function malformed(reason: string): ProofFileError {
  return new ProofFileError("malformed", `this is not a proof file: ${reason}`);
}
