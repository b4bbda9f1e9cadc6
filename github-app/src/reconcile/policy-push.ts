/* Did a push change the repository's policy? */
import * as z from "zod";

const Push = z.object({
  ref: z.string(),
  repository: z.object({ full_name: z.string(), default_branch: z.string() }),
  commits: z
    .array(
      z.object({
        added: z.array(z.string()).default([]),
        modified: z.array(z.string()).default([]),
        removed: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

/** GitHub lists at most this many commits in a push; beyond it, anything may have changed. */
const LISTED_COMMITS = 2048;

/** The repository `owner/name` whose default branch got another policy, or undefined. */
export function policyPushed(payload: unknown): string | undefined {
  const push = Push.safeParse(payload);
  if (!push.success) return undefined;
  const { ref, repository, commits } = push.data;
  if (ref !== `refs/heads/${repository.default_branch}`) return undefined;
  const touched = commits.some(({ added, modified, removed }) =>
    [...added, ...modified, ...removed].includes(".github/recuse.yml"),
  );
  const isForced = commits.length === 0 || commits.length >= LISTED_COMMITS;
  return touched || isForced ? repository.full_name : undefined;
}
