import assert from "node:assert/strict";
import { parseDatedList } from "@recuse/shared/affiliation/formats/dated-list.ts";
import { asOf, domains, oddities, people, problems, read } from "./reading.ts";

const HEAD = { recuse: "affiliations", version: 1, title: "Acme's SIG list", asOf: "2026-01-31" };

function list(people: unknown, rest: object = {}): string {
  return JSON.stringify({ ...HEAD, people, ...rest }, undefined, 1);
}

describe("a dated list", () => {
  const table: [name: string, person: object, expected: string][] = [
    ["a stay since ever", { login: "octocat", organizations: [{ name: "Acme" }] }, "octocat: Acme [,)"],
    [
      "stays with dates",
      {
        id: 1,
        organizations: [
          { name: "Acme", until: "2019-05-01" },
          { name: " Globex  Corporation", from: "2019-05-01", until: "2020-01-01" },
        ],
      },
      "#1: Acme [,2019-05-01); Globex Corporation [2019-05-01,2020-01-01)",
    ],
    [
      "every way to say who",
      { login: "octocat", logins: ["octo"], id: 1, emails: ["octo@acme.example"], organizations: [] },
      "octocat octo #1 octo@acme.example: ",
    ],
    [
      "where she was seen",
      {
        login: "octocat",
        organizations: [],
        seen: [
          { domain: "Acme.example", at: "2026-01-02" },
          { domain: "gmail.com", at: "2026-01-02" },
        ],
      },
      "octocat: seen acme.example 2026-01-02",
    ],
  ];
  for (const [name, person, expected] of table) {
    it(`reads ${name}`, () => {
      const parsed = read(parseDatedList, list([person]));
      assert.deepEqual(problems(parsed), []);
      assert.deepEqual(oddities(parsed), []);
      assert.deepEqual(people(parsed), [expected]);
    });
  }

  it("reads its head and its domains", () => {
    const owners = [
      { domain: "Acme.example", organization: "Acme", until: "2019-05-01" },
      { domain: "acme.example", organization: "Globex", from: "2019-05-01" },
    ];
    const parsed = read(parseDatedList, list([], { disclosure: "public", domains: owners }));
    assert.deepEqual(problems(parsed), []);
    assert.deepEqual(domains(parsed), [
      "acme.example Acme [,2019-05-01)",
      "acme.example Globex [2019-05-01,)",
    ]);
    assert.equal(parsed.file.title, "Acme's SIG list");
    assert.equal(parsed.file.disclosure, "public");
    assert.equal(asOf(parsed), "2026-01-31");
    assert.equal(read(parseDatedList, list([])).file.disclosure, "private");
  });

  const YAML = `# who is where
recuse: affiliations
version: 1
title: Acme's SIG list
asOf: 2026-01-31
people:
  - login: octocat
    organizations:
      - { name: Acme, until: 2019-05-01 }
      - name: Globex
        from: 2019-05-01
`;

  it("reads YAML as well", () => {
    const parsed = read(parseDatedList, YAML, "f.yaml");
    assert.deepEqual(problems(parsed), []);
    assert.deepEqual(people(parsed), ["octocat: Acme [,2019-05-01); Globex [2019-05-01,)"]);
  });

  it("says where YAML is wrong", () => {
    assert.deepEqual(
      problems(read(parseDatedList, YAML.replace("from: 2019-05-01", "from: 2019-02-30"), "f.yaml")),
      [
        "f.yaml:11:15: people[0].organizations[1].from: expected a day such as 2026-03-01 (YYYY-MM-DD, in UTC)",
      ],
    );
    assert.deepEqual(
      problems(read(parseDatedList, YAML.replace("from: 2019-05-01", "form: 2019-05-01"), "f.yaml")),
      ["f.yaml:11:9: people[0].organizations[1].form: unknown key; did you mean from?"],
    );
    assert.match(problems(read(parseDatedList, `${YAML}\t- x\n`, "f.yaml"))[0] ?? "", /^f\.yaml:12:1: /);
    assert.match(
      problems(read(parseDatedList, `${YAML}#${"x".repeat(1_048_576)}`, "f.yaml"))[0] ?? "",
      /expected at most 1048576/,
    );
  });

  const broken: [name: string, person: string, place: string, expected: string][] = [
    ["a text", '"octocat"', "3:1", "people[1]: expected a group of keys, found a text"],
    ["nobody", '{"organizations": []}', "3:1", "people[1]: expected a login, logins, an id or emails"],
    [
      "no organizations",
      '{"login": "octocat"}',
      "3:1",
      "people[1].organizations: expected a list here; add the key",
    ],
    [
      "an unknown key",
      '{"login": "octocat", "organizations": [],\n"emial": 1}',
      "4:1",
      "people[1].emial: unknown key; did you mean emails?",
    ],
    [
      "a key that is nothing like",
      '{"login": "octocat", "organizations": [],\n"zanzibar": 1}',
      "4:1",
      "people[1]: unknown key; remove it, the keys here are login",
    ],
    [
      "a login that is none",
      '{\n"login": "octo cat", "organizations": []}',
      "4:10",
      "people[1].login: expected a GitHub login",
    ],
    [
      "an id in a text",
      '{\n"id": "1", "organizations": []}',
      "4:7",
      "people[1].id: expected a number, found a text",
    ],
    [
      "an address that is none",
      '{"emails": ["octo"], "organizations": []}',
      "3:13",
      "people[1].emails[0]: expected an e-mail address",
    ],
    [
      "no name",
      '{"id": 1, "organizations": [{}]}',
      "3:29",
      "people[1].organizations[0].name: expected a text here",
    ],
    [
      "reversed",
      '{"id": 1, "organizations": [{"name": "Acme", "from": "2020-01-01", "until": "2020-01-01"}]}',
      "3:77",
      "people[1].organizations[0].until: expected a day after from",
    ],
    [
      "a day that does not exist",
      '{"id": 1, "organizations": [], "seen": [{"domain": "acme.example", "at": "2020-13-45"}]}',
      "3:74",
      "people[1].seen[0].at: expected a day such as",
    ],
    [
      "a domain that is none",
      '{"id": 1, "organizations": [], "seen": [{"domain": "acme", "at": "2020-01-01"}]}',
      "3:52",
      "people[1].seen[0].domain: expected a domain",
    ],
  ];
  for (const [name, person, place, expected] of broken) {
    it(`says once what is wrong with ${name}, and keeps the people around it`, () => {
      const sound = '{"login": "hubot", "organizations": [{"name": "Acme"}]}';
      const head = JSON.stringify(HEAD).slice(0, -1);
      const parsed = read(parseDatedList, `${head}, "people": [\n${sound},\n${person},\n${sound}]}`);
      assert.equal(parsed.problems.length, 1, problems(parsed).join("\n"));
      assert.ok(problems(parsed)[0]?.startsWith(`f:${place}: ${expected}`), problems(parsed)[0]);
      assert.deepEqual(people(parsed), ["hubot: Acme [,)", "hubot: Acme [,)"]);
      assert.equal(asOf(parsed), "2026-01-31");
    });
  }

  const heads: [name: string, text: string, expected: RegExp][] = [
    ["another version", list([], { version: 2 }), /^f:3:13: version: expected 1/],
    ["no date", list([], { asOf: undefined }), /^f:1:1: asOf: expected a text here; add the key/],
    [
      "a date in the future",
      list([], { asOf: "2030-01-01" }),
      /^f:5:10: asOf: expected a day that is not in the future/,
    ],
    ["another disclosure", list([], { disclosure: "secret" }), /disclosure: expected one of public, private/],
    ["people in a group", list({}), /^f:6:12: people: expected a list, found a group of keys/],
    [
      "a domain that is free mail",
      list([], { domains: [{ domain: "gmail.com", organization: "Acme" }] }),
      /domains\[0\]\.domain: .*anyone can have an address/,
    ],
    ["an unknown key", list([], { persons: [] }), /^f:7:2: unknown key; remove it/],
    ["no JSON", `${list([])},`, /expected nothing after the end/],
    ["a list", "[]", /^f:1:1: expected a group of keys, found a list/],
    ["nothing", "", /^f:1:1: expected a group of keys/],
  ];
  for (const [name, text, expected] of heads) {
    it(`says what is wrong with ${name}`, () => {
      const parsed = read(parseDatedList, text);
      assert.equal(parsed.problems.length, 1, problems(parsed).join("\n"));
      assert.match(problems(parsed)[0] ?? "", expected);
    });
  }
});
