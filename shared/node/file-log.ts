/*
 * The recusal audit log in files: for each of the two logs its entries, signed heads and tiles, and what their
 * commitments hide in `details.jsonl`. One process at a time: the caller holds the lock. An entry is acknowledged
 * when it is durable in the write-ahead; a checkpoint covers it at most a second later. After the first failed
 * write nothing more is acknowledged or signed until the log is opened again.
 */
import { randomBytes } from "node:crypto";
import { monotonicFactory, type ULIDFactory } from "ulid";
import { encodeBase64 } from "../src/audit/base64.ts";
import type { DetailsLine, Entry, EntryDraft } from "../src/audit/entry.ts";
import type { AuditLog, LogName, OpenedEntry, Secret } from "../src/audit/log.ts";
import type { TreeHead } from "../src/audit/merkle.ts";
import { formatVerifierKey } from "../src/audit/note-key.ts";
import type { AppendFileOptions } from "./append-file.ts";
import { FileLogError } from "./file-log-error.ts";
import { entryLine, lineOf, makeEntry, secureRandom } from "./file-log-entry.ts";
import { openFiles, type FileLogFiles } from "./file-log-files.ts";
import { readLog } from "./file-log-reader.ts";
import { settlePolicy } from "./log-heads.ts";
import { ensureLogKeys, type LogKeys } from "./log-keys.ts";
import { publishKept, signLog } from "./log-signing.ts";
import { linesOf, openRounds, type DurableEntry, type LogRounds } from "./log-rounds.ts";
import { openWriteAhead, type WriteAhead } from "./write-ahead.ts";
import type { Extents } from "./write-ahead-record.ts";

export interface FileLogOptions {
  /** Milliseconds since 1970-01-01. */
  readonly now: () => number;
  /** For the ids: at least 0, less than 1. The system's secure randomness when absent. */
  readonly random?: () => number;
  /** The opener of append-file.ts; tests inject one that fails. */
  readonly open?: AppendFileOptions["open"];
  /** What signs. When absent: what lies in the folder, made there for a log that has never been signed. */
  readonly keys?: LogKeys;
  /** Calls back after some milliseconds, unless the function that it answers is called before. */
  readonly schedule?: (run: () => void, milliseconds: number) => () => void;
  /** A signed checkpoint that somebody remembers: an older or other history than its is refused. */
  readonly anchor?: Partial<Record<LogName, Uint8Array>>;
  /** Sizes at which {@link FileLog.rootAt} can tell the root. */
  readonly marks?: Partial<Record<LogName, number>>;
}

export interface FileLog extends AuditLog {
  /** The same as of any log; from a place on, where one is given. */
  readonly read: (from?: Extents) => AsyncIterable<OpenedEntry>;
  /** One sentence for everything that was repaired on opening. */
  readonly warnings: readonly string[];
  /**
   * Resolves when everything that was appended before is under a signed checkpoint: at most about a second.
   *
   * @throws FileLogError `stopped`
   */
  readonly checkpointed: () => Promise<void>;
  /** The last signed head of a log. */
  readonly head: (log: LogName) => TreeHead;
  /** How far the log goes; all of it durable. */
  readonly extents: () => Extents;
  /** The root at the size in `marks`, as it was on opening; undefined where the log was shorter. */
  readonly rootAt: (log: LogName, size: number) => Uint8Array | undefined;
  /**
   * Appends to the public log a commitment to the private log's last signed head, under a key of its own that
   * nobody but the details knows. The same from outside whether there are private entries or none.
   */
  readonly appendPrivateHead: () => Promise<Entry>;
  /**
   * Appends a `key-rotation` to each log, under a checkpoint that the old key and the new one sign; then only
   * the new one signs. `keep` is called in between: it makes the new keys durable.
   *
   * @throws FileLogError `stopped`
   */
  readonly changeKeys: (next: LogKeys, keep: () => Promise<void>) => Promise<void>;
}

/** One of the two logs while it is open. */
interface Lane {
  /**
   * Makes this log's ids. Each log has its own: a shared one counts up within a millisecond, and the gaps
   * between public ids would tell how much went to the private log.
   */
  readonly nextId: ULIDFactory;
  /**
   * The earliest time for the next id, in milliseconds since 1970-01-01. Each log has its own: when the clock is
   * put back, a public id with a later time than its entry would tell when the last private entry was made.
   */
  earliest: number;
  nextIndex: number;
  /** Takes the round that is due back; undefined while none is. */
  cancel: (() => void) | undefined;
}

const LOGS = ["public", "private"] as const satisfies LogName[];
/** A checkpoint is begun so long after the first entry that it covers, to be there within a second. In milliseconds. */
const CHECKPOINT_AFTER = 900;
const COMMITMENT_KEY_BYTES = 32;

/**
 * Opens the log in a folder, or begins one. What a crash left is repaired, with a warning; what it holds is then
 * under signed checkpoints.
 *
 * @throws LogLinesError, LogHeadsError, LogKeysError, FileLogError `rolled-back` or `inconsistent`, each naming
 *   the file, when the files are not what the log wrote and signed; nothing was changed then
 */
export async function openFileLog(folder: string, options: FileLogOptions): Promise<FileLog> {
  const keys = options.keys ?? (await ensureLogKeys(folder));
  const { open, anchor, marks } = options;
  const files = await openFiles(folder, { keys, open, anchor, marks });
  try {
    return logOver(files, await beginWriteAhead(files, keys), keys, options);
  } catch (error) {
    const handles = [...files.writeAhead.map(({ handle }) => handle), ...appendFiles(files)];
    await Promise.allSettled(handles.map((handle) => handle.close()));
    throw error;
  }
}

/** Signs what was recovered, whereupon the write-ahead may begin anew. */
async function beginWriteAhead(files: FileLogFiles, keys: LogKeys): Promise<WriteAhead> {
  for (const name of LOGS) {
    const log = files.logs[name];
    await signLog(log, [keys[name]]);
    if (!log.isPublished) await publishKept(log);
    await settlePolicy(log.folder, keys[name]);
  }
  for (const { handle } of files.writeAhead) {
    if (handle.size === 0) continue;
    await handle.truncate(0);
    await handle.datasync();
  }
  return openWriteAhead(files.writeAhead, files.extents);
}

function logOver(files: FileLogFiles, ahead: WriteAhead, keys: LogKeys, options: FileLogOptions): FileLog {
  const rounds = openRounds(files, ahead, { public: [keys.public], private: [keys.private] });
  const lanes: Record<LogName, Lane> = {
    public: laneOf(files, "public", options.random),
    private: laneOf(files, "private", options.random),
  };
  const schedule = options.schedule ?? byTheClock;
  let ownKeys = keys;
  let pending = 0;
  let whenSettled: (() => void)[] = [];
  let whenSigned: (() => void)[] = [];
  let failure: FileLogError | undefined;
  let closing: Promise<void> | undefined;

  /** Runs to the point where the entry has its place in the log before it first waits. */
  async function append(log: LogName, draft: EntryDraft, secret?: Secret): Promise<Entry> {
    if (closing !== undefined) throw new FileLogError("closed", "the log was closed");
    if (failure !== undefined) throw failure;
    const lane = lanes[log];
    const now = options.now();
    const time = Math.max(now, lane.earliest);
    const place = () => ({ id: lane.nextId(time), index: lane.nextIndex });
    const made = makeEntry(draft, secret, now, place);
    const line = entryLine(made.entry);
    const durable = { ...made, log, line, detailsLine: detailsOf(log, made, secret) };
    // Nothing was promised so far; from here on the entry has its index.
    lane.earliest = time;
    lane.nextIndex += 1;
    pending += 1;
    try {
      await ahead.append(linesOf(durable), () => {
        acknowledged(durable);
      });
    } catch (error) {
      stop(error);
    }
    pending -= 1;
    if (pending === 0) whenSettled = called(whenSettled);
    // An entry whose own write succeeded after another failed is not acknowledged either.
    requireSound();
    return made.entry;
  }

  function acknowledged(entry: DurableEntry): void {
    rounds.add(entry);
    const lane = lanes[entry.log];
    lane.cancel ??= schedule(() => {
      lane.cancel = undefined;
      void sign(entry.log);
    }, CHECKPOINT_AFTER);
  }

  /** Never rejects: a failure stops the log. */
  async function sign(log: LogName): Promise<void> {
    try {
      await rounds.sign(log);
    } catch (error) {
      stop(error);
    }
    whenSigned = called(whenSigned);
  }

  function stop(cause: unknown): void {
    failure ??= stoppedBy(cause);
    whenSigned = called(whenSigned);
  }

  function isSigned(upTo: Record<LogName, number>): boolean {
    return LOGS.every((log) => (files.logs[log].signed?.size ?? 0) >= upTo[log]);
  }

  async function checkpointed(): Promise<void> {
    const upTo = { public: lanes.public.nextIndex, private: lanes.private.nextIndex };
    while (!isSigned(upTo)) {
      requireSound();
      await new Promise<void>((resolve) => whenSigned.push(resolve));
    }
  }

  /** @throws FileLogError `stopped` */
  function requireSound(): void {
    if (failure !== undefined) throw failure;
  }

  async function settled(): Promise<void> {
    if (pending > 0) await new Promise<void>((resolve) => whenSettled.push(resolve));
  }

  async function signAll(): Promise<void> {
    for (const log of LOGS) {
      lanes[log].cancel?.();
      lanes[log].cancel = undefined;
      await sign(log);
      requireSound();
    }
  }

  async function appendPrivateHead(): Promise<Entry> {
    const { size, root } = headOf("private");
    const hidden = { detail: { size, root: encodeBase64(root) } };
    const key = randomBytes(COMMITMENT_KEY_BYTES);
    return append(
      "public",
      { type: "private-head", cause: { kind: "timer" } },
      { key, hidden, isKeyKept: true },
    );
  }

  async function changeKeys(next: LogKeys, keep: () => Promise<void>): Promise<void> {
    const from = ownKeys;
    // The key that was signs first, and the head carries its name; both names are the same.
    rounds.useKeys({ public: [from.public, next.public], private: [from.private, next.private] });
    for (const log of LOGS) {
      const rotation = { from: formatVerifierKey(from[log]), to: formatVerifierKey(next[log]) };
      await append(log, { type: "key-rotation", rotation, cause: { kind: "command" } });
    }
    await signAll();
    await keep();
    ownKeys = next;
    for (const log of LOGS) await settlePolicy(files.logs[log].folder, next[log]);
    rounds.useKeys({ public: [next.public], private: [next.private] });
  }

  function headOf(log: LogName): TreeHead {
    const { signed } = files.logs[log];
    if (signed === undefined) throw new FileLogError("stopped", "the log has no signed head");
    return signed;
  }

  async function close(): Promise<void> {
    await settled();
    const wasSound = failure === undefined;
    try {
      if (wasSound) await signAll();
    } finally {
      for (const log of LOGS) lanes[log].cancel?.();
      await closeAll(files, ahead, rounds);
    }
  }

  return {
    append,
    read: (from) => readLog(files, rounds.reach(), from),
    writable: () => failure === undefined && closing === undefined,
    close: () => (closing ??= close()),
    warnings: files.warnings,
    checkpointed,
    head: headOf,
    extents: () => rounds.reach().copied,
    rootAt: (log, size) => files.logs[log].roots.get(size),
    appendPrivateHead,
    changeKeys,
  };
}

async function closeAll(files: FileLogFiles, ahead: WriteAhead, rounds: LogRounds): Promise<void> {
  await rounds.idle();
  await ahead.close();
  await Promise.all(appendFiles(files).map((file) => file.close()));
}

function appendFiles({ logs, details }: FileLogFiles) {
  return [logs.public.file, logs.private.file, details.file];
}

function laneOf(files: FileLogFiles, log: LogName, random: (() => number) | undefined): Lane {
  return {
    nextId: monotonicFactory(random ?? secureRandom()),
    earliest: files.lastTimes[log] + 1,
    nextIndex: files.logs[log].tiles.size,
    cancel: undefined,
  };
}

function detailsOf(
  log: LogName,
  { entry, hidden }: Pick<DurableEntry, "entry" | "hidden">,
  secret: Secret | undefined,
): Uint8Array | undefined {
  if (hidden === undefined) return undefined;
  const kept = secret?.isKeyKept === true ? { key: encodeBase64(secret.key) } : {};
  return lineOf({ v: 1, id: entry.id, log, hidden, ...kept } satisfies DetailsLine);
}

function byTheClock(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}

/** Calls each, and answers that nobody waits any more. */
function called(waiting: readonly (() => void)[]): (() => void)[] {
  for (const each of waiting) each();
  return [];
}

function stoppedBy(cause: unknown): FileLogError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FileLogError(
    "stopped",
    `the log has stopped and acknowledges nothing more until it is opened again: ${reason}`,
    { cause },
  );
}
