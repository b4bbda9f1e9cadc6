/* The sets of public members before a command that looks at a whole tracker: read where they are not fresh. */
import { statusOf, type Octokit } from "../github/calls.ts";
import type { MemberStore } from "../store/members.ts";
import { readMembersInto } from "./members-read.ts";

/** A set that was read since is fresh enough; in milliseconds. */
const FRESH = 24 * 3_600_000;

export interface MembersOnceOptions {
  /** `organizationsToAsk` of the roster: nothing else is ever asked for. */
  readonly orgs: readonly string[];
  readonly store: MemberStore;
  readonly octokit: Octokit;
  readonly now: () => Date;
  /** Takes one sentence about an organization whose members could not be read. */
  readonly warn: (sentence: string) => void;
}

/**
 * Reads each organization once. What fails is said and done without: the old set still counts.
 *
 * @throws when GitHub does not take the credentials, for then nothing else will succeed
 */
export async function readMembersOnce({
  orgs,
  store,
  octokit,
  now,
  warn,
}: MembersOnceOptions): Promise<void> {
  for (const org of orgs) {
    const readAt = store.readAt(org)?.getTime() ?? -Infinity;
    if (now().getTime() - readAt < FRESH) continue;
    try {
      if (await readMembersInto(store, octokit, org)) continue;
      warn(`GitHub knows no organization ${org}: give its new login in github.orgs of the roster`);
    } catch (error) {
      if (statusOf(error) === 401) throw error;
      warn(`the public members of ${org} could not be read: what was read before is used`);
    }
  }
}
