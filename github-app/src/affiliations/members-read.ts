/* One organization's public members from GitHub into the store. */
import type { Octokit } from "../github/calls.ts";
import { readPublicMembers } from "../github/members.ts";
import type { MemberStore } from "../store/members.ts";

/**
 * Reads an organization that may be asked for (`organizationsToAsk`) and keeps what GitHub told. Where that
 * fails, or GitHub knows the organization no more, the old set is kept and the failure noted.
 *
 * @returns whether GitHub knows the organization
 * @throws whatever GitHub answered
 */
export async function readMembersInto(
  store: MemberStore,
  octokit: Octokit,
  org: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const answer = await readPublicMembers(octokit, org, store.pages(org), signal).catch(
    async (error: unknown) => {
      if (signal?.aborted !== true) await store.failed(org, false);
      throw error;
    },
  );
  if (signal?.aborted === true) return true;
  if (answer.kind === "read") await store.keep(org, answer.pages);
  else if (answer.kind === "unchanged") await store.confirm(org);
  else await store.failed(org, true);
  return answer.kind !== "gone";
}
