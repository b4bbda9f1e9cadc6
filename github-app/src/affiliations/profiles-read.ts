/*
 * The profiles of a tracker's authors, read after it. Every author's, whoever it is: a difference would tell
 * GitHub whom the roster is about.
 */
import type { RateBudget } from "../github/tracker.ts";
import { readProfile } from "../github/profile.ts";
import type { Octokit } from "../github/calls.ts";
import type { ProfileStore } from "../store/profiles.ts";

/** A profile that was read since is known; in milliseconds. */
const KNOWN_FOR = 30 * 24 * 3_600_000;

/** What was read is kept after as many, so that little is lost when it is interrupted. */
const KEPT_EACH = 100;

export interface Author {
  readonly id: number;
  readonly login: string;
}

export interface ProfilesReadOptions {
  readonly store: ProfileStore;
  readonly octokit: Octokit;
  readonly authors: readonly Author[];
  readonly now: () => Date;
  /** Asked before each call with what is left of the hour's, as far as GitHub said; false stops the reading. */
  readonly goOn: (budget: RateBudget | undefined) => boolean;
}

/**
 * Reads the profile of each author that is not known since 30 days, one call each. An account that is gone, or
 * whose login is another's by now, says nothing.
 *
 * @returns how many were read
 * @throws whatever GitHub answered; what was read until then is kept
 */
export async function readProfilesInto(options: ProfilesReadOptions): Promise<number> {
  const { store, octokit, authors, now, goOn } = options;
  let budget: RateBudget | undefined;
  let read = 0;
  try {
    for (const { id, login } of authors) {
      const last = store.lastRead(id);
      if (last !== undefined && now().getTime() - last.at.getTime() <= KNOWN_FOR) continue;
      if (!goOn(budget)) break;
      const answer = await readProfile(octokit, login, last?.etag);
      if (answer.kind === "unchanged") store.confirm(id);
      else if (answer.kind === "read" && answer.profile.id === id) store.keep(id, answer.profile);
      else store.keep(id, { login, company: "" });
      if (answer.kind === "read") budget = answer.budget ?? budget;
      read += 1;
      if (read % KEPT_EACH === 0) await store.write();
    }
  } finally {
    if (read % KEPT_EACH !== 0) await store.write();
  }
  return read;
}
