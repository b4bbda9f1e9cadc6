/* Who the new client is, and on which terms: out of the roster or out of options, held to the roster's own schema. */
import { intakeRosters } from "@recuse/shared/conflict/intake.ts";
import { dayText, type DayNumber } from "@recuse/shared/roster/dates.ts";
import { Engagement, Organization, Roster } from "@recuse/shared/roster/schema.ts";
import type * as z from "zod";
import { CommandError } from "./io.ts";

/** For the argument parser. */
export const INTAKE_OPTIONS = {
  name: { type: "string" },
  alias: { type: "string", multiple: true },
  "github-org": { type: "string", multiple: true },
  domain: { type: "string", multiple: true },
  kind: { type: "string" },
  owner: { type: "string" },
} as const;

export interface IntakeValues {
  readonly name?: string | undefined;
  readonly alias?: readonly string[] | undefined;
  readonly "github-org"?: readonly string[] | undefined;
  readonly domain?: readonly string[] | undefined;
  readonly kind?: string | undefined;
  readonly owner?: string | undefined;
}

export interface NewClient {
  readonly organization: Organization;
  readonly engagement: Engagement;
  readonly rosters: { readonly before: Roster; readonly after: Roster };
  /** She has an engagement today that is more than a prospect's, or cools off. */
  readonly isClient: boolean;
}

/** Which option filled a field of the organization or the engagement. */
const OPTION_OF: Readonly<Record<string, string>> = {
  id: "ORG",
  name: "--name",
  aliases: "--alias",
  github: "--github-org",
  domains: "--domain",
  kind: "--kind",
  owner: "--owner",
};

/**
 * The new client with the rosters that are compared. One that only options describe is confidential, so that nothing
 * about it is ever asked of anybody.
 *
 * @throws CommandError with one sentence that names the option
 */
export function newClient(id: string, values: IntakeValues, roster: Roster, today: DayNumber): NewClient {
  const organization = organizationOf(id, values, roster);
  const engagement = accepted(
    Engagement.safeParse({
      owner: values.owner ?? "practice",
      organization: organization.id,
      kind: values.kind ?? "retainer",
      from: dayText(today),
    }),
    (path) => path[0],
  );
  const { without, with: after } = intakeRosters(roster, organization, engagement);
  // What one part of a roster demands of another: a domain of one organization, an owner who is a member.
  const whole = accepted(Roster.safeParse(after), (path) => path[2]);
  return {
    organization,
    engagement,
    rosters: { before: without, after: whole },
    isClient: without.engagements.some((each) => each.organization === organization.id),
  };
}

function organizationOf(id: string, values: IntakeValues, roster: Roster): Organization {
  const listed = roster.organizations.find((each) => each.id === id);
  const { name, alias = [], "github-org": orgs = [], domain: domains = [] } = values;
  const isDescribed = name !== undefined || alias.length + orgs.length + domains.length > 0;
  if (listed !== undefined) {
    if (!isDescribed) return listed;
    throw new CommandError(
      "ORG: the roster lists this organization: leave --name, --alias, --github-org and --domain out, or give another id",
    );
  }
  if (name === undefined) {
    throw new CommandError(
      "ORG: the roster lists no organization of this id: mend the spelling, or describe a new one with --name",
    );
  }
  return accepted(
    Organization.safeParse({
      id,
      name,
      aliases: alias,
      github: { orgs },
      domains,
      disclosure: "confidential",
    }),
    (path) => path[0],
  );
}

function accepted<T>(
  result: z.ZodSafeParseResult<T>,
  fieldOf: (path: readonly PropertyKey[]) => PropertyKey | undefined,
): T {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const option = OPTION_OF[String(fieldOf(issue?.path ?? []))] ?? "ORG";
  throw new CommandError(`${option}: ${sentenceOf(option, issue)}`);
}

/** The schema's own sentences name no value; zod's for what it checks by itself say less than is needed. */
function sentenceOf(option: string, issue: z.core.$ZodIssue | undefined): string {
  if (option === "--kind") return `expected one of ${Engagement.shape.kind.options.join(", ")}`;
  if (issue === undefined) return "expected what the roster would take";
  if (issue.code === "too_small") return "expected text that is not empty";
  if (issue.code === "too_big") return "expected at most 200 characters";
  return issue.message;
}
