/*
 * The public members of an organization, read in pages and only where something changed. Anyone may see them,
 * so any client will do; but an ETag holds only for clients of the same kind.
 */
import * as z from "zod";
import { isGone, statusOf, type Octokit } from "./calls.ts";

/** A page as GitHub answered it. */
export interface MemberPage {
  /** By which GitHub tells whether it is still the same; absent where it gave none. */
  readonly etag?: string | undefined;
  /** Numeric account ids, in ascending order. */
  readonly ids: readonly number[];
}

export type MembersAnswer =
  | { readonly kind: "read"; readonly pages: readonly MemberPage[] }
  /** What was known is what there is. */
  | { readonly kind: "unchanged" }
  /** GitHub knows no organization of that name: it was deleted or renamed, or never existed. */
  | { readonly kind: "gone" };

const PER_PAGE = 100;

/** 20,000 members; whoever comes after is not known of, which is no finding. */
const MOST_PAGES = 200;

const Members = z.array(z.object({ id: z.number().int().positive() }));

/**
 * Asks for every page on the condition that it differs from what is known of it: an answer that is unchanged
 * costs nothing of the hour's calls. One call a page, and one more after a page that is full: that it is the
 * same does not say that nothing follows it now.
 *
 * https://docs.github.com/en/rest/orgs/members#list-public-organization-members
 *
 * @param known the pages of the last reading, or none
 * @throws whatever GitHub answered otherwise; what is known is then still the best there is
 */
export async function readPublicMembers(
  octokit: Octokit,
  org: string,
  known: readonly MemberPage[] = [],
  signal?: AbortSignal,
): Promise<MembersAnswer> {
  const pages: MemberPage[] = [];
  let changed = false;
  for (let more = true; more && pages.length < MOST_PAGES;) {
    const before = known[pages.length];
    const answer = await readPage(octokit, org, pages.length + 1, before, signal);
    if (answer === "gone") return { kind: "gone" };
    changed ||= answer.page !== before;
    pages.push(answer.page);
    more =
      answer.hasNext ||
      answer.page.ids.length >= PER_PAGE ||
      // a page that is the same may come without the link to the next
      (answer.page === before && known.length > pages.length);
  }
  if (!changed && pages.length === known.length) return { kind: "unchanged" };
  return { kind: "read", pages };
}

async function readPage(
  octokit: Octokit,
  org: string,
  page: number,
  before: MemberPage | undefined,
  signal: AbortSignal | undefined,
): Promise<{ page: MemberPage; hasNext: boolean } | "gone"> {
  try {
    const { data, headers } = await octokit.request("GET /orgs/{org}/public_members", {
      org,
      per_page: PER_PAGE,
      page,
      headers: before?.etag === undefined ? {} : { "if-none-match": before.etag },
      // whoever asks waits and asks again on its own
      request: { retries: 0, ...(signal === undefined ? {} : { signal }) },
    });
    const ids = [...new Set(Members.parse(data).map(({ id }) => id))].sort((a, b) => a - b);
    return { page: { etag: headers.etag, ids }, hasNext: linksOn(headers.link) };
  } catch (error) {
    if (before?.etag !== undefined && statusOf(error) === 304) return { page: before, hasNext: false };
    if (isGone(error)) return "gone";
    throw error;
  }
}

function linksOn(link: string | undefined): boolean {
  return link?.includes('rel="next"') === true;
}
