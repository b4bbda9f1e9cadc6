/*
 * C2SP tlog-policy: which logs' keys are trusted, which witnesses', and how many of them have to have seen a
 * checkpoint. A person writes it, and it is read byte by byte as the specification has it.
 */
import { parseCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { cosignatureTime, cosignatureVerifier } from "./cosignature.ts";
import { checking } from "./cryptography.ts";
import type { Answer, Checking, Cryptography, CryptographyAsync } from "./cryptography.ts";
import type { VerifierKey } from "./note-key.ts";
import { noteVerifier } from "./note-key.ts";
import { noteSteps } from "./note.ts";
import type { Note, NoteVerifier } from "./note.ts";

/** `log`: no log of the policy signed it under its own origin. `quorum`: too few of the witnesses did. */
export type PolicyErrorCode = "log" | "quorum";

export class PolicyError extends Error {
  readonly code: PolicyErrorCode;

  constructor(code: PolicyErrorCode, message: string) {
    super(message);
    this.name = "PolicyError";
    this.code = code;
  }
}

export interface PolicyLog {
  /** Its name is the log's origin. */
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyWitness {
  /** What the policy calls it. */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

/** Has seen a checkpoint if at least `threshold` members have. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  /** Names of witnesses and of groups before this one. */
  readonly members: readonly string[];
}

export interface WitnessPolicy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  /** In the order of their lines. */
  readonly groups: readonly PolicyGroup[];
  /** The name of a witness or a group; undefined is `none`. */
  readonly quorum?: string;
}

/** A checkpoint that satisfies a policy. */
export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The text that was signed. */
  readonly text: string;
  readonly log: PolicyLog;
  /** Every witness of the policy that cosigned, also beyond the quorum; times in seconds since 1970-01-01. */
  readonly witnesses: readonly { readonly witness: PolicyWitness; readonly time: number }[];
  readonly note: Note;
}

/**
 * Do these witnesses, by their names in the policy, make up its quorum?
 *
 * @see https://c2sp.org/tlog-policy#defining-the-quorum
 */
export function isQuorum(policy: WitnessPolicy, witnesses: Iterable<string>): boolean {
  if (policy.quorum === undefined) return true;
  const seen = new Set(witnesses);
  // A group knows only names before it: one pass is enough.
  for (const { name, threshold, members } of policy.groups)
    if (members.filter((member) => seen.has(member)).length >= threshold) seen.add(name);
  return seen.has(policy.quorum);
}

/** The steps of {@link openCheckpoint}. */
export function* checkpointSteps(policy: WitnessPolicy, message: Uint8Array): Checking<TrustedCheckpoint> {
  const logs = policy.logs.map((log) => ({ ...noteVerifier(log.key), log }));
  const witnesses = policy.witnesses.map((witness) => ({ ...cosignatureVerifier(witness.key), witness }));
  type Known = NoteVerifier & { readonly log?: PolicyLog; readonly witness?: PolicyWitness };
  const { text, verified, note } = yield* noteSteps<Known>(message, [...logs, ...witnesses]);
  const checkpoint = parseCheckpoint(text);
  // A log's key speaks for its own origin and for no other.
  const log = verified.find(({ by }) => by.log?.key.name === checkpoint.origin)?.by.log;
  if (log === undefined)
    throw new PolicyError("log", "no log of the policy has signed it under its own origin");
  const seenBy = verified.flatMap(({ by: { witness }, signature }) => {
    const time = cosignatureTime(signature);
    return witness === undefined || time === undefined ? [] : [{ witness, time }];
  });
  if (
    !isQuorum(
      policy,
      seenBy.map(({ witness }) => witness.name),
    )
  )
    throw new PolicyError("quorum", "too few of the policy's witnesses have cosigned it");
  return { checkpoint, text, log, witnesses: seenBy, note };
}

/**
 * The checkpoint in a signed note, if it satisfies the policy.
 *
 * @throws NoteError, CheckpointError, PolicyError (or rejects with them, if the host is asynchronous)
 * @see https://c2sp.org/tlog-policy#what-is-a-policy
 */
export function openCheckpoint<Host extends Cryptography | CryptographyAsync>(
  host: Host,
  policy: WitnessPolicy,
  message: Uint8Array,
): Answer<Host, TrustedCheckpoint> {
  return checking(host, checkpointSteps(policy, message));
}
