/*
 * A roster's organizations as numbers of the affiliation data, so that both can be held against each other.
 */
import { dayNumber, type DayNumber } from "../../roster/dates.ts";
import type { Organization, Roster } from "../../roster/schema.ts";
import type { Employment } from "../employment/employment.ts";
import type { OrganizationNumber } from "../employment/facts.ts";
import { organizationKey } from "../organizations/organization-key.ts";

export interface RosterOrganizations {
  readonly byId: ReadonlyMap<string, Organization>;
  /** The numbers of its name and aliases, each once. */
  readonly numbersOf: (id: string) => readonly OrganizationNumber[];
  /** The ids of the roster's organizations that this is, by name or alias. */
  readonly idsOf: (organization: OrganizationNumber) => readonly string[];
  /** At which organizations of the roster is who works there on the day? Parents by the data and by the roster. */
  readonly at: (employer: OrganizationNumber, day: DayNumber) => ReadonlySet<string>;
  /** An organization of the roster and whatever it belongs to on the day, by the roster. */
  readonly withParents: (id: string, day: DayNumber) => readonly string[];
}

const NO_NUMBERS: readonly OrganizationNumber[] = [];
const NO_IDS: readonly string[] = [];
const NOWHERE: ReadonlySet<string> = new Set();

export function rosterOrganizations(roster: Roster, { organizations }: Employment): RosterOrganizations {
  const byId = new Map(roster.organizations.map((each) => [each.id, each]));
  const numbers = new Map<string, readonly OrganizationNumber[]>();
  const ids = new Map<OrganizationNumber, string[]>();
  for (const { id, name, aliases } of roster.organizations) {
    const keys = [name, ...aliases].flatMap((each) => organizationKey(each) ?? []);
    const own = [...new Set(keys.map(organizations.ofKey))];
    numbers.set(id, own);
    for (const number of own) {
      const group = ids.get(number);
      if (group === undefined) ids.set(number, [id]);
      else group.push(id);
    }
  }

  function withParents(id: string, day: DayNumber): string[] {
    const family = new Set<string>();
    let next: string | undefined = id;
    while (next !== undefined && !family.has(next)) {
      family.add(next);
      const parent: Organization["parent"] = byId.get(next)?.parent;
      next = parent !== undefined && dayNumber(parent.from) <= day ? parent.organization : undefined;
    }
    return [...family];
  }

  return {
    byId,
    numbersOf: (id) => numbers.get(id) ?? NO_NUMBERS,
    idsOf: (organization) => ids.get(organization) ?? NO_IDS,
    at: (employer, day) => {
      if (employer < 0) return NOWHERE;
      const named = organizations.familyOf(employer, day).flatMap((number) => ids.get(number) ?? NO_IDS);
      return named.length === 0 ? NOWHERE : new Set(named.flatMap((id) => withParents(id, day)));
    },
    withParents,
  };
}
