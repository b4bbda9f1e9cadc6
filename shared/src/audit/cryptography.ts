/*
 * What the audit log asks of its host's cryptography. A check is written once, as a generator that yields
 * what it needs hashed or verified; node:crypto answers at once and WebCrypto with promises, and the same
 * check runs on both. Holds no cryptography of its own.
 */

/** SHA-256, answered at once. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;
/** SHA-256, answered with a promise, as WebCrypto does. */
export type Sha256Async = (bytes: Uint8Array) => Promise<Uint8Array>;

/**
 * What verification needs. `verify` is Ed25519 (RFC 8032): 32 bytes of public key, the message, 64 bytes of
 * signature. It answers false, and does not throw, for what is not a valid signature or key.
 */
export interface Cryptography {
  readonly sha256: Sha256;
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

/** The same with promises. */
export interface CryptographyAsync {
  readonly sha256: Sha256Async;
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
}

/** What signing needs: Ed25519 (RFC 8032) from a 32-byte seed. */
export interface Signing {
  readonly publicKey: (seed: Uint8Array) => Uint8Array;
  readonly sign: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
}

/** A question; whoever runs the check writes the answer into it before going on. */
export interface HashQuestion {
  readonly bytes: Uint8Array;
  digest?: Uint8Array;
}

export interface SignatureQuestion {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  valid?: boolean;
}

/** A computation that yields what is to be hashed. Does nothing until it is run: {@link hashing}. */
export type Hashing<T> = Generator<HashQuestion, T, undefined>;
/** A computation that yields what is to be hashed or verified. Does nothing until it is run: {@link checking}. */
export type Checking<T> = Generator<HashQuestion | SignatureQuestion, T, undefined>;

/** The result itself where the host answers at once, otherwise a promise of it. */
export type Answer<Host, T> = Host extends Sha256 | Cryptography ? T : Promise<T>;

export const HASH_BYTES = 32;

/** Yields the question and hands back its answer. */
export function* digestOf(bytes: Uint8Array): Hashing<Uint8Array> {
  const question: HashQuestion = { bytes };
  yield question;
  const { digest } = question;
  if (digest?.length !== HASH_BYTES) throw new TypeError("the host's SHA-256 did not give 32 bytes");
  return digest;
}

/** Is this an Ed25519 signature? Keys and signatures of another length are none, and are not asked about. */
export function* isSignature(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Checking<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const question: SignatureQuestion = { publicKey, message, signature };
  yield question;
  return question.valid === true;
}

/** Runs a computation that only hashes. */
export function hashing<Host extends Sha256 | Sha256Async, T>(
  sha256: Host,
  steps: Hashing<T>,
): Answer<Host, T> {
  const ask = (question: HashQuestion) =>
    keep(sha256(question.bytes), (digest) => (question.digest = digest));
  return run(ask, steps) as Answer<Host, T>;
}

/** Runs a computation that hashes and verifies. */
export function checking<Host extends Cryptography | CryptographyAsync, T>(
  host: Host,
  steps: Checking<T>,
): Answer<Host, T> {
  function ask(question: HashQuestion | SignatureQuestion): Promise<unknown> | undefined {
    if ("bytes" in question) return keep(host.sha256(question.bytes), (digest) => (question.digest = digest));
    const { publicKey, message, signature } = question;
    return keep(host.verify(publicKey, message, signature), (valid) => (question.valid = valid));
  }
  return run(ask, steps) as Answer<Host, T>;
}

/** Keeps the answer now, or says when it will have been kept. */
function keep<A>(answer: A | Promise<A>, into: (answer: A) => void): Promise<unknown> | undefined {
  if (answer instanceof Promise) return answer.then(into);
  into(answer);
  return undefined;
}

function run<Question, T>(
  ask: (question: Question) => Promise<unknown> | undefined,
  steps: Generator<Question, T, undefined>,
): T | Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const pending = ask(step.value);
    if (pending !== undefined) return runLater(pending, ask, steps);
  }
}

async function runLater<Question, T>(
  pending: Promise<unknown>,
  ask: (question: Question) => Promise<unknown> | undefined,
  steps: Generator<Question, T, undefined>,
): Promise<T> {
  await pending;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await ask(step.value);
  }
}
