import assert from "node:assert/strict";
import type { Affiliation, ResolvedPerson } from "@recuse/shared/affiliation/affiliation.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import type { KnownWork } from "@recuse/shared/conflict/known-work.ts";
import { DEFAULT_POLICY, Policy } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Role, Subject, SubjectKind } from "@recuse/shared/subject/subject.ts";
import { acme, HUBOT, key, OCTOCAT, roster } from "../../builders/roster.ts";
import { subject } from "../../builders/subject.ts";

const TODAY = dayNumber("2026-03-01");

function affiliation(overrides: Partial<Affiliation> = {}): Affiliation {
  return {
    organization: "acme",
    strength: "confirmed",
    selfAsserted: false,
    source: "roster id",
    evidence: "wile is one of Acme's people",
    publicEvidence: true,
    interval: {},
    ...overrides,
  };
}

function person(role: Role, ...affiliations: Affiliation[]): ResolvedPerson {
  return { person: { role, login: "wile", id: 1001 }, affiliations };
}

interface Case {
  readonly given?: Roster;
  readonly policy?: Policy;
  readonly subject?: Partial<Subject>;
  readonly people?: readonly ResolvedPerson[];
  readonly work?: KnownWork;
  readonly asOf?: string;
}

function judge(each: Case): Determination[] {
  const rules = compileRules(each.given ?? roster(), each.policy ?? DEFAULT_POLICY);
  const asOf = each.asOf === undefined ? TODAY : dayNumber(each.asOf);
  return determine(rules, subject(each.subject), each.people ?? [], asOf, each.work);
}

function octocat(each: Case): Determination {
  const found = judge(each).find(({ maintainer }) => maintainer.id === OCTOCAT.id);
  assert.ok(found, "octocat is judged");
  return found;
}

/** A practice of two; the engagement is hubot's unless it says otherwise. */
function practice(
  engagement: Partial<Roster["engagements"][number]> = {},
  more: Partial<Roster> = {},
): Roster {
  return roster({
    practice: {
      name: "A practice",
      members: [
        { ...OCTOCAT, from: "2020-01-01" },
        { ...HUBOT, from: "2020-01-01" },
      ],
    },
    engagements: [
      { owner: "hubot", organization: "acme", kind: "retainer", from: "2025-01-01", ...engagement },
    ],
    ...more,
  });
}

const KINDS = ["issue", "pull_request", "proposal"] as const satisfies SubjectKind[];
const ended = roster({
  engagements: [
    { owner: "octocat", organization: "acme", kind: "retainer", from: "2024-01-01", until: "2026-01-01" },
  ],
});
const twoClients = roster({
  organizations: [acme(), acme({ id: "globex", name: "Globex", domains: [], commitmentKey: key(2) })],
  engagements: [
    { owner: "octocat", organization: "acme", kind: "retainer", from: "2025-01-01" },
    { owner: "octocat", organization: "globex", kind: "grant", from: "2025-01-01" },
  ],
});

describe("determine: the level table of the rules, preset standard", () => {
  const self = { person: { role: "author" as const, ...OCTOCAT }, affiliations: [] };
  const forged = affiliation({ selfAsserted: true, strength: "reported", source: "e-mail domain" });
  const table: [string, Case, string, string, string][] = [
    ["she wrote it", { people: [self] }, "recuse", "recuse", "recuse"],
    ["she helped with it", { work: { helped: [OCTOCAT.id] } }, "recuse", "recuse", "recuse"],
    [
      "author of a current client, confirmed",
      { people: [person("author", affiliation())] },
      "disclose",
      "disclose+1",
      "recuse",
    ],
    [
      "co-author of a current client, confirmed",
      { people: [person("co-author", affiliation())] },
      "disclose",
      "disclose+1",
      "recuse",
    ],
    [
      "head repository of a current client",
      { people: [person("head-repository", affiliation())] },
      "disclose",
      "disclose+1",
      "recuse",
    ],
    [
      "author, reported",
      { people: [person("author", affiliation({ strength: "reported" }))] },
      "disclose",
      "disclose",
      "disclose",
    ],
    ["co-author by a trailer", { people: [person("co-author", forged)] }, "disclose", "disclose", "disclose"],
    [
      "confirmed, and yet self-asserted",
      { people: [person("author", affiliation({ selfAsserted: true }))] },
      "disclose",
      "disclose",
      "disclose",
    ],
    ["on behalf of", { people: [person("on-behalf-of", forged)] }, "disclose", "disclose", "disclose"],
    ["committer", { people: [person("committer", affiliation())] }, "disclose", "disclose", "disclose"],
    [
      "in cool-off",
      { given: ended, people: [person("author", affiliation())] },
      "disclose",
      "disclose",
      "disclose",
    ],
    [
      "only imputed from a colleague",
      { given: practice(), people: [person("author", affiliation())] },
      "disclose",
      "disclose",
      "disclose",
    ],
    [
      "a colleague helped with it",
      { given: practice(), work: { helped: [HUBOT.id] } },
      "recuse",
      "recuse",
      "recuse",
    ],
    [
      "suggested",
      { people: [person("mentioned", affiliation({ strength: "suggested", source: "mention" }))] },
      "clear",
      "clear",
      "clear",
    ],
    [
      "the author's account is gone",
      { people: [{ person: { role: "author", unidentified: true }, affiliations: [] }] },
      "unknown",
      "unknown",
      "unknown",
    ],
    ["a stranger", { people: [person("author")] }, "clear", "clear", "clear"],
    [
      "no client of hers",
      { people: [person("author", affiliation({ organization: "initech" }))] },
      "clear",
      "clear",
      "clear",
    ],
  ];
  for (const [name, given, ...levels] of table) {
    for (const [column, kind] of KINDS.entries()) {
      it(`${name}: ${kind} → ${levels[column] ?? ""}`, () => {
        const form = kind === "pull_request" ? "pull_request" : "issue";
        const { level, findings } = octocat({ ...given, subject: { kind, form } });
        const second = findings.some(({ unconflictedApproval }) => unconflictedApproval);
        assert.equal(second ? `${level}+1` : level, levels[column]);
      });
    }
  }

  it("people of two of her clients: as above, plus the finding", () => {
    const people = [
      person("author", affiliation()),
      {
        person: { role: "head-repository" as const, login: "globex" },
        affiliations: [affiliation({ organization: "globex" })],
      },
    ];
    const { level, findings } = octocat({ given: twoClients, people, subject: { kind: "proposal" } });
    assert.equal(level, "recuse");
    assert.deepEqual(
      findings.filter(({ relation }) => relation === "two-clients").map(({ evidence }) => evidence),
      ["two clients here: Acme and Globex"],
    );
  });

  it("a discussion is judged as an issue", () => {
    const { level } = octocat({ people: [person("author", affiliation())], subject: { kind: "discussion" } });
    assert.equal(level, "disclose");
  });
});

describe("determine: what a bot brought", () => {
  const bot = { role: "author", login: "acme-ci[bot]", id: 12, bot: true } as const;
  const by = (...affiliations: Affiliation[]): ResolvedPerson => ({ person: bot, affiliations });
  const also = (person: ResolvedPerson["person"], ...affiliations: Affiliation[]): ResolvedPerson => ({
    person,
    affiliations,
  });
  const asserted = affiliation({ selfAsserted: true, strength: "reported" });
  const rows: [string, ResolvedPerson[], string, string[]][] = [
    ["nobody is known to have had it do so", [by()], "unknown", ["unidentified"]],
    ["the organization's own", [by(affiliation({ source: "organization account" }))], "recuse", ["author"]],
    [
      "the organization's own, of no client of hers",
      [by(affiliation({ organization: "initech" }))],
      "clear",
      [],
    ],
    [
      "only a suggestion",
      [by(affiliation({ strength: "suggested" }))],
      "unknown",
      ["unidentified", "author"],
    ],
    [
      "a trailer names a client's engineer",
      [by(), also({ role: "co-author", login: "wile", id: 1001, selfAsserted: true }, asserted)],
      "disclose",
      ["co-author"],
    ],
    ["a trailer names a stranger", [by(), also({ role: "co-author", email: "m@mona.example" })], "clear", []],
    ["on somebody's behalf", [by(), also({ role: "on-behalf-of", login: "mona-org" })], "clear", []],
    [
      "another bot is named",
      [by(), also({ ...bot, role: "co-author", id: 13 })],
      "unknown",
      ["unidentified"],
    ],
    [
      "nobody's address",
      [by(), also({ role: "co-author", email: "noreply@agent.example" })],
      "unknown",
      ["unidentified"],
    ],
    [
      "who committed need not have asked",
      [by(), also({ role: "committer", login: "m" })],
      "unknown",
      ["unidentified"],
    ],
    [
      "she had it do so herself",
      [by(), also({ role: "co-author", ...OCTOCAT, selfAsserted: true })],
      "disclose",
      ["wrote"],
    ],
    ["a bot beside a person", [person("author"), also({ ...bot, role: "co-author" })], "clear", []],
  ];
  for (const [name, people, level, relations] of rows) {
    it(`${name}: ${level}`, () => {
      const found = octocat({ people, subject: { kind: "proposal" } });
      assert.equal(found.level, level);
      assert.deepEqual(
        found.findings.map(({ relation }) => relation),
        relations,
      );
    });
  }

  it("says that it is a bot", () => {
    const [finding] = octocat({ people: [by()] }).findings;
    assert.equal(finding?.evidence, "the author is a bot, and who had it bring this is not known");
    assert.equal(finding.account, "acme-ci[bot]");
  });
});

describe("determine: whose roster, and when", () => {
  const people = [person("author", affiliation())];

  it("judges nobody in a repository that the roster does not list", () => {
    assert.deepEqual(
      judge({ people, subject: { repository: { name: "elsewhere/engine", private: false } } }),
      [],
    );
  });

  it("a policy narrows whom it judges, and never widens", () => {
    const policy = Policy.parse({ version: 1, maintainers: ["HUBOT", "nobody"] });
    assert.deepEqual(
      judge({ given: practice(), policy, people }).map(({ maintainer }) => maintainer.login),
      ["hubot"],
    );
  });

  const engagement = { kind: "retainer" as const, from: "2025-01-01", until: "2026-01-01" };
  const dates: [string, string, string][] = [
    ["2024-12-31", "the day before it begins", "clear"],
    ["2025-01-01", "the first day", "recuse"],
    ["2025-12-31", "the last day", "recuse"],
    ["2026-01-01", "the day after: cool-off", "disclose"],
    ["2026-12-31", "the last day of 365 of cool-off", "disclose"],
    ["2027-01-01", "after the cool-off", "clear"],
  ];
  for (const [asOf, name, level] of dates) {
    it(`an engagement until 2026-01-01, acting on ${asOf}, ${name}: ${level}`, () => {
      const given = roster({ engagements: [{ owner: "octocat", organization: "acme", ...engagement }] });
      assert.equal(octocat({ given, people, asOf, subject: { kind: "proposal" } }).level, level);
    });
  }

  const coolOffs: [Roster["engagements"][number]["kind"], number][] = [
    ["retainer", 365],
    ["contract", 365],
    ["grant", 365],
    ["board", 365],
    ["employment", 365],
    ["sponsorship", 90],
    ["equity", 0],
    ["prospect", 0],
  ];
  for (const [kind, days] of coolOffs) {
    it(`${kind} cools off for ${String(days)} days`, () => {
      const given = roster({
        engagements: [
          { owner: "octocat", organization: "acme", kind, from: "2025-01-01", until: "2026-01-01" },
        ],
      });
      const end = dayNumber("2026-01-01");
      const levelOn = (day: number): string =>
        octocat({ given, people, asOf: new Date(day * 86_400_000).toISOString() }).level;
      assert.equal(levelOn(end - 1), "disclose");
      if (days > 0) assert.equal(levelOn(end + days - 1), "disclose");
      assert.equal(levelOn(end + days), "clear");
    });
  }

  it("an engagement's own cool-off beats its kind's", () => {
    const given = roster({
      engagements: [{ owner: "octocat", organization: "acme", ...engagement, coolOffDays: 10 }],
    });
    assert.equal(octocat({ given, people, asOf: "2026-01-10" }).level, "disclose");
    assert.equal(octocat({ given, people, asOf: "2026-01-11" }).level, "clear");
  });

  const affiliated: [string, { from?: string; until?: string }, string | undefined, string][] = [
    ["held at creation only", { until: "2026-03-02" }, undefined, "disclose"],
    ["ended on the day of creation", { until: "2026-03-01" }, undefined, "clear"],
    ["began when acting", { from: "2026-06-01" }, undefined, "disclose"],
    ["began after acting", { from: "2026-06-02" }, undefined, "clear"],
    [
      "held when she joined only",
      { from: "2026-04-01", until: "2026-05-01" },
      "2026-04-30T23:59:59Z",
      "disclose",
    ],
    ["held between, but nobody joined then", { from: "2026-04-01", until: "2026-05-01" }, undefined, "clear"],
  ];
  for (const [name, { from, until }, joinedAt, level] of affiliated) {
    it(`an affiliation that ${name}: ${level}`, () => {
      const interval = {
        ...(from === undefined ? {} : { from: dayNumber(from) }),
        ...(until === undefined ? {} : { until: dayNumber(until) }),
      };
      const wile = {
        role: "author" as const,
        login: "wile",
        ...(joinedAt === undefined ? {} : { joinedAt }),
      };
      const people = [{ person: wile, affiliations: [affiliation({ interval })] }];
      assert.equal(octocat({ people, asOf: "2026-06-01" }).level, level);
    });
  }
});

describe("determine: imputation inside the practice", () => {
  const people = [person("author", affiliation())];
  const proposal = { kind: "proposal" as const };

  for (const kind of ["equity", "board", "sponsorship"] as const) {
    it(`${kind} is not imputed`, () => {
      assert.equal(octocat({ given: practice({ kind }), people }).level, "clear");
    });
  }

  for (const kind of ["retainer", "contract", "grant", "employment", "prospect"] as const) {
    it(`${kind} is imputed`, () => {
      assert.equal(octocat({ given: practice({ kind }), people }).level, "disclose");
    });
  }

  it("a prospect of her own counts like a client", () => {
    const given = practice({ owner: "octocat", kind: "prospect" });
    assert.equal(octocat({ given, people, subject: proposal }).level, "recuse");
  });

  it("what the practice owns is each member's own", () => {
    assert.equal(
      octocat({ given: practice({ owner: "practice" }), people, subject: proposal }).level,
      "recuse",
    );
  });

  it("what ended before she joined the practice is not hers", () => {
    const given = practice({ owner: "practice", until: "2026-02-01" });
    given.practice.members[0] = { ...OCTOCAT, from: "2026-02-15" };
    assert.equal(octocat({ given, people }).level, "clear");
  });

  it("a colleague who left passes nothing on", () => {
    const given = practice();
    given.practice.members[1] = { ...HUBOT, from: "2020-01-01", until: "2026-02-01" };
    assert.equal(octocat({ given, people }).level, "clear");
  });

  const screens: [string, { from: string; until?: string }, string][] = [
    ["stood before the subject came up", { from: "2026-01-01" }, "clear"],
    ["stood on its very day", { from: "2026-03-01" }, "clear"],
    ["came later: never retroactive", { from: "2026-03-02" }, "disclose"],
    ["is down again", { from: "2026-01-01", until: "2026-06-01" }, "disclose"],
  ];
  for (const [name, screen, level] of screens) {
    it(`a screen that ${name}: ${level}`, () => {
      const given = practice();
      given.practice.screens.push({
        member: "Octocat",
        organization: "acme",
        reason: "not my client",
        ...screen,
      });
      assert.equal(octocat({ given, people, asOf: "2026-06-01" }).level, level);
    });
  }

  it("a screen does not hide her own engagement", () => {
    const given = practice({ owner: "octocat" });
    given.practice.screens.push({
      member: "octocat",
      organization: "acme",
      reason: "none",
      from: "2025-01-01",
    });
    assert.equal(octocat({ given, people, subject: proposal }).level, "recuse");
  });
});
