/*
 * A branch that holds the public log: what it says now, and putting new files on top of it. Every call is named
 * here once. Reading costs two calls, or three where the branch is there; a write costs one for each file with
 * bytes that are no text, and three more. Nothing is forced: a branch that moved meanwhile is refused.
 */
import { isGone, type Octokit } from "./calls.ts";

export interface LogBranch {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
}

/** What a branch holds. */
export interface PublishedLog {
  readonly commit: string;
  /** Of the commit. */
  readonly tree: string;
  /** Undefined where the branch has no such file. */
  readonly checkpoint: Uint8Array | undefined;
}

/** A file of the log, by its path; text where its bytes are UTF-8. */
export interface LogFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** The branch as it is, or undefined where there is none. Three calls, one without a branch. */
export async function readLogBranch(octokit: Octokit, place: LogBranch): Promise<PublishedLog | undefined> {
  const { owner, repo, ref } = nameOf(place);
  let commit: string;
  try {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { owner, repo, ref });
    commit = data.object.sha;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
    owner,
    repo,
    commit_sha: commit,
  });
  // The commit, not the branch's name: what is read is what is written upon.
  return { commit, tree: data.tree.sha, checkpoint: await readFile(octokit, owner, repo, commit) };
}

/**
 * Puts files into a commit on top of what was read and moves the branch there, or begins it.
 *
 * @returns the commit
 * @throws GitHub's 422 when the branch moved meanwhile
 */
export async function writeLogBranch(
  octokit: Octokit,
  place: LogBranch,
  before: PublishedLog | undefined,
  files: readonly LogFile[],
  message: string,
): Promise<string> {
  const { owner, repo, ref } = nameOf(place);
  const items: { path: string; mode: "100644"; type: "blob"; sha?: string; content?: string }[] = [];
  for (const { path, content } of files) {
    const item = { path, mode: "100644", type: "blob" } as const;
    if (typeof content === "string") {
      items.push({ ...item, content });
      continue;
    }
    const { data } = await octokit.request("POST /repos/{owner}/{repo}/git/blobs", {
      owner,
      repo,
      content: Buffer.from(content).toString("base64"),
      encoding: "base64",
    });
    items.push({ ...item, sha: data.sha });
  }
  const tree = await octokit.request("POST /repos/{owner}/{repo}/git/trees", {
    owner,
    repo,
    tree: items,
    ...(before && { base_tree: before.tree }),
  });
  const commit = await octokit.request("POST /repos/{owner}/{repo}/git/commits", {
    owner,
    repo,
    message,
    tree: tree.data.sha,
    parents: before === undefined ? [] : [before.commit],
  });
  const { sha } = commit.data;
  if (before === undefined) {
    await octokit.request("POST /repos/{owner}/{repo}/git/refs", { owner, repo, ref: `refs/${ref}`, sha });
  } else {
    await octokit.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", {
      owner,
      repo,
      ref,
      sha,
      force: false,
    });
  }
  return sha;
}

async function readFile(
  octokit: Octokit,
  owner: string,
  repo: string,
  ref: string,
): Promise<Uint8Array | undefined> {
  try {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/contents/{path}", {
      owner,
      repo,
      path: "checkpoint",
      ref,
    });
    const content = "content" in data && typeof data.content === "string" ? data.content : undefined;
    return content === undefined ? undefined : Buffer.from(content, "base64");
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function nameOf({ repository, branch }: LogBranch): { owner: string; repo: string; ref: string } {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo, ref: `heads/${branch}` };
}
