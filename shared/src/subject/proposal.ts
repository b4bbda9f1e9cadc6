import type { Policy } from "../conflict/policy.ts";

/** What the policy's proposal rules look at. */
export interface ProposalSigns {
  readonly labels: readonly string[];
  readonly title: string;
  /** The name of GitHub's issue type. */
  readonly type?: string;
}

export function isProposal(policy: Policy, signs: ProposalSigns): boolean {
  throw new Error(`not yet: ${policy.preset} ${signs.title}`);
}
