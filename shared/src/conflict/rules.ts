/*
 * A roster and a policy made ready for many determinations: who is judged, by which table, and which
 * interests each has on a day. Holds no clock; caches only what its arguments determine.
 */
import type { Employment } from "../affiliation/employment/employment.ts";
import type { OrganizationNumber } from "../affiliation/employment/facts.ts";
import { namedOrganizations } from "../affiliation/named-organizations.ts";
import { organizationKey } from "../affiliation/organizations/organization-key.ts";
import { dayNumber, type DayNumber } from "../roster/dates.ts";
import { interestsOf, membersOn, type Interest } from "../roster/imputation.ts";
import { repositoryMatcher } from "../roster/repositories.ts";
import type { Member, Organization, Roster } from "../roster/schema.ts";
import type { Maintainer } from "./determination.ts";
import type { Policy } from "./policy.ts";
import type { Table } from "./presets.ts";
import { tableOf } from "./table.ts";

/** What the rule about the same employer needs. */
export interface EmployerRule {
  readonly employment: Employment;
  /** The roster's organization that an organization of the data is, if it is one; of several a confidential one. */
  readonly listed: (organization: OrganizationNumber) => Organization | undefined;
}

export interface Rules {
  readonly table: Table;
  /** Present where the policy asks for it, and there is affiliation data. */
  readonly employers?: EmployerRule;
  /** The roster's organization of an id; undefined for one that it does not list (any more). */
  readonly organization: (id: string) => Organization | undefined;
  /** Does the roster act in the repository `owner/name`? */
  readonly actsIn: (repository: string) => boolean;
  /** Does the organization opt into the neutral label in the repository? */
  readonly labelledIn: (organization: string, repository: string) => boolean;
  /** The maintainers who are judged on a day: members of the practice, narrowed by the policy. */
  readonly maintainersOn: (day: DayNumber) => readonly Maintainer[];
  /** A maintainer's interests when she acts on `day` on a subject created on `created`. */
  readonly interests: (
    maintainer: Maintainer,
    day: DayNumber,
    created: DayNumber,
  ) => ReadonlyMap<string, Interest>;
}

/** Makes a roster and a policy ready for {@link determine}. */
export function compileRules(roster: Roster, policy: Policy, employment?: Employment): Rules {
  const organizations = new Map(roster.organizations.map((each) => [each.id, each]));
  const labelIn = new Map(roster.organizations.map((each) => [each.id, repositoryMatcher(each.labelIn)]));
  const named = new Set(policy.maintainers.map((login) => login.toLowerCase()));
  const judged = (member: Member): boolean => named.size === 0 || named.has(member.login.toLowerCase());
  return {
    table: tableOf(policy),
    organization: (id) => organizations.get(id),
    actsIn: repositoryMatcher(roster.repositories),
    labelledIn: (organization, repository) => labelIn.get(organization)?.(repository) ?? false,
    maintainersOn: memoized((day: DayNumber) =>
      membersOn(roster, day)
        .filter(judged)
        .map(({ login, id }) => ({ login, id })),
    ),
    interests: interestsByScreenEpoch(roster),
    ...(policy.employers && employment !== undefined ? { employers: employerRule(roster, employment) } : {}),
  };
}

function employerRule(roster: Roster, employment: Employment): EmployerRule {
  const named = namedOrganizations(roster, employment.organizations, { organizationKey });
  return {
    employment,
    listed: (organization) => {
      const group = named.ofNumber(organization);
      return group.find(({ disclosure }) => disclosure !== "public") ?? group[0];
    },
  };
}

/**
 * Interests differ between two subjects only by which screens stood before they came up, so they are
 * kept per maintainer, day and number of screens that had begun.
 */
function interestsByScreenEpoch(roster: Roster): Rules["interests"] {
  const begun = roster.practice.screens.map((screen) => dayNumber(screen.from)).sort((a, b) => a - b);
  const kept = new Map<string, ReadonlyMap<string, Interest>>();
  return (maintainer, day, created) => {
    const epoch = begun.filter((from) => from <= created).length;
    const key = `${String(maintainer.id)} ${String(day)} ${String(epoch)}`;
    let interests = kept.get(key);
    if (interests === undefined) {
      const member = membersOn(roster, day).find((each) => each.id === maintainer.id);
      interests = member === undefined ? new Map() : interestsOf(roster, member, day, created);
      if (kept.size > 1000) kept.clear();
      kept.set(key, interests);
    }
    return interests;
  };
}

/** Remembers the last answer: a run judges by one day, a server by today's. */
function memoized<T>(compute: (day: DayNumber) => T): (day: DayNumber) => T {
  let last: { day: DayNumber; value: T } | undefined;
  return (day) => {
    if (last?.day !== day) last = { day, value: compute(day) };
    return last.value;
  };
}
