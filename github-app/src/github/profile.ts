/* The public profile of one account. */
import * as z from "zod";
import { budgetOf, type RateBudget } from "./tracker.ts";
import { isGone, statusOf, type Octokit } from "./calls.ts";

export interface Profile {
  readonly id: number;
  readonly login: string;
  /** The field `company` as its owner wrote it, cut to what GitHub lets one write; empty where there is none. */
  readonly company: string;
  readonly etag?: string | undefined;
}

export type ProfileAnswer =
  | { readonly kind: "read"; readonly profile: Profile; readonly budget: RateBudget | undefined }
  | { readonly kind: "unchanged" }
  /** There is no account of that name (any more). */
  | { readonly kind: "gone" };

const LONGEST_COMPANY = 256;

const User = z.object({
  id: z.number().int().positive(),
  login: z.string(),
  company: z.string().nullish(),
});

/**
 * Reads the profile, on the condition that it differs where it was read before. One call; one that says
 * `unchanged` costs nothing of the hour's.
 *
 * https://docs.github.com/en/rest/users/users#get-a-user
 *
 * @throws whatever GitHub answered otherwise
 */
export async function readProfile(octokit: Octokit, login: string, etag?: string): Promise<ProfileAnswer> {
  try {
    const { data, headers } = await octokit.request("GET /users/{username}", {
      username: login,
      headers: etag === undefined ? {} : { "if-none-match": etag },
    });
    const { company, ...user } = User.parse(data);
    const text = (company ?? "").slice(0, LONGEST_COMPANY);
    const profile = { ...user, company: text, etag: headers.etag };
    return { kind: "read", profile, budget: budgetOf(headers) };
  } catch (error) {
    if (etag !== undefined && statusOf(error) === 304) return { kind: "unchanged" };
    if (isGone(error)) return { kind: "gone" };
    throw error;
  }
}
