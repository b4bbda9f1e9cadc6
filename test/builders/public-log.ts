/*
 * A public log as files, made by the pure core alone: entries, signed heads, tiles, policy. Deterministic. Owns
 * the folder that it is given.
 */
import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson } from "@recuse/shared/audit/canonical.ts";
import { formatCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import { cosign } from "@recuse/shared/audit/cosignature.ts";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { formatBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { leafHash } from "@recuse/shared/audit/merkle.ts";
import { formatVerifierKey, signerKey, signText, type SignerKey } from "@recuse/shared/audit/note-key.ts";
import { formatNote, type NoteSignature } from "@recuse/shared/audit/note.ts";
import { edgeRoot, emptyEdge, growEdge, partialTiles } from "@recuse/shared/audit/tile-edge.ts";
import { bundlesBetween, TILE_WIDTH, tilePath } from "@recuse/shared/audit/tiles.ts";
import { formatPolicy } from "@recuse/shared/audit/witness-policy-file.ts";
import { node, sha256 } from "./cryptography.ts";

export const ORIGIN = "recuse-log.example/practice";

/** Members of an entry beside version, id, index and time, which follow from its place. */
export interface EntryFields {
  readonly type: string;
  readonly at?: string;
  readonly [name: string]: unknown;
}

export interface PublicLogOptions {
  readonly origin?: string;
  /** A byte that the key's seed consists of. */
  readonly seed?: number;
  /** Names of witnesses in the policy; none unless given. */
  readonly witnesses?: readonly string[];
}

export interface PublicLog {
  readonly folder: string;
  readonly size: () => number;
  /** Adds entries, in the files at once but for the head. */
  readonly append: (...entries: readonly EntryFields[]) => Promise<void>;
  /** Signs a head over everything, with tiles; at this time in seconds also by every witness, if one is given. */
  readonly sign: (witnessedAt?: number) => Promise<void>;
  /** Another key from here on, in an entry under a head that both sign, unless the old one is not asked. */
  readonly rotate: (seed: number, isSignedByBoth?: boolean) => Promise<void>;
}

/** The id of the entry at an index. */
export function entryId(index: number): string {
  return `01JZZZZZZZ${String(index).padStart(16, "0")}`;
}

/** Begins a log in a folder, which must be absent or empty. */
export async function buildPublicLog(folder: string, options: PublicLogOptions = {}): Promise<PublicLog> {
  let key = keyOf(options.origin ?? ORIGIN, "ed25519", options.seed ?? 7);
  const witnesses = (options.witnesses ?? []).map((name, at) => keyOf(name, "cosignature", 100 + at));
  const edge = emptyEdge();
  const lines: Buffer[] = [];
  let signed = 0;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "entries.jsonl"), "");
  await put("policy", policyOf(key, witnesses));

  async function put(path: string, content: Uint8Array | string): Promise<void> {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  async function append(...entries: readonly EntryFields[]): Promise<void> {
    let text = "";
    for (const fields of entries) {
      const index = lines.length;
      const at = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
      const line = canonicalJson({
        v: 1,
        id: entryId(index),
        index,
        at,
        cause: { kind: "command" },
        ...fields,
      });
      const bytes = Buffer.from(line);
      lines.push(bytes);
      text += `${line}\n`;
      const leaf = hashing(sha256, leafHash(bytes));
      for (const { tile, content } of hashing(sha256, growEdge(edge, leaf)))
        await put(tilePath(tile), content);
    }
    await appendFile(join(folder, "entries.jsonl"), text);
  }

  async function rotate(seed: number, isSignedByBoth = true): Promise<void> {
    const old = key;
    key = keyOf(old.name, "ed25519", seed);
    await append({
      type: "key-rotation",
      rotation: { from: formatVerifierKey(old), to: formatVerifierKey(key) },
    });
    await put("policy", policyOf(key, witnesses));
    await sign(undefined, isSignedByBoth ? [old] : []);
  }

  async function sign(witnessedAt?: number, also: readonly SignerKey[] = []): Promise<void> {
    for (const { tile, content } of partialTiles(edge)) await put(tilePath(tile), content);
    for (const tile of bundlesBetween(signed, edge.size)) {
      const start = tile.index * TILE_WIDTH;
      await put(tilePath(tile), formatBundle(lines.slice(start, start + tile.width)));
    }
    signed = edge.size;
    const root = hashing(sha256, edgeRoot(edge));
    const text = formatCheckpoint({ origin: key.name, size: edge.size, root, extensions: [] });
    const signatures: NoteSignature[] = [key, ...also].map((each) => signText(node, each, text));
    if (witnessedAt !== undefined)
      signatures.push(...witnesses.map((each) => cosign(node, each, text, witnessedAt)));
    const note = formatNote({ text, signatures });
    await put(`checkpoints/${String(edge.size)}`, note);
    await put("checkpoint", note);
  }

  return { folder, size: () => lines.length, append, sign: (at) => sign(at), rotate };
}

/** Begins anew in the same folder: what an operator does who rewrites the record. */
export async function rebuildPublicLog(folder: string, options: PublicLogOptions = {}): Promise<PublicLog> {
  await rm(folder, { recursive: true, force: true });
  return buildPublicLog(folder, options);
}

function keyOf(name: string, type: "ed25519" | "cosignature", seed: number): SignerKey {
  return signerKey(node, name, type, Buffer.alloc(32, seed));
}

function policyOf(key: SignerKey, witnesses: readonly SignerKey[]): string {
  return formatPolicy({
    logs: [{ key }],
    witnesses: witnesses.map((each) => ({ name: each.name, key: each })),
    groups: [],
  });
}
