import assert from "node:assert/strict";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import { intakeRosters, intakesOf, type Intake } from "@recuse/shared/conflict/intake.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { Organization, Roster, type Engagement } from "@recuse/shared/roster/schema.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { acme, HUBOT, OCTOCAT, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const TODAY = "2026-03-01";
const GLOBEX = Organization.parse({ id: "globex", name: "Globex", domains: ["globex.example"] });
const FROM_GLOBEX = author({ login: "mona", id: 9002, email: "mona@globex.example" });
const FROM_ACME = author({ login: "wile", id: 1001 });
const PRACTICE: Engagement = { owner: "practice", organization: "globex", kind: "retainer", from: TODAY };

function intakes(given: Roster, on: Partial<Subject>, engagement: Engagement = PRACTICE): Intake[] {
  const listed = given.organizations.find(({ id }) => id === "globex") ?? GLOBEX;
  const rosters = intakeRosters(given, listed, engagement);
  const about = subject(on);
  const today = dayNumber(TODAY);
  const [before, after] = [rosters.without, Roster.parse(rosters.with)].map((each) =>
    determine(compileRules(each, DEFAULT_POLICY), about, resolve(about, rosterSource(each), today), today),
  );
  return intakesOf("globex", about, before ?? [], after ?? []);
}

function short(found: readonly Intake[]): string[] {
  return found.map(
    ({ maintainer, before, level, asks, meets }) =>
      `${maintainer.login} ${before} ${level} ${asks} ${meets.map(({ id }) => id).join()}`,
  );
}

describe("intake", () => {
  const two = roster({
    practice: {
      name: "A practice",
      members: [
        { ...OCTOCAT, from: "2020-01-01" },
        { ...HUBOT, from: "2020-01-01" },
      ],
    },
  });
  const rows: readonly {
    readonly name: string;
    readonly given?: Roster;
    readonly on: Partial<Subject>;
    readonly engagement?: Partial<Engagement>;
    readonly says: readonly string[];
  }[] = [
    { name: "nobody of the new client", on: { people: [FROM_ACME] }, says: [] },
    {
      name: "an author of the new client",
      on: { people: [FROM_GLOBEX] },
      says: ["octocat clear disclose disclose "],
    },
    {
      name: "another client there",
      on: { people: [FROM_GLOBEX, { ...FROM_ACME, role: "co-author" }] },
      says: ["octocat disclose disclose disclose acme"],
    },
    {
      name: "a proposal that another client brought",
      on: { kind: "proposal", people: [FROM_ACME, { ...FROM_GLOBEX, role: "co-author" }] },
      says: ["octocat recuse recuse disclose acme"],
    },
    {
      name: "the whole practice signs",
      given: two,
      on: { people: [FROM_GLOBEX] },
      says: ["octocat clear disclose disclose ", "hubot clear disclose disclose "],
    },
    {
      name: "one of it signs: imputed to the other",
      given: two,
      on: { people: [FROM_GLOBEX] },
      engagement: { owner: "hubot" },
      says: ["octocat clear disclose disclose ", "hubot clear disclose disclose "],
    },
    {
      name: "equity is not imputed",
      given: two,
      on: { people: [FROM_GLOBEX] },
      engagement: { owner: "hubot", kind: "equity" },
      says: ["hubot clear disclose disclose "],
    },
    {
      name: "a prospect already: what she adds is shown all the same",
      given: roster({
        organizations: [acme(), { id: "globex", name: "Globex", domains: ["globex.example"] }],
        engagements: [{ owner: "octocat", organization: "globex", kind: "prospect", from: "2026-01-01" }],
      }),
      on: { people: [FROM_GLOBEX] },
      says: ["octocat clear disclose disclose "],
    },
    {
      name: "a client already: she adds nothing",
      given: roster({
        organizations: [acme(), { id: "globex", name: "Globex", domains: ["globex.example"] }],
        engagements: [{ owner: "octocat", organization: "globex", kind: "retainer", from: "2026-01-01" }],
      }),
      on: { people: [FROM_GLOBEX] },
      says: [],
    },
    { name: "prose alone asks for nothing", on: { title: "Globex needs this" }, says: [] },
  ];
  for (const { name, given = roster(), on, engagement = {}, says } of rows) {
    it(name, () => {
      assert.deepEqual(short(intakes(given, on, { ...PRACTICE, ...engagement })), says);
    });
  }

  it("a closed subject in which she was involved", () => {
    const on = { state: "closed", people: [FROM_GLOBEX] } as const;
    const involved = (more: Partial<Subject>): unknown => intakes(roster(), { ...on, ...more })[0]?.involved;
    assert.equal(involved({}), false);
    assert.equal(involved({ involved: ["OctoCat"] }), true);
    assert.equal(involved({ deciders: ["octocat"] }), true);
    assert.equal(involved({ involved: ["hubot"] }), false);
  });
});
