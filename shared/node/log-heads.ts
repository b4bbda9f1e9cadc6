/*
 * The signed heads of one log on the disk: `checkpoint`, every one of them under `checkpoints/<size>`, and the
 * `policy` that says by whose key. What was signed by another key, or is no checkpoint, is refused.
 */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatCheckpoint, parseCheckpoint, type Checkpoint } from "../src/audit/checkpoint.ts";
import type { TreeHead } from "../src/audit/merkle.ts";
import { noteVerifier, signText, type SignerKey, type VerifierKey } from "../src/audit/note-key.ts";
import { formatNote, openNote } from "../src/audit/note.ts";
import { parseSize } from "../src/audit/sizes.ts";
import { formatPolicy, parsePolicy } from "../src/audit/witness-policy-file.ts";
import type { WitnessPolicy } from "../src/audit/witness-policy.ts";
import { replaceFile, syncFolder } from "./durable-file.ts";
import { nodeCryptography } from "./node-cryptography.ts";

/** `signature`: not signed by this log's key. `policy`: the policy names another key. */
export type LogHeadsErrorCode = "signature" | "policy";

export class LogHeadsError extends Error {
  readonly code: LogHeadsErrorCode;

  constructor(code: LogHeadsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LogHeadsError";
    this.code = code;
  }
}

/** What was found on opening. */
export interface KnownHeads {
  /** The largest head that was signed here; undefined where nothing ever was. */
  readonly latest: TreeHead | undefined;
  /** The `checkpoint` file holds it. */
  readonly isPublished: boolean;
}

const CHECKPOINT = "checkpoint";
const HEADS = "checkpoints";
const POLICY = "policy";
/** Policies of earlier keys, each under the size up to which it holds. */
const POLICIES = "policies";
const PUBLIC_MODE = 0o644;

/** The largest signed head in a log's folder. @throws LogHeadsError `signature` */
export async function readHeads(folder: string, key: VerifierKey): Promise<KnownHeads> {
  const published = await readHead(join(folder, CHECKPOINT), key);
  const largest = (await headSizes(folder)).at(-1);
  const kept = largest === undefined ? undefined : await readHead(join(folder, HEADS, String(largest)), key);
  if (kept !== undefined && kept.size !== largest)
    throw new LogHeadsError(
      "signature",
      `${join(folder, HEADS, String(largest))}: its checkpoint is of another size than its name says: restore it from a copy`,
    );
  const [one, other] = [published?.size ?? -1, kept?.size ?? -1];
  return { latest: one > other ? published : kept, isPublished: published !== undefined && one >= other };
}

/** A log in this folder has signed something, by whatever key. */
export async function wasSigned(folder: string): Promise<boolean> {
  const files = [await readWhereThere(join(folder, CHECKPOINT)), await readWhereThere(join(folder, POLICY))];
  return files.some((file) => file !== undefined) || (await headSizes(folder)).length > 0;
}

/** The sizes of all kept heads, smallest first. */
export async function headSizes(folder: string): Promise<number[]> {
  const names = await readdir(join(folder, HEADS)).catch(emptyWhereMissing);
  return names.flatMap((name) => parseSize(name) ?? []).sort((one, other) => one - other);
}

/** One head; undefined where there is no such file. @throws LogHeadsError `signature` */
export async function readHead(path: string, key: VerifierKey): Promise<Checkpoint | undefined> {
  const message = await readWhereThere(path);
  return message === undefined ? undefined : openHead(message, key, path);
}

/** A kept head of a size. @throws LogHeadsError `signature` */
export async function readKeptHead(
  folder: string,
  size: number,
  key: VerifierKey,
): Promise<Checkpoint | undefined> {
  return readHead(join(folder, HEADS, String(size)), key);
}

/**
 * The checkpoint in a signed note.
 *
 * @param from what it is called in a message
 * @throws LogHeadsError `signature`
 */
export function openHead(message: Uint8Array, key: VerifierKey, from: string): Checkpoint {
  let checkpoint: Checkpoint;
  try {
    checkpoint = parseCheckpoint(openNote(nodeCryptography, message, [noteVerifier(key)]).text);
  } catch (error) {
    throw new LogHeadsError(
      "signature",
      `${from}: this is no checkpoint that this log's key has signed: restore it from a copy, or give the key that did`,
      { cause: error },
    );
  }
  if (checkpoint.origin === key.name) return checkpoint;
  throw new LogHeadsError("signature", `${from}: this is a checkpoint of another log`);
}

/**
 * The checkpoint in a signed note that somebody remembers: by the log's key, or by one that it had before.
 *
 * @throws LogHeadsError `signature`
 */
export async function openRememberedHead(
  folder: string,
  message: Uint8Array,
  key: VerifierKey,
  from: string,
): Promise<Checkpoint> {
  for (const earlier of await earlierKeys(folder, key.name)) {
    try {
      return openHead(message, earlier, from);
    } catch (error) {
      if (!(error instanceof LogHeadsError)) throw error;
    }
  }
  return openHead(message, key, from);
}

/** The keys of a log before its own: none is trusted with anything but what was signed before. */
async function earlierKeys(folder: string, name: string): Promise<VerifierKey[]> {
  const names = await readdir(join(folder, POLICIES)).catch(emptyWhereMissing);
  const keys: VerifierKey[] = [];
  for (const path of names.filter(isSize).map((each) => join(folder, POLICIES, each))) {
    const policy = readPolicy(await readFile(path), path);
    keys.push(...policy.logs.map((log) => log.key).filter((key) => key.name === name));
  }
  return keys;
}

function isSize(name: string): boolean {
  return parseSize(name) !== undefined;
}

/** A checkpoint signed by each of the keys. */
export function signHead(keys: readonly SignerKey[], origin: string, head: TreeHead): Uint8Array {
  const text = formatCheckpoint({ ...head, origin, extensions: [] });
  return formatNote({ text, signatures: keys.map((key) => signText(nodeCryptography, key, text)) });
}

/** Keeps a signed head, then publishes it; each is durable before the next is begun. */
export async function writeHead(folder: string, size: number, message: Uint8Array): Promise<void> {
  await keepHead(folder, size, message);
  await replaceFile(join(folder, CHECKPOINT), message, { mode: PUBLIC_MODE });
}

/** Makes the kept head of a size the published one. */
export async function publishHead(folder: string, size: number): Promise<void> {
  const message = await readFile(join(folder, HEADS, String(size)));
  await replaceFile(join(folder, CHECKPOINT), message, { mode: PUBLIC_MODE });
}

async function keepHead(folder: string, size: number, message: Uint8Array): Promise<void> {
  const path = join(folder, HEADS, String(size));
  try {
    await replaceFile(path, message, { mode: PUBLIC_MODE });
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(join(folder, HEADS), { mode: 0o700 });
    await syncFolder(folder);
    await replaceFile(path, message, { mode: PUBLIC_MODE });
  }
}

/**
 * Sees to it that the policy names the key. Where it names an earlier one, and the latest head was signed by
 * both, a change of keys was interrupted, and is finished.
 *
 * @throws LogHeadsError `policy`
 */
export async function settlePolicy(folder: string, key: VerifierKey): Promise<void> {
  const path = join(folder, POLICY);
  const file = await readWhereThere(path);
  if (file === undefined) {
    const policy = formatPolicy({ logs: [{ key }], witnesses: [], groups: [] });
    await replaceFile(path, policy, { mode: PUBLIC_MODE });
    return;
  }
  const policy = readPolicy(file, path);
  if (policy.logs.some((log) => isSameKey(log.key, key))) return;
  const message = (await readWhereThere(join(folder, CHECKPOINT))) ?? new Uint8Array();
  const earlier = policy.logs.find((log) => log.key.name === key.name)?.key;
  if (earlier === undefined) throw otherKey(path);
  try {
    openHead(message, earlier, path);
  } catch (error) {
    throw otherKey(path, error);
  }
  await changePolicy(folder, key, openHead(message, key, path).size);
}

/** The policy names the new key from now on; the earlier policy is kept under the size up to which it holds. */
export async function changePolicy(folder: string, key: VerifierKey, upTo: number): Promise<void> {
  const path = join(folder, POLICY);
  const file = (await readWhereThere(path)) ?? new Uint8Array();
  const policy = readPolicy(file, path);
  const logs = policy.logs.map((log) => (log.key.name === key.name ? { ...log, key } : log));
  if ((await mkdir(join(folder, POLICIES), { recursive: true, mode: 0o700 })) !== undefined)
    await syncFolder(folder);
  await replaceFile(join(folder, POLICIES, String(upTo)), file, { mode: PUBLIC_MODE });
  await replaceFile(path, formatPolicy({ ...policy, logs }), { mode: PUBLIC_MODE });
}

function readPolicy(file: Uint8Array, path: string): WitnessPolicy {
  try {
    return parsePolicy(nodeCryptography.sha256, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LogHeadsError("policy", `${path}: ${reason}: mend it, or restore it from a copy`, {
      cause: error,
    });
  }
}

function otherKey(path: string, cause?: unknown): LogHeadsError {
  return new LogHeadsError(
    "policy",
    `${path} names another key for this log than the one that is here: restore the key that belongs to it`,
    { cause },
  );
}

function isSameKey(one: VerifierKey, other: VerifierKey): boolean {
  return (
    one.name === other.name && one.id === other.id && Buffer.compare(one.publicKey, other.publicKey) === 0
  );
}

async function readWhereThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function emptyWhereMissing(error: unknown): string[] {
  if (isMissing(error)) return [];
  throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
