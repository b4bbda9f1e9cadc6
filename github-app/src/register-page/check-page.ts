/*
 * Checks a register page against the signed log: signature, what this browser saw before, every row's words, its
 * entry, and the way from there to the signed root. Takes nothing of the server on trust except the key, once.
 * Touches only what it is given.
 */
import { decodeBase64, encodeBase64 } from "@recuse/shared/audit/base64.ts";
import type { CryptographyAsync } from "@recuse/shared/audit/cryptography.ts";
import { MerkleError, verifyConsistency, type TreeHead } from "@recuse/shared/audit/merkle.ts";
import {
  formatVerifierKey,
  KeyError,
  noteVerifier,
  parseVerifierKey,
} from "@recuse/shared/audit/note-key.ts";
import { NoteError, openNote } from "@recuse/shared/audit/note.ts";
import { consistencyProof, readTiles, tilesForConsistency } from "@recuse/shared/audit/proofs.ts";
import { parsePolicy } from "@recuse/shared/audit/witness-policy-file.ts";
import { openCheckpoint, type TrustedCheckpoint } from "@recuse/shared/audit/witness-policy.ts";
import { checkEntries } from "./check-entries.ts";
import { checkRotation } from "./check-rotation.ts";
import { BadNews } from "./bad-news.ts";
import { fileOf, tileOf, type ReadFile } from "./log-files.ts";

/** A row as the reader sees it. */
export interface SeenRow {
  readonly index: number;
  /** Texts by the name of their part; absent for a reply, of which only the place is checked. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** What a browser keeps between visits. */
export interface Remembered {
  readonly origin: string;
  readonly key: string;
  readonly size: number;
  /** In base64. */
  readonly root: string;
}

export interface PageToCheck {
  readonly read: ReadFile;
  readonly host: CryptographyAsync;
  /** The head that the page says it was made from. */
  readonly head: { readonly size: number; readonly root: string };
  readonly rows: readonly SeenRow[];
  /** Nothing was filtered, so that nothing between the first and the last row may be missing. */
  readonly complete: boolean;
  readonly remembered?: Remembered | undefined;
  /** Takes each step when it is done. */
  readonly report: (state: "good" | "partly", words: string) => void;
}

/** @throws BadNews, with the reason in words, when anything does not fit */
export async function checkPage(page: PageToCheck): Promise<Remembered> {
  const { read, report, remembered } = page;
  const message = await fileOf(read, "checkpoint");
  const trusted = await openHead(page, message);
  const { checkpoint } = trusted;
  report(
    "good",
    `The checkpoint over ${entriesWords(checkpoint.size)} is signed by ${checkpoint.origin}, the log of the policy.`,
  );
  reportWitnesses(page, trusted);
  await checkMemory(page, message, trusted);
  const root = decodeBase64(page.head.root);
  if (root === undefined) throw new BadNews("This page states no root of the log.");
  await checkGrowth(page, { size: page.head.size, root }, checkpoint, {
    smaller: `This page shows a log of ${entriesWords(page.head.size)}, but only ${entriesWords(checkpoint.size)} are signed now: the log was rolled back.`,
    different: "The log that this page was made from is not the one that is signed now: it was rewritten.",
  });
  report("good", "The signed log contains all of the log that this page was made from.");
  await checkEntries(page, checkpoint);
  const key = formatVerifierKey(trusted.log.key);
  if (remembered === undefined)
    report("good", "This browser remembers the key and the checkpoint from now on.");
  return { origin: checkpoint.origin, key, size: checkpoint.size, root: encodeBase64(checkpoint.root) };
}

async function openHead({ read, host }: PageToCheck, message: Uint8Array): Promise<TrustedCheckpoint> {
  const file = await fileOf(read, "policy");
  try {
    const policy = await parsePolicy(host.sha256, file);
    return await openCheckpoint(host, policy, message);
  } catch (error) {
    throw new BadNews(`The checkpoint does not hold: ${wordsOf(error)}.`);
  }
}

function reportWitnesses({ report }: PageToCheck, { witnesses }: TrustedCheckpoint): void {
  const names = witnesses.map(({ witness }) => witness.name).join(", ");
  if (witnesses.length > 0) report("good", `Witnessed by ${names}.`);
  else report("partly", "No witness has signed it: the log cannot resist its own operator.");
}

/** The key and the head that this browser saw last. */
async function checkMemory(
  page: PageToCheck,
  message: Uint8Array,
  trusted: TrustedCheckpoint,
): Promise<void> {
  const { remembered, report } = page;
  const { checkpoint } = trusted;
  if (remembered === undefined) {
    report("partly", "This browser has not seen this log before: it takes the key from this server.");
    return;
  }
  const { origin, key: old, size } = remembered;
  const root = decodeBase64(remembered.root);
  if (origin !== checkpoint.origin || root === undefined)
    throw new BadNews(`This is another log than the one this browser saw last, ${origin}.`);
  const now = formatVerifierKey(trusted.log.key);
  await checkGrowth(page, { size, root }, checkpoint, {
    smaller: `This browser has seen ${entriesWords(size)} signed; now only ${entriesWords(checkpoint.size)} are: the log was rolled back.`,
    different: `The log does not begin with the ${entriesWords(size)} that this browser saw last: it was rewritten.`,
  });
  if (old !== now && !(await isSignedBy(page, message, old))) {
    await checkRotation(page, { old, now }, size, checkpoint);
    report("good", "The key changed since then, and the old key handed over to the new one.");
  }
  report("good", `It continues the log of ${entriesWords(size)} that this browser saw last.`);
}

async function isSignedBy({ host }: PageToCheck, message: Uint8Array, key: string): Promise<boolean> {
  try {
    await openNote(host, message, [noteVerifier(await parseVerifierKey(host.sha256, key))]);
    return true;
  } catch (error) {
    if (error instanceof NoteError || error instanceof KeyError) return false;
    throw error;
  }
}

/** @throws BadNews in these words when the newer tree does not begin with all of the older one */
export async function checkGrowth(
  { read, host }: PageToCheck,
  older: TreeHead,
  newer: TreeHead,
  words: { readonly smaller: string; readonly different: string },
): Promise<void> {
  if (older.size > newer.size) throw new BadNews(words.smaller);
  try {
    const tiles = await readTiles((tile) => tileOf(read, tile), tilesForConsistency(older.size, newer.size));
    const proof = await consistencyProof(host.sha256, older.size, newer, tiles);
    await verifyConsistency(host.sha256, older, newer, proof);
  } catch (error) {
    if (error instanceof MerkleError) throw new BadNews(words.different);
    throw error;
  }
}

export function entriesWords(count: number): string {
  return count === 1 ? "1 entry" : `${String(count)} entries`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : "it cannot be read";
}
