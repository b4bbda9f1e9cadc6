/*
 * What an appended entry becomes: its id, its index and its lines. Each log has its own ids: shared ones count up
 * within a millisecond, and the gaps between public ids would tell how much went to the private log. Never writes.
 */
import { monotonicFactory, type ULIDFactory } from "ulid";
import { encodeBase64 } from "../src/audit/base64.ts";
import type { DetailsLine, EntryDraft } from "../src/audit/entry.ts";
import type { LogName, Secret } from "../src/audit/log.ts";
import { entryLine, lineOf, makeEntry, secureRandom, type MadeEntry } from "./file-log-entry.ts";
import type { FileLogFiles } from "./file-log-files.ts";
import type { DurableEntry } from "./log-rounds.ts";

export interface LogPlaces {
  /**
   * Gives an entry the next place in a log. A draft that is refused takes none.
   *
   * @throws FileLogError `refused`
   */
  readonly take: (log: LogName, draft: EntryDraft, secret?: Secret) => DurableEntry;
  /** How many entries each log has with all that took a place. */
  readonly sizes: () => Record<LogName, number>;
}

/**
 * @param now milliseconds since 1970-01-01
 * @param random at least 0, less than 1; the system's secure randomness when absent
 */
export function openPlaces(
  { logs, lastTimes }: FileLogFiles,
  now: () => number,
  random: (() => number) | undefined,
): LogPlaces {
  const idOf = (): ULIDFactory => monotonicFactory(random ?? secureRandom());
  const nextId = { public: idOf(), private: idOf() };
  const nextIndex = { public: logs.public.tiles.size, private: logs.private.tiles.size };
  // Each log has its own: when the clock is put back, a public id with a later time than its entry would tell when
  // the last private entry was made.
  const earliest = { public: lastTimes.public + 1, private: lastTimes.private + 1 };

  function take(log: LogName, draft: EntryDraft, secret?: Secret): DurableEntry {
    const at = now();
    const time = Math.max(at, earliest[log]);
    const made = makeEntry(draft, secret, at, () => ({ id: nextId[log](time), index: nextIndex[log] }));
    const line = entryLine(made.entry);
    const detailsLine = detailsOf(log, made, secret);
    // Nothing was promised so far; from here on the entry has its index.
    earliest[log] = time;
    nextIndex[log] += 1;
    return { ...made, log, line, detailsLine };
  }

  return { take, sizes: () => ({ ...nextIndex }) };
}

function detailsOf(
  log: LogName,
  { entry, hidden }: MadeEntry,
  secret: Secret | undefined,
): Uint8Array | undefined {
  if (hidden === undefined) return undefined;
  const kept = secret?.isKeyKept === true ? { key: encodeBase64(secret.key) } : {};
  return lineOf({ v: 1, id: entry.id, log, hidden, ...kept } satisfies DetailsLine);
}
