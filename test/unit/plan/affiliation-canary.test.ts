/*
 * Affiliation data that places an author at a confidential client and at a public one: the way from the files to
 * what GitHub and the public log get to see, searched for the confidential client.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import { employmentSource } from "@recuse/shared/affiliation/employment-source.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import { Policy } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import { plan, type Plan } from "@recuse/shared/plan/plan.ts";
import { emptyJournal, subjectState } from "@recuse/shared/recusal/journal.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { employmentOf, type AffiliationText } from "../../builders/employment.ts";
import { acme, HUBOT, key, OCTOCAT, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

/** Everything by which the confidential client, its people and what contradicts could be told. */
const CANARIES = ["coreos", "core os", "quartz", "mona", "contested", "other data", "an unpublished list"];
const ASKED_ON = "2022-06-01";
const DAY = dayNumber(ASKED_ON);

/** The confidential client was bought by the public one, as everybody knows. */
const CLIENTS = [
  acme({ id: "public", name: "Red Hat", domains: [], github: { orgs: [] } }),
  {
    id: "quartz",
    name: "CoreOS",
    aliases: ["Project Quartz"],
    domains: ["quartz.example"],
    disclosure: "confidential" as const,
    commitmentKey: key(2),
  },
];

const GIVEN = roster({
  practice: {
    name: "A practice",
    members: [
      { ...OCTOCAT, from: "2020-01-01" },
      { ...HUBOT, from: "2020-01-01" },
    ],
  },
  organizations: CLIENTS,
  engagements: [
    { owner: "octocat", organization: "public", kind: "retainer", from: "2021-01-01" },
    { owner: "octocat", organization: "quartz", kind: "retainer", from: "2021-01-01" },
    { owner: "hubot", organization: "quartz", kind: "retainer", from: "2021-01-01" },
  ],
  people: [{ login: "mona", id: 77, organization: "quartz" }],
});

function gitdm(...people: readonly string[]): AffiliationText {
  const records = people.map((line) => {
    const [login = "", stints = ""] = line.split(": ");
    const lines = stints.split(", ").map((stint) => `\t${stint} from 2015-01-01\n`);
    return `${login}: ${login}!users.noreply.github.com\n${lines.join("")}`;
  });
  return { file: "developers.txt", text: `# as of 2023-03-29\n${records.join("")}` };
}

function list(login: string, organization: string): AffiliationText {
  const people = [{ login, organizations: [{ name: organization, from: "2015-01-01" }] }];
  const text = {
    recuse: "affiliations",
    version: 1,
    title: "an unpublished list",
    asOf: "2023-03-29",
    people,
  };
  return { file: "list.json", text: JSON.stringify(text) };
}

const WILE = author({ login: "wile", id: 1001 });

type Scene = readonly [
  what: string,
  data: readonly AffiliationText[],
  people: readonly Person[],
  /** Does the public learn of the public client? */
  isPublic: boolean,
];

const SCENES: readonly Scene[] = [
  ["at both by one file", [gitdm("wile: Red Hat, CoreOS")], [WILE], true],
  ["at each by one of two files", [gitdm("wile: Red Hat"), list("wile", "CoreOS")], [WILE], true],
  [
    "at the confidential one by the public file",
    [gitdm("wile: CoreOS"), list("wile", "Red Hat")],
    [WILE],
    false,
  ],
  ["at the public one only because that bought the confidential one", [gitdm("wile: CoreOS")], [WILE], false],
  ["by another name of the confidential one", [gitdm("wile: Red Hat, Project Quartz")], [WILE], true],
  [
    "at both, and the deciders as well",
    [gitdm("wile: Red Hat, CoreOS", "octocat: CoreOS", "hubot: Red Hat, CoreOS")],
    [WILE],
    true,
  ],
  [
    "beside somebody of the confidential one's people, of whom the data says something else",
    [gitdm("wile: Red Hat", "mona: Globex")],
    [WILE, { role: "co-author", login: "mona", id: 77 }],
    true,
  ],
  [
    "with an address at the confidential one's domain",
    [gitdm("wile: Red Hat")],
    [WILE, { role: "co-author", email: "m@quartz.example" }],
    true,
  ],
  [
    "with an address at a domain that the data gives the confidential one",
    [
      gitdm("wile: Red Hat"),
      { file: "domains.txt", text: "# as of 2023-03-29\nwile.example\tProject Quartz\n" },
    ],
    [WILE, { role: "co-author", email: "m@wile.example" }],
    true,
  ],
];

function planned(
  kind: "issue" | "pull_request" | "proposal",
  employers: boolean,
  [, data, people]: Scene,
  given: Roster = GIVEN,
): Plan {
  const employment = employmentOf(data);
  const policy = Policy.parse({ version: 1, employers });
  const about = subject({ kind, createdAt: ASKED_ON, updatedAt: ASKED_ON, people, title: "Faster" });
  const source = combineSources([
    rosterSource(given),
    employmentSource(given, employment, { organizationKey }),
  ]);
  const rules = compileRules(given, policy, employment);
  return plan({
    subject: about,
    determinations: determine(rules, about, resolve(about, source, DAY), DAY),
    policy,
    state: subjectState(emptyJournal(), about.repository, 7),
    fresh: true,
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
  });
}

function seenByAll({ effects, records, overrides }: Plan): string {
  return JSON.stringify([effects, overrides, records.filter(({ log }) => log === "public")]).toLowerCase();
}

describe("affiliation data about a confidential client", () => {
  for (const scene of SCENES) {
    for (const kind of ["issue", "pull_request", "proposal"] as const) {
      for (const employers of [false, true]) {
        const [what, , , isPublic] = scene;
        it(`the author ${what}: nothing of it on the ${kind}${employers ? ", employers compared" : ""}`, () => {
          const found = planned(kind, employers, scene);
          const said = seenByAll(found);
          for (const canary of CANARIES) assert.ok(!said.includes(canary), `${canary}: ${said}`);
          assert.equal(said.includes("red hat") || said.includes("add-labels"), isPublic, said);
          const own = JSON.stringify(found.records.filter(({ log }) => log === "private")).toLowerCase();
          assert.ok(own.includes("coreos"), "her own log does have it, so the search can fail");
        });
      }
    }
  }

  it("what the public sees is the same as if the confidential client were none", () => {
    const without = {
      ...GIVEN,
      engagements: GIVEN.engagements.filter(({ organization }) => organization === "public"),
    };
    for (const scene of SCENES) {
      for (const kind of ["pull_request", "proposal"] as const) {
        assert.equal(
          seenByAll(planned(kind, false, scene)),
          seenByAll(planned(kind, false, scene, without)),
          scene[0],
        );
      }
    }
  });
});
