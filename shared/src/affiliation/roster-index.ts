/*
 * The roster, turned over: what it says of an id, a login, an address, a domain.
 */
import { interval, type Interval } from "../roster/dates.ts";
import type { KnownPerson, Organization, Roster } from "../roster/schema.ts";
import { noreplyAccount } from "../subject/account.ts";
import { domainMatcher, domainProblem, normalAddress } from "./email-domain.ts";
import { asciiHost } from "./host.ts";

/** A people[] entry with its organization's name and its dates. */
export interface Listed {
  readonly entry: KnownPerson;
  readonly organizationName: string;
  readonly interval: Interval;
}

export interface Domain {
  readonly domain: string;
  readonly organizations: readonly string[];
}

export interface RosterIndex {
  readonly byId: ReadonlyMap<number, readonly Listed[]>;
  readonly byLogin: ReadonlyMap<string, readonly Listed[]>;
  readonly byAddress: ReadonlyMap<string, readonly Listed[]>;
  /** Organizations by the login of one of their organization accounts, in lower case. */
  readonly byOrg: ReadonlyMap<string, readonly string[]>;
  /** The same by their other accounts: `github.logins`. */
  readonly byAccount: ReadonlyMap<string, readonly string[]>;
  readonly domainOf: (email: string) => Domain | undefined;
}

/** A community's domains and accounts prove nothing: its members work elsewhere. */
export function isStaffed({ membership }: Organization): boolean {
  return membership === "staff";
}

/** Compiles the look-ups once. A community's domains and accounts are left out, its listed people are not. */
export function rosterIndex(roster: Roster): RosterIndex {
  const names = new Map(roster.organizations.map(({ id, name }) => [id, name]));
  const byId = new Map<number, Listed[]>();
  const byLogin = new Map<string, Listed[]>();
  const byAddress = new Map<string, Listed[]>();
  for (const entry of roster.people) {
    const organizationName = names.get(entry.organization);
    if (organizationName === undefined) continue;
    const listed = { entry, organizationName, interval: interval(entry.from, entry.until) };
    const noreply = entry.emails.flatMap((email) => noreplyAccount(email)?.id ?? []);
    for (const id of new Set(entry.id === undefined ? noreply : [entry.id])) append(byId, id, listed);
    if (entry.login !== undefined) append(byLogin, entry.login.toLowerCase(), listed);
    for (const address of new Set(entry.emails.flatMap((email) => normalAddress(email) ?? []))) {
      append(byAddress, address, listed);
    }
  }
  const staffed = roster.organizations.filter(isStaffed);
  return {
    byId,
    byLogin,
    byAddress,
    byOrg: grouped(staffed, ({ github }) => github.orgs.map((login) => login.toLowerCase())),
    byAccount: grouped(staffed, ({ github }) => github.logins.map((login) => login.toLowerCase())),
    domainOf: domainMatcher(
      [...grouped(staffed, evidenceDomains)].map(([domain, organizations]) => ({ domain, organizations })),
    ),
  };
}

function evidenceDomains({ domains }: Organization): string[] {
  return domains.flatMap((domain) => (domainProblem(domain) === undefined ? (asciiHost(domain) ?? []) : []));
}

function grouped(
  organizations: readonly Organization[],
  keysOf: (organization: Organization) => readonly string[],
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const organization of organizations) {
    for (const key of new Set(keysOf(organization))) append(groups, key, organization.id);
  }
  return groups;
}

function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
