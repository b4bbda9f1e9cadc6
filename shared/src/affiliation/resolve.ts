/*
 * From the people of a subject to the organizations they may stand for. Pure: whatever the source needs was
 * fetched before.
 */
import { dayNumber, type DayNumber } from "../roster/dates.ts";
import type { Person, Subject } from "../subject/subject.ts";
import type { Affiliation, AffiliationSource, Gap, ResolvedPerson } from "./affiliation.ts";

const NO_GAPS: readonly Gap[] = [];

/**
 * Everybody of the subject with what the source knows of them, whether it knows anything or not, and one
 * `mentioned` person for each organization that only the title or the body names.
 *
 * @param asOf the day of acting
 */
export function resolve(subject: Subject, source: AffiliationSource, asOf: DayNumber): ResolvedPerson[] {
  const created = dayNumber(subject.createdAt);
  const days = [created, asOf];
  const people: ResolvedPerson[] = subject.people.map((person) => {
    const affiliations = source.of(person, daysOf(person, created, asOf, days));
    const gaps = source.gaps?.(person) ?? NO_GAPS;
    return gaps.length === 0 ? { person, affiliations } : { person, affiliations, gaps };
  });
  const mentions = [...source.mentionedIn(subject.title), ...source.mentionedIn(subject.body)];
  if (mentions.length === 0) return people;
  const tied = new Set(people.flatMap(({ affiliations }) => affiliations.map(organizationOf)));
  for (const mention of mentions) {
    if (tied.has(mention.organization)) continue;
    tied.add(mention.organization);
    people.push({ person: { role: "mentioned" }, affiliations: [mention] });
  }
  return people;
}

/** The days on which it counts where somebody worked: when the subject came up, when she joined it, and now. */
export function daysOf(
  { joinedAt }: Pick<Person, "joinedAt">,
  created: DayNumber,
  asOf: DayNumber,
  withoutJoining: readonly DayNumber[] = [created, asOf],
): readonly DayNumber[] {
  return joinedAt === undefined ? withoutJoining : [created, dayNumber(joinedAt), asOf];
}

function organizationOf({ organization }: Affiliation): string {
  return organization;
}
