/*
 * Whose an e-mail domain is, learnt from the people who have an address there. Careful rather than complete:
 * a wrong owner would give everybody at the domain a wrong employer.
 */
import { domainProblem } from "../email-domain.ts";
import { CONTRADICTED, OPEN, UNKNOWN } from "./columns.ts";
import type { MergedPerson } from "./merge.ts";
import { compareText, remembered } from "./text.ts";

/** So many people with an address at the domain must have been with its owner… */
export const LEAST_AGREEING = 3;
/** …and so large a part of all people there of whom any organization is known… */
export const LEAST_SHARE = 0.6;
/** …and the next organization must have fewer than this part of the owner's people. */
export const RUNNER_UP_BELOW = 0.5;

/** Somebody with more stints is no person but a list, and each of them would have to be held against each host. */
const MOST_STINTS = 100;

/** Labels that are looked at below a domain; deeper hosts count for the domains above. */
const DEEPEST = 5;

export interface LearntDomain {
  readonly domain: string;
  /** The owner's name as most people's records write it; {@link CONTRADICTED} for a subdomain of people who work elsewhere. */
  readonly organization: string | typeof CONTRADICTED;
  /** People with an address there who were with the owner. */
  readonly agreeing: number;
  /** People with an address there who were with any organization. */
  readonly people: number;
}

/**
 * The owners of domains. A person counts for a domain with every organization she was ever with; where the
 * day of a commit from there is known, with those of that day. Addresses at a subdomain count for the domains above
 * it too; a subdomain is listed itself where it differs from the nearest one above: another owner, or people who
 * work elsewhere although there are enough of them (`alumni.`).
 *
 * @param organizationOf one key for all names of an organization; undefined for what is none (`Independent`)
 */
export function learnDomainOwners(
  people: readonly MergedPerson[],
  organizationOf: (name: string) => string | undefined,
): LearntDomain[] {
  const verdicts = new Map<string, Verdict>();
  for (const [domain, affiliations] of affiliationsByDomain(people, organizationOf)) {
    const verdict = judge(affiliations);
    if (verdict !== undefined) verdicts.set(domain, verdict);
  }
  return [...verdicts]
    .filter(([domain, verdict]) => verdict.key !== above(domain, verdicts)?.key)
    .map(([domain, { learnt }]) => ({ domain, ...learnt }))
    .sort((a, b) => compareText(a.domain, b.domain));
}

/** An organization by one of its names. */
interface Affiliation {
  readonly key: string;
  readonly name: string;
}

interface Verdict {
  /** The owner's key; undefined: nobody's. */
  readonly key: string | undefined;
  readonly learnt: Omit<LearntDomain, "domain">;
}

/** Of the affiliations of each person there; undefined when too few people are known to say anything. */
function judge(there: readonly (readonly Affiliation[])[]): Verdict | undefined {
  const people = there.length;
  if (people < LEAST_AGREEING) return undefined;
  const counts = new Map<string, number>();
  for (const affiliations of there) for (const { key } of affiliations) countUp(counts, key);
  let owner: string | undefined;
  let [agreeing, runnerUp] = [0, 0];
  for (const [key, count] of counts) {
    if (count > agreeing) [owner, agreeing, runnerUp] = [key, count, agreeing];
    else runnerUp = Math.max(runnerUp, count);
  }
  const isOwned =
    agreeing >= LEAST_AGREEING && agreeing >= LEAST_SHARE * people && runnerUp < RUNNER_UP_BELOW * agreeing;
  if (owner === undefined || !isOwned) {
    return { key: undefined, learnt: { organization: CONTRADICTED, agreeing: 0, people } };
  }
  return { key: owner, learnt: { organization: mostWritten(there, owner), agreeing, people } };
}

/** What the nearest domain above the host says, if any does. */
function above(host: string, verdicts: ReadonlyMap<string, Verdict>): Verdict | undefined {
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
    const verdict = verdicts.get(host.slice(dot + 1));
    if (verdict !== undefined) return verdict;
  }
  // Above a whole domain nobody owns anything, so that a contradicted one need not be listed.
  return { key: undefined, learnt: { organization: CONTRADICTED, agreeing: 0, people: 0 } };
}

/** For each domain at or above an address: of each person there the organizations she stands for there. */
function affiliationsByDomain(
  people: readonly MergedPerson[],
  organizationOf: (name: string) => string | undefined,
): ReadonlyMap<string, readonly (readonly Affiliation[])[]> {
  const byDomain = new Map<string, (readonly Affiliation[])[]>();
  const take = (domain: string, affiliations: readonly Affiliation[]): void => {
    if (affiliations.length === 0) return;
    const before = byDomain.get(domain);
    if (before === undefined) byDomain.set(domain, [affiliations]);
    else before.push(affiliations);
  };
  const domainsOf = remembered(evidenceDomains);
  const affiliationOf = remembered((name) => {
    const key = organizationOf(name);
    return key === undefined ? undefined : { key, name };
  });
  for (const { addresses, stints, sightings } of people) {
    if (stints.length === 0 || stints.length > MOST_STINTS) continue;
    const hosts = addresses.map((address) => address.slice(address.lastIndexOf("@") + 1));
    const always = affiliationsAlways(stints, affiliationOf);
    if (sightings.length === 0) {
      for (const domain of unionOf(hosts.map(domainsOf))) take(domain, always);
    } else {
      const sighted = affiliationsWhenSighted({ stints, sightings }, affiliationOf);
      for (const [domain, then] of whereSighted(hosts, always, sighted, domainsOf)) take(domain, then);
    }
  }
  return byDomain;
}

/** However many: what push leaves room for would outweigh the lists. */
function affiliationsAlways(
  stints: MergedPerson["stints"],
  affiliationOf: (name: string) => Affiliation | undefined,
): readonly Affiliation[] {
  const always: Affiliation[] = [];
  for (const { organization } of stints) add(always, affiliationOf(organization));
  return always.slice();
}

/** At each host that she was sighted at: the organizations of those days. */
function affiliationsWhenSighted(
  { stints, sightings }: Pick<MergedPerson, "stints" | "sightings">,
  affiliationOf: (name: string) => Affiliation | undefined,
): Map<string, Affiliation[]> {
  const sighted = new Map<string, Affiliation[]>();
  for (const { domain, day } of sightings) {
    for (const { organization, from, until } of stints) {
      const isThen = (from === UNKNOWN || from <= day) && (until === OPEN || day < until);
      if (isThen) add(listIn(sighted, domain), affiliationOf(organization));
    }
  }
  return sighted;
}

/** At each domain at or above these hosts: of sighted ones the organizations of those days, of others all of hers. */
function whereSighted(
  hosts: readonly string[],
  always: readonly Affiliation[],
  sighted: ReadonlyMap<string, readonly Affiliation[]>,
  domainsOf: (host: string) => readonly string[],
): Map<string, Affiliation[]> {
  const found = new Map<string, Affiliation[]>();
  for (const host of new Set([...hosts, ...sighted.keys()])) {
    for (const domain of domainsOf(host)) {
      for (const each of sighted.get(host) ?? always) add(listIn(found, domain), each);
    }
  }
  return found;
}

/** The host and the domains above it, longest first, as far as they can be somebody's; of a deep host the last few. */
function evidenceDomains(host: string): string[] {
  const labels = host.split(".");
  const first = Math.max(0, labels.length - 1 - DEEPEST);
  const domains = labels.slice(first, -1).map((_, index) => labels.slice(first + index).join("."));
  const end = domains.findIndex((domain) => domainProblem(domain) !== undefined);
  return end < 0 ? domains : domains.slice(0, end);
}

function listIn(lists: Map<string, Affiliation[]>, key: string): Affiliation[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

/** Each organization once, by its first name in the alphabet. The list is as short as {@link MOST_STINTS}. */
function add(affiliations: Affiliation[], affiliation: Affiliation | undefined): void {
  if (affiliation === undefined) return;
  const index = affiliations.findIndex(({ key }) => key === affiliation.key);
  const before = affiliations[index];
  if (before === undefined) affiliations.push(affiliation);
  else if (affiliation.name < before.name) affiliations[index] = affiliation;
}

/** Hardly anybody has addresses at several hosts that say something. */
function unionOf(lists: readonly (readonly string[])[]): Iterable<string> {
  const full = lists.filter(({ length }) => length > 0);
  return full.length < 2 ? (full[0] ?? []) : new Set(full.flat());
}

function countUp(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}

function mostWritten(there: readonly (readonly Affiliation[])[], owner: string): string {
  const names = new Map<string, number>();
  for (const affiliations of there)
    for (const { key, name } of affiliations) if (key === owner) countUp(names, name);
  let best = "";
  for (const [name, times] of names) {
    const most = names.get(best) ?? 0;
    if (times > most || (times === most && name < best)) best = name;
  }
  return best;
}
