/*
 * The few fields of GitHub's objects that are read, as zod schemas: tolerant of what GitHub sometimes leaves
 * out, never of a wrong type.
 */
import * as z from "zod";
import { isDay } from "../roster/dates.ts";

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

/** True for a time by RFC 3339 that exists. */
export function isTime(text: string): boolean {
  return (
    text.length <= 40 && RFC_3339.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))
  );
}

export const Time = z.string().refine(isTime, { error: "expected an RFC 3339 time, 2026-03-01T09:00:00Z" });

export const GitHubAccount = z.object({
  login: z.string().optional(),
  id: z.number().int().optional(),
  /** `User`, `Bot`, `Organization` or `Mannequin`. */
  type: z.string().nullish(),
});
export type GitHubAccount = z.infer<typeof GitHubAccount>;

export const GitHubRepository = z.object({
  id: z.number().int().optional(),
  full_name: z.string().optional(),
  private: z.boolean().optional(),
  owner: GitHubAccount.nullish(),
});
export type GitHubRepository = z.infer<typeof GitHubRepository>;

const Label = z.union([z.string(), z.object({ name: z.string().nullish() })], {
  error: "expected a label: text, or an object with a name",
});

/** One end of a pull request. `repo` is null when the fork was deleted, `user` when the account was. */
export const Side = z.object({
  label: z.string().nullish(),
  sha: z.string().nullish(),
  user: GitHubAccount.nullish(),
  repo: GitHubRepository.nullish(),
});
export type Side = z.infer<typeof Side>;

const Accounts = z.array(GitHubAccount.nullable()).nullish();

/** An issue or a pull request; `user` must be there, and is null when the account is gone. */
export const RestSubject = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string().nullish(),
  user: GitHubAccount.nullable(),
  state: z.enum(["open", "closed", "merged"]).nullish(),
  created_at: Time,
  updated_at: Time.nullish(),
  closed_at: z.string().nullish(),
  labels: z.array(Label).nullish(),
  type: z.object({ name: z.string().nullish() }).nullish(),
  assignees: Accounts,
  requested_reviewers: Accounts,
  merged_by: GitHubAccount.nullish(),
  closed_by: GitHubAccount.nullish(),
  pull_request: z.unknown().optional(),
  head: Side.nullish(),
  base: Side.nullish(),
  repository: GitHubRepository.nullish(),
  repository_url: z.string().nullish(),
  html_url: z.string().nullish(),
  url: z.string().nullish(),
});
export type RestSubject = z.infer<typeof RestSubject>;
