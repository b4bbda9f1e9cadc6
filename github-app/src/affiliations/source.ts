/* What the App and the commands know of who works for whom: the roster first, then what GitHub told before. */
import type { AffiliationSource } from "@recuse/shared/affiliation/affiliation.ts";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import {
  membersSource,
  organizationsToAsk,
  type MemberSets,
} from "@recuse/shared/affiliation/members-source.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";

export interface Known {
  readonly members: MemberSets;
}

/** The roster alone where no client's members may be asked for. Nothing is fetched by a look-up. */
export function affiliationSource(roster: Roster, { members }: Known): AffiliationSource {
  const sources = [rosterSource(roster)];
  if (organizationsToAsk(roster).length > 0) sources.push(membersSource(roster, members));
  return combineSources(sources);
}
