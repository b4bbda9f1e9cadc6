/*
 * The calls to GitHub that the App makes on one subject, and nothing else: what to call is decided in
 * shared/src/plan. Every call is named here once, so that its cost and permissions can be read off.
 */
import type { ProbotOctokit } from "probot";
import type { Subject, SubjectRepository } from "@recuse/shared/subject/subject.ts";

export type Octokit = InstanceType<typeof ProbotOctokit>;

/** Where a subject lives on GitHub. */
interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** @throws TypeError for a subject that GitHub does not number */
function placeOf(subject: Subject): Place {
  const [owner = "", repo = ""] = subject.repository.name.split("/");
  if (subject.number === undefined) throw new TypeError("the subject has no number on GitHub");
  return { owner, repo, number: subject.number };
}

/** The HTTP status of an error that GitHub answered with, if it is one. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

/** True when GitHub says that the thing is not there (any more), or was never ours to see. */
export function isGone(error: unknown): boolean {
  const status = statusOf(error);
  return status === 404 || status === 410 || status === 301;
}

/** The issue or pull request as it is now, or undefined when it is gone. One call. */
export async function readSubject(octokit: Octokit, subject: Subject): Promise<unknown> {
  const { owner, repo, number } = placeOf(subject);
  try {
    const response =
      subject.form === "pull_request"
        ? await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
            owner,
            repo,
            pull_number: number,
          })
        : await octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
            owner,
            repo,
            issue_number: number,
          });
    return response.data;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** GitHub lists at most 250 commits of a pull request. */
const COMMIT_PAGES = 3;

/** The commits of a pull request. One call up to 100 commits, at most three. */
export async function readCommits(octokit: Octokit, subject: Subject): Promise<unknown[]> {
  const { owner, repo, number } = placeOf(subject);
  const commits: unknown[] = [];
  for (let page = 1; page <= COMMIT_PAGES; page++) {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", {
      owner,
      repo,
      pull_number: number,
      per_page: 100,
      page,
    });
    commits.push(...data);
    if (data.length < 100) break;
  }
  return commits;
}

/** Adds labels in one call; those already there stay. */
export async function addLabels(
  octokit: Octokit,
  subject: Subject,
  labels: readonly string[],
): Promise<void> {
  const { owner, repo, number } = placeOf(subject);
  await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
    owner,
    repo,
    issue_number: number,
    labels: [...labels],
  });
}

/** Removes one label; that it is not there any more is fine. */
export async function removeLabel(octokit: Octokit, subject: Subject, label: string): Promise<void> {
  const { owner, repo, number } = placeOf(subject);
  try {
    await octokit.request("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", {
      owner,
      repo,
      issue_number: number,
      name: label,
    });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/**
 * Creates the sticky comment. Never retried underneath: a retry after an answer that was lost would say
 * it twice. The caller looks for the comment before it tries again.
 *
 * @returns the comment's id
 */
export async function createComment(octokit: Octokit, subject: Subject, body: string): Promise<number> {
  const { owner, repo, number } = placeOf(subject);
  const { data } = await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: number,
    body,
    request: { retries: 0 },
  });
  return Number(data.id);
}

/** Edits the sticky comment in place; false when a person has deleted it. */
export async function editComment(
  octokit: Octokit,
  subject: Subject,
  comment: number,
  body: string,
): Promise<boolean> {
  const { owner, repo } = placeOf(subject);
  try {
    await octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      owner,
      repo,
      comment_id: comment,
      body,
    });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** A comment that begins with the marker and that a bot wrote: anyone can type the marker. Recovery only. */
export async function findComment(
  octokit: Octokit,
  subject: Subject,
  marker: string,
): Promise<{ id: number; body: string } | undefined> {
  const { owner, repo, number } = placeOf(subject);
  for (let page = 1; ; page++) {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      owner,
      repo,
      issue_number: number,
      per_page: 100,
      page,
    });
    const found = data.find((each) => each.user?.type === "Bot" && each.body?.startsWith(marker) === true);
    if (found !== undefined) return { id: Number(found.id), body: found.body ?? "" };
    if (data.length < 100) return undefined;
  }
}

/** Creates a label with colour and description; that it exists already is fine. One call. */
export async function createLabel(
  octokit: Octokit,
  repository: string,
  label: { name: string; color: string; description: string },
): Promise<void> {
  const [owner = "", repo = ""] = repository.split("/");
  try {
    await octokit.request("POST /repos/{owner}/{repo}/labels", { owner, repo, ...label });
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
  }
}

/** The repository's id and whether it is private. One call. */
export async function readRepository(octokit: Octokit, repository: string): Promise<SubjectRepository> {
  const [owner = "", repo = ""] = repository.split("/");
  const { data } = await octokit.request("GET /repos/{owner}/{repo}", { owner, repo });
  return { id: Number(data.id), name: data.full_name, private: data.private };
}

/** The text of a file on the default branch, or undefined when it is not there or not the App's to see. One call. */
export async function readFile(
  octokit: Octokit,
  repository: string,
  path: string,
): Promise<string | undefined> {
  const [owner = "", repo = ""] = repository.split("/");
  try {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/contents/{path}", {
      owner,
      repo,
      path,
    });
    if (Array.isArray(data) || data.type !== "file") return undefined;
    return Buffer.from(data.content, "base64").toString("utf8");
  } catch (error) {
    if (isGone(error) || isForbidden(error)) return undefined;
    throw error;
  }
}

/** 403 for good: the App may not see it. A rate limit answers 403 as well, but passes. */
function isForbidden(error: unknown): boolean {
  return statusOf(error) === 403 && error instanceof Error && !/rate limit/i.test(error.message);
}
