/*
 * The policy of a repository: its own `.github/recuse.yml`, else the one in its owner's `.github`
 * repository, else none, and then the App is silent. Read from the default branch, kept for a while, and
 * the last good one stays in force while a newer one is invalid.
 */
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { problemText } from "@recuse/shared/config/problem.ts";
import { parsePolicy } from "@recuse/shared/conflict/parse-policy.ts";
import { readFile, type Octokit } from "../github/calls.ts";
import type { RepositoryStore } from "../store/repositories.ts";
import { sha256 } from "./sha256.ts";

const POLICY_FILE = ".github/recuse.yml";
const KEPT_FOR_MS = 3_600_000;

export interface RepositoryPolicy {
  readonly policy: Policy;
  /** SHA-256 of the file's text, in hexadecimal. */
  readonly sha256: string;
}

export interface Policies {
  /** The policy in force in `owner/name`, or undefined where the project has none. */
  readonly of: (repository: string, octokit: () => Promise<Octokit>) => Promise<RepositoryPolicy | undefined>;
  /** Forget what is kept of a repository, after a push that may have changed it; of `owner/.github`, all of the owner's. */
  readonly forget: (repository: string) => void;
}

export interface PolicyDependencies {
  readonly store: RepositoryStore;
  readonly now: () => Date;
  /** Takes one sentence about a policy that cannot be used. */
  readonly warn: (sentence: string) => void;
}

/** Reads and keeps policies. */
export function openPolicies({ store, now, warn }: PolicyDependencies): Policies {
  const kept = new Map<string, { readonly readAt: number; readonly answer: RepositoryPolicy | undefined }>();
  const reading = new Map<string, Promise<RepositoryPolicy | undefined>>();

  async function read(
    repository: string,
    octokit: () => Promise<Octokit>,
  ): Promise<RepositoryPolicy | undefined> {
    const found = await findPolicy(await octokit(), repository);
    if (found !== undefined) return inForce(repository, found.file, found.text);
    await store.setPolicy(repository, undefined);
    return undefined;
  }

  /** The text's policy when it is valid, else the last good one. */
  async function inForce(
    repository: string,
    file: string,
    text: string,
  ): Promise<RepositoryPolicy | undefined> {
    const parsed = parsePolicy(text, file);
    if (parsed.ok) {
      await store.setPolicy(repository, text);
      return repositoryPolicy(parsed.value, text);
    }
    const last = lastGood(repository);
    const fallback =
      last === undefined ? "there is no earlier one, so nothing is done" : "the last good one stays in force";
    for (const problem of parsed.problems) warn(`${problemText(problem)}; ${fallback}`);
    return last;
  }

  function lastGood(repository: string): RepositoryPolicy | undefined {
    const text = store.policy(repository);
    if (text === undefined) return undefined;
    const parsed = parsePolicy(text, POLICY_FILE);
    return parsed.ok ? repositoryPolicy(parsed.value, text) : undefined;
  }

  return {
    of: async (repository, octokit) => {
      const key = repository.toLowerCase();
      const known = kept.get(key);
      if (known !== undefined && now().getTime() - known.readAt < KEPT_FOR_MS) return known.answer;
      let answer = reading.get(key);
      if (answer === undefined) {
        answer = read(repository, octokit).then(
          (value) => {
            kept.set(key, { readAt: now().getTime(), answer: value });
            return value;
          },
          (error: unknown) => {
            // GitHub is out of reach: what was good an hour ago is better than silence.
            const last = known?.answer ?? lastGood(repository);
            if (last === undefined) throw error;
            return last;
          },
        );
        const settled = (): void => {
          reading.delete(key);
        };
        reading.set(key, answer);
        answer.then(settled, settled);
      }
      return answer;
    },
    forget: (repository) => {
      const key = repository.toLowerCase();
      kept.delete(key);
      if (!key.endsWith("/.github")) return;
      const owner = key.slice(0, key.indexOf("/") + 1);
      for (const each of kept.keys()) if (each.startsWith(owner)) kept.delete(each);
    },
  };
}

/** The text of a repository's policy, its own or its owner's, and which file it is. One call, or two. */
export async function findPolicy(
  octokit: Octokit,
  repository: string,
): Promise<{ readonly file: string; readonly text: string } | undefined> {
  const owner = repository.split("/")[0] ?? "";
  for (const place of new Set([repository, `${owner}/.github`])) {
    const text = await readFile(octokit, place, POLICY_FILE);
    if (text !== undefined) return { file: `${place}/${POLICY_FILE}`, text };
  }
  return undefined;
}

/** A valid policy with the hash by which the log names it. */
export function repositoryPolicy(policy: Policy, text: string): RepositoryPolicy {
  return { policy, sha256: sha256(text) };
}
