/*
 * Logs for tests, made from the pure core alone: entries, tiles, checkpoints, a policy, keys, details. In the
 * layout of the file store, so that whoever reads one need not wait for a store to write it.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeTime } from "ulid";
import { formatCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import { commit, COMMITTED_FIELDS } from "@recuse/shared/audit/commitment.ts";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { formatBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { encodeEntry, type Entry, type EntryDraft, type Hidden } from "@recuse/shared/audit/entry.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { leafHash } from "@recuse/shared/audit/merkle.ts";
import { formatSignerKey, formatVerifierKey, signerKey, signText } from "@recuse/shared/audit/note-key.ts";
import type { SignerKey } from "@recuse/shared/audit/note-key.ts";
import { formatNote } from "@recuse/shared/audit/note.ts";
import { bundlesBetween, subtreeRoot, tilePath, tilesBetween } from "@recuse/shared/audit/tiles.ts";
import { hmacSha256 } from "@recuse/shared/node/node-cryptography.ts";
import { node, sha256 } from "./cryptography.ts";
import { naiveRoot } from "./merkle.ts";

/** The first entry's time; each next one is a second later. */
export const LOG_BEGAN = Date.UTC(2026, 1, 1, 9);
/** The commitment key of {@link made} entries with a secret. */
export const ACME_KEY = Buffer.alloc(32, 1);

export interface Made {
  readonly entry: Entry;
  readonly hidden?: Hidden;
}

/** A recusal of octocat's on a subject that differs by index. */
export const RECUSAL: EntryDraft = {
  type: "recusal",
  repository: { id: 7, name: "octo-org/engine" },
  subject: { kind: "proposal", number: 1, ref: "octo-org/engine#1" },
  maintainer: { id: 583231, login: "octocat" },
  level: "recuse",
  cause: { kind: "command" },
};

/** The entry at an index, committing to what is hidden under a key of 32 bytes. */
export function madeEntry(
  index: number,
  draft: EntryDraft = RECUSAL,
  hidden?: Hidden,
  key: Uint8Array = ACME_KEY,
): Made {
  const time = LOG_BEGAN + index * 1000;
  const id = `${encodeTime(time)}${String(index).padStart(16, "0")}`;
  const entry: Entry = { v: 1, id, index, at: new Date(time).toISOString(), ...draft };
  if (hidden === undefined) return { entry };
  const commitments: NonNullable<Entry["commitments"]> = {};
  for (const field of COMMITTED_FIELDS) {
    if (hidden[field] === undefined) continue;
    commitments[field] = commit(hmacSha256, key, id, field, hidden[field]);
  }
  return { entry: { ...entry, commitments }, hidden };
}

/** So many entries, every second with a secret about Acme. */
export function madeEntries(count: number): Made[] {
  return Array.from({ length: count }, (_, index) => {
    const ref = `octo-org/engine#${index + 1}`;
    const draft: EntryDraft = { ...RECUSAL, subject: { kind: "proposal", number: index + 1, ref } };
    if (index % 2 === 0) return madeEntry(index, draft);
    return madeEntry(index, draft, { organization: "acme", reason: `a reason ${index}` });
  });
}

export interface BuiltLog {
  readonly entries: readonly Made[];
  /** Each without its line feed. */
  readonly lines: readonly Uint8Array[];
  readonly key: SignerKey;
  /** The verifier key as text. */
  readonly vkey: string;
  /** The signed checkpoint at a size. */
  readonly checkpoint: (size: number) => Uint8Array;
  /** By path below the log's own folder. */
  readonly files: Map<string, Uint8Array>;
}

export interface LogOptions {
  readonly entries: readonly Made[];
  readonly origin?: string;
  /** All 32 bytes of the signer's seed. */
  readonly seed?: number;
  /** Sizes of older signed heads. */
  readonly heads?: readonly number[];
  /** The signed size; the rest lies past the checkpoint. */
  readonly size?: number;
  /** In place of the policy with the log's key alone. */
  readonly policy?: string;
}

/** A log with everything that the file store writes beside it. */
export function buildLog(options: LogOptions): BuiltLog {
  const { entries, origin = "recuse-log/00000000", seed = 7, heads = [] } = options;
  const size = options.size ?? entries.length;
  const lines = entries.map(({ entry }) => encodeEntry(entry));
  const leaves = lines.map((line) => hashing(sha256, leafHash(line)));
  const key = signerKey(node, origin, "ed25519", Buffer.alloc(32, seed));
  const vkey = formatVerifierKey(key);
  const checkpoint = (at: number): Uint8Array => {
    const text = formatCheckpoint({ origin, size: at, root: naiveRoot(leaves.slice(0, at)), extensions: [] });
    return formatNote({ text, signatures: [signText(node, key, text)] });
  };
  const files = new Map<string, Uint8Array>();
  files.set("entries.jsonl", Buffer.from(lines.map((line) => `${Buffer.from(line).toString()}\n`).join("")));
  files.set("checkpoint", checkpoint(size));
  for (const head of [...heads, size]) files.set(`checkpoints/${head}`, checkpoint(head));
  files.set("policy", Buffer.from(options.policy ?? `log ${vkey}\nquorum none\n`));
  for (const [path, content] of tilesOf(lines.slice(0, size), leaves.slice(0, size)))
    files.set(path, content);
  return { entries, lines, key, vkey, checkpoint, files };
}

function tilesOf(lines: readonly Uint8Array[], leaves: readonly Uint8Array[]): Map<string, Uint8Array> {
  const levels = [leaves];
  for (let below = leaves; below.length >= 256; below = levels.at(-1) ?? []) {
    const full = Math.floor(below.length / 256);
    levels.push(
      Array.from({ length: full }, (_, at) =>
        hashing(sha256, subtreeRoot(below.slice(at * 256, at * 256 + 256))),
      ),
    );
  }
  const tiles = new Map<string, Uint8Array>();
  for (const tile of tilesBetween(0, leaves.length)) {
    const start = tile.index * 256;
    tiles.set(tilePath(tile), Buffer.concat(levels[tile.level]?.slice(start, start + tile.width) ?? []));
  }
  for (const tile of bundlesBetween(0, leaves.length)) {
    const start = tile.index * 256;
    tiles.set(tilePath(tile), formatBundle(lines.slice(start, start + tile.width)));
  }
  return tiles;
}

/** Writes `<folder>/{public,private}/…`, `details.jsonl` and `key`, as the file store lays them out. */
export async function writeLogFolder(
  folder: string,
  logs: Partial<Readonly<Record<LogName, BuiltLog>>>,
): Promise<void> {
  const details: { id: string; line: string }[] = [];
  const keys: string[] = [];
  for (const log of ["public", "private"] as const) {
    const built = logs[log];
    if (built === undefined) continue;
    for (const [path, content] of built.files) await writeUnder(join(folder, log, path), content);
    keys.push(formatSignerKey(built.key));
    for (const { entry, hidden } of built.entries) {
      if (hidden === undefined) continue;
      details.push({ id: entry.id, line: JSON.stringify({ v: 1, id: entry.id, log, hidden }) });
    }
  }
  details.sort((one, other) => (one.id < other.id ? -1 : 1));
  await writeUnder(join(folder, "details.jsonl"), details.map(({ line }) => `${line}\n`).join(""), 0o600);
  await writeUnder(join(folder, "key"), `${keys.join("\n")}\n`, 0o600);
}

async function writeUnder(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, content, { mode });
}
