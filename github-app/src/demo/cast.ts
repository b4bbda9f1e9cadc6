/*
 * Who appears in the demo: a practice of two maintainers, a client that may be named, one that was a client
 * until recently, one under NDA, and people who have nothing to do with any of them.
 */
import { randomBytes } from "node:crypto";
import { dayNumber, dayText } from "@recuse/shared/roster/dates.ts";
import type { Organization, Roster } from "@recuse/shared/roster/schema.ts";
import type { LocalGitHub, LocalGitHubSeed } from "./local-github.ts";

export const REPOSITORY = "octo-org/engine";
/** The App is installed there too, but the roster does not list it. */
export const UNLISTED = "other-org/probe";

export const CAST = {
  maintainer: "octocat",
  colleague: "hubot",
  clientStaff: "acme-engineer",
  clientStaffKnownPrivately: "acme-consultant",
  formerStaff: "acme-alumna",
  formerClientStaff: "globex-engineer",
  confidentialStaff: "initech-engineer",
  staffByData: "acme-newcomer",
  workmate: "hooli-engineer",
  stranger: "passer-by",
  bot: "update-robot[bot]",
} as const;
export type Part = keyof typeof CAST;

/** Every string that would give the confidential client away. */
export const CANARIES = ["initech", "penetrode", "initech-engineer", "initech.example"] as const;

export const SEED = {
  users: Object.values(CAST).map((login) => ({ login })),
  organizations: [
    { login: "octo-org", members: [{ login: CAST.maintainer, role: "admin" }, { login: CAST.colleague }] },
    { login: "acme", members: [{ login: CAST.clientStaff, role: "admin" }] },
    { login: "other-org", members: [{ login: CAST.stranger, role: "admin" }] },
  ],
  repositories: [
    { owner: "octo-org", name: "engine" },
    { owner: "other-org", name: "probe" },
  ],
  installedOn: ["octo-org", "other-org"],
} as const satisfies LocalGitHubSeed;

/** The project's policy: proposals by label or title, everything else as preset. */
export const POLICY = `# How this project treats conflicts of interest.
version: 1
preset: standard
proposals:
  labels: [proposal]
  titles: ["RFC: "]
# A maintainer whose employer is also an author's says so, by affiliation data.
employers: true
`;

/** What public data says of people whom the roster does not list, as of a day. */
export function demoAffiliations(now: Date): string {
  return `# as of ${now.toISOString().slice(0, 10)}
${CAST.staffByData}: staff!acme.example
\tAcme, Inc. from 2024-01-01
${CAST.colleague}: colleague!hooli.example
\tHooli from 2020-01-01
${CAST.workmate}: workmate!hooli.example
\tIndependent until 2022-05-01
\tHooli from 2022-05-01
`;
}

/** The practice's roster as of a day, with the account ids that the local GitHub gave out. */
export async function demoRoster(gitHub: LocalGitHub, now: Date): Promise<Roster> {
  const today = dayNumber(now.toISOString());
  const daysAgo = (days: number): string => dayText(today - days);
  const idOf = (part: Part): Promise<number> => gitHub.idOf(CAST[part]);
  const key = (): string => randomBytes(32).toString("base64");
  const base: Pick<Organization, "aliases" | "labelIn" | "membership" | "visibility"> = {
    aliases: [],
    labelIn: [],
    membership: "staff",
    visibility: "practice",
  };
  return {
    version: 1,
    repositories: ["octo-org/*"],
    practice: {
      name: "The practice",
      members: [
        { login: CAST.maintainer, id: await idOf("maintainer"), from: daysAgo(2000) },
        { login: CAST.colleague, id: await idOf("colleague"), from: daysAgo(2000) },
      ],
      screens: [],
    },
    organizations: [
      {
        ...base,
        id: "acme",
        name: "Acme",
        github: { orgs: ["acme"], logins: [] },
        domains: ["acme.example"],
        disclosure: "public",
        commitmentKey: key(),
      },
      {
        ...base,
        id: "globex",
        name: "Globex",
        github: { orgs: [], logins: [] },
        domains: ["globex.example"],
        disclosure: "public",
        commitmentKey: key(),
      },
      {
        ...base,
        id: "initech",
        name: "Initech",
        aliases: ["Penetrode"],
        github: { orgs: ["initech"], logins: [] },
        domains: ["initech.example"],
        disclosure: "confidential",
        commitmentKey: key(),
      },
    ],
    engagements: [
      { owner: CAST.maintainer, organization: "acme", kind: "retainer", from: daysAgo(400) },
      {
        owner: CAST.maintainer,
        organization: "globex",
        kind: "contract",
        from: daysAgo(700),
        until: daysAgo(90),
      },
      { owner: CAST.maintainer, organization: "initech", kind: "retainer", from: daysAgo(200) },
    ],
    people: [
      person("acme", await idOf("clientStaff"), CAST.clientStaff, "public"),
      person("acme", await idOf("clientStaffKnownPrivately"), CAST.clientStaffKnownPrivately, "private"),
      {
        ...person("acme", await idOf("formerStaff"), CAST.formerStaff, "public"),
        from: daysAgo(1500),
        until: daysAgo(30),
      },
      person("globex", await idOf("formerClientStaff"), CAST.formerClientStaff, "public"),
      person("initech", await idOf("confidentialStaff"), CAST.confidentialStaff, "private"),
    ],
  };
}

function person(
  organization: string,
  id: number,
  login: string,
  disclosure: "public" | "private",
): Roster["people"][number] {
  return { login, id, emails: [], organization, disclosure };
}
