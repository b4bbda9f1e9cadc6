/*
 * A whole log, in a folder or at an address: its checkpoint by the keys that are trusted, every entry under
 * it, and every older head that is known. Nothing is taken on trust but those keys.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import type { TrustedCheckpoint } from "@recuse/shared/audit/witness-policy.ts";
import { CommandError } from "../cli/io.ts";
import { bundleLines, fileLines, type EntryLine } from "./lines.ts";
import { readBounded, SMALL_FILE_BYTES, type LogSource } from "./source.ts";
import { trustedCheckpoint, withoutWitnesses, type Trust } from "./trust.ts";
import { verifyEntries, type KnownHead } from "./verify-entries.ts";

/** A log in a folder has `folder`; one at an address has not. */
export interface LogPlace {
  readonly source: LogSource;
  readonly folder?: string;
}

export interface LogReport {
  readonly trusted: TrustedCheckpoint;
  /** The last entry under the checkpoint. */
  readonly last?: Entry;
  /** Older heads that the log begins with, the remembered one included. */
  readonly heads: number;
  /** Entries past the checkpoint, which nothing covers yet. */
  readonly unsigned: number;
}

export interface LogCheck {
  readonly place: LogPlace;
  readonly trust: Trust;
  /** A checkpoint that the user remembered, and its file. */
  readonly since?: { readonly content: Uint8Array; readonly place: string };
  /** Is shown every entry under the checkpoint. */
  readonly see?: (entry: Entry, line: EntryLine) => void;
}

/** The checkpoint of a log, if it is trusted. @throws CommandError with status 1 */
export async function readCheckpoint(source: LogSource, trust: Trust): Promise<TrustedCheckpoint> {
  const content = await source.read("checkpoint", SMALL_FILE_BYTES);
  if (content === undefined)
    throw new CommandError(`${source.name}/checkpoint: there is none, so nothing is signed`, 1);
  return trustedCheckpoint(trust.policy, content, `${source.name}/checkpoint`);
}

/**
 * Verifies a log.
 *
 * @throws CommandError with status 1, naming the first bad entry or the file that is wrong
 */
export async function verifyLog({ place, trust, since, see }: LogCheck): Promise<LogReport> {
  const { source, folder } = place;
  const trusted = await readCheckpoint(source, trust);
  const { checkpoint } = trusted;
  const older: KnownHead[] = folder === undefined ? [] : await olderHeads(folder, source, trust);
  if (since !== undefined) {
    const remembered = trustedCheckpoint(withoutWitnesses(trust.policy), since.content, since.place);
    if (remembered.checkpoint.origin !== checkpoint.origin)
      throw new CommandError(`${since.place}: is a checkpoint of another log`);
    older.push({ ...remembered.checkpoint, place: since.place });
  }
  for (const head of older) {
    if (head.size <= checkpoint.size) continue;
    throw new CommandError(
      `${source.name}/checkpoint: covers ${checkpoint.size} entries, but ${head.place} was signed over ` +
        `${head.size}: the log was set back`,
      1,
    );
  }
  const lines =
    folder === undefined
      ? bundleLines(source, checkpoint.size)
      : fileLines(join(folder, "entries.jsonl"), `${source.name}/entries.jsonl`);
  const signed: KnownHead = { ...checkpoint, place: `${source.name}/checkpoint` };
  const { count, last, problem } = await verifyEntries(source, lines, [signed, ...older], see);
  if (problem !== undefined) throw new CommandError(problem, 1);
  const heads = older.filter(({ size }) => size < checkpoint.size).length;
  return { trusted, heads, unsigned: count - checkpoint.size, ...(last && { last }) };
}

/** Every head that the store kept, each signed by the log's key. */
async function olderHeads(folder: string, source: LogSource, trust: Trust): Promise<KnownHead[]> {
  const names = await readdir(join(folder, "checkpoints")).catch(() => []);
  const heads: KnownHead[] = [];
  for (const name of names) {
    const size = parseSize(name);
    if (size === undefined) continue;
    const place = `${source.name}/checkpoints/${name}`;
    const content = await readBounded(join(folder, "checkpoints", name), place, SMALL_FILE_BYTES);
    if (content === undefined) continue;
    const { checkpoint } = trustedCheckpoint(withoutWitnesses(trust.policy), content, place);
    if (checkpoint.size !== size)
      throw new CommandError(`${place}: was signed over ${checkpoint.size} entries`, 1);
    heads.push({ ...checkpoint, place });
  }
  return heads;
}
