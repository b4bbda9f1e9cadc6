/* Two rosters made ready to judge the same subjects by, with the same knowledge of people. */
import type { AffiliationSource } from "@recuse/shared/affiliation/affiliation.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { knownWork } from "@recuse/shared/conflict/known-work.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import type { DayNumber } from "@recuse/shared/roster/dates.ts";
import { emptyJournal } from "@recuse/shared/recusal/journal.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { affiliationSource, type Known } from "../affiliations/source.ts";

export interface Compared {
  readonly before: readonly Determination[];
  readonly after: readonly Determination[];
}

/**
 * Judges by both rosters as of one day. A roster that does not list the subject's repository judges nobody there.
 *
 * What could not be looked up is the same on both sides: of an organization that only the older roster asked for,
 * nothing was looked up, and that is no difference.
 */
export function compareRosters(
  rosters: { readonly before: Roster; readonly after: Roster },
  policy: Policy,
  asOf: DayNumber,
  known: Known,
): (subject: Subject) => Compared {
  const after = affiliationSource(rosters.after, known);
  const { gaps: _, ...source } = affiliationSource(rosters.before, known);
  const before: AffiliationSource = after.gaps === undefined ? source : { ...source, gaps: after.gaps };
  const judges = {
    before: judgeBy(rosters.before, policy, asOf, known, before),
    after: judgeBy(rosters.after, policy, asOf, known, after),
  };
  return (subject) => ({ before: judges.before(subject), after: judges.after(subject) });
}

function judgeBy(
  roster: Roster,
  policy: Policy,
  asOf: DayNumber,
  { employment, journal = emptyJournal() }: Known,
  source: AffiliationSource,
): (subject: Subject) => readonly Determination[] {
  const rules = compileRules(roster, policy, employment);
  return (subject) =>
    rules.actsIn(subject.repository.name)
      ? determine(rules, subject, resolve(subject, source, asOf), asOf, knownWork(journal, subject))
      : [];
}
