import assert from "node:assert/strict";
import { parseCommitDomains } from "@recuse/shared/affiliation/formats/commit-domains.ts";
import { asOf, oddities, people, problems, read } from "./reading.ts";

describe("commits seen", () => {
  const table: [name: string, lines: object[], expected: string[]][] = [
    [
      "an address and a day",
      [{ email: "octo@acme.example", at: "2026-01-02" }],
      ["octo@acme.example: seen acme.example 2026-01-02"],
    ],
    [
      "what git writes",
      [{ email: "octo@acme.example", at: "2026-01-02T01:30:00+02:00" }],
      ["octo@acme.example: seen acme.example 2026-01-01"],
    ],
    [
      "a login and a domain",
      [{ login: "octocat", domain: "ACME.example", at: "2026-01-02" }],
      ["octocat: seen acme.example 2026-01-02"],
    ],
    [
      "one author's days, each once",
      [
        { login: "octocat", id: 1, email: "octo@acme.example", at: "2026-01-02" },
        { login: "OctoCat", id: 1, email: "Octo@acme.example", at: "2026-01-02T09:00:00Z" },
        { login: "octocat", id: 1, email: "octo@acme.example", at: "2026-01-03" },
      ],
      ["octocat #1 octo@acme.example: seen acme.example 2026-01-02; seen acme.example 2026-01-03"],
    ],
    [
      "a domain rather than the address's",
      [{ email: "octo@gmail.com", domain: "acme.example", at: "2026-01-02" }],
      ["octo@gmail.com: seen acme.example 2026-01-02"],
    ],
    [
      "nothing of free mail and noreply",
      [
        { email: "octo@gmail.com", at: "2026-01-02" },
        { email: "1+octocat@users.noreply.github.com", at: "2026-01-02" },
      ],
      [],
    ],
  ];
  for (const [name, lines, expected] of table) {
    it(`reads ${name}`, () => {
      const parsed = read(parseCommitDomains, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      assert.deepEqual(problems(parsed), []);
      assert.deepEqual(oddities(parsed), []);
      assert.deepEqual(people(parsed), expected);
    });
  }

  const broken: [name: string, line: string, expected: string][] = [
    ["no JSON", "octo@acme.example 2026-01-02", "f:2:1: expected one JSON object on the line"],
    ["a list", "[]", "f:2:1: expected a group of keys"],
    [
      "no author",
      '{"domain":"acme.example","at":"2026-01-02"}',
      "f:2:1: expected a login, an id or an email",
    ],
    ["no place", '{"login":"octocat","at":"2026-01-02"}', "f:2:1: expected an email or a domain"],
    ["no day", '{"email":"octo@acme.example"}', "f:2:1: at: expected a text here"],
    [
      "a day that does not exist",
      '{"email":"octo@acme.example","at":"2026-02-30"}',
      "f:2:1: at: expected a day such as",
    ],
    [
      "a time that does not exist",
      '{"email":"octo@acme.example","at":"2026-02-28T99:00:00Z"}',
      "f:2:1: at: expected a day such as",
    ],
    [
      "an unknown key",
      '{"email":"octo@acme.example","on":"2026-01-02","at":"2026-01-02"}',
      "f:2:1: unknown key",
    ],
    [
      "a login that is none",
      '{"login":"octo cat","domain":"acme.example","at":"2026-01-02"}',
      "f:2:1: login: expected a GitHub login",
    ],
    [
      "a fraction for an id",
      '{"id":1.5,"domain":"acme.example","at":"2026-01-02"}',
      "f:2:1: id: expected GitHub's numeric account id",
    ],
    [
      "a line without end",
      `{"email":"${"x".repeat(20_000)}","at":"2026-01-02"}`,
      "f:2:1: expected at most 16384 characters",
    ],
  ];
  for (const [name, line, expected] of broken) {
    it(`says once what is wrong with ${name}`, () => {
      const sound = '{"email":"wile@globex.example","at":"2026-01-02"}';
      const parsed = read(parseCommitDomains, `${sound}\n${line}\n\n${sound}\n`);
      assert.equal(parsed.problems.length, 1, problems(parsed).join("\n"));
      assert.ok(problems(parsed)[0]?.startsWith(expected), problems(parsed)[0]);
      assert.deepEqual(people(parsed), ["wile@globex.example: seen globex.example 2026-01-02"]);
    });
  }

  it("takes the latest commit for its date, private as it is", () => {
    const parsed = read(
      parseCommitDomains,
      '{"email":"a@acme.example","at":"2026-01-02"}\n{"email":"a@acme.example","at":"2036-01-02"}\n',
    );
    assert.equal(asOf(parsed), "2026-01-02");
    assert.equal(parsed.file.disclosure, "private");
  });
});
