import assert from "node:assert/strict";
import { buildIndex } from "@recuse/shared/affiliation/index/build.ts";
import { openEmployment } from "@recuse/shared/affiliation/employment/employment.ts";
import { nameReading } from "@recuse/shared/affiliation/employment/reading.ts";
import { parseAffiliations } from "@recuse/shared/affiliation/formats/format.ts";
import { lintRoster, type LocatedFinding } from "@recuse/shared/affiliation/lint/lint-roster.ts";
import { collectSeen } from "@recuse/shared/affiliation/lint/seen.ts";
import { parseOrganizations } from "@recuse/shared/affiliation/organizations/organizations-file.ts";
import { lintJson, lintText } from "@recuse/shared/report/lint.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { parseLocatedRoster } from "@recuse/shared/roster/parse.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { author, subject } from "../../../builders/subject.ts";

const TODAY = dayNumber("2026-03-01");

/** Two weeks old: what was open then is taken at its word. */
const DATA = `# as of 2026-02-15
octocat: octo!acme.example
	Acme from 2024-01-01
hubot: hubot!globex.example
	Acme until 2024-06-01
	Globex from 2024-06-01
mona: mona!acme.example
	Acme from 2020-01-01
lisa: lisa!acme.example
	Acme Incorporated from 2020-01-01
wile: wile!initech.example
	Initech from 2023-01-01 until 2025-01-01
roadrunner: beep!cloud.example
	Acme Cloud Platform from 2023-01-01
`;

const ORGANIZATIONS = `version: 1
asOf: 2026-01-01
organizations:
  - { name: Acme, domains: [acme.example] }
  - { name: Globex, aliases: [Globe Works], domains: [globex.example] }
  - { name: Hooli, formerly: [{ name: Initech, until: 2025-01-01 }], parent: { name: Globex, from: 2025-06-01 } }
`;

interface Given {
  readonly organizations?: readonly object[];
  readonly people?: readonly object[];
  readonly engagements?: readonly object[];
  readonly practice?: object;
  readonly subjects?: readonly Subject[];
  /** `none`: no file at all. */
  readonly data?: string;
  readonly most?: number;
}

function lint({
  organizations = [{ id: "acme", name: "Acme", domains: ["acme.example"] }],
  people = [],
  engagements = [],
  practice = { name: "A practice", members: [{ login: "practitioner", id: 1, from: "2020-01-01" }] },
  subjects,
  data = DATA,
  most = 20,
}: Given): LocatedFinding[] {
  const text = JSON.stringify({ version: 1, repositories: [], practice, organizations, engagements, people });
  const located = parseLocatedRoster(text, "roster.json");
  assert.ok(located.ok, JSON.stringify(located));
  const known = parseOrganizations(ORGANIZATIONS, "organizations.yml");
  assert.ok(known.ok, JSON.stringify(known));
  const reading = nameReading([known.value]);
  const files = data === "none" ? [] : [parseAffiliations(data, { file: "data.txt", today: TODAY })];
  assert.deepEqual(
    files.flatMap(({ problems }) => problems),
    [],
  );
  const index = buildIndex(
    files.map(({ file }) => ({ name: "data.txt", sha256: "0".repeat(64), parsed: file })),
    reading,
  );
  const seen = subjects === undefined ? undefined : collectSeen();
  for (const each of subjects ?? []) seen?.add(each);
  return lintRoster(
    {
      roster: located.value.roster,
      today: TODAY,
      employment: openEmployment(index, reading),
      index,
      registry: reading.registry,
      known: known.value.organizations,
      seen,
      most,
    },
    located.value.document,
  );
}

/** Rule, field and severity (`!`: a warning) of each finding, but for those of the people who are merely missing. */
function said(findings: readonly LocatedFinding[]): string[] {
  return findings
    .filter(({ rule }) => !["people-missing", "name-similar"].includes(rule))
    .map(({ rule, field, severity }) => `${rule} ${field}${severity === "warning" ? " !" : ""}`);
}

const globex = { id: "globex", name: "Globex", aliases: ["Globe Works"], domains: ["globex.example"] };
const acme = { id: "acme", name: "Acme", domains: ["acme.example"] };

/** what, the roster, what is said */
const CASES: readonly (readonly [string, Given, readonly string[]])[] = [
  [
    "an entry that the data supports",
    { people: [{ id: 5, login: "octocat", organization: "acme", from: "2024-01-01" }] },
    [],
  ],
  [
    "an entry of somebody unknown",
    { people: [{ id: 5, login: "stranger", organization: "acme" }] },
    ["people-unknown people[0]"],
  ],
  [
    "without data nobody is unknown",
    { data: "none", people: [{ id: 5, login: "stranger", organization: "acme" }] },
    [],
  ],
  [
    "an entry whom the data places elsewhere",
    { people: [{ id: 5, login: "hubot", organization: "acme", from: "2025-01-01" }] },
    ["people-elsewhere people[0] !"],
  ],
  [
    "an entry that goes on too long",
    { people: [{ id: 5, login: "hubot", organization: "acme", from: "2023-01-01" }] },
    ["people-elsewhere people[0] !"],
  ],
  [
    "an entry that ends where the data says",
    { people: [{ id: 5, login: "hubot", organization: "acme", until: "2024-06-01" }] },
    [],
  ],
  [
    "an entry without a start, of somebody who came from elsewhere",
    { organizations: [globex], people: [{ id: 5, login: "hubot", organization: "globex" }] },
    ["people-start people[0]"],
  ],
  [
    "an entry on dates of which no source says anything",
    {
      organizations: [acme, { id: "initech", name: "Initech" }],
      people: [{ id: 5, login: "wile", organization: "initech", from: "2020-01-01", until: "2021-01-01" }],
    },
    [
      "people-outside-dates people[0]",
      "parent-missing organizations[1]",
      "alias-missing organizations[1].name",
    ],
  ],
  [
    "an entry of a community",
    {
      organizations: [{ ...acme, membership: "community" }],
      people: [{ id: 5, login: "hubot", organization: "acme" }],
    },
    [],
  ],
  [
    "an entry by an address, whose person the data places elsewhere",
    { people: [{ emails: ["HUBOT@globex.example"], organization: "acme", from: "2025-01-01" }] },
    ["people-elsewhere people[0] !"],
  ],
  [
    "an entry for the parent of the employer",
    {
      organizations: [globex, { ...acme, parent: { organization: "globex", from: "2024-01-01" } }],
      people: [{ id: 5, login: "octocat", organization: "globex", from: "2024-01-01" }],
    },
    [],
  ],
  [
    "a login alone",
    { people: [{ login: "octocat", organization: "acme", from: "2024-01-01" }] },
    ["people-by-login people[0].login !"],
  ],
  [
    "the same entry twice",
    {
      data: "none",
      people: [
        { id: 5, login: "octocat", organization: "acme", from: "2024-01-01" },
        { id: 5, login: "renamed", organization: "acme", from: "2025-01-01" },
      ],
    },
    ["people-twice people[1]"],
  ],
  [
    "one entry after the other",
    {
      organizations: [acme, globex],
      people: [
        { id: 5, login: "hubot", organization: "acme", until: "2024-06-01" },
        { id: 5, login: "hubot", organization: "globex", from: "2024-06-01" },
      ],
    },
    [],
  ],
  [
    "two entries that contradict each other",
    {
      data: "none",
      organizations: [acme, globex],
      people: [
        { id: 5, login: "hubot", organization: "acme" },
        { id: 5, login: "hubot", organization: "globex", from: "2024-06-01" },
      ],
    },
    ["people-contested people[1].organization !"],
  ],
  [
    "one login with two ids, in any case",
    {
      data: "none",
      people: [
        { id: 5, login: "hubot", organization: "acme" },
        { id: 6, login: "Hubot", organization: "acme" },
      ],
    },
    ["people-login people[1].login !"],
  ],
  [
    "one address on two people, in any case",
    {
      data: "none",
      people: [
        { id: 5, emails: ["team@acme.example"], organization: "acme" },
        { id: 6, emails: ["six@acme.example", "Team@ACME.example"], organization: "acme" },
      ],
    },
    ["people-address people[1].emails[1] !"],
  ],
  [
    "a domain that is another's",
    { organizations: [{ ...acme, domains: ["acme.example", "globex.example"] }] },
    ["domain-elsewhere organizations[0].domains[1] !"],
  ],
  [
    "a domain of the company that it belongs to",
    {
      organizations: [
        {
          id: "hooli",
          name: "Hooli",
          aliases: ["Initech"],
          parent: { organization: "globex", from: "2025-06-15" },
          domains: ["globex.example"],
        },
        { id: "globex", name: "Globex", aliases: ["Globe Works"] },
      ],
    },
    [],
  ],
  [
    "an engagement that has cooled off",
    {
      engagements: [
        {
          owner: "practice",
          organization: "acme",
          kind: "retainer",
          from: "2020-01-01",
          until: "2024-01-01",
        },
        {
          owner: "practice",
          organization: "acme",
          kind: "retainer",
          from: "2020-01-01",
          until: "2025-06-01",
        },
      ],
    },
    ["engagement-over engagements[0]"],
  ],
  [
    "a public client whose people are private",
    {
      organizations: [{ ...acme, disclosure: "public" }],
      people: [{ id: 5, login: "octocat", organization: "acme", from: "2024-01-01" }],
    },
    ["public-without-people organizations[0].disclosure"],
  ],
  [
    "accounts that the subjects never name",
    {
      organizations: [{ ...acme, github: { orgs: ["Acme", "acme-old"], logins: ["acme-bot"] } }],
      subjects: [subject({ people: [{ role: "head-repository", login: "acme" }] })],
    },
    ["account-unseen organizations[0].github.orgs[1]", "account-unseen organizations[0].github.logins[0]"],
  ],
  [
    "a member whose employer is no engagement",
    { practice: { name: "A practice", members: [{ login: "hubot", id: 480938, from: "2020-01-01" }] } },
    ["member-employer practice.members[0] !"],
  ],
  [
    "a member whose employer is one",
    {
      organizations: [globex],
      practice: { name: "A practice", members: [{ login: "hubot", id: 480938, from: "2020-01-01" }] },
      engagements: [{ owner: "Hubot", organization: "globex", kind: "employment", from: "2024-06-01" }],
    },
    [],
  ],
  [
    "a member who works for the practice",
    { practice: { name: "Globex, Inc.", members: [{ login: "hubot", id: 480938, from: "2020-01-01" }] } },
    [],
  ],
  [
    "somebody of the subjects who is at a client",
    {
      subjects: [
        subject({ people: [author({ login: "Mona" })] }),
        subject({ people: [author({ login: "stranger" })] }),
      ],
    },
    ["people-appearing organizations[0].id !"],
  ],
  [
    "a take-over, of a client by a client",
    {
      organizations: [{ id: "hooli", name: "Hooli", aliases: ["Initech"] }, globex],
      engagements: [{ owner: "practice", organization: "globex", kind: "retainer", from: "2025-01-01" }],
    },
    ["parent-missing organizations[0] !"],
  ],
  [
    "a parent whose day is wrong, and one to come",
    {
      organizations: [
        {
          id: "hooli",
          name: "Hooli",
          aliases: ["Initech"],
          parent: { organization: "globex", from: "2020-01-01" },
        },
        { ...globex, parent: { organization: "acme", from: "2027-01-01" } },
        acme,
      ],
    },
    ["parent-date organizations[0].parent.from", "parent-later organizations[1].parent.from"],
  ],
  [
    "today's name, a former one and a domain that are not listed",
    { organizations: [{ id: "globex", name: "Globex" }] },
    ["domain-missing organizations[0].name", "alias-missing organizations[0].name"],
  ],
];

describe("the lint of a roster", () => {
  for (const [what, given, expected] of CASES) {
    it(what, () => {
      assert.deepEqual(said(lint(given)).sort(), [...expected].sort());
    });
  }

  it("shows both sides of what is contested, with the source and its date", () => {
    const [finding] = lint({ people: [{ id: 5, login: "hubot", organization: "acme", from: "2025-01-01" }] });
    assert.equal(
      finding?.message,
      "contested on 2026-03-01: this entry says Acme, CNCF gitdm (as of 2026-02-15) says Globex; " +
        "correct its organization or its dates, or keep it if you know better",
    );
  });

  it("counts the people who are missing, lists as many as it was told to, and leaves out who is declared", () => {
    const missing = (given: Given) => lint(given).find(({ rule }) => rule === "people-missing")?.message;
    assert.match(
      missing({}) ?? "",
      /^3 people here by the data and not in people\[\]: lisa, mona and octocat;/,
    );
    assert.match(missing({ most: 1 }) ?? "", /^3 people .*: lisa and 2 more;/);
    const people = ["lisa", "mona", "octocat"].map((login, id) => ({
      id: id + 1,
      login,
      organization: "acme",
    }));
    assert.equal(missing({ people }), undefined);
  });

  it("only ever suggests what is similar", () => {
    const similar = lint({ organizations: [acme, globex] }).filter(({ rule }) => rule === "name-similar");
    assert.deepEqual(
      similar.map(({ severity, field }) => [severity, field]),
      [["suggestion", "organizations[0].name"]],
    );
    assert.match(similar[0]?.message ?? "", /Acme Cloud Platform/);
  });

  it("repeats no marks out of the data that reorder a line", () => {
    const data = DATA.replace("Acme Cloud Platform", "Acme \u202e Cloud Platform");
    const similar = lint({ data }).find(({ rule }) => rule === "name-similar");
    assert.match(similar?.message ?? "", /: Acme Cloud Platform;/);
  });

  it("is printed by list with a count, and as JSON Lines with stable keys", () => {
    const findings = lint({ people: [{ login: "octocat", organization: "acme", from: "2024-01-01" }] });
    const text = lintText(findings, "roster.json");
    assert.match(
      text,
      /^declared but unsupported:\nroster\.json:1:\d+: people\[0\]\.login: a login .*\(warning, people-by-login\)\n\nevidence but undeclared:\n/,
    );
    assert.match(text, /\nroster\.json: 1 warning, 2 suggestions\n$/);
    const [line = ""] = lintJson(findings).split("\n");
    assert.deepEqual(Object.keys(JSON.parse(line) as object), [
      "file",
      "line",
      "column",
      "field",
      "rule",
      "severity",
      "list",
      "message",
    ]);
    assert.equal(lintText([], "roster.json"), "roster.json: nothing to say\n");
  });
});
