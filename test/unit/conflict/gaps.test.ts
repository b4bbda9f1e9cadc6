/* What could not be looked up is unknown: never clear, never public, and never beside a real answer. */
import assert from "node:assert/strict";
import { membersSource, type MemberSet } from "@recuse/shared/affiliation/members-source.ts";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import { Policy } from "@recuse/shared/conflict/policy.ts";
import { publishable } from "@recuse/shared/conflict/publish.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Organization } from "@recuse/shared/roster/schema.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { acme, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const TODAY = dayNumber("2026-03-01");

function judge(
  organization: Partial<Organization>,
  set: MemberSet | undefined,
  person: Person,
): Determination | undefined {
  const content = roster({ organizations: [acme({ disclosure: "public", ...organization })] });
  const members = { sets: new Map(set === undefined ? [] : [["acme", set]]), today: () => TODAY };
  const source = combineSources([rosterSource(content), membersSource(content, members)]);
  const about = subject({ kind: "proposal", people: [person] });
  const rules = compileRules(content, Policy.parse({ version: 1 }));
  return determine(rules, about, resolve(about, source, TODAY), TODAY)[0];
}

const STRANGER = author({ login: "stranger", id: 77 });
const READ: MemberSet = { ids: new Set([5]), readOn: TODAY - 1 };

describe("determine: look-ups that failed", () => {
  const cases: readonly [
    what: string,
    organization: Partial<Organization>,
    set: MemberSet | undefined,
    person: Person,
    level: string,
  ][] = [
    ["members that were read, and she is not among them", {}, READ, STRANGER, "clear"],
    ["members that were never read", {}, undefined, STRANGER, "unknown"],
    ["members that were read long ago", {}, { ...READ, readOn: TODAY - 400 }, STRANGER, "unknown"],
    ["an organization that is gone", {}, { ids: new Set(), gone: true }, STRANGER, "unknown"],
    ["a member", {}, { ids: new Set([77]), readOn: TODAY }, STRANGER, "recuse"],
    ["somebody whom the roster lists already", {}, undefined, author({ login: "wile", id: 1001 }), "recuse"],
    [
      "a confidential organization, which is never asked",
      { disclosure: "confidential" },
      undefined,
      STRANGER,
      "clear",
    ],
    ["a community, whose members prove nothing", { membership: "community" }, undefined, STRANGER, "clear"],
    [
      "an organization without accounts on GitHub",
      { github: { orgs: [], logins: [] } },
      undefined,
      STRANGER,
      "clear",
    ],
    ["an author whose id is not known", {}, undefined, { role: "author", login: "stranger" }, "clear"],
  ];
  for (const [what, organization, set, person, level] of cases) {
    it(`${what}: ${level}`, () => {
      assert.equal(judge(organization, set, person)?.level, level);
    });
  }

  it("says why, and says nothing of it in public", () => {
    const judged = judge({}, undefined, STRANGER);
    assert.deepEqual(
      judged?.findings.map(({ evidence, exposure }) => [evidence, exposure]),
      [
        [
          "whether stranger is a public member of acme could not be looked up: GitHub did not answer",
          "private",
        ],
      ],
    );
    assert.ok(judged);
    assert.equal(publishable(judged).level, "clear");
  });
});
