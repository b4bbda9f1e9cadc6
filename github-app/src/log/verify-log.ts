/*
 * A whole log, in a folder or at an address, against the keys that are trusted: what shared/src/audit decides,
 * with the files it is asked of and the place of the first bad entry.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatVerifierKey } from "@recuse/shared/audit/note-key.ts";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import { verifyLog as verifyClaim, type LogRefusal } from "@recuse/shared/audit/verify-log.ts";
import type { PolicyLog, TrustedCheckpoint } from "@recuse/shared/audit/witness-policy.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { CommandError } from "../cli/io.ts";
import { bundleReader, fileLines, tileReader } from "./lines.ts";
import { readBounded, SMALL_FILE_BYTES, type LogSource } from "./source.ts";
import { trustedCheckpoint, trustPolicy, type Trust } from "./trust.ts";

/** A log in a folder has `folder`; one at an address has not. */
export interface LogPlace {
  readonly source: LogSource;
  readonly folder?: string;
}

/** A signed head and the name of its file. */
export interface HeadFile {
  readonly content: Uint8Array;
  readonly place: string;
}

export interface LogReport {
  readonly trusted: TrustedCheckpoint;
  /** The line of the last entry under the checkpoint. */
  readonly last?: Uint8Array;
  /** Older heads that the log begins with, the remembered one included. */
  readonly heads: number;
  /** Entries past the checkpoint, which nothing covers yet. */
  readonly unsigned: number;
}

export interface LogCheck {
  readonly place: LogPlace;
  readonly trust: Trust;
  /** A checkpoint that the user remembered. */
  readonly since?: HeadFile | undefined;
}

/** The content of the checkpoint's file. @throws CommandError with status 1 when there is none */
export async function readCheckpointFile(source: LogSource): Promise<Uint8Array> {
  const content = await source.read("checkpoint", SMALL_FILE_BYTES);
  if (content !== undefined) return content;
  throw new CommandError(`${source.name}/checkpoint: there is none, so nothing is signed`, 1);
}

/** The checkpoint of a log, if it is trusted. @throws CommandError with status 1 */
export async function readCheckpoint(source: LogSource, trust: Trust): Promise<TrustedCheckpoint> {
  const content = await readCheckpointFile(source);
  return trustedCheckpoint(trust.policy, content, `${source.name}/checkpoint`);
}

/**
 * Verifies a log.
 *
 * @throws CommandError with status 1, naming the first bad entry or the file that is wrong
 */
export async function verifyLog({ place, trust, since }: LogCheck): Promise<LogReport> {
  const { source, folder } = place;
  const older = folder === undefined ? [] : await olderHeads(folder, source);
  if (since !== undefined) older.push(since);
  const checkpoint = await readCheckpointFile(source);
  const { size } = (await readCheckpoint(source, trust)).checkpoint;
  const bundles = bundleReader(source, size);
  let last: Uint8Array | undefined;
  async function* entries(): AsyncGenerator<Uint8Array, void, undefined> {
    const batches =
      folder === undefined
        ? bundles.batches()
        : fileLines(join(folder, "entries.jsonl"), `${source.name}/entries.jsonl`);
    let index = 0;
    for await (const batch of batches) {
      for (const line of batch) {
        index += 1;
        if (index === size) last = line.slice();
        yield line;
      }
    }
  }
  const hasTiles = folder === undefined || (await isFolder(join(folder, "tile")));
  // The checkpoint was opened by the trusted keys alone. Older heads may be of keys before a rotation: that more
  // of them can be read only adds to what has to agree.
  const logs = [...trust.policy.logs, ...(folder === undefined ? [] : await earlierLogs(folder, trust))];
  const verdict = await verifyClaim(
    nodeCryptography,
    { ...trust.policy, logs },
    {
      checkpoint,
      entries: entries(),
      olderHeads: older.map(({ content }) => content),
      ...(hasTiles && { tiles: folder === undefined ? bundles.tiles : tileReader(source) }),
      // A copy of a running log may have entries that its checkpoint does not cover yet.
      unsigned: "count",
    },
  );
  if (!verdict.ok) throw new CommandError(refusalSentence(verdict, place, older), 1);
  return {
    trusted: verdict.trusted,
    heads: older.filter(({ place: at }) => !at.endsWith(`/checkpoints/${size}`)).length,
    unsigned: verdict.unsigned,
    ...(last && { last }),
  };
}

/** The file, and where it is known the line, then the reason. */
function refusalSentence(
  refusal: LogRefusal,
  { source, folder }: LogPlace,
  heads: readonly HeadFile[],
): string {
  const { message, entry, within, head, tile } = refusal;
  const headPlace = head === undefined ? undefined : heads[head]?.place;
  if (tile !== undefined) return `${source.name}/${message}`;
  if (entry !== undefined) return `${placeOf(entry, source, folder)}: entry #${entry}: ${message}`;
  if (headPlace !== undefined) return `${headPlace}: ${message}`;
  if (within === undefined) return `${source.name}/checkpoint: ${message}`;
  const { start, end } = within;
  return `${placeOf(start, source, folder)}: ${message}: the first bad entry is one of #${start} to #${end - 1}`;
}

function placeOf(entry: number, source: LogSource, folder: string | undefined): string {
  if (folder !== undefined) return `${source.name}/entries.jsonl:${entry + 1}`;
  return `${source.name}: bundle ${Math.floor(entry / 256)}, place ${(entry % 256) + 1}`;
}

/** The keys of the policies that the log had before its keys were changed. */
export async function earlierLogs(folder: string, { policy }: Trust): Promise<PolicyLog[]> {
  const names = await readdir(join(folder, "policies")).catch(() => []);
  const logs = new Map<string, PolicyLog>();
  for (const name of names.filter((each) => parseSize(each) !== undefined)) {
    const place = `policies/${name}`;
    const content = await readBounded(join(folder, place), place, SMALL_FILE_BYTES);
    if (content === undefined) continue;
    for (const log of trustPolicy(content, place).policy.logs) logs.set(formatVerifierKey(log.key), log);
  }
  for (const { key } of policy.logs) logs.delete(formatVerifierKey(key));
  return [...logs.values()];
}

/** Every head that the store kept, the one of the checkpoint left out: it is verified by itself. */
async function olderHeads(folder: string, source: LogSource): Promise<HeadFile[]> {
  const names = await readdir(join(folder, "checkpoints")).catch(() => []);
  const sizes = names.flatMap((name) => parseSize(name) ?? []).sort((one, other) => one - other);
  const heads: HeadFile[] = [];
  for (const size of sizes) {
    const place = `${source.name}/checkpoints/${size}`;
    const content = await readBounded(join(folder, "checkpoints", String(size)), place, SMALL_FILE_BYTES);
    if (content !== undefined) heads.push({ content, place });
  }
  return heads;
}

async function isFolder(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => [])).length > 0;
}
