/*
 * The recusal audit log in files: `public/entries.jsonl`, `private/entries.jsonl`, and what their commitments
 * hide in `details.jsonl`. One process at a time: the caller holds the lock. An entry is durable when it is
 * acknowledged, and what it hides is durable before it is written. After the first failed write nothing more
 * is acknowledged until the log is opened again.
 */
import { createHmac, randomBytes } from "node:crypto";
import { monotonicFactory, type ULIDFactory } from "ulid";
import type * as z from "zod";
import { COMMITTED_FIELDS, commit, type Hmac } from "../src/audit/commitment.ts";
import { canonicalJson } from "../src/audit/canonical.ts";
import { EntryDraft, Hidden, type DetailsLine, type Entry } from "../src/audit/entry.ts";
import type { AuditLog, LogName, Secret } from "../src/audit/log.ts";
import type { AppendFile, AppendFileOptions } from "./append-file.ts";
import { openFiles } from "./file-log-files.ts";
import { readLog } from "./file-log-reader.ts";

/** `refused`: not an entry, nothing was written. `stopped`: a write failed. `closed`: used after close. */
export type FileLogErrorCode = "refused" | "stopped" | "closed";

export class FileLogError extends Error {
  readonly code: FileLogErrorCode;

  constructor(code: FileLogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FileLogError";
    this.code = code;
  }
}

export interface FileLogOptions {
  /** Milliseconds since 1970-01-01. */
  readonly now: () => number;
  /** For the ids: at least 0, less than 1. The system's secure randomness when absent. */
  readonly random?: () => number;
  /** The opener of append-file.ts; tests inject one that fails. */
  readonly open?: AppendFileOptions["open"];
}

export interface FileLog extends AuditLog {
  /** One sentence for every interrupted write that was cut off on opening. */
  readonly warnings: readonly string[];
}

/** One of the two logs while it is open. */
interface Lane {
  readonly file: AppendFile;
  /**
   * Makes this log's ids. Each log has its own: a shared one counts up within a millisecond, and the gaps
   * between public ids would tell how much went to the private log.
   */
  readonly nextId: ULIDFactory;
  nextIndex: number;
  /** Resolves when everything appended before has been handed to the file; absent when it has. */
  turn?: Promise<unknown>;
}

const RANDOM_POOL_BYTES = 1024;

const hmacSha256: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();

/**
 * Opens the log in a folder, or begins one. What a crash left of the last line is cut, with a warning.
 *
 * @throws LogLinesError, naming file and line, when a file is not what the log wrote; nothing was changed then
 */
export async function openFileLog(folder: string, options: FileLogOptions): Promise<FileLog> {
  const files = await openFiles(folder, options.open);
  const lanes: Record<LogName, Lane> = {
    public: laneOf(files.logs.public, options.random),
    private: laneOf(files.logs.private, options.random),
  };
  let pending = 0;
  let whenSettled: (() => void) | undefined;
  let lastTime = files.lastTime + 1;
  let failure: FileLogError | undefined;
  let closing: Promise<void> | undefined;

  /** Runs to the point where the entry has its place in the log before it first waits. */
  async function append(log: LogName, draft: EntryDraft, secret?: Secret): Promise<Entry> {
    if (closing !== undefined) throw new FileLogError("closed", "the log was closed");
    if (failure !== undefined) throw failure;
    const lane = lanes[log];
    const now = options.now();
    const time = Math.max(now, lastTime);
    const { entry, hidden } = makeEntry(lane, draft, secret, now, time);
    const entryLine = lineOf(entry);
    const detailsLine = hidden && lineOf({ v: 1, id: entry.id, log, hidden } satisfies DetailsLine);
    // Nothing was promised so far; from here on the entry has its index.
    lastTime = time;
    lane.nextIndex += 1;
    pending += 1;
    try {
      await handOver(lane, entryLine, detailsLine && files.details.file.append(detailsLine));
    } catch (error) {
      failure ??= stoppedBy(error);
    }
    pending -= 1;
    if (pending === 0) whenSettled?.();
    // An entry whose own write succeeded after another failed is not acknowledged either.
    if (failure !== undefined) throw failure;
    return entry;
  }

  async function close(): Promise<void> {
    if (pending > 0) await new Promise<void>((resolve) => (whenSettled = resolve));
    const all = [lanes.public.file, lanes.private.file, files.details.file];
    await Promise.all(all.map((file) => file.close()));
  }

  return {
    append,
    read: () => readLog(files),
    writable: () => failure === undefined && closing === undefined,
    close: () => (closing ??= close()),
    warnings: files.warnings,
  };
}

/** A source of secure random numbers that asks the system for many at a time: once a number cost 20 µs an id. */
function secureRandom(): () => number {
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

function laneOf(log: { file: AppendFile; count: number }, random: (() => number) | undefined): Lane {
  return { file: log.file, nextId: monotonicFactory(random ?? secureRandom()), nextIndex: log.count };
}

/**
 * Hands an entry to its file in its turn: after those before it, and once what it hides is durable. The
 * returned promise resolves when the entry is durable.
 */
async function handOver(lane: Lane, line: Uint8Array, hidden: Promise<unknown> | undefined): Promise<void> {
  if (lane.turn !== undefined || hidden !== undefined) {
    const turn = Promise.all([lane.turn, hidden]);
    lane.turn = turn;
    await turn;
    // Nobody came after: the next one need not wait.
    if (lane.turn === turn) delete lane.turn;
  }
  await lane.file.append(line);
}

/** @throws FileLogError `refused`, before anything is written; the message repeats no value */
function makeEntry(
  lane: Lane,
  draft: EntryDraft,
  secret: Secret | undefined,
  now: number,
  time: number,
): { entry: Entry; hidden?: Hidden } {
  const fields = checked(EntryDraft.safeParse(draft));
  const hidden = secret && withoutAbsent(checked(Hidden.safeParse(secret.hidden)));
  const id = lane.nextId(time);
  const commitments = secret && hidden && commitmentsTo(id, secret.key, hidden);
  const entry = { v: 1 as const, id, index: lane.nextIndex, at: new Date(now).toISOString(), ...fields };
  if (commitments === undefined || hidden === undefined) return { entry };
  return { entry: { ...entry, commitments }, hidden };
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

/** One string, encoded once: copying the bytes to add a line feed cost a tenth of the rate of many callers. */
function lineOf(value: Entry | DetailsLine): Uint8Array {
  return Buffer.from(`${refusing(() => canonicalJson(value))}\n`);
}

function refusing<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileLogError("refused", `this is no entry for the log: ${reason}`, { cause: error });
  }
}

function stoppedBy(cause: unknown): FileLogError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FileLogError(
    "stopped",
    `the log has stopped and acknowledges nothing more until it is opened again: ${reason}`,
    { cause },
  );
}
