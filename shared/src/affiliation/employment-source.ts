/*
 * Affiliation data as a source for the organizations of a roster: what public and private files say of where
 * people work, held against the roster's names. Everything is local; nobody is asked.
 */
import { contains, dayNumber, type DayNumber } from "../roster/dates.ts";
import type { Organization, Roster } from "../roster/schema.ts";
import type { Person } from "../subject/subject.ts";
import type { Affiliation, AffiliationSource } from "./affiliation.ts";
import { evidenceHost } from "./email-domain.ts";
import { REPORTED_FROM, strengthOf } from "./employment/credence.ts";
import { sourcesOf, type Employer } from "./employment/employers.ts";
import type { Employment } from "./employment/employment.ts";
import type { OrganizationNumber } from "./employment/facts.ts";
import { namedOrganizations, type Naming } from "./named-organizations.ts";
import { withParents } from "./parents.ts";
import { held, isOfPeople, shownLogin } from "./personal-tie.ts";
import { isStaffed } from "./roster-index.ts";

const NOTHING: readonly Affiliation[] = [];
/** Looking further back than this, it is said that the start is not known. */
const LONG_AGO = 365;

/**
 * What the data says of people, for the organizations of the roster: at best `reported`. A name means an
 * organization of the roster when it is one of its names, one of its aliases, or known to be another name of
 * either; a company that belonged to it on the day counts as well.
 */
export function employmentSource(roster: Roster, employment: Employment, naming: Naming): AffiliationSource {
  const { organizations } = employment;
  const inherited = withParents(roster.organizations);
  const named = namedOrganizations(roster, organizations, naming);
  const formerLogins = loginsById(roster);
  const hasStaffed = roster.organizations.some(isStaffed);
  const staffed = (number: OrganizationNumber): Organization[] => named.ofNumber(number).filter(isStaffed);
  const isConfidential = (number: OrganizationNumber): boolean =>
    named.ofNumber(number).some(({ disclosure }) => disclosure !== "public");

  /** By id, login and address; then by a login that the roster says the same account had. */
  function find(person: Person): number | undefined {
    const found = employment.find(person);
    if (found !== undefined || person.id === undefined) return found;
    const before = formerLogins.get(person.id);
    return before === undefined ? undefined : employment.find({ id: person.id, login: before });
  }

  /** May anyone see that this organization of the data is that one of the roster? */
  function isPublicly(number: OrganizationNumber, id: string, organization: OrganizationNumber): boolean {
    return named.isOwnName(number, id) && !(number !== organization && isConfidential(organization));
  }

  function affiliationsOn(person: Person, who: number, day: DayNumber): Affiliation[] {
    return employment.employersOn(who, day).flatMap((employer) =>
      employer.organization < 0
        ? []
        : organizations
            .familyOf(employer.organization, day)
            .flatMap((number) =>
              staffed(number).map((organization) => {
                const isPublic = isPublicly(number, organization.id, employer.organization);
                return affiliationOf(person, employment, employer, organization, number, day, isPublic);
              }),
            )
            .flatMap(inherited),
    );
  }

  /** These organizations and whatever they belonged to on the day, by what is known of them and by the roster. */
  function groupOf(
    numbers: readonly OrganizationNumber[],
    affiliation: Affiliation,
    day: DayNumber,
  ): Set<OrganizationNumber> {
    const group = new Set<OrganizationNumber>();
    const interval = { from: day, until: day + 1 };
    for (const number of numbers.flatMap((each) => organizations.familyOf(each, day))) {
      group.add(number);
      const above = named
        .ofNumber(number)
        .flatMap(({ id }) => inherited({ ...affiliation, organization: id, interval }))
        .flatMap(({ organization }) => named.numbersOf(organization));
      for (const each of above) for (const member of organizations.familyOf(each, day)) group.add(member);
    }
    return group;
  }

  /** Whose domain the address is at, where the roster itself does not say so. */
  function atAddress(person: Person, day: DayNumber): Affiliation[] {
    const owner = addressOwner(employment, person, day);
    if (owner === undefined) return [];
    return organizations.familyOf(owner, day).flatMap((number) =>
      staffed(number).flatMap((organization) =>
        inherited({
          organization: organization.id,
          ...held(person, "reported", `an address at a domain of ${organization.name}, by affiliation data`),
          source: "affiliation data",
          publicEvidence: employment.isAllPublic && isPublicly(number, organization.id, owner),
          interval: { from: day, until: day + 1 },
        }),
      ),
    );
  }

  return {
    of: (person, days) => {
      if (!hasStaffed || !isOfPeople(person)) return NOTHING;
      const who = find(person);
      if (who === undefined && person.email === undefined) return NOTHING;
      const judged = days ?? latestDay(employment, who);
      const found: Affiliation[] = [];
      for (const day of judged) {
        if (who !== undefined) found.push(...affiliationsOn(person, who, day));
      }
      const joined = person.joinedAt === undefined ? judged[0] : dayNumber(person.joinedAt);
      if (person.email !== undefined && joined !== undefined) found.push(...atAddress(person, joined));
      return found.length < 2 ? found : strongestOfEach(found);
    },
    mentionedIn: () => NOTHING,
    doubts: (person, affiliation, days) => {
      if (affiliation.source === "affiliation data" || !isOfPeople(person)) return undefined;
      const who = find(person);
      const day =
        who === undefined ? undefined : days.findLast((each) => contains(affiliation.interval, each));
      if (who === undefined || day === undefined) return undefined;
      const others = employment.employersOn(who, day).filter(({ credence }) => credence >= REPORTED_FROM);
      const own = groupOf(named.numbersOf(affiliation.organization), affiliation, day);
      const isOther = others.every(
        ({ organization }) =>
          organization < 0 || ![...groupOf([organization], affiliation, day)].some((each) => own.has(each)),
      );
      return others.length > 0 && isOther ? contested(employment, others) : undefined;
    },
  };
}

function affiliationOf(
  person: Person,
  employment: Employment,
  employer: Employer,
  { id, name }: Organization,
  number: OrganizationNumber,
  day: DayNumber,
  isPublicly: boolean,
): Affiliation {
  const { organization, source, sinceUnknown, basis, asOf, credence } = employer;
  const sources = sourcesOf(employer);
  const title = sources.map(employment.titleOf).join(" and ");
  const how =
    basis === "seen" ? `commits from a domain of ${name}, by ${title}` : `is at ${name} by ${title}`;
  const isThrough = number !== organization;
  const by = isThrough ? `, through ${employment.organizations.nameOf(organization)}` : "";
  const isLongAgo = sinceUnknown && basis === "stated" && day < employment.asOf(source) - LONG_AGO;
  const since = isLongAgo ? ", since an unknown day" : "";
  const strength = strengthOf(credence) ?? "suggested";
  const tie = held(person, strength, `${shownLogin(person.login)} ${how}${by}, ${strength}${since}`);
  const remark = contestedBy(employment, employer);
  return {
    organization: id,
    ...tie,
    source: "affiliation data",
    publicEvidence: isPublicly && sources.every(employment.isPublic),
    interval: { from: day, until: day + 1 },
    named: employment.organizations.nameOf(organization),
    asOf,
    ...(remark === undefined ? {} : { remark }),
  };
}

/** The roster's login of each account that it lists with its id: the account may be called something else by now. */
function loginsById({ people }: Roster): ReadonlyMap<number, string> {
  return new Map(
    people.flatMap(({ id, login }) =>
      id === undefined || login === undefined ? [] : [[id, login] as const],
    ),
  );
}

function contestedBy(employment: Employment, { against }: Employer): string | undefined {
  if (against.length === 0) return undefined;
  const names = against.map((other) => nameOf(employment, other));
  return `contested: other data says ${names.join(" and ")}`;
}

function contested(employment: Employment, others: readonly Employer[]): string {
  const sides = others.map(
    ({ organization, source }) => `${employment.titleOf(source)} says ${nameOf(employment, organization)}`,
  );
  return `contested: ${sides.join(", ")}`;
}

/** The name of an employer in words; hostile text, for the roster's owner alone. */
function nameOf(employment: Employment, organization: OrganizationNumber): string {
  return organization < 0 ? "nobody" : employment.organizations.nameOf(organization);
}

function addressOwner(
  employment: Employment,
  { email = "" }: Person,
  day: DayNumber,
): OrganizationNumber | undefined {
  const host = evidenceHost(email);
  const owner = host === undefined ? undefined : employment.ownerOf(host, day);
  return owner === undefined || owner < 0 ? undefined : owner;
}

/** Of each organization what is strongest, of two alike the first. */
function strongestOfEach(found: readonly Affiliation[]): readonly Affiliation[] {
  const best = new Map<string, Affiliation>();
  for (const affiliation of found) {
    const known = best.get(affiliation.organization);
    if (known === undefined || rank(affiliation) < rank(known))
      best.set(affiliation.organization, affiliation);
  }
  return [...best.values()];
}

function rank({ strength, selfAsserted, publicEvidence }: Affiliation): number {
  return (strength === "suggested" ? 4 : 0) + (selfAsserted ? 2 : 0) + (publicEvidence ? 0 : 1);
}

/** Where nobody says which days matter: the last one that any of her sources speaks of. */
function latestDay(employment: Employment, who: number | undefined): DayNumber[] {
  if (who === undefined) return [];
  const days = employment.factsOf(who).claims.map(({ source }) => employment.asOf(source));
  return days.length === 0 ? [] : [Math.max(...days)];
}
