/*
 * Which organizations of the affiliation data a roster's organizations are: by name, alias, or another name that is
 * known of either. Compiled once.
 */
import type { Organization, Roster } from "../roster/schema.ts";
import type { OrganizationNumber } from "./employment/facts.ts";
import type { Organizations } from "./employment/organizations.ts";

export interface Naming {
  /** The normalised form of a name, as the data's own names are compared. */
  readonly organizationKey: (name: string) => string | undefined;
  /** Further names of a roster's organization, such as those that a person pinned. */
  readonly names?: (organization: string) => readonly string[];
}

export interface NamedOrganizations {
  /** The roster's organizations that one of the data is; two of them can have one name. */
  readonly ofNumber: (number: OrganizationNumber) => readonly Organization[];
  /**
   * Is it the organization of this id under its own name? That an alias matched is no public evidence: it may be a
   * private word.
   */
  readonly isOwnName: (number: OrganizationNumber, organization: string) => boolean;
  /** By the roster's id. */
  readonly numbersOf: (organization: string) => readonly OrganizationNumber[];
}

const NONE: readonly never[] = [];

/** Finds the roster's organizations among those of the data, a community's as well. */
export function namedOrganizations(
  roster: Roster,
  organizations: Organizations,
  { organizationKey, names = () => NONE }: Naming,
): NamedOrganizations {
  const byNumber = new Map<OrganizationNumber, Organization[]>();
  const byId = new Map<string, readonly OrganizationNumber[]>();
  const ownNumbers = new Map<string, OrganizationNumber>();
  for (const organization of roster.organizations) {
    const { id, name, aliases } = organization;
    const ownKey = organizationKey(name);
    if (ownKey !== undefined) ownNumbers.set(id, organizations.ofKey(ownKey));
    const keys = [name, ...aliases, ...names(id)].flatMap((written) => organizationKey(written) ?? []);
    const numbers = [...new Set(keys.map(organizations.ofKey))];
    byId.set(id, numbers);
    for (const number of numbers) {
      const group = byNumber.get(number);
      if (group === undefined) byNumber.set(number, [organization]);
      else group.push(organization);
    }
  }
  return {
    ofNumber: (number) => byNumber.get(number) ?? NONE,
    isOwnName: (number, id) => ownNumbers.get(id) === number,
    numbersOf: (id) => byId.get(id) ?? NONE,
  };
}
