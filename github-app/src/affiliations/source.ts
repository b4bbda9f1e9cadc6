/* What the App and the commands know of who works for whom: the roster first, then what GitHub told before. */
import type { AffiliationSource } from "@recuse/shared/affiliation/affiliation.ts";
import { companySource, type ProfileCompany } from "@recuse/shared/affiliation/company-source.ts";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { employmentSource } from "@recuse/shared/affiliation/employment-source.ts";
import {
  membersSource,
  organizationsToAsk,
  type MemberSets,
} from "@recuse/shared/affiliation/members-source.ts";
import { companyMentions } from "@recuse/shared/affiliation/organizations/company-field.ts";
import { namesByPin, withPins } from "@recuse/shared/affiliation/pins-source.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { pinsOf, type Journal } from "@recuse/shared/recusal/journal.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";

export interface Known {
  /** Absent where nobody was asked. */
  readonly members?: MemberSets | undefined;
  /** Absent where none was ever read. */
  readonly profiles?: { readonly companies: ReadonlyMap<number, ProfileCompany> } | undefined;
  /** Absent where no affiliation data was given. */
  readonly employment?: Employment | undefined;
  /** What people pinned lies in it. */
  readonly journal?: Journal | undefined;
}

/** The roster alone where nothing else is known. Nothing is fetched by a look-up. */
export function affiliationSource(
  roster: Roster,
  { members, profiles, employment, journal }: Known,
): AffiliationSource {
  const sources = [rosterSource(roster)];
  if (members !== undefined && organizationsToAsk(roster).length > 0) {
    sources.push(membersSource(roster, members));
  }
  if (profiles !== undefined && profiles.companies.size > 0) {
    sources.push(companySource(roster, profiles.companies, { organizationKey, companyMentions }));
  }
  if (employment !== undefined) {
    const pinned = journal === undefined ? undefined : namesByPin(pinsOf(journal));
    const names = (organization: string): readonly string[] => pinned?.get(organization) ?? [];
    sources.push(employmentSource(roster, employment, { organizationKey, names }));
  }
  const combined = combineSources(sources);
  return journal === undefined ? combined : withPins(combined, roster.organizations, () => pinsOf(journal));
}
