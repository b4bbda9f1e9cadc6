/*
 * Whom a verification trusts: the keys that the user named, or, said plainly, the ones that the log names
 * itself.
 */
import { openCheckpoint, type TrustedCheckpoint } from "@recuse/shared/audit/witness-policy.ts";
import type { WitnessPolicy } from "@recuse/shared/audit/witness-policy.ts";
import { parsePolicy } from "@recuse/shared/audit/witness-policy-file.ts";
import { parseVerifierKey } from "@recuse/shared/audit/note-key.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { CommandError } from "../cli/io.ts";
import { SMALL_FILE_BYTES, type LogSource } from "./source.ts";

export interface Trust {
  readonly policy: WitnessPolicy;
  /** Where the keys come from: `log` is the log itself, which proves nothing about who it is. */
  readonly from: "key" | "policy" | "log";
}

/** Keys that were named one by one: no witness. @throws CommandError when one is none */
export function trustKeys(keys: readonly string[]): Trust {
  const logs = keys.map((text) => ({ key: keyOf(text) }));
  return { policy: { logs, witnesses: [], groups: [] }, from: "key" };
}

/** A policy file's content. @throws CommandError with the file and the line */
export function trustPolicy(content: Uint8Array, name: string, from: Trust["from"] = "policy"): Trust {
  try {
    return { policy: parsePolicy(nodeCryptography.sha256, content), from };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^policy/, name) : "not a policy";
    throw new CommandError(reason);
  }
}

/** The policy beside the log. @throws CommandError when there is none, or it is none */
export async function trustLog(source: LogSource): Promise<Trust> {
  const content = await source.read("policy", SMALL_FILE_BYTES);
  if (content === undefined) {
    throw new CommandError(
      `${source.name} names no key of its own: give its verifier key with --key or --policy`,
    );
  }
  return trustPolicy(content, `${source.name}/policy`, "log");
}

/** The same without witnesses: for a checkpoint that was remembered before any witness saw it. */
export function withoutWitnesses(policy: WitnessPolicy): WitnessPolicy {
  return { logs: policy.logs, witnesses: policy.witnesses, groups: [] };
}

/**
 * A checkpoint that satisfies the policy.
 *
 * @param place of the file, for messages
 * @throws CommandError with status 1 and what is wrong with it
 */
export function trustedCheckpoint(
  policy: WitnessPolicy,
  message: Uint8Array,
  place: string,
): TrustedCheckpoint {
  try {
    return openCheckpoint(nodeCryptography, policy, message);
  } catch (error) {
    throw new CommandError(`${place}: ${error instanceof Error ? error.message : "not a checkpoint"}`, 1);
  }
}

function keyOf(text: string) {
  try {
    const key = parseVerifierKey(nodeCryptography.sha256, text.trim());
    if (key.type === "ed25519") return key;
  } catch {
    // said below, without repeating what may have been a secret
  }
  throw new CommandError(
    "--key: expected a verifier key such as log.example+1a2b3c4d+AQ…, as the log publishes it",
  );
}
