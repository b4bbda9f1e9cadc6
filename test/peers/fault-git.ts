/* GitHub's Git data API as the fault server plays it: blobs, trees, commits and branches of a repository. */
import { createHash } from "node:crypto";

export interface FaultGit {
  readonly blobs: Map<string, Buffer>;
  /** Blobs' names by path. */
  readonly trees: Map<string, ReadonlyMap<string, string>>;
  readonly commits: Map<string, { readonly tree: string; readonly parents: readonly string[] }>;
  /** Commits by `owner/name:heads/branch`. */
  readonly refs: Map<string, string>;
}

interface GitCall {
  readonly operation: string;
  readonly repository: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

interface GitAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export function emptyGit(): FaultGit {
  return { blobs: new Map(), trees: new Map(), commits: new Map(), refs: new Map() };
}

/** The files at a branch, by path; empty where there is no such branch. */
export function filesAt(git: FaultGit, repository: string, branch: string): Map<string, Buffer> {
  const commit = git.refs.get(`${repository}:heads/${branch}`) ?? "";
  return filesOf(git, commit);
}

/** The files in a commit, by path; empty where there is no such commit. */
export function filesOf(git: FaultGit, commit: string): Map<string, Buffer> {
  const tree = git.trees.get(git.commits.get(commit)?.tree ?? "") ?? new Map<string, string>();
  return new Map([...tree].map(([path, blob]) => [path, git.blobs.get(blob) ?? Buffer.alloc(0)]));
}

/** Puts files on a branch as one commit on top of it. */
export function commitFiles(
  git: FaultGit,
  repository: string,
  branch: string,
  files: ReadonlyMap<string, Uint8Array>,
): void {
  const items = [...files].map(([path, content]) => ({ path, sha: keepBlob(git, Buffer.from(content)) }));
  const base = git.commits.get(git.refs.get(`${repository}:heads/${branch}`) ?? "");
  const tree = createTree(git, { tree: items, ...(base && { base_tree: base.tree }) });
  const { sha } = tree.body as { sha: string };
  const commit = shaOf(`commit of ${sha}`);
  git.commits.set(commit, { tree: sha, parents: [] });
  git.refs.set(`${repository}:heads/${branch}`, commit);
}

/** The answer to an operation `git/…`; undefined for one that is not played. */
export function performGit(git: FaultGit, call: GitCall): GitAnswer | undefined {
  const { operation, repository, parameters, body } = call;
  switch (operation) {
    case "git/get-ref": {
      const sha = git.refs.get(`${repository}:${parameters.ref ?? ""}`);
      return sha === undefined ? NOT_FOUND : { status: 200, body: refBody(parameters.ref ?? "", sha) };
    }
    case "git/get-commit": {
      const sha = parameters.commit_sha ?? "";
      const commit = git.commits.get(sha);
      return commit === undefined ? NOT_FOUND : { status: 200, body: { sha, tree: { sha: commit.tree } } };
    }
    case "git/create-blob": {
      const content = Buffer.from(String(body.content), body.encoding === "base64" ? "base64" : "utf8");
      return { status: 201, body: { sha: keepBlob(git, content) } };
    }
    case "git/create-tree":
      return createTree(git, body);
    case "git/create-commit": {
      const tree = String(body.tree);
      if (!git.trees.has(tree)) return { status: 422, body: { message: "Tree SHA does not exist" } };
      const parents = Array.isArray(body.parents) ? body.parents.map(String) : [];
      const sha = shaOf(`commit ${tree} ${parents.join(" ")} ${String(body.message)}`);
      git.commits.set(sha, { tree, parents });
      return { status: 201, body: { sha, tree: { sha: tree } } };
    }
    case "git/create-ref": {
      const ref = String(body.ref).replace(/^refs\//, "");
      if (git.refs.has(`${repository}:${ref}`))
        return { status: 422, body: { message: "Reference already exists" } };
      git.refs.set(`${repository}:${ref}`, String(body.sha));
      return { status: 201, body: refBody(ref, String(body.sha)) };
    }
    case "git/update-ref": {
      const key = `${repository}:${parameters.ref ?? ""}`;
      const now = git.refs.get(key);
      const sha = String(body.sha);
      if (now === undefined || !git.commits.has(sha)) return NOT_FOUND;
      if (body.force !== true && git.commits.get(sha)?.parents.includes(now) !== true)
        return { status: 422, body: { message: "Update is not a fast forward" } };
      git.refs.set(key, sha);
      return { status: 200, body: refBody(parameters.ref ?? "", sha) };
    }
    default:
      return undefined;
  }
}

const NOT_FOUND: GitAnswer = { status: 404, body: { message: "Not Found" } };

function createTree(git: FaultGit, body: Readonly<Record<string, unknown>>): GitAnswer {
  const base = typeof body.base_tree === "string" ? git.trees.get(body.base_tree) : new Map<string, string>();
  if (base === undefined) return { status: 422, body: { message: "base_tree does not exist" } };
  const files = new Map(base);
  const items: unknown[] = Array.isArray(body.tree) ? body.tree : [];
  for (const item of items as { path: string; sha?: string; content?: string }[]) {
    const sha = item.sha ?? keepBlob(git, Buffer.from(item.content ?? ""));
    if (!git.blobs.has(sha)) return { status: 422, body: { message: "tree.sha is not a blob" } };
    files.set(item.path, sha);
  }
  const sha = shaOf(`tree ${JSON.stringify([...files].sort())}`);
  git.trees.set(sha, files);
  return { status: 201, body: { sha, tree: [] } };
}

function keepBlob(git: FaultGit, content: Buffer): string {
  const sha = shaOf(`blob ${content.length}\0${content.toString("latin1")}`);
  git.blobs.set(sha, content);
  return sha;
}

function refBody(ref: string, sha: string): unknown {
  return { ref: `refs/${ref}`, object: { type: "commit", sha } };
}

function shaOf(text: string): string {
  return createHash("sha1").update(text, "latin1").digest("hex");
}
