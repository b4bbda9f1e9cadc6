/*
 * Which subjects a policy calls proposals.
 */
import type { Policy } from "../conflict/policy.ts";

/** What the policy's proposal rules look at. */
export interface ProposalSigns {
  readonly labels: readonly string[];
  readonly title: string;
  /** The name of GitHub's issue type. */
  readonly type?: string | undefined;
}

/**
 * True when one of the policy's labels or issue types is on the subject, or its title begins with one of the
 * policy's prefixes. All three are compared literally and without regard to case: `RFC:` is not `RFCs:`.
 */
export function isProposal(policy: Policy, signs: ProposalSigns): boolean {
  const { labels, titles, types } = policy.proposals;
  if (labels.some((wanted) => signs.labels.some((label) => sameText(wanted, label)))) return true;
  const { type } = signs;
  if (type !== undefined && types.some((wanted) => sameText(wanted, type))) return true;
  if (titles.length === 0) return false;
  const title = signs.title.trim().toLowerCase();
  return titles.some((prefix) => {
    const start = prefix.trimStart().toLowerCase();
    return start !== "" && title.startsWith(start);
  });
}

function sameText(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
