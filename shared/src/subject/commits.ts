import type { Person, Subject } from "./subject.ts";

/** @throws SubjectError when it is not a list of commits as GitHub returns it */
export function peopleFromCommits(commits: unknown): Person[] {
  throw new Error(`not yet: ${typeof commits}`);
}

/** @throws SubjectError when it is not a list of commits as GitHub returns it */
export function withCommits(subject: Subject, commits: unknown): Subject {
  throw new Error(`not yet: ${subject.ref} ${typeof commits}`);
}
