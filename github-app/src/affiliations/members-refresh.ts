/*
 * Keeps the sets of public members fresh while the App runs: each organization at start and every six hours, one
 * at a time, so that no delivery ever waits for one. What fails is tried again later, and the old set stays.
 */
import type { Octokit } from "../github/calls.ts";
import { pauseAskedFor } from "../github/limits.ts";
import { sleep as byTheClock, type Sleep } from "../sleep.ts";
import type { MemberStore } from "../store/members.ts";
import { readMembersInto } from "./members-read.ts";

export interface MembersRefreshOptions {
  /** `organizationsToAsk` of the roster: nothing else is ever asked for. */
  readonly orgs: readonly string[];
  readonly store: MemberStore;
  /** A client that sees what everybody sees; undefined while there is none. Asked again after a failure. */
  readonly client: (signal: AbortSignal) => Promise<Octokit | undefined>;
  readonly now: () => Date;
  /** From 0 to 1, another each time: so that many Apps do not ask at the same moment. */
  readonly jitter: () => number;
  /** Takes one sentence about an organization whose members could not be read, once until they can. */
  readonly warn: (sentence: string) => void;
  readonly sleep?: Sleep | undefined;
}

export interface MembersRefresh {
  /** Ends what is under way and leaves no timer. */
  readonly stop: () => Promise<void>;
}

/** Between two looks at one organization, in milliseconds; up to a tenth is added. */
const EVERY = 6 * 3_600_000;

/** After the first failure, then twice as long each time, up to the usual pause. */
const FIRST_PAUSE = 60_000;

interface Turn {
  readonly org: string;
  /** Milliseconds since 1970. */
  at: number;
  failures: number;
  /** Its members could not be read, and that was said. */
  said: boolean;
}

/** Begins at once and returns before anything was asked. Without organizations nothing is ever asked. */
export function refreshMembers(options: MembersRefreshOptions): MembersRefresh {
  const stopping = new AbortController();
  const running = options.orgs.length === 0 ? Promise.resolve() : takeTurns(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function takeTurns(options: MembersRefreshOptions, signal: AbortSignal): Promise<void> {
  const { store, now, jitter, sleep = byTheClock } = options;
  const turns = options.orgs.map((org): Turn => ({ org, at: 0, failures: 0, said: false }));
  let octokit: Octokit | undefined;
  let resumeAt = 0;
  for (;;) {
    const turn = turns.reduce((first, each) => (each.at < first.at ? each : first));
    await sleep(Math.max(0, Math.max(turn.at, resumeAt) - now().getTime()), signal);
    if (signal.aborted) return;
    await take(turn);
  }

  async function take(turn: Turn): Promise<void> {
    try {
      octokit ??= await options.client(signal);
      if (octokit === undefined) throw new Error("the App is installed nowhere");
      const isThere = await readMembersInto(store, octokit, turn.org, signal);
      if (isThere) turn.said = false;
      else say(turn, "GitHub knows no such organization; give its new login in the roster's github.orgs");
      turn.failures = 0;
      turn.at = now().getTime() + EVERY * (1 + jitter() / 10);
    } catch (error) {
      if (signal.aborted) return;
      say(turn, "GitHub did not answer; they are asked for again later");
      turn.failures += 1;
      turn.at = now().getTime() + pauseAfter(turn.failures) * (1 + jitter() / 10);
      resumeAt = now().getTime() + pauseAskedFor(error, now().getTime());
      // Without a client the others fare no better.
      if (octokit === undefined) resumeAt = Math.max(resumeAt, turn.at);
      // The installation may be gone: the next turn looks for another.
      octokit = undefined;
    }
  }

  function say(turn: Turn, why: string): void {
    if (turn.said) return;
    turn.said = true;
    options.warn(
      `the public members of ${turn.org} could not be read, and what is known of them is kept: ${why}`,
    );
  }
}

function pauseAfter(failures: number): number {
  return Math.min(EVERY, FIRST_PAUSE * 2 ** Math.min(failures - 1, 20));
}
