/*
 * The register as a fold over the public log: per shown entry a few numbers, so that a hundred thousand of them
 * take a few megabytes and a page reads only the entries that it shows. Owned by its maker; entries are folded in
 * order and once.
 */
import type { RegisterAccount, RegisterEntry } from "./register-entry.ts";
import { GROUP_NAMES, rowWords, type RegisterGroup } from "./register-words.ts";

/** Made by {@link emptyRegister}, changed by {@link foldRegister}. */
export interface Register {
  /** Entries folded, shown or not. */
  size: number;
  /** One place each per shown entry, in the order of the log. */
  readonly rows: {
    readonly where: number[];
    readonly index: number[];
    readonly group: number[];
    /** Positions in the lists below; -1 for none. */
    readonly maintainer: number[];
    readonly repository: number[];
    /** Milliseconds since 1970-01-01. */
    readonly at: number[];
  };
  /** Shown entries of each group. */
  readonly counts: Map<RegisterGroup, number>;
  readonly maintainers: MaintainerCoverage[];
  readonly repositories: string[];
  /** The newest outages, oldest first; at most {@link KEPT_OUTAGES}. */
  readonly outages: { readonly from?: string; readonly until?: string; readonly at: string }[];
  /** Breaches by entry id, with the accounts that may reply and where the replies are. */
  readonly breaches: Map<string, { readonly maintainer: number; readonly replies: number[] }>;
  /** When the newest entry was claimed to be made, of any type. */
  lastAt?: string;
  /** When the private record was last fixed in time. */
  privateHeadAt?: string;
  readonly known: { readonly maintainers: Map<number, number>; readonly repositories: Map<string, number> };
}

export interface MaintainerCoverage {
  readonly id: number;
  /** As the newest entry has it. */
  login: string;
  /** Shown entries about her. */
  entries: number;
  breaches: number;
  /** When the roster was last declared complete, and until when that holds where it says so. */
  attestedAt?: string;
  attestedUntil?: string;
}

/** What a reader asked for; absent is everything. */
export interface RegisterQuery {
  /** A login, whatever its case. */
  readonly maintainer?: string;
  /** `owner/name`, whatever its case. */
  readonly repository?: string;
  readonly group?: RegisterGroup;
  /** `YYYY-MM-DD` */
  readonly since?: string;
  /** Only entries of a smaller index: the next page. */
  readonly before?: number;
}

export interface RegisterSelection {
  /** Places in {@link Register.rows}, newest first. */
  readonly rows: readonly number[];
  /** How many there are with this query, on whichever page. */
  readonly total: number;
  /** `before` of the next page, where there is one. */
  readonly next?: number;
}

export const KEPT_OUTAGES = 20;

export function emptyRegister(): Register {
  return {
    size: 0,
    rows: { where: [], index: [], group: [], maintainer: [], repository: [], at: [] },
    counts: new Map(),
    maintainers: [],
    repositories: [],
    outages: [],
    breaches: new Map(),
    known: { maintainers: new Map(), repositories: new Map() },
  };
}

/**
 * Adds the next entry of the log.
 *
 * @param entry undefined for a line that is no entry: it counts, and is not shown
 * @param where a number by which the caller finds the entry again, such as its place in a file
 */
export function foldRegister(register: Register, entry: RegisterEntry | undefined, where: number): void {
  register.size += 1;
  if (entry === undefined) return;
  register.lastAt = entry.at;
  if (entry.type === "private-head") register.privateHeadAt = entry.at;
  const words = rowWords(entry);
  if (words === undefined) return;
  if (addReply(register, entry, where)) return;
  const { rows } = register;
  const maintainer = entry.maintainer === undefined ? -1 : maintainerOf(register, entry.maintainer);
  rows.where.push(where);
  rows.index.push(register.size - 1);
  rows.group.push(GROUP_NAMES.indexOf(words.group));
  rows.maintainer.push(maintainer);
  rows.repository.push(entry.repository === undefined ? -1 : repositoryOf(register, entry.repository));
  rows.at.push(Date.parse(entry.at));
  register.counts.set(words.group, (register.counts.get(words.group) ?? 0) + 1);
  const coverage = register.maintainers[maintainer];
  if (coverage !== undefined) cover(coverage, entry);
  if (entry.type === "breach") {
    register.breaches.set(entry.id, { maintainer: entry.maintainer?.id ?? -1, replies: [] });
  }
  if (entry.type === "outage") {
    const { from, until, at } = entry;
    register.outages.push({
      at,
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    });
    if (register.outages.length > KEPT_OUTAGES) register.outages.shift();
  }
}

/** The newest rows that a query asks for. */
export function selectRows(register: Register, query: RegisterQuery, limit: number): RegisterSelection {
  const { rows } = register;
  const maintainer = query.maintainer?.toLowerCase();
  const wanted = new Set(
    register.maintainers.flatMap(({ login }, at) => (login.toLowerCase() === maintainer ? [at] : [])),
  );
  const repository =
    query.repository === undefined
      ? undefined
      : register.known.repositories.get(query.repository.toLowerCase());
  const group = query.group === undefined ? undefined : GROUP_NAMES.indexOf(query.group);
  const since = query.since === undefined ? undefined : Date.parse(query.since);
  const found: number[] = [];
  let total = 0;
  let more = false;
  for (let row = rows.index.length - 1; row >= 0; row -= 1) {
    if (maintainer !== undefined && !wanted.has(rows.maintainer[row] ?? -1)) continue;
    if (query.repository !== undefined && (repository ?? -2) !== rows.repository[row]) continue;
    if (group !== undefined && rows.group[row] !== group) continue;
    // Times are claims and need not grow: every row is looked at.
    if (since !== undefined && !((rows.at[row] ?? 0) >= since)) continue;
    total += 1;
    if (query.before !== undefined && (rows.index[row] ?? 0) >= query.before) continue;
    if (found.length < limit) found.push(row);
    else more = true;
  }
  const last = rows.index[found.at(-1) ?? -1];
  return { rows: found, total, ...(more && last !== undefined ? { next: last } : {}) };
}

/** A reply is told with its breach, where it comes from whom the breach is about. */
function addReply({ breaches }: Register, { type, about, by, maintainer }: RegisterEntry, where: number) {
  if (type !== "correction" || about === undefined) return false;
  const breach = breaches.get(about);
  const who = by ?? maintainer;
  if (breach === undefined || who?.id !== breach.maintainer) return false;
  breach.replies.push(where);
  return true;
}

function maintainerOf({ maintainers, known }: Register, { id, login }: RegisterAccount): number {
  const at = known.maintainers.get(id) ?? maintainers.length;
  const had = maintainers[at];
  if (had === undefined) maintainers.push({ id, login, entries: 0, breaches: 0 });
  else had.login = login;
  known.maintainers.set(id, at);
  return at;
}

function repositoryOf({ repositories, known }: Register, name: string): number {
  const key = name.toLowerCase();
  const at = known.repositories.get(key) ?? repositories.push(name) - 1;
  known.repositories.set(key, at);
  return at;
}

function cover(coverage: MaintainerCoverage, { type, at, until }: RegisterEntry): void {
  if (type === "attestation") {
    coverage.attestedAt = at;
    if (until === undefined) delete coverage.attestedUntil;
    else coverage.attestedUntil = until;
    return;
  }
  coverage.entries += 1;
  if (type === "breach") coverage.breaches += 1;
}
