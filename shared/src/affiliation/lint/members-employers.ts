/*
 * Evidence but undeclared: a member of the practice who has an employer by the data that is none of her
 * engagements. Whoever works for the practice itself has nothing to declare.
 */
import { membersOn } from "../../roster/imputation.ts";
import { coolOffOf, heldDuring, phaseOf } from "../../roster/engagement.ts";
import type { Member } from "../../roster/schema.ts";
import { REPORTED_FROM } from "../employment/credence.ts";
import { organizationKey } from "../organizations/organization-key.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { employerName, sourceWords } from "./words.ts";

export const membersEmployers: Rule = (knowledge) => {
  const { roster, employment, today } = knowledge;
  const practice = organizationKey(roster.practice.name);
  const ours = practice === undefined ? undefined : employment.organizations.ofKey(practice);
  const members = new Set(membersOn(roster, today));
  return roster.practice.members.flatMap((member, at) => {
    const who = members.has(member) ? employment.find(member) : undefined;
    if (who === undefined) return [];
    const engaged = engagementsOf(knowledge, member);
    return employment.employersOn(who, today).flatMap(({ organization, source, credence }): LintFinding[] => {
      if (organization < 0 || organization === ours || credence < REPORTED_FROM) return [];
      const there = knowledge.organizations.at(organization, today);
      if ([...there].some((id) => engaged.has(id))) return [];
      const message = `${sourceWords(employment, source)} says that this member is at ${employerName(employment, organization)}, which is none of her engagements; add one of kind employment, if that is right`;
      return [{ rule: "member-employer", path: ["practice", "members", at], severity: "warning", message }];
    });
  });
};

/** What she is engaged with today, herself or with the practice, cooling off included. */
function engagementsOf({ roster, today }: LintKnowledge, { login }: Member): ReadonlySet<string> {
  const own = roster.engagements.filter(
    (engagement) =>
      (engagement.owner === "practice" || engagement.owner.toLowerCase() === login.toLowerCase()) &&
      ["current", "cool-off"].includes(phaseOf(heldDuring(engagement), coolOffOf(engagement), today)),
  );
  return new Set(own.map(({ organization }) => organization));
}
