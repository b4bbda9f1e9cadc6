/* Making an entry and its lines out of what a caller hands to the log. Refuses before anything is written. */
import { randomBytes } from "node:crypto";
import type * as z from "zod";
import { COMMITTED_FIELDS, commit } from "../src/audit/commitment.ts";
import { canonicalJson } from "../src/audit/canonical.ts";
import { EntryDraft, Hidden, type DetailsLine, type Entry } from "../src/audit/entry.ts";
import type { Secret } from "../src/audit/log.ts";
import { MAX_ENTRY_BYTES } from "../src/audit/tiles.ts";
import { FileLogError } from "./file-log-error.ts";
import { hmacSha256 } from "./node-cryptography.ts";

/** An entry with what it hides. */
export interface MadeEntry {
  readonly entry: Entry;
  readonly hidden?: Hidden;
}

const RANDOM_POOL_BYTES = 1024;

/** A source of secure random numbers that asks the system for many at a time: once a number cost 20 µs an id. */
export function secureRandom(): () => number {
  let pool = new Uint8Array(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(RANDOM_POOL_BYTES);
      used = 0;
    }
    const byte = pool[used] ?? 0;
    used += 1;
    return byte / 256;
  };
}

/**
 * @param place says what the entry is called, once nothing keeps it from being one
 * @throws FileLogError `refused`; the message repeats no value
 */
export function makeEntry(
  draft: EntryDraft,
  secret: Secret | undefined,
  at: number,
  place: () => { id: string; index: number },
): MadeEntry {
  const fields = checked(EntryDraft.safeParse(draft));
  const hidden = secret && withoutAbsent(checked(Hidden.safeParse(secret.hidden)));
  const { id, index } = place();
  const commitments = secret && hidden && commitmentsTo(id, secret.key, hidden);
  const entry = { v: 1 as const, id, index, at: new Date(at).toISOString(), ...fields };
  if (commitments === undefined || hidden === undefined) return { entry };
  return { entry: { ...entry, commitments }, hidden };
}

/** One string, encoded once: copying the bytes to add a line feed cost a tenth of the rate of many callers. */
export function lineOf(value: Entry | DetailsLine): Uint8Array {
  return Buffer.from(`${refusing(() => canonicalJson(value))}\n`);
}

/** @throws FileLogError `refused` when the entry does not fit into a tile */
export function entryLine(entry: Entry): Uint8Array {
  const line = lineOf(entry);
  if (line.length - 1 > MAX_ENTRY_BYTES)
    throw new FileLogError(
      "refused",
      `this is no entry for the log: it has more than ${MAX_ENTRY_BYTES} bytes`,
    );
  return line;
}

function commitmentsTo(id: string, key: Uint8Array, hidden: Hidden): NonNullable<Entry["commitments"]> {
  const commitments: NonNullable<Entry["commitments"]> = {};
  for (const field of COMMITTED_FIELDS) {
    const value = hidden[field];
    if (value === undefined) continue;
    commitments[field] = refusing(() => commit(hmacSha256, key, id, field, value));
  }
  return commitments;
}

/** Nothing to hide is no secret. */
function withoutAbsent(hidden: Hidden): Hidden | undefined {
  return COMMITTED_FIELDS.some((field) => hidden[field] !== undefined) ? hidden : undefined;
}

function checked<Value>(result: z.ZodSafeParseResult<Value>): Value {
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new FileLogError("refused", `this is no entry for the log: ${problems.join("; ")}`);
}

function refusing<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileLogError("refused", `this is no entry for the log: ${reason}`, { cause: error });
  }
}
