/* Which policy a scan goes by. */
import { problemText } from "@recuse/shared/config/problem.ts";
import { parsePolicy } from "@recuse/shared/conflict/parse-policy.ts";
import { DEFAULT_POLICY, type Policy } from "@recuse/shared/conflict/policy.ts";
import type { Octokit } from "../github/calls.ts";
import { findPolicy, repositoryPolicy, type RepositoryPolicy } from "../reconcile/policies.ts";
import { readPolicy } from "./files.ts";
import { CommandError, type Io } from "./io.ts";

/** The repository's own policy. @throws CommandError where it has none, or an invalid one: then nothing is written */
export async function policyToApply(repository: string, octokit: Octokit): Promise<RepositoryPolicy> {
  const own = await ownPolicy(repository, octokit);
  if (own !== undefined) return own;
  throw new CommandError(`${repository} has no .github/recuse.yml, and without one nothing is written there`);
}

/** The policy to look by: the given file, the repository's own, or the preset standard. */
export async function policyToLook(
  repository: string,
  octokit: Octokit,
  file: string | undefined,
  io: Io,
): Promise<Policy> {
  if (file !== undefined) return readPolicy(file, io);
  return (await ownPolicy(repository, octokit))?.policy ?? DEFAULT_POLICY;
}

/** The policy in force in the repository, or undefined where it has none. @throws CommandError where it is invalid */
export async function ownPolicy(repository: string, octokit: Octokit): Promise<RepositoryPolicy | undefined> {
  const found = await findPolicy(octokit, repository);
  if (found === undefined) return undefined;
  const parsed = parsePolicy(found.text, found.file);
  if (!parsed.ok) throw new CommandError(parsed.problems.map(problemText).join("\n"));
  return repositoryPolicy(parsed.value, found.text);
}
