import assert from "node:assert/strict";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { withPins } from "@recuse/shared/affiliation/pins-source.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { labelable, publishable } from "@recuse/shared/conflict/publish.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import type { Pin, SubjectSaid } from "@recuse/shared/recusal/pin.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { pinOf } from "../../builders/pin.ts";
import { HUBOT, OCTOCAT, acme, key, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const TODAY = dayNumber("2026-03-01");
const WILE = author({ login: "wile", id: 1001 });
const ROSTER = roster({
  organizations: [acme(), { id: "globex", name: "Globex", disclosure: "public", commitmentKey: key(2) }],
  practice: {
    name: "A practice",
    members: [
      { ...OCTOCAT, from: "2020-01-01" },
      { ...HUBOT, from: "2020-01-01" },
    ],
  },
  engagements: ["acme", "globex"].map((organization) => ({
    owner: "octocat",
    organization,
    kind: "retainer" as const,
    from: "2025-01-01",
  })),
  people: [
    { id: 1001, organization: "acme", disclosure: "public" },
    { id: 1002, organization: "globex", disclosure: "public" },
  ],
});

function judge(pins: readonly Pin[], about: Partial<Subject>, helped: readonly number[] = []): Determination {
  const rules = compileRules(ROSTER, DEFAULT_POLICY);
  const source = withPins(rosterSource(ROSTER), ROSTER.organizations, () => pins);
  const onSubject = pins.filter((pin): pin is Pin<SubjectSaid> => pin.said.about === "subject");
  const seen = subject({ kind: "proposal", people: [WILE], ...about });
  const found = determine(rules, seen, resolve(seen, source, TODAY), TODAY, { helped, pins: onSubject });
  const hers = found.find(({ maintainer }) => maintainer.id === OCTOCAT.id);
  assert.ok(hers);
  return hers;
}

function onSubject(verdict: SubjectSaid["verdict"], more: Partial<SubjectSaid> = {}): SubjectSaid {
  return {
    about: "subject",
    repository: { name: "octo-org/engine" },
    ref: "octo-org/engine#7",
    number: 7,
    maintainer: OCTOCAT.id,
    verdict,
    ...more,
  };
}

const STRANGER = { people: [author({ login: "stranger", id: 9 })] };

describe("a conflict that is pinned on a subject", () => {
  it("is a private finding of the pinned level", () => {
    for (const level of ["recuse", "disclose"] as const) {
      const found = judge([pinOf(1, onSubject("conflict", { level }), { reason: "I drafted it" })], STRANGER);
      assert.equal(found.level, level);
      assert.deepEqual(found.findings, [
        {
          relation: "pinned",
          organization: "acme",
          organizationName: "Acme",
          strength: "confirmed",
          source: "pin",
          evidence: "octocat pinned a conflict with Acme here",
          remark: "I drafted it",
          level,
          unconflictedApproval: false,
          exposure: "private",
        },
      ]);
      assert.equal(labelable(found).level, "clear");
    }
  });

  const nothing: [string, Pin][] = [
    ["of another maintainer", pinOf(1, onSubject("conflict", { maintainer: HUBOT.id }))],
    ["that no longer holds", pinOf(1, onSubject("conflict", { until: "2026-03-01" }))],
    [
      "of an organization that the roster does not list",
      pinOf(1, onSubject("conflict"), { organization: "initech" }),
    ],
  ];
  for (const [name, pin] of nothing) {
    it(`${name} is none`, () => {
      assert.deepEqual(judge([pin], STRANGER).findings, []);
    });
  }
});

describe("no conflict, pinned on a subject", () => {
  const NONE = pinOf(1, onSubject("no-conflict"), { reason: "another Acme" });

  it("clears the organization's findings, keeps what they asked for, and makes them private", () => {
    const found = judge([NONE], {});
    assert.equal(found.level, "clear");
    assert.deepEqual(
      found.findings.map(({ level, pinnedFrom, exposure, remark }) => ({
        level,
        pinnedFrom,
        exposure,
        remark,
      })),
      [
        {
          level: "clear",
          pinnedFrom: "recuse",
          exposure: "private",
          remark: "pinned by octocat: no conflict here, another Acme",
        },
      ],
    );
    assert.deepEqual(publishable(found).findings, []);
  });

  it("leaves the others' alone, and two clients are no longer two", () => {
    const both = { people: [WILE, { role: "co-author", login: "hank", id: 1002 } as const] };
    assert.ok(judge([], both).findings.some(({ relation }) => relation === "two-clients"));
    const found = judge([NONE], both);
    assert.equal(found.level, "recuse");
    assert.deepEqual(
      found.findings.map(({ relation, organization, level }) => [relation, organization, level]),
      [
        ["author", "acme", "clear"],
        ["co-author", "globex", "recuse"],
      ],
    );
  });

  it("never touches what she wrote or helped with", () => {
    const wrote = judge([NONE], { people: [author(OCTOCAT)] });
    assert.equal(wrote.level, "recuse");
    assert.deepEqual(
      wrote.findings.map(({ relation, pinnedFrom }) => [relation, pinnedFrom]),
      [["wrote", undefined]],
    );
    for (const id of [OCTOCAT.id, HUBOT.id]) {
      assert.equal(judge([NONE], {}, [id]).level, "recuse");
    }
  });
});

describe("a person who is pinned away", () => {
  it("asks a question and labels nothing, and what the rules asked for is kept", () => {
    const away = pinOf(1, { about: "person", account: { id: 1001 }, verdict: "is-not" });
    const kinds: [Subject["kind"], string][] = [
      ["issue", "disclose"],
      ["proposal", "recuse"],
    ];
    for (const [kind, from] of kinds) {
      const found = judge([away], { kind });
      assert.equal(found.level, "clear");
      const [finding] = found.findings;
      assert.equal(finding?.strength, "suggested");
      assert.equal(finding.pinnedFrom, from);
      assert.equal(finding.exposure, "private");
      assert.equal(finding.remark, "pinned by octocat: not at Acme");
    }
  });

  it("keeps nothing of what was only a suggestion before", () => {
    const pin = pinOf(1, onSubject("no-conflict"));
    const [finding] = judge([pin], { ...STRANGER, title: "Acme needs it" }).findings;
    assert.equal(finding?.relation, "mentioned");
    assert.equal(finding.pinnedFrom, undefined);
  });
});
