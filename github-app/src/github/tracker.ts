/*
 * A whole tracker, read in as few calls as GitHub allows: the open issues and pull requests by 100, and the
 * pull requests once more by 100 for what the issue list does not say of them.
 */
import * as z from "zod";
import type { Octokit } from "./calls.ts";

const PAGE = 100;

export interface TrackerPage {
  /** REST objects: issues, and pull requests in their own form. */
  readonly items: readonly unknown[];
  /** How many pages of the issue list there are, as far as GitHub says. */
  readonly pages: number;
  /** From here a later run can go on: the newest `updated_at` on the page. */
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
  /** RFC 3339; only what was updated then or later. */
  readonly since?: string;
  /** Asked before each call with what is left; false stops the reading. */
  readonly goOn: (budget: RateBudget | undefined) => boolean;
}

const Numbered = z.object({
  number: z.number(),
  updated_at: z.string().optional(),
  pull_request: z.unknown().optional(),
});

interface Answer {
  readonly data: unknown[];
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/**
 * The open issues and pull requests, least recently updated first, a page at a time. Costs ⌈issues and pulls
 * / 100⌉ calls, and ⌈pulls / 100⌉ more where there are pull requests. Something that is updated meanwhile is
 * seen again at the end.
 */
export async function* openSubjects(octokit: Octokit, options: TrackerOptions): AsyncGenerator<TrackerPage> {
  const [owner = "", repo = ""] = options.repository.split("/");
  let budget: RateBudget | undefined;
  const listing = async (page: number): Promise<Answer> => {
    const { data, headers } = await octokit.request("GET /repos/{owner}/{repo}/issues", {
      owner,
      repo,
      state: "open",
      sort: "updated",
      direction: "asc",
      per_page: PAGE,
      page,
      ...(options.since === undefined ? {} : { since: options.since }),
    });
    return { data, headers };
  };
  const pulls = lazyPulls(octokit, owner, repo);
  for (let page = 1; options.goOn(budget); page++) {
    const answer = await listing(page);
    budget = budgetOf(answer.headers) ?? budget;
    const items: unknown[] = [];
    for (const item of answer.data) {
      const { number, pull_request: isPull } = Numbered.parse(item);
      items.push(isPull === undefined ? item : ((await pulls.find(number)) ?? item));
    }
    budget = pulls.budget() ?? budget;
    const last = answer.data.at(-1);
    const watermark = last === undefined ? options.since : Numbered.parse(last).updated_at;
    yield { items, pages: Math.max(page, lastPage(answer.headers)), watermark };
    if (answer.data.length < PAGE) return;
  }
}

/** The pull request list, read only when a pull request turns up, and only as far as it is needed. */
function lazyPulls(
  octokit: Octokit,
  owner: string,
  repo: string,
): {
  find: (number: number) => Promise<unknown>;
  budget: () => RateBudget | undefined;
} {
  const known = new Map<number, unknown>();
  let page = 0;
  let ended = false;
  let budget: RateBudget | undefined;
  return {
    budget: () => budget,
    find: async (number) => {
      while (!known.has(number) && !ended) {
        page += 1;
        const { data, headers } = await octokit.request("GET /repos/{owner}/{repo}/pulls", {
          owner,
          repo,
          state: "open",
          sort: "updated",
          direction: "asc",
          per_page: PAGE,
          page,
        });
        budget = budgetOf(headers) ?? budget;
        for (const pull of data) known.set(pull.number, pull);
        ended = data.length < PAGE;
      }
      return known.get(number);
    },
  };
}

function budgetOf(headers: Answer["headers"]): RateBudget | undefined {
  const [remaining, limit, reset] = ["remaining", "limit", "reset"].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  if (remaining === undefined || limit === undefined || reset === undefined) return undefined;
  if ([remaining, limit, reset].some(Number.isNaN)) return undefined;
  return { remaining, limit, reset: new Date(reset * 1000) };
}

/** The page number of the `last` link, 0 where there is none. */
function lastPage(headers: Answer["headers"]): number {
  const link = String(headers["link"] ?? "");
  const last = link.split(",").find((each) => each.includes('rel="last"'));
  return Number(/[?&]page=(\d+)/.exec(last ?? "")?.[1] ?? 0);
}
