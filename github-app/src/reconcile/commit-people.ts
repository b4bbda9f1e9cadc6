/*
 * Who wrote a pull request's commits. Read only when the roster holds a domain or address that could
 * match: that is the roster's doing, never the subject's, so that reading tells nothing about either.
 */
import { peopleFromCommits, withCommitPeople } from "@recuse/shared/subject/commits.ts";
import type { Person, Subject } from "@recuse/shared/subject/subject.ts";
import { readCommits, type Octokit } from "../github/calls.ts";
import { boundedMap } from "./bounded-map.ts";

export interface CommitPeople {
  /** The subject with the people of its commits, where they are worth reading. At most one call per head commit. */
  readonly readInto: (subject: Subject, octokit: () => Promise<Octokit>) => Promise<Subject>;
}

const KEPT_PULL_REQUESTS = 2000;

/** @param worthReading what commitsWorthReading() says of the roster */
export function commitPeople(worthReading: boolean): CommitPeople {
  const kept = boundedMap<{ readonly head: string; readonly people: readonly Person[] }>(KEPT_PULL_REQUESTS);
  return {
    readInto: async (subject, octokit) => {
      if (!worthReading || subject.form !== "pull_request" || subject.state === "closed") return subject;
      if (subject.commitsRead === true) return subject;
      const known = kept.get(subject.ref);
      const isKnown = known !== undefined && known.head === subject.headSha;
      const people = isKnown ? known.people : peopleFromCommits(await readCommits(await octokit(), subject));
      if (subject.headSha !== undefined) kept.set(subject.ref, { head: subject.headSha, people });
      return withCommitPeople(subject, people);
    },
  };
}
