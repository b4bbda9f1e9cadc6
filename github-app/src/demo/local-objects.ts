/*
 * What the local GitHub answers, as far as the demo and the tests look at it.
 */

import * as z from "zod";

export const Account = z.object({ login: z.string(), id: z.number() });
export const Label = z.object({ name: z.string(), color: z.string(), description: z.string().nullish() });
export const Issue = z.looseObject({
  id: z.number(),
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(["open", "closed"]),
  user: Account.nullable(),
  labels: z.array(Label),
});
export const PullRequest = z.looseObject({
  ...Issue.shape,
  head: z.looseObject({
    sha: z.string(),
    ref: z.string(),
    repo: z.looseObject({ full_name: z.string(), owner: Account }).nullable(),
  }),
  base: z.looseObject({ sha: z.string(), ref: z.string() }),
  requested_reviewers: z.array(Account),
});
export const Comment = z.object({
  id: z.number(),
  body: z.string(),
  user: Account.nullable(),
  updated_at: z.string(),
});
export const CheckRun = z.looseObject({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  head_sha: z.string(),
});
export const Repository = z.looseObject({ full_name: z.string(), default_branch: z.string() });

export type LocalIssue = z.infer<typeof Issue>;
export type LocalPullRequest = z.infer<typeof PullRequest>;
export type LocalComment = z.infer<typeof Comment>;
export type LocalLabel = z.infer<typeof Label>;
export type LocalCheckRun = z.infer<typeof CheckRun>;
