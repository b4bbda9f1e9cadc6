/*
 * The organizations of an index as numbers: one for every organization, whatever it is called where and when.
 * What the names mean is decided once, when the first is asked for.
 */
import { contains, type DayNumber, type Interval } from "../../roster/dates.ts";
import type { AffiliationIndex } from "../index/columns.ts";
import type { Standing } from "../organizations/no-organization.ts";
import type { OrganizationRegistry } from "../organizations/registry.ts";
import { NOBODY, type OrganizationNumber } from "./facts.ts";

/** How names are read; see organizations/. */
export interface NameReading {
  readonly organizationKey: (name: string) => string | undefined;
  readonly standsFor: (name: string) => Standing;
  readonly registry: OrganizationRegistry;
}

export interface Organizations {
  /** What a name of the index means; undefined for what is no statement. */
  readonly ofName: (name: number) => OrganizationNumber | undefined;
  /** The organization of this key, known to the index or not. */
  readonly ofKey: (key: string) => OrganizationNumber;
  readonly keyOf: (organization: OrganizationNumber) => string;
  /** To show: the registry's, else as some source writes it; hostile. */
  readonly nameOf: (organization: OrganizationNumber) => string;
  /** Itself and whatever it belonged to on the day, the nearest first. */
  readonly familyOf: (organization: OrganizationNumber, day: DayNumber) => readonly OrganizationNumber[];
  readonly exists: (organization: OrganizationNumber, day: DayNumber) => boolean;
}

/** In the table of names. */
const NO_STATEMENT = -2;

interface Known {
  readonly key: string;
  /** Absent until somebody writes it. */
  name?: string | undefined;
  readonly alone: readonly OrganizationNumber[];
  parents?: readonly { readonly organization: OrganizationNumber; readonly interval: Interval }[];
}

/** Numbers mean nothing outside of this object. */
export function numberOrganizations(index: AffiliationIndex, reading: NameReading): Organizations {
  const { organizationKey, standsFor, registry } = reading;
  const names = new Int32Array(index.organizations).fill(NO_STATEMENT);
  let isRead = false;
  const numbers = new Map<string, OrganizationNumber>();
  const known: Known[] = [];

  function number(key: string, written?: string): OrganizationNumber {
    const canonical = registry.canonical(key);
    const before = numbers.get(canonical);
    const met = before === undefined ? undefined : known[before];
    if (before !== undefined && met !== undefined) {
      met.name ??= written;
      return before;
    }
    const next = known.length;
    numbers.set(canonical, next);
    known.push({ key: canonical, name: registry.nameOf(canonical) ?? written, alone: [next] });
    return next;
  }

  function read(name: number): number {
    const written = index.organizationName(name);
    const standing = standsFor(written);
    if (standing === "nobody") return NOBODY;
    const key = standing === "organization" ? organizationKey(written) : undefined;
    return key === undefined ? NO_STATEMENT : number(key, written);
  }

  function parentsOf(organization: OrganizationNumber): NonNullable<Known["parents"]> {
    const each = known[organization];
    if (each === undefined) return [];
    return (each.parents ??= registry
      .parentsOf(each.key)
      .map(({ key, ...interval }) => ({ organization: number(key), interval })));
  }

  /** All names in the index's order: of several spellings the first is shown, whoever is asked for first. */
  function readAll(): void {
    if (isRead) return;
    isRead = true;
    for (let name = 0; name < names.length; name += 1) names[name] = read(name);
  }

  return {
    ofName: (name) => {
      readAll();
      const found = names[name] ?? NO_STATEMENT;
      return found === NO_STATEMENT ? undefined : found;
    },
    ofKey: (key) => {
      readAll();
      return number(key);
    },
    keyOf: (organization) => known[organization]?.key ?? "",
    nameOf: (organization) => known[organization]?.name ?? known[organization]?.key ?? "",
    familyOf: (organization, day) => {
      const parents = parentsOf(organization);
      if (parents.length === 0) return known[organization]?.alone ?? [];
      const family = [organization];
      for (const { organization: above, interval } of parents) {
        if (contains(interval, day) && !family.includes(above)) family.push(above);
      }
      return family;
    },
    exists: (organization, day) => {
      const key = known[organization]?.key;
      const closed = key === undefined ? undefined : registry.closedOn(key);
      return closed === undefined || day < closed;
    },
  };
}
