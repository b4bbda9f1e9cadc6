/*
 * The `company` of people's profiles on GitHub, as a source of affiliations. The texts were read before; to
 * compare them with the roster asks nobody anything, so confidential organizations are compared as well.
 */
import type { DayNumber } from "../roster/dates.ts";
import type { Organization, Roster } from "../roster/schema.ts";
import type { Affiliation, AffiliationSource } from "./affiliation.ts";
import { withParents } from "./parents.ts";
import { held, personalId, shownLogin } from "./personal-tie.ts";
import { isStaffed } from "./roster-index.ts";

/** What a profile said on a day. */
export interface ProfileCompany {
  /** As its owner wrote it, hostile. */
  readonly company: string;
  readonly login: string;
  readonly readOn: DayNumber;
}

/** One thing that the text of a `company` field names. */
export type CompanyMention =
  { readonly kind: "account"; readonly login: string } | { readonly kind: "name"; readonly name: string };

/** How a company's text is read. */
export interface CompanyReading {
  /** The normalised name, the same for all spellings of one organization; undefined for what is none. */
  readonly organizationKey: (name: string) => string | undefined;
  readonly companyMentions: (text: string) => readonly CompanyMention[];
}

const NOTHING: readonly Affiliation[] = [];

/**
 * Whoever writes a client into her profile is reported to be there, as of the day it was read: `@acme` by the
 * organization's account on GitHub, a name by the organization's own or one of its aliases. A community proves
 * nothing. That an alias matched is no public evidence: it may be a private word.
 *
 * @param profiles by the account's numeric id
 */
export function companySource(
  roster: Roster,
  profiles: ReadonlyMap<number, ProfileCompany>,
  { organizationKey, companyMentions }: CompanyReading,
): AffiliationSource {
  const staffed = roster.organizations.filter(isStaffed);
  const byAccount = grouped(staffed, ({ github }) => github.orgs.map((login) => login.toLowerCase()));
  const byName = grouped(staffed, ({ name, aliases }) =>
    [name, ...aliases].flatMap((each) => organizationKey(each) ?? []),
  );
  const inherited = withParents(roster.organizations);

  function named(mention: CompanyMention): readonly Organization[] {
    if (mention.kind === "account") return byAccount.get(mention.login.toLowerCase()) ?? [];
    const key = organizationKey(mention.name);
    return (key === undefined ? undefined : byName.get(key)) ?? [];
  }

  return {
    of: (person) => {
      const id = personalId(person);
      const profile = id === undefined ? undefined : profiles.get(id);
      if (profile === undefined) return NOTHING;
      const found = new Map<string, Affiliation>();
      const mentions = companyMentions(profile.company);
      // Accounts first: what a name that means another organization would hide, an account still says.
      for (const mention of [...mentions.filter(isAccount), ...mentions.filter((each) => !isAccount(each))]) {
        for (const { id: organization, name } of named(mention)) {
          const known = found.get(organization);
          if (known?.publicEvidence === true) continue;
          const isPublic =
            mention.kind === "account" || organizationKey(mention.name) === organizationKey(name);
          if (known !== undefined && !isPublic) continue;
          // The text itself is hostile, and the alias that it matched may be a private word.
          const what = mention.kind === "account" ? `@${shownLogin(mention.login)}` : name;
          const evidence = `the profile of ${shownLogin(person.login ?? profile.login)} names ${what} as company`;
          found.set(organization, {
            organization,
            ...held(person, "reported", evidence),
            source: "profile company",
            publicEvidence: isPublic,
            interval: {},
            ...(mention.kind === "name" ? { named: mention.name } : {}),
            asOf: profile.readOn,
          });
        }
      }
      return found.size === 0 ? NOTHING : [...found.values()].flatMap(inherited);
    },
    mentionedIn: () => NOTHING,
  };
}

function isAccount({ kind }: CompanyMention): boolean {
  return kind === "account";
}

function grouped(
  organizations: readonly Organization[],
  keysOf: (organization: Organization) => readonly string[],
): Map<string, Organization[]> {
  const groups = new Map<string, Organization[]>();
  for (const organization of organizations) {
    for (const key of new Set(keysOf(organization))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [organization]);
      else group.push(organization);
    }
  }
  return groups;
}
