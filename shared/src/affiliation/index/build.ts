/*
 * Parsed files become an index: people merged, owners of domains learnt, everything laid out in columns.
 */
import type { AffiliationFile } from "../formats/affiliation-file.ts";
import { CONTRADICTED, type AffiliationIndex, type IndexedSource } from "./columns.ts";
import { domainRecordColumns, domainRecords, learntColumns, type SourcedDomain } from "./domain-columns.ts";
import { learnDomainOwners, type LearntDomain } from "./learn-domains.ts";
import { affiliationIndex } from "./look-up.ts";
import { mergePeople, type MergedPerson } from "./merge.ts";
import {
  addressColumns,
  addressHosts,
  emailColumns,
  idColumns,
  loginColumns,
  sightingColumns,
  stintColumns,
} from "./person-columns.ts";
import { stringPool, stringSlots } from "./string-table.ts";

/** A source is a number of 16 bits. */
export const MOST_FILES = 0xffff;

export interface FileToIndex {
  /** As problems and evidence name it. */
  readonly name: string;
  /** Of the file's bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  readonly parsed: AffiliationFile;
}

/** What the index must be told about names of organizations. */
export interface OrganizationNames {
  /** Two names with one key are one organization as written: case, white space, `Inc.`. Undefined: it has none. */
  readonly nameKey: (name: string) => string | undefined;
  /** One key for all names of an organization, renames and aliases included; undefined for what is none (`Independent`). */
  readonly organizationOf: (name: string) => string | undefined;
}

/**
 * Builds the index of files. Its answers depend on neither the order of the records nor that of the files, but
 * for the numbers of the sources, which are those of `files`.
 *
 * @throws RangeError for more than {@link MOST_FILES} files
 */
export function buildIndex(files: readonly FileToIndex[], names: OrganizationNames): AffiliationIndex {
  if (files.length > MOST_FILES) throw new RangeError(`at most ${MOST_FILES} files of affiliation data`);
  const parsed = files.map((each) => each.parsed);
  const people = mergePeople(parsed, names.nameKey);
  const records = domainRecords(parsed);
  const explicit = new Set(records.map(({ domain }) => domain));
  const learnt = learnDomainOwners(people, names.organizationOf).filter(
    ({ domain }) => !isAtOrBelow(domain, explicit),
  );
  const seed = seedOf(files.map(({ sha256 }) => sha256));
  const hosts = addressHosts(people);
  const organizations = organizationNames(people, records, learnt);
  const domains = domainNames(people, hosts, explicit, learnt);
  const organizationIndex = positions(organizations);
  const domainIndex = positions(domains);
  const organizationPool = stringPool(organizations);
  const domainPool = stringPool(domains);
  return affiliationIndex({
    sources: indexedSources(files, people),
    seed,
    columns: {
      ...idColumns(people),
      ...loginColumns(people, seed),
      ...emailColumns(people, seed),
      ...stintColumns(people, organizationIndex),
      ...sightingColumns(people, domainIndex),
      ...addressColumns(hosts, domainIndex),
      organizationBytes: organizationPool.bytes,
      organizationStart: organizationPool.start,
      domainBytes: domainPool.bytes,
      domainStart: domainPool.start,
      domainSlots: stringSlots(domains, seed),
      ...domainRecordColumns(records, domains, organizationIndex),
      ...learntColumns(learnt, domains, organizationIndex),
    },
  });
}

function indexedSources(files: readonly FileToIndex[], people: readonly MergedPerson[]): IndexedSource[] {
  const stintsOf = new Uint32Array(files.length);
  const peopleOf = new Uint32Array(files.length);
  /** The last person of each source who was counted, from 1. */
  const counted = new Uint32Array(files.length);
  const countOnce = (source: number, person: number): void => {
    if (counted[source] === person + 1) return;
    counted[source] = person + 1;
    peopleOf[source] = (peopleOf[source] ?? 0) + 1;
  };
  people.forEach(({ stints, sightings }, person) => {
    for (const { source } of stints) {
      stintsOf[source] = (stintsOf[source] ?? 0) + 1;
      countOnce(source, person);
    }
    for (const { source } of sightings) countOnce(source, person);
  });
  return files.map(({ name, sha256, parsed }, source) => ({
    file: name,
    title: parsed.title,
    sha256,
    asOf: parsed.asOf,
    disclosure: parsed.disclosure,
    people: peopleOf[source] ?? 0,
    stints: stintsOf[source] ?? 0,
  }));
}

/** Every name that is written somewhere, sorted. */
function organizationNames(
  people: readonly MergedPerson[],
  records: readonly SourcedDomain[],
  learnt: readonly LearntDomain[],
): string[] {
  const names = new Set<string>();
  for (const { stints } of people) for (const { organization } of stints) names.add(organization);
  for (const { organization } of records) names.add(organization);
  for (const { organization } of learnt) if (organization !== CONTRADICTED) names.add(organization);
  return [...names].sort();
}

/** Sorted. */
function domainNames(
  people: readonly MergedPerson[],
  hosts: readonly (readonly string[])[],
  explicit: ReadonlySet<string>,
  learnt: readonly LearntDomain[],
): string[] {
  const names = new Set(explicit);
  for (const own of hosts) for (const host of own) names.add(host);
  for (const { sightings } of people) for (const { domain } of sightings) names.add(domain);
  for (const { domain } of learnt) names.add(domain);
  return [...names].sort();
}

function positions(sorted: readonly string[]): (text: string) => number {
  const index = new Map(sorted.map((text, at) => [text, at]));
  return (text) => index.get(text) ?? 0;
}

function isAtOrBelow(host: string, domains: ReadonlySet<string>): boolean {
  if (domains.has(host)) return true;
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
    if (domains.has(host.slice(dot + 1))) return true;
  }
  return false;
}

/** The same in any order of the files. */
function seedOf(hashes: readonly string[]): number {
  return hashes.reduce((seed, hash) => (seed ^ Number.parseInt(hash.slice(0, 8), 16)) >>> 0, 0);
}
