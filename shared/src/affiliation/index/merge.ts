/*
 * Records of all files become people: each once, with everything that is said of her. What differs is kept
 * side by side and judged elsewhere. The result is the same whatever the order of the records.
 */
import { asciiHost } from "../host.ts";
import type { AffiliationFile, PersonRecord } from "../formats/affiliation-file.ts";
import type { DayNumber } from "../../roster/dates.ts";
import { OPEN, UNKNOWN } from "./columns.ts";
import { identityOf, peopleOf, type Identity } from "./identity.ts";
import { compareText, foldCase, foldSpace, remembered } from "./text.ts";

/** A stint with the number of its file and the bounds of columns.ts. */
export interface MergedStint {
  /** As written, white space folded. */
  readonly organization: string;
  readonly from: DayNumber;
  readonly until: DayNumber;
  readonly source: number;
  /** Which of her records in the source: numbered by content, so that their order says nothing. */
  readonly record: number;
}

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
  const sources = Uint16Array.from(files.flatMap(({ people }, source) => people.map(() => source)));
  const identities = records.map(identityOf);
  const people = peopleOf(identities);
  const shared = sharedAddresses(identities, people);
  const keyOf = remembered((name) => nameKey(name) ?? `\0${foldCase(name)}`);

  const groups = new Map<number, number[]>();
  people.forEach((person, index) => {
    const group = groups.get(person);
    if (group === undefined) groups.set(person, [index]);
    else group.push(index);
  });
  const merged: Ordered[] = [];
  for (const group of groups.values()) {
    const own = group.flatMap((index) => identities[index] ?? []);
    const isKnown = own.some(
      ({ ids, logins, addresses }) =>
        ids.length > 0 || logins.length > 0 || addresses.some((address) => !shared.has(address)),
    );
    if (isKnown) merged.push(personFrom(group, own, records, sources, keyOf));
  }
  return merged.sort(byIdentity).map(({ person }) => person);
}

/** A person with what she is sorted by. */
interface Ordered {
  readonly person: MergedPerson;
  readonly key: string;
}

function personFrom(
  group: readonly number[],
  identities: readonly Identity[],
  records: readonly PersonRecord[],
  sources: Uint16Array,
  keyOf: (name: string) => string,
): Ordered {
  const stints: Keyed[] = [];
  const sightings: MergedSighting[] = [];
  const written: string[] = [];
  const recordOf = recordNumbers(group, records, sources);
  for (const index of group) {
    const source = sources[index] ?? 0;
    const record = records[index];
    if (record === undefined) continue;
    for (const login of record.logins) written.push(login);
    for (const { organization, from, until } of record.stints) {
      const name = foldSpace(organization);
      const stint = {
        organization: name,
        from: bound(from, UNKNOWN),
        until: bound(until, OPEN),
        source,
        record: recordOf(index),
      };
      if (name !== "" && stint.from < stint.until) stints.push({ ...stint, key: keyOf(name) });
    }
    for (const { domain, day } of record.sightings) {
      const host = asciiHost(domain.trim());
      if (host !== undefined && Number.isFinite(day))
        sightings.push({ domain: host, day: bound(day, 0), source });
    }
  }
  const addresses = union(identities.map((each) => each.addresses)).sort();
  const ids = union(identities.map((each) => each.ids)).sort((a, b) => a - b);
  const logins = distinctLogins(written);
  const person = {
    ids,
    logins,
    addresses,
    stints: mergeStints(stints),
    sightings: distinctSightings(sightings),
  };
  return { person, key: foldCase(logins[0] ?? `\uffff${addresses.join("\n")}`) };
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

interface Keyed extends MergedStint {
  readonly key: string;
}

/**
 * Of one file: overlapping stints with one organization are one. Sorted by start, then end, file and name;
 * of several spellings the first in the alphabet stays.
 */
function mergeStints(stints: readonly Keyed[]): MergedStint[] {
  const sorted = [...stints].sort(
    (a, b) => a.source - b.source || compareText(a.key, b.key) || a.from - b.from || a.until - b.until,
  );
  const merged: Keyed[] = [];
  for (const stint of sorted) {
    const before = merged.at(-1);
    const isSame = before?.source === stint.source && before.key === stint.key && stint.from < before.until;
    if (!isSame) {
      merged.push(stint);
      continue;
    }
    const until = Math.max(before.until, stint.until);
    const organization =
      compareText(before.organization, stint.organization) <= 0 ? before.organization : stint.organization;
    const record = Math.min(before.record, stint.record);
    merged[merged.length - 1] = { ...before, organization, until, record };
  }
  return merged
    .map(({ organization, from, until, source, record }) => ({ organization, from, until, source, record }))
    .sort(
      (a, b) =>
        a.from - b.from ||
        a.until - b.until ||
        a.source - b.source ||
        a.record - b.record ||
        compareText(a.organization, b.organization),
    );
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
function distinctLogins(written: readonly string[]): string[] {
  const spellings = new Map<string, string>();
  for (const each of written) {
    const login = each.toWellFormed().trim();
    const before = spellings.get(foldCase(login));
    if (login !== "" && (before === undefined || compareText(login, before) < 0)) {
      spellings.set(foldCase(login), login);
    }
  }
  return [...spellings].sort(([a], [b]) => compareText(a, b)).map(([, login]) => login);
}

/** Each once; one list alone has nothing twice. */
function union<T>(lists: readonly (readonly T[])[]): T[] {
  return lists.length === 1 ? [...(lists[0] ?? [])] : [...new Set(lists.flat())];
}

function sharedAddresses(identities: readonly Identity[], people: Int32Array): ReadonlySet<string> {
  const holders = new Map<string, number>();
  const shared = new Set<string>();
  identities.forEach(({ addresses }, index) => {
    const person = people[index] ?? index;
    for (const address of addresses) {
      const before = holders.get(address);
      if (before === undefined) holders.set(address, person);
      else if (before !== person) shared.add(address);
    }
  });
  return shared;
}

function byIdentity(a: Ordered, b: Ordered): number {
  const [one, other] = [a.person.ids[0] ?? Infinity, b.person.ids[0] ?? Infinity];
  return one === other ? compareText(a.key, b.key) : one - other;
}

/** The day as columns hold it. What does not fit is beyond any calendar. */
export function bound(day: DayNumber | undefined, absent: number): number {
  if (day === undefined || Number.isNaN(day)) return absent;
  return Math.min(Math.max(Math.trunc(day), UNKNOWN), OPEN);
}
