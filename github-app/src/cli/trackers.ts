/*
 * The trackers of several repositories, read through GitHub one after the other, for commands that compare: who
 * asks, what it costs, and when to stop. Nothing is written, here or there.
 */
import { join } from "node:path";
import { organizationsToAsk } from "@recuse/shared/affiliation/members-source.ts";
import { commitsWorthReading } from "@recuse/shared/affiliation/roster-source.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { repositoryMatcher } from "@recuse/shared/roster/repositories.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromRest } from "@recuse/shared/subject/rest.ts";
import type { Subject, SubjectRepository } from "@recuse/shared/subject/subject.ts";
import { readMembersOnce } from "../affiliations/members-once.ts";
import type { Known } from "../affiliations/source.ts";
import type { Octokit } from "../github/calls.ts";
import { trackerSubjects, type RateBudget } from "../github/tracker.ts";
import { commitPeople } from "../reconcile/commit-people.ts";
import { openMembers, type MemberStore } from "../store/members.ts";
import { openProfiles } from "../store/profiles.ts";
import { identify, type Calls, type Identity } from "./credentials.ts";
import { CommandError, requireRepository, warningsTo, type Io } from "./io.ts";
import { progressBar } from "./progress.ts";
import { isExhausted } from "./reserve.ts";

/** What of one repository is read. */
export interface TrackerReading {
  readonly repository: string;
  readonly octokit: Octokit;
  readonly policy: Policy;
  readonly state: "open" | "closed";
  /** RFC 3339; only what was updated then or later. */
  readonly since?: string;
  /** Where the caller knows it better than the answers tell. */
  readonly home?: SubjectRepository;
}

export interface Trackers {
  readonly identify: (repository: string) => Promise<Identity>;
  /** The subjects, with the people of their commits where the rosters could match them; ends early for the budget. */
  readonly subjects: (reading: TrackerReading) => AsyncGenerator<Subject>;
  readonly calls: () => Calls;
  /** Set once it stopped so that calls are left. */
  readonly exhausted: () => RateBudget | undefined;
}

/** @param rosters those that are compared */
export function openTrackers(
  rosters: readonly Roster[],
  { io, reserve }: { readonly io: Io; readonly reserve: number | undefined },
): Trackers {
  const identities: Identity[] = [];
  const commits = commitPeople(rosters.some(commitsWorthReading));
  const calls = (): Calls => ({
    reads: identities.reduce((sum, each) => sum + each.calls().reads, 0),
    writes: identities.reduce((sum, each) => sum + each.calls().writes, 0),
  });
  let exhausted: RateBudget | undefined;
  return {
    identify: async (repository) => {
      const identity = await identify(repository, io, false);
      identities.push(identity);
      return identity;
    },
    subjects: async function* ({ repository, octokit, policy, state, since, home }) {
      const bar = progressBar(io);
      const pages = trackerSubjects(octokit, {
        repository,
        state,
        ...(since === undefined ? {} : { since }),
        moving: false,
        goOn: (budget) => {
          exhausted = budget !== undefined && isExhausted(budget, reserve) ? budget : undefined;
          return exhausted === undefined;
        },
      });
      let page = 0;
      try {
        for await (const { items, pages: total } of pages) {
          page += 1;
          bar.clear();
          for (const item of items) {
            yield await commits.readInto(read(item, repository, policy, home), () =>
              Promise.resolve(octokit),
            );
          }
          bar.show(page, total, `${repository}, ${String(calls().reads)} calls`);
        }
      } finally {
        bar.clear();
      }
    },
    calls,
    exhausted: () => exhausted,
  };
}

/**
 * What is known of people beside the rosters: the public members of what every roster allows to ask for, read where
 * they are not known since a day, and the profiles that were read before. Without a store nothing is kept.
 */
export async function knownToTrackers(
  rosters: readonly Roster[],
  octokit: Octokit,
  {
    folder,
    io,
    store,
  }: { readonly folder: string; readonly io: Io; readonly store?: MemberStore | undefined },
): Promise<Pick<Known, "members" | "profiles">> {
  const shared = { orgs: organizationsToAsk(...rosters), now: io.now, warn: warningsTo(io) };
  const members = store ?? (await openMembers(join(folder, "members.json"), { ...shared, readOnly: true }));
  await readMembersOnce({ ...shared, store: members, octokit });
  return { members, profiles: await openProfiles(join(folder, "profiles.json"), shared) };
}

/**
 * The repositories that are named, else all that the roster lists by name, and the globs that were left out.
 *
 * @throws CommandError where the roster does not list one, or none is left
 */
export function trackersOf(
  named: readonly string[],
  { repositories }: Roster,
): { readonly repositories: readonly string[]; readonly globs: readonly string[] } {
  const isListed = repositoryMatcher(repositories);
  for (const repository of named) {
    requireRepository(repository);
    if (isListed(repository)) continue;
    throw new CommandError(`the roster does not list ${repository}: add it to repositories[] to act there`);
  }
  if (named.length > 0) return { repositories: distinct(named), globs: [] };
  const globs = repositories.filter((each) => each.includes("*"));
  const whole = distinct(repositories.filter((each) => !each.includes("*")));
  if (whole.length > 0) return { repositories: whole, globs };
  throw new CommandError("the roster lists no repository without *: name those that are meant, OWNER/REPO");
}

/** Which of the roster's globs were not looked into; empty where none was left out. */
export function leftOutSentence(globs: readonly string[]): string {
  if (globs.length === 0) return "";
  return `left out, for they hold *: ${globs.join(", ")}; name their repositories to see them\n`;
}

/** That it stopped so that calls are left, and what to do. */
export function stoppedSentence({ remaining, limit, reset }: RateBudget): string {
  return (
    `stopped with ${String(remaining)} of ${String(limit)} calls left: this is not all; ` +
    `run the same command again after ${reset.toISOString()}, or with fewer repositories\n`
  );
}

function distinct(repositories: readonly string[]): string[] {
  return [...new Map(repositories.map((each) => [each.toLowerCase(), each])).values()];
}

function read(
  item: unknown,
  repository: string,
  policy: Policy,
  home: SubjectRepository | undefined,
): Subject {
  try {
    return subjectFromRest(item, { policy, repository: home });
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    throw new CommandError(`${repository}: GitHub's answer was not understood: ${error.message}`);
  }
}
