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
  const tallies = new Map<string, Tally>();
  const domainsOf = remembered(evidenceDomains);
  for (const person of people) {
    for (const [host, keys] of affiliationsByHost(person, organizationOf, domainsOf)) {
      let tally = tallies.get(host);
      if (tally === undefined) tallies.set(host, (tally = emptyTally()));
      tally.people += 1;
      for (const [key, name] of keys) count(tally, key, name);
    }
  }
  const verdicts = new Map<string, Verdict>();
  for (const [host, tally] of tallies) {
    const verdict = judge(tally);
    if (verdict !== undefined) verdicts.set(host, verdict);
  }
  return [...verdicts]
    .filter(([host, verdict]) => verdict.key !== above(host, verdicts)?.key)
    .map(([domain, { learnt }]) => ({ domain, ...learnt }))
    .sort((a, b) => compareText(a.domain, b.domain));
}

interface Tally {
  people: number;
  readonly counts: Map<string, { people: number; readonly names: Map<string, number> }>;
}

function emptyTally(): Tally {
  return { people: 0, counts: new Map() };
}

interface Verdict {
  /** The owner's key; undefined: nobody's. */
  readonly key: string | undefined;
  readonly learnt: Omit<LearntDomain, "domain">;
}

/** Undefined when too few people are known to say anything. */
function judge({ people, counts }: Tally): Verdict | undefined {
  if (people < LEAST_AGREEING) return undefined;
  const ranked = [...counts].sort(([, a], [, b]) => b.people - a.people);
  const [first, second] = ranked;
  const agreeing = first?.[1].people ?? 0;
  const isOwned =
    agreeing >= LEAST_AGREEING &&
    agreeing >= LEAST_SHARE * people &&
    (second?.[1].people ?? 0) < RUNNER_UP_BELOW * agreeing;
  if (first === undefined || !isOwned) {
    return { key: undefined, learnt: { organization: CONTRADICTED, agreeing: 0, people } };
  }
  const [key, { names }] = first;
  return { key, learnt: { organization: mostWritten(names), agreeing, people } };
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

/** For each host at or above an address of hers: the organizations she stands for there, as key and name. */
function affiliationsByHost(
  { addresses, stints, sightings }: MergedPerson,
  organizationOf: (name: string) => string | undefined,
  domainsOf: (host: string) => readonly string[],
): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  if (stints.length === 0 || stints.length > MOST_STINTS) return found;
  const sighted = new Map<string, Map<string, string>>();
  for (const { domain, day } of sightings) {
    for (const { organization, from, until } of stints) {
      const isThen = (from === UNKNOWN || from <= day) && (until === OPEN || day < until);
      if (isThen) add(sighted, domain, organizationOf(organization), organization);
    }
  }
  const hosts = new Set([
    ...addresses.map((address) => address.slice(address.lastIndexOf("@") + 1)),
    ...sighted.keys(),
  ]);
  for (const host of hosts) {
    const then = sighted.get(host);
    for (const each of domainsOf(host)) {
      if (then === undefined) {
        for (const { organization } of stints) add(found, each, organizationOf(organization), organization);
      } else {
        for (const [key, name] of then) add(found, each, key, name);
      }
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

function add(
  groups: Map<string, Map<string, string>>,
  host: string,
  key: string | undefined,
  name: string,
): void {
  if (key === undefined) return;
  const group = groups.get(host) ?? new Map<string, string>();
  groups.set(host, group);
  const before = group.get(key);
  if (before === undefined || name < before) group.set(key, name);
}

function count(tally: Tally, key: string, name: string): void {
  let entry = tally.counts.get(key);
  if (entry === undefined) tally.counts.set(key, (entry = { people: 0, names: new Map() }));
  entry.people += 1;
  entry.names.set(name, (entry.names.get(name) ?? 0) + 1);
}

function mostWritten(names: ReadonlyMap<string, number>): string {
  let best = "";
  for (const [name, times] of names) {
    const most = names.get(best) ?? 0;
    if (times > most || (times === most && name < best)) best = name;
  }
  return best;
}
