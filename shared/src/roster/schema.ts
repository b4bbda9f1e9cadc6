/*
 * The roster: the private file that says whose people a maintainer works for, and since when.
 * This file is the shape; what one part demands of another is in cross-checks.ts, what the dates mean in
 * engagement.ts, what colleagues pass on to each other in imputation.ts, who the people are in affiliation/.
 */
import * as z from "zod";
import { domainProblem } from "../affiliation/email-domain.ts";
import { crossProblems } from "./cross-checks.ts";
import { isDay } from "./dates.ts";

/** A UTC day, `YYYY-MM-DD`. */
export const Day = z
  .string()
  .refine(isDay, { error: "expected a day such as 2026-03-01 (YYYY-MM-DD, in UTC)" })
  .meta({ format: "date" });

/** A GitHub account name. Compared without regard to case; the numeric id is the identity. */
export const Login = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,98}(\[bot\])?$/, {
  error: "expected a GitHub login such as octocat (letters, digits and hyphens, without the @)",
});

/** GitHub's numeric account id. Logins can be renamed and taken over; ids cannot. */
export const AccountId = z
  .number()
  .int({
    error: "expected GitHub's numeric account id, such as 583231 (see https://api.github.com/users/LOGIN)",
  })
  .positive();

/** A short name for an organization, used inside the roster and in reports. */
export const OrganizationId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  error: "expected a short id of lower-case letters, digits and hyphens, such as acme",
});

/** `owner/name`, where `*` stands for anything but a slash. */
export const RepositoryGlob = z.string().regex(/^[A-Za-z0-9*][A-Za-z0-9*-]*\/[A-Za-z0-9*._-]+$/, {
  error: "expected owner/repository, such as octo-org/engine or octo-org/*",
});

export const EngagementKind = z.enum([
  "retainer",
  "contract",
  "employment",
  "grant",
  "sponsorship",
  "equity",
  "board",
  "prospect",
]);
export type EngagementKind = z.infer<typeof EngagementKind>;

export const Disclosure = z.enum(["public", "confidential"]);

const Domain = z.string().superRefine((domain, context) => {
  const problem = domainProblem(domain);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

/** 32 random bytes in base64: what hides an organization in the log, and what reveals it. */
const CommitmentKey = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, {
  error: "expected exactly 32 random bytes in base64 (44 characters)",
});

export const Organization = z.strictObject({
  id: OrganizationId,
  name: z.string().min(1).max(200),
  aliases: z.array(z.string().min(1).max(200)).default([]),
  parent: z.strictObject({ organization: OrganizationId, from: Day }).optional(),
  github: z
    .strictObject({ orgs: z.array(Login).default([]), logins: z.array(Login).default([]) })
    .default({ orgs: [], logins: [] }),
  membership: z.enum(["staff", "community"]).default("staff"),
  domains: z.array(Domain).default([]),
  disclosure: Disclosure.default("confidential"),
  visibility: z.enum(["practice", "self"]).default("practice"),
  labelIn: z.array(RepositoryGlob).default([]),
  commitmentKey: CommitmentKey.optional(),
});
export type Organization = z.infer<typeof Organization>;

export const Engagement = z.strictObject({
  owner: z.union([z.literal("practice"), Login], {
    error: 'expected "practice" or the login of a member, such as octocat',
  }),
  organization: OrganizationId,
  kind: EngagementKind,
  from: Day,
  until: Day.optional(),
  coolOffDays: z.number().int().min(0).max(36_500).optional(),
  scope: z.array(z.string().min(1)).optional(),
  share: z.number().min(0).max(1).optional(),
});
export type Engagement = z.infer<typeof Engagement>;

export const KnownPerson = z.strictObject({
  login: Login.optional(),
  id: AccountId.optional(),
  emails: z.array(z.email()).default([]),
  organization: OrganizationId,
  from: Day.optional(),
  until: Day.optional(),
  disclosure: z.enum(["public", "private"]).default("private"),
});
export type KnownPerson = z.infer<typeof KnownPerson>;

export const Member = z.strictObject({
  login: Login,
  id: AccountId,
  from: Day,
  until: Day.optional(),
});
export type Member = z.infer<typeof Member>;

export const Screen = z.strictObject({
  member: Login,
  organization: OrganizationId,
  from: Day,
  until: Day.optional(),
  reason: z.string().min(1).max(1000),
});
export type Screen = z.infer<typeof Screen>;

/** The shape alone. {@link Roster} adds what one part of the file demands of another. */
export const RosterShape = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1, { error: "expected 1, the only version of this file so far" }),
  repositories: z.array(RepositoryGlob),
  practice: z.strictObject({
    name: z.string().min(1).max(200),
    members: z.array(Member).min(1),
    screens: z.array(Screen).default([]),
  }),
  organizations: z.array(Organization),
  engagements: z.array(Engagement),
  people: z.array(KnownPerson).default([]),
});

/** A whole roster. What it refuses, it refuses by place, never by value. */
export const Roster = RosterShape.superRefine((roster, context) => {
  for (const { path, message } of crossProblems(roster)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});
export type Roster = z.infer<typeof Roster>;
