/*
 * A whole tracker, read in as few calls as GitHub allows: the issues and pull requests by 100, and the
 * pull requests once more by 100 for what the issue list does not say of them.
 */
import * as z from "zod";
import { isGone, type Octokit } from "./calls.ts";

const PAGE = 100;

export interface TrackerPage {
  /** REST objects: issues, and pull requests in their own form; each number once. */
  readonly items: readonly unknown[];
  /** How many pages of the issue list there are, as far as GitHub says. */
  readonly pages: number;
  /** From here a later run can go on: everything that was updated before has been seen. */
  readonly watermark: string | undefined;
}

/** What GitHub says is left of the hour's calls; absent where it does not say. */
export interface RateBudget {
  readonly remaining: number;
  readonly limit: number;
  readonly reset: Date;
}

export interface TrackerOptions {
  readonly repository: string;
  /** Default: the open ones. */
  readonly state?: "open" | "closed";
  /** RFC 3339; only what was updated then or later. */
  readonly since?: string;
  /** The caller writes to what it reads, which moves it to the end of the list. */
  readonly moving: boolean;
  /** Asked before each call with what is left; false stops the reading. */
  readonly goOn: (budget: RateBudget | undefined) => boolean;
}

const Numbered = z.object({
  number: z.number(),
  created_at: z.string().optional(),
  updated_at: z.string().optional(),
  pull_request: z.unknown().optional(),
});
type Numbered = z.infer<typeof Numbered>;

interface Answer {
  readonly data: unknown[];
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** A page that was read, by GitHub's clock, and how far it reached. */
interface Reached {
  readonly at: number;
  readonly watermark: string | undefined;
}

/**
 * The issues and pull requests in one state, least recently updated first, a page at a time. Costs ⌈issues and pulls
 * / 100⌉ calls, at least one, and ⌈pulls / 100⌉ where there are pull requests.
 *
 * Whatever is updated meanwhile moves to the end of GitHub's list, and everything behind its old place moves up
 * by one, so that counting pages would pass over as many. So whoever writes goes on from a time instead of a page
 * number, at 99 new ones a page; whoever only looks counts pages, and goes back to where something moved. What is
 * closed meanwhile moves the rest up as well and leaves no trace: to look, the next scan sees what that hid.
 */
export async function* trackerSubjects(
  octokit: Octokit,
  options: TrackerOptions,
): AsyncGenerator<TrackerPage> {
  const [owner = "", repo = ""] = options.repository.split("/");
  const state = options.state ?? "open";
  const pulls = lazyPulls(octokit, owner, repo, state);
  const seen = new Map<number, Numbered>();
  const reached: Reached[] = [];
  let budget: RateBudget | undefined;
  let byTime = options.moving;
  let since = options.since;
  let page = 1;
  while (options.goOn(budget)) {
    const answer: Answer = await octokit.request("GET /repos/{owner}/{repo}/issues", {
      owner,
      repo,
      state,
      sort: "updated",
      direction: "asc",
      per_page: PAGE,
      page,
      ...(since === undefined ? {} : { since }),
    });
    budget = budgetOf(answer.headers) ?? budget;
    const items: unknown[] = [];
    const moved: Numbered[] = [];
    for (const item of answer.data) {
      const numbered = Numbered.parse(item);
      if (hasMoved(numbered, reached[0])) moved.push(numbered);
      if (seen.has(numbered.number)) continue;
      seen.set(numbered.number, numbered);
      const whole = numbered.pull_request === undefined ? item : await pulls.find(numbered.number);
      items.push(whole ?? item);
    }
    budget = pulls.budget() ?? budget;
    const last = answer.data.at(-1);
    const watermark = (last === undefined ? undefined : justBefore(Numbered.parse(last).updated_at)) ?? since;
    reached.push({ at: Date.parse(String(answer.headers["date"])), watermark });
    yield { items, pages: reached.length + Math.max(0, lastPage(answer.headers) - page), watermark };
    if (hasNext(answer.headers)) {
      const stands = !byTime || watermark === undefined || watermark === since;
      if (stands) page += 1;
      else [since, page] = [watermark, 1];
      continue;
    }
    if (byTime || moved.length === 0 || reached.length === 1) return;
    byTime = true;
    [since, page] = [undisturbed(reached, moved) ?? options.since, 1];
  }
}

/** Was it updated after the reading had begun? Something new was, but it only came to the end of the list. */
function hasMoved(
  { created_at: created, updated_at: updated }: Numbered,
  first: Reached | undefined,
): boolean {
  if (first === undefined || updated === undefined) return false;
  return Date.parse(updated) >= first.at && !(Date.parse(created ?? "") >= first.at);
}

/** How far the reading had come for certain before the first thing moved. */
function undisturbed(reached: readonly Reached[], moved: readonly Numbered[]): string | undefined {
  const first = Math.min(...moved.map(({ updated_at: updated }) => Date.parse(updated ?? "")));
  return reached.findLast(({ at }) => at < first)?.watermark;
}

/** A second earlier: GitHub's times are whole seconds, and several subjects can share one. */
function justBefore(time: string | undefined): string | undefined {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? undefined : new Date(at - 1000).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/**
 * The pull request list, read only when a pull request turns up, and only as far as it is needed: the most
 * recently updated first, so that one that moves meanwhile comes twice rather than never. What the list passed
 * over all the same is read by itself.
 */
function lazyPulls(
  octokit: Octokit,
  owner: string,
  repo: string,
  state: "open" | "closed",
): {
  find: (number: number) => Promise<unknown>;
  budget: () => RateBudget | undefined;
} {
  const known = new Map<number, unknown>();
  let page = 0;
  let ended = false;
  let budget: RateBudget | undefined;

  async function readPage(): Promise<void> {
    page += 1;
    const { data, headers } = await octokit.request("GET /repos/{owner}/{repo}/pulls", {
      owner,
      repo,
      state,
      sort: "updated",
      direction: "desc",
      per_page: PAGE,
      page,
    });
    budget = budgetOf(headers) ?? budget;
    for (const pull of data) known.set(pull.number, pull);
    ended = !hasNext(headers);
  }

  return {
    budget: () => budget,
    find: async (number) => {
      while (!known.has(number) && !ended) await readPage();
      return known.get(number) ?? (await readPull(octokit, owner, repo, number));
    },
  };
}

async function readPull(octokit: Octokit, owner: string, repo: string, number: number): Promise<unknown> {
  try {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      owner,
      repo,
      pull_number: number,
    });
    return data;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** What an answer's headers say of it. */
export function budgetOf(headers: Answer["headers"]): RateBudget | undefined {
  const [remaining, limit, reset] = ["remaining", "limit", "reset"].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  if (remaining === undefined || limit === undefined || reset === undefined) return undefined;
  if ([remaining, limit, reset].some(Number.isNaN)) return undefined;
  return { remaining, limit, reset: new Date(reset * 1000) };
}

function hasNext(headers: Answer["headers"]): boolean {
  return String(headers["link"] ?? "").includes('rel="next"');
}

/** The page number of the `last` link, 0 where there is none. */
function lastPage(headers: Answer["headers"]): number {
  const link = String(headers["link"] ?? "");
  const last = link.split(",").find((each) => each.includes('rel="last"'));
  return Number(/[?&]page=(\d+)/.exec(last ?? "")?.[1] ?? 0);
}
