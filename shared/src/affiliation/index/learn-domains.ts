/*
 * Whose an e-mail domain is, learnt from the people who have an address there. Careful rather than complete:
 * a wrong owner would give everybody at the domain a wrong employer.
 */
import { domainProblem } from "../email-domain.ts";
import { CONTRADICTED, OPEN, UNKNOWN } from "./columns.ts";
import type { MergedPerson } from "./merge.ts";
import type { MergedStint } from "./merge-stints.ts";
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
  const keyOf = remembered(organizationOf);
  const verdicts = new Map<string, Verdict>();
  for (const [domain, there] of namesByDomain(people, keyOf)) {
    const verdict = there.length < LEAST_AGREEING ? undefined : judge(there, keyOf);
    if (verdict !== undefined) verdicts.set(domain, verdict);
  }
  return [...verdicts]
    .filter(([domain, verdict]) => verdict.key !== above(domain, verdicts)?.key)
    .map(([domain, { learnt }]) => ({ domain, ...learnt }))
    .sort((a, b) => compareText(a.domain, b.domain));
}

type KeyOf = (name: string) => string | undefined;

/** What one person stands for at a domain; organizations more than once, and what is none. */
type Names = Iterable<Pick<MergedStint, "organization">>;

interface Verdict {
  /** The owner's key; undefined: nobody's. */
  readonly key: string | undefined;
  readonly learnt: Omit<LearntDomain, "domain">;
}

/** Of what each person there stands for; undefined when too few people are known to say anything. */
function judge(there: readonly Names[], keyOf: KeyOf): Verdict | undefined {
  const known = there.map((names) => distinctNames(names, keyOf)).filter(({ size }) => size > 0);
  const people = known.length;
  if (people < LEAST_AGREEING) return undefined;
  const counts = new Map<string, number>();
  for (const names of known) for (const key of names.keys()) countUp(counts, key);
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
  return { key: owner, learnt: { organization: mostWritten(known, owner), agreeing, people } };
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

/** Of each organization the first of its names in the alphabet, by key. */
function distinctNames(names: Names, keyOf: KeyOf): ReadonlyMap<string, string> {
  const distinct = new Map<string, string>();
  for (const { organization } of names) {
    const key = keyOf(organization);
    const before = key === undefined ? undefined : distinct.get(key);
    if (key !== undefined && (before === undefined || organization < before)) distinct.set(key, organization);
  }
  return distinct;
}

/** For each domain at or above an address what each person there stands for. */
function namesByDomain(people: readonly MergedPerson[], keyOf: KeyOf): ReadonlyMap<string, readonly Names[]> {
  const byDomain = new Map<string, Names[]>();
  const domainsOf = remembered(evidenceDomains);
  const take = (domain: string, names: Names): void => {
    const before = byDomain.get(domain);
    if (before === undefined) byDomain.set(domain, [names]);
    else before.push(names);
  };
  for (const person of people) {
    const { addresses, stints, sightings } = person;
    if (stints.length === 0 || stints.length > MOST_STINTS) continue;
    const hosts = addresses.map((address) => address.slice(address.lastIndexOf("@") + 1));
    if (sightings.length === 0) {
      for (const domain of unionOf(hosts.map(domainsOf))) take(domain, stints);
    } else {
      for (const [domain, then] of stintsWhereSighted(person, hosts, keyOf, domainsOf)) take(domain, then);
    }
  }
  return byDomain;
}

/** At each domain at or above her hosts: of those she was sighted at the stints of those days, of others all. */
function stintsWhereSighted(
  { stints, sightings }: MergedPerson,
  hosts: readonly string[],
  keyOf: KeyOf,
  domainsOf: (host: string) => readonly string[],
): ReadonlyMap<string, ReadonlySet<MergedStint>> {
  const sighted = new Map<string, Set<MergedStint>>();
  for (const { domain, day } of sightings) {
    for (const stint of stints) {
      const { organization, from, until } = stint;
      const isThen = (from === UNKNOWN || from <= day) && (until === OPEN || day < until);
      if (isThen && keyOf(organization) !== undefined) setIn(sighted, domain).add(stint);
    }
  }
  const found = new Map<string, Set<MergedStint>>();
  for (const host of new Set([...hosts, ...sighted.keys()])) {
    for (const domain of domainsOf(host)) {
      for (const stint of sighted.get(host) ?? stints) setIn(found, domain).add(stint);
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

function setIn(sets: Map<string, Set<MergedStint>>, key: string): Set<MergedStint> {
  let set = sets.get(key);
  if (set === undefined) sets.set(key, (set = new Set()));
  return set;
}

/** Hardly anybody has addresses at several hosts that say something. */
function unionOf(lists: readonly (readonly string[])[]): Iterable<string> {
  const full = lists.filter(({ length }) => length > 0);
  return full.length < 2 ? (full[0] ?? []) : new Set(full.flat());
}

function countUp(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}

function mostWritten(known: readonly ReadonlyMap<string, string>[], owner: string): string {
  const times = new Map<string, number>();
  for (const names of known) {
    const name = names.get(owner);
    if (name !== undefined) countUp(times, name);
  }
  let best = "";
  for (const [name, count] of times) {
    const most = times.get(best) ?? 0;
    if (count > most || (count === most && name < best)) best = name;
  }
  return best;
}
