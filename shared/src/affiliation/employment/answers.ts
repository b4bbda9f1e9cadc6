/*
 * Answers about one person on one day: of each organization the best, in an order that depends on nothing but
 * what was said, and which of them contradict each other.
 */
import type { DayNumber } from "../../roster/dates.ts";
import { REPORTED_FROM } from "./credence.ts";
import type { Candidate, Employer, Surroundings } from "./employers.ts";
import { NOBODY, type OrganizationNumber } from "./facts.ts";

/** What is left of the candidates for one organization. */
export interface Answer extends Candidate, Pick<Employer, "credence"> {
  /** Of everything that says so. */
  readonly origins: readonly string[];
}

/** Keeps one answer for each organization, with the origins of all. */
export function keepBest(answers: Answer[], answer: Answer, around: Surroundings): void {
  const at = answers.findIndex(({ organization }) => organization === answer.organization);
  const known = answers[at];
  if (known === undefined) {
    answers.push(answer);
    return;
  }
  const best = preference(answer, known, around) < 0 ? answer : known;
  const origins = [...new Set([...known.origins, ...answer.origins])];
  answers[at] = { ...best, origins };
}

/** The most credible first; of two alike by name, so that the order of the records says nothing. */
export function inOrder(answers: readonly Answer[], { keyOf }: Surroundings): Answer[] {
  return answers.toSorted(
    (a, b) => b.credence - a.credence || compare(keyOf(a.organization), keyOf(b.organization)),
  );
}

/** Below 0: a is the better answer. The more credible, then the newer, then the one that knows more. */
function preference(a: Answer, b: Answer, { rankOf }: Surroundings): number {
  return (
    b.credence - a.credence ||
    b.asOf - a.asOf ||
    Number(a.sinceUnknown) - Number(b.sinceUnknown) ||
    compare(a.basis, b.basis) ||
    rankOf(a.source) - rankOf(b.source)
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * The other answers that cannot be true at the same time unless she works for both: reported ones of other
 * origins. What one record says side by side is a set.
 */
export function against(
  answer: Answer,
  answers: readonly Answer[],
  day: DayNumber,
  around: Surroundings,
): OrganizationNumber[] {
  if (answer.credence < REPORTED_FROM) return [];
  return answers
    .filter(
      (other) =>
        other.credence >= REPORTED_FROM &&
        !other.origins.some((origin) => answer.origins.includes(origin)) &&
        !related(other.organization, answer.organization, day, around),
    )
    .map(({ organization }) => organization);
}

/** One of them is the other's, or both are somebody's. */
export function related(
  a: OrganizationNumber,
  b: OrganizationNumber,
  day: DayNumber,
  around: Surroundings,
): boolean {
  if (a === b) return true;
  if (a === NOBODY || b === NOBODY) return false;
  const family = around.familyOf(a, day);
  return around.familyOf(b, day).some((each) => family.includes(each));
}
