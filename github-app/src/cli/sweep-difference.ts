/*
 * What a sweep finds on one subject: the difference, and what the App would write there. Decided by the pure steps
 * that the App itself goes through.
 */
import { changesOf, positionOf, recordedPosition } from "@recuse/shared/conflict/difference.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import type { Effect } from "@recuse/shared/plan/effect.ts";
import { plan } from "@recuse/shared/plan/plan.ts";
import { subjectState, type Journal, type SubjectState } from "@recuse/shared/recusal/journal.ts";
import type { SubjectDifference } from "@recuse/shared/report/difference.ts";
import type { DayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import type { Known } from "../affiliations/source.ts";
import { sha256 } from "../reconcile/sha256.ts";
import { compareRosters } from "./compare.ts";
import { judge } from "./determinations.ts";

export interface SweepBasis {
  readonly roster: Roster;
  /** What was before; without it, what the journal recorded. */
  readonly before: Roster | undefined;
  readonly journal: Journal | undefined;
  readonly asOf: DayNumber;
}

export interface SweptSubject extends SubjectDifference {
  /** Something changes, or what an earlier run began is unfinished. */
  readonly differs: boolean;
}

/**
 * Compares subjects under one policy. Undefined for a subject in a repository that no roster lists.
 *
 * @param isInForce the App would go by this policy: where it has none, it writes nothing
 */
export function sweepBy(
  basis: SweepBasis,
  policy: Policy,
  isInForce: boolean,
  people: Omit<Known, "journal">,
): (subject: Subject) => SweptSubject | undefined {
  const { roster, before, journal, asOf } = basis;
  const known = { ...people, journal };
  const compare = before && compareRosters({ before, after: roster }, policy, asOf, known);
  const judgeNow = judge(roster, policy, asOf, known);
  return (subject) => {
    const state = journal && subjectState(journal, subject.repository, subject.number ?? 0);
    const compared = compare?.(subject);
    const after = compared?.after ?? judgeNow(subject);
    if (after.length + (compared?.before.length ?? 0) === 0) return undefined;
    const was = compared === undefined ? recorded(after, state) : judged(compared.before);
    const changes = changesOf(was, after);
    const effects = isInForce && state !== undefined ? effectsOn(subject, after, policy, state) : undefined;
    const differs = changes.length > 0 || (before === undefined && (effects?.length ?? 0) > 0);
    const shown = differs ? effects : effects && [];
    return { ref: subject.ref, changes, differs, ...(shown === undefined ? {} : { effects: shown }) };
  };
}

type Before = Parameters<typeof changesOf>[0];

function judged(determinations: readonly Determination[]): Before {
  return new Map(
    determinations.map((each) => [
      each.maintainer.id,
      { maintainer: each.maintainer, position: positionOf(each) },
    ]),
  );
}

function recorded(after: readonly Determination[], state: SubjectState | undefined): Before {
  if (state === undefined) return new Map();
  return new Map(
    after.map(({ maintainer }) => [
      maintainer.id,
      { maintainer, position: recordedPosition(state, maintainer.id) },
    ]),
  );
}

/** Undefined where the App never writes: on documents and discussions. */
function effectsOn(
  subject: Subject,
  determinations: readonly Determination[],
  policy: Policy,
  state: SubjectState,
): readonly Effect[] | undefined {
  if (subject.form !== "issue" && subject.form !== "pull_request") return undefined;
  return plan({ subject, determinations, policy, state, fresh: true, sha256 }).effects;
}
