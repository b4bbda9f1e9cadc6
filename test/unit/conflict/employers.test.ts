/* The rule about the same employer, beside a roster (policy `employers: true`) and without one. */
import assert from "node:assert/strict";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import { employmentSource } from "@recuse/shared/affiliation/employment-source.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import type { Determination, Finding } from "@recuse/shared/conflict/determination.ts";
import { determineByEmployers, NO_ID } from "@recuse/shared/conflict/determine-employers.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import { Policy } from "@recuse/shared/conflict/policy.ts";
import { PRESET_NAMES, PRESETS } from "@recuse/shared/conflict/presets.ts";
import { labelable, publishable } from "@recuse/shared/conflict/publish.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { employmentOf, type AffiliationText } from "../../builders/employment.ts";
import { acme, HUBOT, key, OCTOCAT, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const DAY = "2022-06-01";
const EMPLOYERS = Policy.parse({ version: 1, employers: true });

/** `login: organization, organization from …` a line; each organization one that was there since 2015. */
function gitdm(...people: readonly string[]): AffiliationText {
  const records = people.map((line) => {
    const [login = "", stints = ""] = line.split(": ");
    const lines = stints
      .split(", ")
      .map((stint) => `\t${stint}${/ (from|until) /.test(stint) ? "" : " from 2015-01-01"}\n`);
    return `${login}: ${login}!users.noreply.github.com\n${lines.join("")}`;
  });
  return { file: "developers.txt", text: `# as of 2023-03-29\n${records.join("")}` };
}

function privately(login: string, organization: string): AffiliationText {
  const people = [{ login, organizations: [{ name: organization, from: "2015-01-01" }] }];
  const text = { recuse: "affiliations", version: 1, title: "a list", asOf: "2023-03-29", people };
  return { file: "list.json", text: JSON.stringify(text) };
}

function asked(overrides: Partial<Subject> = {}): Subject {
  return subject({
    kind: "pull_request",
    form: "pull_request",
    createdAt: `${DAY}T10:00:00Z`,
    updatedAt: `${DAY}T10:00:00Z`,
    people: [author({ login: "wile", id: 1001 })],
    ...overrides,
  });
}

const NO_CLIENTS = roster({ organizations: [], engagements: [], people: [] });

interface Case {
  readonly given?: Roster;
  readonly policy?: Policy;
  readonly data: readonly AffiliationText[];
  readonly subject?: Partial<Subject>;
  readonly asOf?: string;
}

/** What is determined for octocat, with the roster and the data as sources. */
function octocat({
  given = NO_CLIENTS,
  policy = EMPLOYERS,
  data,
  subject: changes,
  asOf = DAY,
}: Case): Determination {
  const employment = employmentOf(data);
  const source = combineSources([
    rosterSource(given),
    employmentSource(given, employment, { organizationKey }),
  ]);
  const about = asked(changes);
  const day = dayNumber(asOf);
  const all = determine(compileRules(given, policy, employment), about, resolve(about, source, day), day);
  const found = all.find(({ maintainer }) => maintainer.id === OCTOCAT.id);
  assert.ok(found);
  return found;
}

function evidence({ findings }: Determination): string[] {
  return findings.map((finding) => finding.evidence);
}

describe("the same employer, beside a roster", () => {
  const BOTH = [gitdm("octocat: Acme", "wile: Acme")];

  for (const preset of PRESET_NAMES) {
    for (const kind of ["issue", "pull_request", "proposal"] as const) {
      const { level, unconflictedApproval } = PRESETS[preset]["same-employer"][kind];
      it(`${preset}, ${kind}: ${level}${unconflictedApproval ? " and one more approval" : ""}`, () => {
        const policy = Policy.parse({ version: 1, employers: true, preset });
        const found = octocat({ data: BOTH, policy, subject: { kind } });
        assert.equal(found.level, level);
        assert.deepEqual(
          found.findings.map((each) => [each.level, each.unconflictedApproval, each.exposure]),
          [[level, unconflictedApproval, "public"]],
        );
      });
    }
  }

  it("says nothing unless the policy asks for it", () => {
    assert.deepEqual(octocat({ data: BOTH, policy: Policy.parse({ version: 1 }) }).findings, []);
  });

  const ROWS: readonly [what: string, each: Case, level: string, evidence: readonly string[]][] = [
    [
      "both at Acme",
      { data: BOTH },
      "disclose",
      ["octocat and wile are both at Acme by CNCF gitdm, reported"],
    ],
    ["at two companies", { data: [gitdm("octocat: Globex", "wile: Acme")] }, "clear", []],
    ["she is not in the data", { data: [gitdm("wile: Acme")] }, "clear", []],
    ["the author is not in the data", { data: [gitdm("octocat: Acme")] }, "clear", []],
    ["both Independent", { data: [gitdm("octocat: Independent", "wile: Independent")] }, "clear", []],
    [
      "one of several employers",
      { data: [gitdm("octocat: Acme, Globex", "wile: Globex, Initech")] },
      "disclose",
      ["octocat and wile are both at Globex by CNCF gitdm, reported"],
    ],
    [
      "two employers in common",
      { data: [gitdm("octocat: Acme, Globex", "wile: Globex, Acme")] },
      "disclose",
      [
        "octocat and wile are both at Acme by CNCF gitdm, reported",
        "octocat and wile are both at Globex by CNCF gitdm, reported",
      ],
    ],
    [
      "companies that belong together: a question",
      { data: [gitdm("octocat: Red Hat", "wile: IBM")] },
      "clear",
      ["octocat and wile work for companies that belong together, Red Hat and IBM by CNCF gitdm, suggested"],
    ],
    [
      "companies that do not yet belong together",
      {
        data: [gitdm("octocat: Kinvolk", "wile: Microsoft")],
        subject: { createdAt: "2021-04-28" },
        asOf: "2021-04-28",
      },
      "clear",
      [],
    ],
    [
      "companies that belong together no more",
      { data: [gitdm("octocat: VMware", "wile: Dell")] },
      "clear",
      [],
    ],
    [
      "old data: a question",
      { data: BOTH, subject: { createdAt: "2025-09-29" }, asOf: "2025-09-29" },
      "clear",
      ["octocat and wile are both at Acme by CNCF gitdm, suggested, 30 months old"],
    ],
    [
      "she wrote it herself: nothing about her own employer",
      { data: BOTH, subject: { people: [author(OCTOCAT)] } },
      "recuse",
      ["the maintainer wrote it"],
    ],
    [
      "she wrote it with a colleague",
      { data: BOTH, subject: { people: [author(OCTOCAT), { role: "co-author", login: "wile", id: 1001 }] } },
      "recuse",
      ["the maintainer wrote it", "octocat and wile are both at Acme by CNCF gitdm, reported"],
    ],
    [
      "a committer is no author",
      {
        data: BOTH,
        subject: { people: [author({ login: "stranger", id: 9 }), { role: "committer", login: "wile" }] },
      },
      "clear",
      [],
    ],
    [
      "colleagues when it came up, not when she acts",
      {
        data: [gitdm("octocat: Acme until 2022-06-02, Globex from 2022-06-02", "wile: Acme")],
        asOf: "2022-07-01",
      },
      "disclose",
      ["octocat and wile are both at Acme by CNCF gitdm, reported"],
    ],
    [
      "colleagues when she acts, not when it came up",
      {
        data: [gitdm("octocat: Globex until 2022-06-15, Acme from 2022-06-15", "wile: Acme")],
        asOf: "2022-07-01",
      },
      "disclose",
      ["octocat and wile are both at Acme by CNCF gitdm, reported"],
    ],
    [
      "colleagues on the day the author joined it",
      {
        data: [gitdm("octocat: Globex, Acme from 2022-06-10 until 2022-06-11", "wile: Acme")],
        subject: { people: [{ role: "co-author", login: "wile", joinedAt: "2022-06-10T23:30:00Z" }] },
        asOf: "2022-07-01",
      },
      "disclose",
      ["octocat and wile are both at Acme by CNCF gitdm, reported"],
    ],
    [
      "colleagues in between only",
      {
        data: [gitdm("octocat: Globex, Acme from 2022-06-10 until 2022-06-11", "wile: Acme")],
        asOf: "2022-07-01",
      },
      "clear",
      [],
    ],
    [
      "two sources, both named",
      { data: [gitdm("octocat: Acme"), privately("wile", "Acme")] },
      "disclose",
      ["octocat and wile are both at Acme by CNCF gitdm and a list, reported"],
    ],
  ];
  for (const [what, each, level, expected] of ROWS) {
    it(`${what}: ${level}`, () => {
      const found = octocat(each);
      assert.equal(found.level, level);
      assert.deepEqual(evidence(found), expected);
    });
  }

  it("what speaks against either side is a remark, and never public", () => {
    const found = octocat({ data: [gitdm("octocat: Acme", "wile: Acme"), privately("wile", "Initech")] });
    assert.deepEqual(
      found.findings.map(({ remark }) => remark),
      ["contested: other data says Initech"],
    );
    for (const shown of [publishable(found), labelable(found)]) {
      assert.equal(shown.level, "disclose");
      assert.ok(shown.findings.every((finding) => !Object.hasOwn(finding, "remark")));
      assert.ok(!JSON.stringify(shown).includes("Initech"));
    }
    assert.equal(found.findings[0]?.remark, "contested: other data says Initech", "and she still sees it");
  });

  const WITH_ACME = roster({ people: [] });
  const EXPOSURES: readonly [
    what: string,
    given: Roster,
    data: readonly AffiliationText[],
    exposure: string,
  ][] = [
    ["a company of which the roster knows nothing", NO_CLIENTS, BOTH, "public"],
    ["a client that is public", roster({ people: [], engagements: [] }), BOTH, "public"],
    [
      "a client that is confidential",
      roster({ people: [], engagements: [], organizations: [acme({ disclosure: "confidential" })] }),
      BOTH,
      "private",
    ],
    [
      "a confidential client by another name",
      roster({
        people: [],
        engagements: [],
        organizations: [acme({ name: "Roadrunner", aliases: ["ACME Inc."], disclosure: "confidential" })],
      }),
      BOTH,
      "private",
    ],
    [
      "one name of a public client and a confidential one",
      roster({
        people: [],
        engagements: [],
        organizations: [
          acme({ id: "secret", disclosure: "confidential", commitmentKey: key(2), domains: [] }),
          acme(),
        ],
      }),
      BOTH,
      "private",
    ],
    [
      "one side from a private file",
      NO_CLIENTS,
      [gitdm("octocat: Acme"), privately("wile", "Acme")],
      "private",
    ],
    [
      "the other side from a private file",
      NO_CLIENTS,
      [gitdm("wile: Acme"), privately("octocat", "Acme")],
      "private",
    ],
  ];
  for (const [what, given, data, exposure] of EXPOSURES) {
    it(`${exposure}: ${what}`, () => {
      const found = octocat({ given, data });
      assert.deepEqual(
        found.findings.map((finding) => finding.exposure),
        [exposure],
      );
      assert.equal(publishable(found).level, exposure === "public" ? "disclose" : "clear");
    });
  }

  it("what is said of a client is not said again of the employer", () => {
    const found = octocat({ given: WITH_ACME, data: BOTH, asOf: "2025-06-01", subject: { createdAt: DAY } });
    assert.deepEqual(evidence(found), ["wile is at Acme by CNCF gitdm, reported; Acme is a client"]);
  });

  it("unless the employer asks for more", () => {
    const policy = Policy.parse({ version: 1, employers: true, preset: "rust" });
    const found = octocat({
      given: WITH_ACME,
      data: BOTH,
      policy,
      asOf: "2025-06-01",
      subject: { createdAt: DAY, kind: "proposal" },
    });
    assert.equal(found.level, "recuse");
    assert.deepEqual(
      found.findings.map(({ level, evidence: words }) => [level, words]),
      [
        ["disclose", "wile is at Acme by CNCF gitdm, reported; Acme is a client"],
        ["recuse", "octocat and wile are both at Acme by CNCF gitdm, reported"],
      ],
    );
  });
});

describe("the same employer, without a roster", () => {
  const TODAY = dayNumber("2022-09-01");
  const DATA = [
    gitdm(
      "octocat: Acme",
      "hubot: Globex until 2022-08-01, Acme from 2022-08-01",
      "wile: Acme",
      "left: Acme until 2022-01-01",
      "gone: Globex until 2021-01-01",
    ),
  ];

  function judged(
    changes: Partial<Subject>,
    policy: Policy = Policy.parse({ version: 1 }),
    asOf?: string,
    data = DATA,
  ): Determination[] {
    const about = asked({ deciders: ["octocat"], ...changes });
    const employment = employmentOf(data);
    return determineByEmployers(
      employment,
      policy,
      about,
      TODAY,
      asOf === undefined ? undefined : dayNumber(asOf),
    );
  }

  function levels(...args: Parameters<typeof judged>): string[] {
    return judged(...args).map(({ maintainer, level }) => `${maintainer.login} ${level}`);
  }

  function withoutDeciders({ deciders: _, ...rest }: Subject): Subject {
    return rest;
  }

  it("judges the listed deciders alone, each once, without ids", () => {
    const policy = Policy.parse({ version: 1, maintainers: ["hubot"] });
    const found = judged({ deciders: ["octocat", "OctoCat", "stranger"], involved: ["hubot"] }, policy);
    assert.deepEqual(
      found.map(({ maintainer, level, ref }) => [maintainer.login, maintainer.id, level, ref]),
      [
        ["octocat", NO_ID, "disclose", "octo-org/engine#7"],
        ["stranger", NO_ID, "unknown", "octo-org/engine#7"],
      ],
    );
  });

  it("where nobody is listed, the policy's maintainers and whoever is involved", () => {
    const policy = Policy.parse({ version: 1, maintainers: ["octocat"] });
    const about = withoutDeciders(asked({ involved: ["hubot", "OCTOCAT"] }));
    const found = determineByEmployers(employmentOf(DATA), policy, about, TODAY);
    assert.deepEqual(
      found.map(({ maintainer }) => maintainer.login),
      ["octocat", "hubot"],
    );
    const nobody = withoutDeciders(asked());
    assert.deepEqual(
      determineByEmployers(employmentOf(DATA), Policy.parse({ version: 1 }), nobody, TODAY),
      [],
    );
    assert.deepEqual(judged({ deciders: [], involved: ["octocat"] }), [], "an empty list is a list");
  });

  const LEVELS: readonly [what: string, changes: Partial<Subject>, expected: string, evidence: string][] = [
    ["a colleague", {}, "disclose", "octocat and wile are both at Acme by CNCF gitdm, reported"],
    ["she wrote it", { people: [author({ login: "OctoCat" })] }, "recuse", "the maintainer wrote it"],
    ["an issue", { kind: "issue" }, "clear", "octocat and wile are both at Acme by CNCF gitdm, reported"],
    [
      "a decider who is not in the data",
      { deciders: ["stranger"] },
      "unknown",
      "no affiliation data about the decider at that time",
    ],
    [
      "a decider whose record ended before",
      { deciders: ["gone"] },
      "unknown",
      "no affiliation data about the decider at that time",
    ],
    [
      "authors who are not in the data",
      { people: [author({ login: "stranger" })] },
      "unknown",
      "no affiliation data about any author at that time",
    ],
    [
      "an author whose record ended before",
      { people: [author({ login: "left" })] },
      "unknown",
      "no affiliation data about any author at that time",
    ],
    ["no author at all", { people: [] }, "unknown", "no affiliation data about any author at that time"],
    [
      "nobody who can be looked up",
      { people: [{ role: "author", unidentified: true }] },
      "unknown",
      "no affiliation data about any author at that time",
    ],
    [
      "one of the authors is in the data",
      {
        people: [author({ login: "stranger" }), { role: "co-author", login: "hubot" }],
        updatedAt: DAY,
        state: "closed",
      },
      "clear",
      "",
    ],
    [
      "before the data begins to speak of them",
      { createdAt: "2014-12-31", updatedAt: "2014-12-31", state: "closed" },
      "unknown",
      "no affiliation data about the decider at that time",
    ],
  ];
  for (const [what, changes, level, words] of LEVELS) {
    it(`${what}: ${level}`, () => {
      const [found] = judged(changes);
      assert.equal(found?.level, level);
      assert.equal(found.findings.map((finding: Finding) => finding.evidence).join("; "), words);
    });
  }

  // hubot came to Acme, where wile is, on 2022-08-01; the subject came up in June, and today is September.
  const DAYS: readonly [
    what: string,
    changes: Partial<Subject>,
    asOf: string | undefined,
    expected: string,
  ][] = [
    ["open: she acts today", {}, undefined, "disclose"],
    [
      "closed before she came: it was decided then",
      { state: "closed", updatedAt: "2022-07-31T23:59:59Z" },
      undefined,
      "clear",
    ],
    [
      "closed on the day she came",
      { state: "closed", updatedAt: "2022-08-01T00:00:00Z" },
      undefined,
      "disclose",
    ],
    ["a day of acting was given", {}, "2022-07-31", "clear"],
    [
      "a day of acting was given for what is closed",
      { state: "closed", updatedAt: DAY },
      "2022-08-01",
      "disclose",
    ],
  ];
  for (const [what, changes, asOf, level] of DAYS) {
    it(`${what}: ${level}`, () => {
      assert.deepEqual(levels({ deciders: ["hubot"], ...changes }, undefined, asOf), [`hubot ${level}`]);
    });
  }

  it("a document's listed deciders acted when it came up", () => {
    const { updatedAt: _, ...document } = asked({ form: "document", deciders: ["hubot"] });
    const employment = employmentOf(DATA);
    const policy = Policy.parse({ version: 1 });
    assert.deepEqual(
      determineByEmployers(employment, policy, document, TODAY).map(({ level }) => level),
      ["clear"],
    );
    const later = dayNumber("2022-08-01");
    assert.deepEqual(
      determineByEmployers(employment, policy, document, TODAY, later).map(({ level }) => level),
      ["disclose"],
    );
  });

  it("a rule of the policy changes the level", () => {
    const policy = Policy.parse({
      version: 1,
      rules: [{ relation: "same-employer", subject: "pull_request", level: "recuse" }],
    });
    assert.deepEqual(levels({}, policy), ["octocat recuse"]);
  });

  it("a trailer that anyone could write never asks to recuse", () => {
    const people = [
      author({ login: "stranger" }),
      { role: "co-author" as const, login: "octocat", selfAsserted: true },
    ];
    assert.deepEqual(levels({ people }), ["octocat disclose"]);
  });

  it("hubot's own id does not matter, her login does", () => {
    assert.deepEqual(levels({ people: [author(HUBOT)], deciders: ["hubot"] }), ["hubot recuse"]);
  });
});
