import assert from "node:assert/strict";
import { problemText } from "@recuse/shared/config/problem.ts";
import { parseRoster } from "@recuse/shared/roster/parse.ts";

const ROSTER = {
  version: 1,
  repositories: ["octo-org/*"],
  practice: {
    name: "Octo Practice",
    members: [
      { login: "octocat", id: 583231, from: "2020-01-01" },
      { login: "hubot", id: 480938, from: "2021-01-01", until: "2022-01-01" },
      { login: "HUBOT", id: 480938, from: "2022-01-01" },
    ],
    screens: [{ member: "OctoCat", organization: "globex", from: "2024-01-01", reason: "she advises them" }],
  },
  organizations: [
    { id: "acme", name: "Acme", domains: ["acme.com"], github: { orgs: ["acme"] } },
    { id: "globex", name: "Globex", parent: { organization: "acme", from: "2023-01-01" } },
    { id: "initech", name: "Initech" },
  ],
  engagements: [
    { owner: "practice", organization: "acme", kind: "retainer", from: "2024-01-01" },
    { owner: "Octocat", organization: "globex", kind: "equity", from: "2024-01-01", until: "2024-01-02" },
  ],
  people: [
    { id: 1, login: "mona", organization: "acme" },
    { id: 1, login: "mona-lisa", organization: "acme" },
    { emails: ["mona@acme.com"], organization: "acme" },
  ],
};

type Step = string | number;

/** The roster with one value replaced, or removed when the new value is undefined. */
function changed(path: readonly Step[], value: unknown): string {
  const copy: unknown = structuredClone(ROSTER);
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<Step, unknown>)[step], copy);
  (parent as Record<Step, unknown>)[path.at(-1) ?? ""] = value;
  return JSON.stringify(copy, null, 2);
}

function problems(text: string): string[] {
  const parsed = parseRoster(text, "roster.json");
  return parsed.ok ? [] : parsed.problems.map(problemText);
}

describe("a roster file", () => {
  it("is read with its defaults", () => {
    const parsed = parseRoster(JSON.stringify(ROSTER), "roster.json");
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.problems.map(problemText).join("\n"));
    const [, globex] = parsed.value.organizations;
    assert.equal(globex?.disclosure, "confidential");
    assert.equal(globex.membership, "staff");
    assert.deepEqual(globex.labelIn, []);
    assert.deepEqual(parsed.value.people[0]?.disclosure, "private");
  });

  const table: [name: string, path: Step[], value: unknown, expected: RegExp][] = [
    ["an unknown version", ["version"], 2, /^roster\.json:2:14: version: expected 1, /],
    ["no version", ["version"], undefined, /^roster\.json:1:1: version: expected 1, /],
    [
      "a key misspelt",
      ["repositorys"],
      [],
      /^roster\.json:\d+:3: repositorys: unknown key; did you mean repositories\?$/,
    ],
    [
      "a key nobody knows",
      ["organizations", 0, "zzzzzzzz"],
      1,
      /^roster\.json:\d+:7: organizations\[0\]: unknown key; remove it, the keys here are id, name, /,
    ],
    [
      "a repository without owner",
      ["repositories", 0],
      "engine",
      /repositories\[0\]: expected owner\/repository/,
    ],
    ["no member", ["practice", "members"], [], /practice\.members: expected at least 1 entry$/],
    [
      "an id as text",
      ["practice", "members", 0, "id"],
      "583231",
      /practice\.members\[0\]\.id: expected a number, found a text$/,
    ],
    [
      "a fraction as id",
      ["practice", "members", 0, "id"],
      1.5,
      /practice\.members\[0\]\.id: expected GitHub's numeric account id/,
    ],
    [
      "a login with @",
      ["practice", "members", 0, "login"],
      "@octocat",
      /practice\.members\[0\]\.login: expected a GitHub login/,
    ],
    [
      "a day that does not exist",
      ["engagements", 0, "from"],
      "2025-02-30",
      /engagements\[0\]\.from: expected a day such as/,
    ],
    [
      "a kind misspelt",
      ["engagements", 0, "kind"],
      "retaner",
      /engagements\[0\]\.kind: expected one of retainer, .*; did you mean retainer\?$/,
    ],
    [
      "an owner of a wrong type",
      ["engagements", 0, "owner"],
      3,
      /engagements\[0\]\.owner: expected "practice" or the login of a member/,
    ],
    [
      "a stranger as owner",
      ["engagements", 0, "owner"],
      "mona",
      /engagements\[0\]\.owner: expected "practice" or the login of a member/,
    ],
    [
      "a stranger screened",
      ["practice", "screens", 0, "member"],
      "mona",
      /practice\.screens\[0\]\.member: expected the login of a member/,
    ],
    [
      "an unknown organization, engaged",
      ["engagements", 0, "organization"],
      "umbrella",
      /engagements\[0\]\.organization: expected the id of an organization/,
    ],
    [
      "an unknown organization, screened",
      ["practice", "screens", 0, "organization"],
      "umbrella",
      /practice\.screens\[0\]\.organization: expected the id/,
    ],
    [
      "an unknown organization, employing",
      ["people", 0, "organization"],
      "umbrella",
      /people\[0\]\.organization: expected the id/,
    ],
    [
      "an unknown parent",
      ["organizations", 1, "parent", "organization"],
      "umbrella",
      /organizations\[1\]\.parent\.organization: expected the id/,
    ],
    [
      "its own parent",
      ["organizations", 1, "parent", "organization"],
      "globex",
      /organizations\[1\]\.parent\.organization: expected parents that end/,
    ],
    [
      "a circle of parents",
      ["organizations", 0, "parent"],
      { organization: "globex", from: "2024-01-01" },
      /organizations\[0\]\.parent\.organization: expected parents that end/,
    ],
    [
      "two organizations of one id",
      ["organizations", 2, "id"],
      "acme",
      /organizations\[2\]\.id: expected an id of its own; organizations\[0\] has the same/,
    ],
    [
      "two organizations of one domain",
      ["organizations", 1, "domains"],
      ["ACME.com"],
      /organizations\[1\]\.domains\[0\]: expected a domain of one organization; organizations\[0\]/,
    ],
    [
      "a domain twice",
      ["organizations", 0, "domains"],
      ["acme.com", "Acme.com"],
      /organizations\[0\]\.domains\[1\]: expected every domain once/,
    ],
    [
      "an engagement that ends as it begins",
      ["engagements", 1, "until"],
      "2024-01-01",
      /engagements\[1\]\.until: expected a day after from/,
    ],
    [
      "a member who leaves before she comes",
      ["practice", "members", 1, "until"],
      "2020-01-01",
      /practice\.members\[1\]\.until: expected a day after from/,
    ],
    [
      "a screen that ends before it begins",
      ["practice", "screens", 0, "until"],
      "2023-01-01",
      /practice\.screens\[0\]\.until: expected a day after from/,
    ],
    [
      "a person who leaves before she comes",
      ["people", 0],
      { id: 1, organization: "acme", from: "2024-01-01", until: "2023-01-01" },
      /people\[0\]\.until: expected a day after from/,
    ],
    [
      "a member there twice at once",
      ["practice", "members", 2, "from"],
      "2021-12-31",
      /practice\.members\[2\]\.from: expected days that do not overlap those of practice\.members\[1\]/,
    ],
    [
      "one login with two ids",
      ["practice", "members", 2, "id"],
      7,
      /practice\.members\[2\]\.id: expected the same id as practice\.members\[1\]/,
    ],
    [
      "one id with two logins",
      ["practice", "members", 2, "login"],
      "hubot2",
      /practice\.members\[2\]\.login: expected the same login as practice\.members\[1\]/,
    ],
    [
      "a person whom nothing identifies",
      ["people", 0],
      { organization: "acme" },
      /people\[0\]: expected a login, an id or an e-mail/,
    ],
    [
      "an address that is none",
      ["people", 2, "emails", 0],
      "mona at acme",
      /people\[2\]\.emails\[0\]: expected an e-mail address/,
    ],
    [
      "a commitment key too short",
      ["organizations", 0, "commitmentKey"],
      "AAAA",
      /organizations\[0\]\.commitmentKey: expected exactly 32 random bytes/,
    ],
  ];
  for (const [name, path, value, expected] of table) {
    it(`refuses ${name}`, () => {
      const found = problems(changed(path, value));
      assert.ok(
        found.some((line) => expected.test(line)),
        found.join("\n") || "nothing was refused",
      );
    });
  }

  it("names the exact place", () => {
    const [first] = problems(changed(["engagements", 0, "kind"], "retaner"));
    const lines = changed(["engagements", 0, "kind"], "retaner").split("\n");
    const [, line, column] = /^roster\.json:(\d+):(\d+):/.exec(first ?? "") ?? [];
    assert.ok(lines[Number(line) - 1]?.slice(Number(column) - 1).startsWith('"retaner"'));
  });

  it("lists every problem, in the order of the file", () => {
    const text = changed(["organizations"], [{ id: "A" }, { id: "b", name: "", domians: [] }]);
    const fields = problems(text).map((line) => line.split(": ")[1]);
    assert.deepEqual(fields, [
      "organizations[0].name",
      "organizations[0].id",
      "organizations[1].name",
      "organizations[1].domians",
    ]);
  });

  it("never repeats a value: every text of a broken roster stays out of the messages", () => {
    const secret = "zzcanaryzz";
    const leaves: Step[][] = [
      ["repositories", 0],
      ["practice", "name"],
      ["practice", "members", 0, "login"],
      ["practice", "screens", 0, "member"],
      ["practice", "screens", 0, "organization"],
      ["organizations", 0, "id"],
      ["organizations", 0, "domains", 0],
      ["organizations", 0, "github"],
      ["organizations", 0, secret],
      ["organizations", 1, "parent", "organization"],
      ["organizations", 0, "disclosure"],
      ["engagements", 0, "owner"],
      ["engagements", 0, "organization"],
      ["engagements", 0, "kind"],
      ["engagements", 0, "from"],
      ["people", 0, "organization"],
      ["people", 2, "emails", 0],
      ["people", 0, "login"],
      [secret],
      ["practice", secret],
    ];
    for (const path of leaves) {
      const found = problems(changed(path, `${secret} ${secret}`)).join("\n");
      assert.ok(!found.includes(secret), found);
    }
    assert.ok(!problems(`{"${secret}": ${secret}}`).join("\n").includes(secret));
  });

  it("refuses a text of more than a mebibyte", () => {
    assert.match(
      problems(" ".repeat(1_048_577))[0] ?? "",
      /^roster\.json:1:1: expected at most 1048576 characters/,
    );
  });
});
