/*
 * Records of all files become people: each once, with everything that is said of her. What differs is kept
 * side by side and judged elsewhere. The result is the same whatever the order of the records.
 */
import { asciiHost } from "../host.ts";
import type { AffiliationFile, PersonRecord } from "../formats/affiliation-file.ts";
import type { DayNumber } from "../../roster/dates.ts";
import { OPEN, UNKNOWN } from "./columns.ts";
import { addressesWithoutAccount, hasAccount, identityOf, peopleOf, type Identity } from "./identity.ts";
import { mergeStints, type MergedStint } from "./merge-stints.ts";
import { compareText, inOrder, foldCase, foldSpace, remembered } from "./text.ts";

export interface MergedSighting {
  readonly domain: string;
  readonly day: DayNumber;
  readonly source: number;
}

export interface MergedPerson {
  /** Ascending. */
  readonly ids: readonly number[];
  /** As written, each once without regard to case. */
  readonly logins: readonly string[];
  /** As `normalAddress` gives them. Others may have them too. */
  readonly addresses: readonly string[];
  readonly stints: readonly MergedStint[];
  readonly sightings: readonly MergedSighting[];
}

/**
 * Merges the records of files. People whom no look-up could tell from others are left out.
 *
 * @param nameKey two names with one key are one organization; undefined where it knows no key
 */
export function mergePeople(
  files: readonly Pick<AffiliationFile, "people">[],
  nameKey: (name: string) => string | undefined,
): MergedPerson[] {
  const records = files.flatMap(({ people }) => people);
  const sources = sourcesOf(files);
  const identities = records.map(identityOf);
  const people = peopleOf(identities);
  const shared = sharedAddresses(identities, people);
  const keyOf = remembered((name) => nameKey(name) ?? `\0${foldCase(name)}`);
  const nameOf = remembered(foldSpace);

  const merged: Ordered[] = [];
  for (const group of groupsOf(people)) {
    const own = group.map((index) => identities[index] ?? NOBODY);
    const isKnown = own.some(
      (each) => hasAccount(each) || each.addresses.some((address) => !shared.has(address)),
    );
    if (isKnown) merged.push(personFrom(group, own, records, sources, nameOf, keyOf));
  }
  return merged.sort(byIdentity).map(({ person }) => person);
}

/** For each record the number of its file. */
function sourcesOf(files: readonly Pick<AffiliationFile, "people">[]): Uint16Array {
  const sources = new Uint16Array(files.reduce((sum, { people }) => sum + people.length, 0));
  let at = 0;
  files.forEach(({ people }, source) => {
    sources.fill(source, at, (at += people.length));
  });
  return sources;
}

/** The records of each person, by her first one. Each is a short list that is made when its turn comes. */
function* groupsOf(people: Int32Array): Generator<readonly number[]> {
  const next = new Int32Array(people.length);
  const last = Int32Array.from(people.keys());
  people.forEach((first, index) => {
    if (first === index) return;
    next[last[first] ?? first] = index;
    last[first] = index;
  });
  for (let first = 0; first < people.length; first += 1) {
    if (people[first] !== first) continue;
    const group = [first];
    for (let index = next[first] ?? 0; index > 0; index = next[index] ?? 0) group.push(index);
    yield group;
  }
}

const NOBODY: Identity = { ids: [], logins: [], addresses: [] };
const NO_SIGHTINGS: readonly MergedSighting[] = [];

/** A person with what she is sorted by. */
interface Ordered {
  readonly person: MergedPerson;
  readonly id: number;
  readonly key: string;
}

function personFrom(
  group: readonly number[],
  identities: readonly Identity[],
  records: readonly PersonRecord[],
  sources: Uint16Array,
  nameOf: (name: string) => string,
  keyOf: (name: string) => string,
): Ordered {
  const stints: MergedStint[] = [];
  const sightings: MergedSighting[] = [];
  const recordOf = recordNumbers(group, records, sources);
  for (const index of group) {
    const source = sources[index] ?? 0;
    const record = records[index];
    if (record === undefined) continue;
    for (const each of record.stints) {
      const organization = nameOf(each.organization);
      const from = bound(each.from, UNKNOWN);
      const until = bound(each.until, OPEN);
      if (organization !== "" && from < until)
        stints.push({ organization, from, until, source, record: recordOf(index) });
    }
    for (const { domain, day } of record.sightings) {
      const host = asciiHost(domain.trim());
      if (host !== undefined && Number.isFinite(day))
        sightings.push({ domain: host, day: bound(day, 0), source });
    }
  }
  const addresses = inOrder(union(identities.map((each) => each.addresses)), compareText);
  const ids = inOrder(union(identities.map((each) => each.ids)), (a, b) => a - b);
  const logins = distinctLogins(group.map((index) => records[index]?.logins ?? []));
  const [own] = identities;
  const only = identities.length === 1 && own?.logins.length === 1 ? own.logins[0] : undefined;
  return {
    person: {
      ids,
      logins,
      addresses,
      stints: mergeStints(stints.slice(), keyOf),
      sightings: sightings.length === 0 ? NO_SIGHTINGS : distinctSightings(sightings),
    },
    id: ids[0] ?? Infinity,
    key: only ?? foldCase(logins[0] ?? `\uffff${addresses.join("\n")}`),
  };
}

/** More records of one person in one source are counted together. */
const MOST_RECORDS = 0xffff;

/** Numbers the records of one person in each source by what they say, the same in any order of the records. */
function recordNumbers(
  group: readonly number[],
  records: readonly PersonRecord[],
  sources: ArrayLike<number>,
): (index: number) => number {
  if (group.length === 1) return () => 0;
  const said = new Map(group.map((index) => [index, contentOf(sources[index] ?? 0, records[index])]));
  const order = [...new Set(said.values())].sort();
  return (index) => Math.min(MOST_RECORDS, order.indexOf(said.get(index) ?? ""));
}

function contentOf(source: number, record: PersonRecord | undefined): string {
  const stints = (record?.stints ?? []).map(({ organization, from = UNKNOWN, until = OPEN }) =>
    JSON.stringify([foldCase(foldSpace(organization)), from, until]),
  );
  return `${String(source)} ${[...new Set(stints)].sort().join()}`;
}

function distinctSightings(sightings: readonly MergedSighting[]): MergedSighting[] {
  const sorted = [...sightings].sort(
    (a, b) => a.day - b.day || compareText(a.domain, b.domain) || a.source - b.source,
  );
  return sorted.filter(({ day, domain, source }, index) => {
    const before = sorted[index - 1];
    return before?.day !== day || before.domain !== domain || before.source !== source;
  });
}

/** Of spellings that differ by case the first in the alphabet stays. */
function distinctLogins(lists: readonly (readonly string[])[]): readonly string[] {
  const [own = [], ...more] = lists;
  if (more.length === 0 && own.length === 1 && own[0] === loginForm(own[0])) return own;
  const spellings = new Map<string, string>();
  for (const list of lists) {
    for (const each of list) {
      const login = loginForm(each);
      const before = spellings.get(foldCase(login));
      if (login !== "" && (before === undefined || compareText(login, before) < 0)) {
        spellings.set(foldCase(login), login);
      }
    }
  }
  return [...spellings].sort(([a], [b]) => compareText(a, b)).map(([, login]) => login);
}

function loginForm(written = ""): string {
  return written.toWellFormed().trim();
}

/** Each once; one list alone has nothing twice. */
function union<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const [own, ...more] = lists;
  return own !== undefined && more.length === 0 ? own : [...new Set(lists.flat())];
}

/** Of the addresses of records that have nothing else, those that several people have. */
function sharedAddresses(identities: readonly Identity[], people: Int32Array): ReadonlySet<string> {
  const shared = new Set<string>();
  const asked = addressesWithoutAccount(identities);
  if (asked.size === 0) return shared;
  const holders = new Map<string, number>();
  identities.forEach(({ addresses }, index) => {
    const person = people[index] ?? index;
    for (const address of addresses) {
      if (!asked.has(address)) continue;
      const before = holders.get(address);
      if (before === undefined) holders.set(address, person);
      else if (before !== person) shared.add(address);
    }
  });
  return shared;
}

function byIdentity(a: Ordered, b: Ordered): number {
  return a.id === b.id ? compareText(a.key, b.key) : a.id - b.id;
}

/** The day as columns hold it. What does not fit is beyond any calendar. */
export function bound(day: DayNumber | undefined, absent: number): number {
  if (day === undefined || Number.isNaN(day)) return absent;
  return Math.min(Math.max(Math.trunc(day), UNKNOWN), OPEN);
}
