/*
 * One person at the local GitHub: files, edits, labels and closes things over its REST API, as that person
 * would over GitHub's, and reads back what became of them. For the demo and the tests only.
 */

import * as z from "zod";
import {
  Account,
  CheckRun,
  Comment,
  Issue,
  Label,
  PullRequest,
  Repository,
  type LocalCheckRun,
  type LocalComment,
  type LocalIssue,
  type LocalLabel,
  type LocalPullRequest,
} from "./local-objects.ts";

export interface NewPullRequest {
  readonly title: string;
  readonly body?: string;
  /**
   * Account that owns the head repository: a fork is made there if need be. Default: the author's own. The base
   * repository's owner: a branch of the base repository, for those who may write to it.
   */
  readonly headOwner?: string;
  /** Default: one that is free. */
  readonly branch?: string;
  /** One commit each, oldest first, each a new file. Default: one. */
  readonly commits?: readonly {
    readonly message: string;
    readonly author?: { readonly name: string; readonly email: string };
  }[];
  readonly draft?: boolean;
}

/** An answer that was not 2xx. */
export class LocalGitHubError extends Error {
  override readonly name = "LocalGitHubError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface LocalClient {
  readonly login: string;
  /** Any call; `path` from the root of the API. @throws LocalGitHubError unless the status is 2xx. */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  idOf(login: string): Promise<number>;

  createIssue(
    repository: string,
    issue: { title: string; body?: string; labels?: string[]; assignees?: string[] },
  ): Promise<LocalIssue>;
  issue(repository: string, number: number): Promise<LocalIssue>;
  editIssue(
    repository: string,
    number: number,
    change: {
      title?: string;
      body?: string;
      labels?: string[];
      assignees?: string[];
      state?: "open" | "closed";
    },
  ): Promise<LocalIssue>;
  closeIssue(repository: string, number: number): Promise<LocalIssue>;
  reopenIssue(repository: string, number: number): Promise<LocalIssue>;

  createPullRequest(repository: string, pull: NewPullRequest): Promise<LocalPullRequest>;
  pullRequest(repository: string, number: number): Promise<LocalPullRequest>;
  editPullRequest(
    repository: string,
    number: number,
    change: { title?: string; body?: string; state?: "open" | "closed" },
  ): Promise<LocalPullRequest>;
  closePullRequest(repository: string, number: number): Promise<LocalPullRequest>;
  mergePullRequest(repository: string, number: number): Promise<void>;
  requestReviewers(repository: string, number: number, reviewers: string[]): Promise<void>;
  review(
    repository: string,
    number: number,
    event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT",
    body?: string,
  ): Promise<void>;
  checksOf(repository: string, ref: string): Promise<LocalCheckRun[]>;

  /** Of an issue or a pull request, sorted. */
  labelsOf(repository: string, number: number): Promise<string[]>;
  addLabels(repository: string, number: number, ...names: string[]): Promise<void>;
  removeLabel(repository: string, number: number, name: string): Promise<void>;
  /** All labels the repository has. */
  labelsIn(repository: string): Promise<LocalLabel[]>;

  /** Of an issue or a pull request, oldest first. */
  commentsOf(repository: string, number: number): Promise<LocalComment[]>;
  comment(repository: string, number: number, body: string): Promise<LocalComment>;

  /** Creates the file or replaces it; only those who may write contents. @returns the commit's SHA. */
  putFile(
    repository: string,
    path: string,
    content: string,
    options?: { message?: string; branch?: string; author?: { name: string; email: string } },
  ): Promise<string>;
  /** @returns the fork's `owner/name`; an existing fork is used again. */
  fork(repository: string, owner: string): Promise<string>;
}

const MOST_PER_PAGE = 100;

export function localClient({
  url,
  login,
  token,
}: {
  url: string;
  login: string;
  token: string;
}): LocalClient {
  let branches = 0;

  async function answer(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `token ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new LocalGitHubError(response.status, `${login}: ${method} ${path}: ${response.status} ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  }

  async function ask<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    return schema.parse(await answer(method, path, body));
  }

  /** Undefined instead of a 404. */
  async function find<T>(schema: z.ZodType<T>, path: string): Promise<T | undefined> {
    try {
      return await ask(schema, "GET", path);
    } catch (error) {
      if (error instanceof LocalGitHubError && error.status === 404) return undefined;
      throw error;
    }
  }

  async function all<T>(schema: z.ZodType<T>, path: string): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page += 1) {
      const items = await ask(z.array(schema), "GET", `${path}?per_page=${MOST_PER_PAGE}&page=${page}`);
      found.push(...items);
      if (items.length < MOST_PER_PAGE) return found;
    }
  }

  async function idOf(account: string): Promise<number> {
    const found =
      (await find(Account, `/users/${account}`)) ?? (await ask(Account, "GET", `/orgs/${account}`));
    return found.id;
  }

  const putFile: LocalClient["putFile"] = async (repository, path, content, options = {}) => {
    const { message = `put ${path}`, branch, author } = options;
    const at = branch === undefined ? "" : `?ref=${encodeURIComponent(branch)}`;
    const existing = await find(
      z.looseObject({ sha: z.string() }),
      `/repos/${repository}/contents/${path}${at}`,
    );
    const put = await ask(
      z.looseObject({ commit: z.looseObject({ sha: z.string() }) }),
      "PUT",
      `/repos/${repository}/contents/${path}`,
      { message, content: Buffer.from(content).toString("base64"), branch, author, sha: existing?.sha },
    );
    return put.commit.sha;
  };

  async function fork(repository: string, owner: string): Promise<string> {
    const existing = `${owner}/${repository.slice(repository.indexOf("/") + 1)}`;
    if ((await find(Repository, `/repos/${existing}`)) !== undefined) return existing;
    const organization = owner === login ? undefined : owner;
    return (await ask(Repository, "POST", `/repos/${repository}/forks`, { organization })).full_name;
  }

  async function branchOff(repository: string, branch: string): Promise<void> {
    const { default_branch: from } = await ask(Repository, "GET", `/repos/${repository}`);
    const tip = await ask(
      z.looseObject({ object: z.looseObject({ sha: z.string() }) }),
      "GET",
      `/repos/${repository}/git/ref/heads/${from}`,
    );
    await answer("POST", `/repos/${repository}/git/refs`, {
      ref: `refs/heads/${branch}`,
      sha: tip.object.sha,
    });
  }

  const createPullRequest: LocalClient["createPullRequest"] = async (repository, pull) => {
    const { title, body, headOwner = login, commits = [{ message: title }], draft } = pull;
    branches += 1;
    const branch = pull.branch ?? `${login}-${branches}-${Date.now().toString(36)}`;
    const head = repository.startsWith(`${headOwner}/`) ? repository : await fork(repository, headOwner);
    await branchOff(head, branch);
    for (const [index, { message, author }] of commits.entries()) {
      await putFile(head, `${branch}-${index}.txt`, message, { message, branch, ...(author && { author }) });
    }
    const { default_branch: base } = await ask(Repository, "GET", `/repos/${repository}`);
    return ask(PullRequest, "POST", `/repos/${repository}/pulls`, {
      title,
      body,
      head: `${headOwner}:${branch}`,
      base,
      draft,
    });
  };

  const issues = (repository: string, number: number) => `/repos/${repository}/issues/${number}`;
  const pulls = (repository: string, number: number) => `/repos/${repository}/pulls/${number}`;

  return {
    login,
    request: answer,
    idOf,

    createIssue: (repository, issue) => ask(Issue, "POST", `/repos/${repository}/issues`, issue),
    issue: (repository, number) => ask(Issue, "GET", issues(repository, number)),
    editIssue: (repository, number, change) => ask(Issue, "PATCH", issues(repository, number), change),
    closeIssue: (repository, number) => ask(Issue, "PATCH", issues(repository, number), { state: "closed" }),
    reopenIssue: (repository, number) => ask(Issue, "PATCH", issues(repository, number), { state: "open" }),

    createPullRequest,
    pullRequest: (repository, number) => ask(PullRequest, "GET", pulls(repository, number)),
    editPullRequest: (repository, number, change) =>
      ask(PullRequest, "PATCH", pulls(repository, number), change),
    closePullRequest: (repository, number) =>
      ask(PullRequest, "PATCH", pulls(repository, number), { state: "closed" }),
    mergePullRequest: async (repository, number) => {
      await answer("PUT", `${pulls(repository, number)}/merge`, {});
    },
    requestReviewers: async (repository, number, reviewers) => {
      await answer("POST", `${pulls(repository, number)}/requested_reviewers`, { reviewers });
    },
    review: async (repository, number, event, body) => {
      await answer("POST", `${pulls(repository, number)}/reviews`, { event, body });
    },
    checksOf: async (repository, ref) => {
      const runs = z.looseObject({ check_runs: z.array(CheckRun) });
      return (await ask(runs, "GET", `/repos/${repository}/commits/${ref}/check-runs`)).check_runs;
    },

    labelsOf: async (repository, number) => {
      const labels = await ask(z.array(Label), "GET", `${issues(repository, number)}/labels`);
      return labels.map(({ name }) => name).toSorted();
    },
    addLabels: async (repository, number, ...names) => {
      await answer("POST", `${issues(repository, number)}/labels`, { labels: names });
    },
    removeLabel: async (repository, number, name) => {
      await answer("DELETE", `${issues(repository, number)}/labels/${encodeURIComponent(name)}`);
    },
    labelsIn: (repository) => all(Label, `/repos/${repository}/labels`),

    commentsOf: (repository, number) => all(Comment, `${issues(repository, number)}/comments`),
    comment: (repository, number, body) =>
      ask(Comment, "POST", `${issues(repository, number)}/comments`, { body }),

    putFile,
    fork,
  };
}
