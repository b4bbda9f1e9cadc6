/*
 * Which signed heads witnesses have cosigned, and when: for each entry the first that covers it. A head that was
 * cosigned later than it was signed is found again among the newest.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import { cosignatureTime, cosignatureVerifier } from "@recuse/shared/audit/cosignature.ts";
import { NoteError, openNote, type NoteVerifier } from "@recuse/shared/audit/note.ts";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import { parsePolicy, PolicyFileError } from "@recuse/shared/audit/witness-policy-file.ts";
import type { PolicyWitness } from "@recuse/shared/audit/witness-policy.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import type { WitnessTime } from "@recuse/shared/report/register-row.ts";
import { isAbsent, readKeptHead, readPolicy, type PublicLog, type SignedHead } from "./public-log.ts";

export interface WitnessedHeads {
  readonly refresh: (head: SignedHead) => Promise<void>;
  /** Of the first witnessed head over an entry that is known here; none where there is none. */
  readonly covering: (index: number) => readonly WitnessTime[];
  /** Of the head of exactly this size. */
  readonly newest: (size: number) => readonly WitnessTime[];
  /** How many witnesses the policy names. */
  readonly policyWitnesses: () => number;
}

/** Heads that are read at most at once: one is signed a second, and a start must not read them all. */
const MOST_READ = 1_000;
/** So many of the newest are read again: a witness may have signed them since. */
const READ_AGAIN = 8;

interface Witness extends NoteVerifier {
  /** What the policy calls it. */
  readonly called: string;
}

export function openWitnessedHeads(log: PublicLog): WitnessedHeads {
  /** By size, ascending; only witnessed ones. */
  let heads: { readonly size: number; readonly witnesses: readonly WitnessTime[] }[] = [];
  let witnesses: readonly Witness[] = [];
  let readTo = 0;

  async function refresh(head: SignedHead): Promise<void> {
    witnesses = await policyWitnesses(log);
    if (witnesses.length === 0) return;
    const sizes = (await sizesIn(join(log.folder, "checkpoints"))).filter(
      (size) => size <= head.checkpoint.size,
    );
    const fresh = sizes.filter((size) => size > readTo).length;
    const found = new Map(heads.map((each) => [each.size, each]));
    for (const size of sizes.slice(-Math.min(fresh + READ_AGAIN, MOST_READ))) {
      const message = await readKeptHead(log, size);
      if (message !== undefined) note(found, message);
    }
    note(found, head.message);
    readTo = sizes.at(-1) ?? readTo;
    heads = [...found.values()].sort((one, other) => one.size - other.size);
  }

  function note(found: Map<number, (typeof heads)[number]>, message: Uint8Array): void {
    const { size, seen } = cosigned(message, witnesses);
    const had = found.get(size);
    if (seen.length > (had?.witnesses.length ?? 0)) found.set(size, { size, witnesses: seen });
  }

  return {
    refresh,
    covering: (index) => heads.find(({ size }) => size > index)?.witnesses ?? [],
    newest: (size) => heads.find((each) => each.size === size)?.witnesses ?? [],
    policyWitnesses: () => witnesses.length,
  };
}

async function policyWitnesses(log: PublicLog): Promise<readonly Witness[]> {
  const file = await readPolicy(log);
  if (file === undefined) return [];
  return witnessesOf(file).map(({ name, key }) => ({ ...cosignatureVerifier(key), called: name }));
}

/** None of a policy that cannot be read: whoever verifies is told so, and nothing here vouches for anything. */
function witnessesOf(file: Uint8Array): readonly PolicyWitness[] {
  try {
    return parsePolicy(nodeCryptography.sha256, file).witnesses;
  } catch (error) {
    if (error instanceof PolicyFileError) return [];
    throw error;
  }
}

async function sizesIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  return names.flatMap((name) => parseSize(name) ?? []).sort((one, other) => one - other);
}

/** Who of these witnesses has cosigned a head; nobody where a signature of theirs does not verify. */
function cosigned(
  message: Uint8Array,
  known: readonly Witness[],
): { readonly size: number; readonly seen: readonly WitnessTime[] } {
  try {
    const { text, verified } = openNote(nodeCryptography, message, known);
    const seen = verified.flatMap(({ by, signature }) => {
      const seconds = cosignatureTime(signature);
      // The largest time that a date can be is far past any that was claimed in earnest.
      if (seconds === undefined || seconds > 8.64e12) return [];
      return [{ name: by.called, at: new Date(seconds * 1_000).toISOString().replace(".000Z", "Z") }];
    });
    return { size: parseCheckpoint(text).size, seen };
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    return { size: 0, seen: [] };
  }
}
