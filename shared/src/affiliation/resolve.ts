/*
 * From the people of a subject to the organizations they may stand for. Pure: whatever the source needs was
 * fetched before.
 */
import type { Subject } from "../subject/subject.ts";
import type { Affiliation, AffiliationSource, ResolvedPerson } from "./affiliation.ts";

/**
 * Everybody of the subject with what the source knows of them, whether it knows anything or not, and one
 * `mentioned` person for each organization that only the title or the body names.
 */
export function resolve(subject: Subject, source: AffiliationSource): ResolvedPerson[] {
  const people: ResolvedPerson[] = subject.people.map((person) => ({
    person,
    affiliations: source.of(person),
  }));
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

function organizationOf({ organization }: Affiliation): string {
  return organization;
}
