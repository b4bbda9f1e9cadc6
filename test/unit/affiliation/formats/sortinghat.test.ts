import assert from "node:assert/strict";
import { parseSortingHat } from "@recuse/shared/affiliation/formats/sortinghat.ts";
import { asOf, domains, oddities, people, problems, read } from "./reading.ts";

const ID = "03e12d00e37fd45593c49a5a5a1652deca4cf302";

function dump(individual: object, rest: object = {}): string {
  return JSON.stringify(
    { time: "2026-01-14 13:31:19.507613", uidentities: { [ID]: individual }, ...rest },
    undefined,
    1,
  );
}

function enrolled(...enrollments: object[]): string {
  const identities = [
    { source: "github", username: "octocat", email: "octo@acme.example", name: "Octo", uuid: ID },
  ];
  return dump({ uuid: ID, identities, enrollments, profile: null });
}

describe("SortingHat", () => {
  const table: [name: string, text: string, expected: string[]][] = [
    [
      "an enrollment since ever, for ever",
      enrolled({ organization: "Acme", start: "1900-01-01T00:00:00", end: "2100-01-01T00:00:00", uuid: ID }),
      ["octocat octo@acme.example: Acme [,)"],
    ],
    [
      "enrollments with dates",
      enrolled(
        { organization: "Acme", start: "2006-01-01T00:00:00", end: "2008-01-01T00:00:00" },
        { organization: "Globex", start: "2008-01-01", end: "2100-01-01" },
      ),
      ["octocat octo@acme.example: Acme [2006-01-01,2008-01-01); Globex [2008-01-01,)"],
    ],
    [
      "times with a zone",
      enrolled({
        organization: "Acme",
        start: "2006-01-01T00:00:00+00:00",
        end: "2008-01-01T01:00:00+02:00",
      }),
      ["octocat octo@acme.example: Acme [2006-01-01,2007-12-31)"],
    ],
    [
      "nulls",
      enrolled({ organization: "Acme", start: null, end: null }),
      ["octocat octo@acme.example: Acme [,)"],
    ],
    [
      "a stay without a day",
      enrolled({ organization: "Acme", start: "2006-01-01", end: "2006-01-01" }),
      ["octocat octo@acme.example: "],
    ],
    [
      "user names of GitHub alone, each once",
      dump({
        identities: [
          { source: "git", username: "wile", email: "octo@acme.example" },
          { source: "github", username: "octocat", email: null },
          { source: "github:issue", username: "OctoCat", email: null },
          { source: "github", username: "no login", email: "nothing" },
          { source: "githubber", username: "hubot", email: null },
          { source: "scm", username: null, email: "octo@acme.example" },
          { source: null, username: "hubot" },
        ],
        enrollments: [],
        profile: { email: "octocat@globex.example", name: null, is_bot: false, country: null },
      }),
      ["OctoCat octo@acme.example octocat@globex.example: "],
    ],
    [
      "the answer of the GraphQL API",
      JSON.stringify({
        data: {
          individuals: {
            entities: [
              {
                mk: ID,
                isLocked: false,
                profile: { name: "Octo", email: "octo@acme.example", isBot: false },
                identities: [{ uuid: ID, source: "github", username: "octocat", email: null, name: null }],
                enrollments: [
                  {
                    start: "1900-01-01T00:00:00+00:00",
                    end: "2008-01-01T00:00:00+00:00",
                    group: { name: "Acme" },
                  },
                  {
                    start: "2008-01-01T00:00:00+00:00",
                    end: "2100-01-01T00:00:00+00:00",
                    organization: { name: "Globex" },
                  },
                ],
              },
            ],
          },
        },
      }),
      ["octocat octo@acme.example: Acme [,2008-01-01); Globex [2008-01-01,)"],
    ],
  ];
  for (const [name, text, expected] of table) {
    it(`reads ${name}`, () => {
      const parsed = read(parseSortingHat, text);
      assert.deepEqual(problems(parsed), []);
      assert.deepEqual(people(parsed), expected);
    });
  }

  it("reads the domains of organizations and leaves out those that are nobody's", () => {
    const text = dump(
      { identities: [], enrollments: [], profile: null },
      {
        organizations: {
          Acme: [
            { domain: "Labs.Acme.example", is_top: false },
            { domain: "gmail.com", is_top: true },
          ],
          Globex: [{ domain: "bücher.example", is_top: true }],
          Unknown: [],
        },
      },
    );
    const parsed = read(parseSortingHat, text);
    assert.deepEqual(problems(parsed), []);
    assert.deepEqual(domains(parsed), ["labs.acme.example Acme [,)", "xn--bcher-kva.example Globex [,)"]);
    assert.equal(oddities(parsed).length, 1);
    assert.match(oddities(parsed)[0] ?? "", /organizations\[0\]\[1\]\.domain: left out/);
  });

  it("takes the time of the export for its date, else the latest enrollment, and is private", () => {
    const parsed = read(parseSortingHat, enrolled());
    assert.equal(asOf(parsed), "2026-01-14");
    assert.equal(parsed.file.disclosure, "private");
    const enrollment = { organization: "Acme", start: "2019-05-01", end: "2100-01-01" };
    const text = JSON.stringify({ uidentities: { a: { identities: [], enrollments: [enrollment] } } });
    assert.equal(asOf(read(parseSortingHat, text)), "2019-05-01");
  });

  const sound = {
    identities: [],
    enrollments: [{ organization: "Acme", start: "2019-05-01", end: "2020-05-01" }],
  };
  const broken: [name: string, individual: unknown, line: number, field: string, expected: string][] = [
    ["a text instead of a person", "x", 4, "uidentities[1]", "expected a group of keys"],
    [
      "no identities",
      { enrollments: [] },
      4,
      "uidentities[1].identities",
      "expected a list here; add the key",
    ],
    [
      "a day that does not exist",
      { identities: [], enrollments: [{ organization: "Acme", start: "2020-13-45", end: "2100-01-01" }] },
      9,
      "uidentities[1].enrollments[0].start",
      "expected a day that exists",
    ],
    [
      "an enrollment in nothing",
      { identities: [], enrollments: [{ start: "2020-01-01", end: "2100-01-01" }] },
      7,
      "uidentities[1].enrollments[0]",
      "expected the organization of the enrollment",
    ],
    [
      "a number for an organization",
      { identities: [], enrollments: [{ organization: 7, start: "2020-01-01", end: "2100-01-01" }] },
      8,
      "uidentities[1].enrollments[0].organization",
      "expected the name of an organization",
    ],
    [
      "a number for an address",
      { identities: [{ email: 7 }], enrollments: [] },
      7,
      "uidentities[1].identities[0].email",
      "expected a text, found a number",
    ],
  ];
  for (const [name, individual, line, field, expected] of broken) {
    it(`says once what is wrong with ${name}, and keeps the people around it`, () => {
      const text = JSON.stringify(
        { uidentities: { a: sound, "octo@acme.example": individual, c: sound } },
        undefined,
        1,
      );
      const shift = JSON.stringify({ uidentities: { a: sound } }, undefined, 1).split("\n").length - 2;
      const parsed = read(parseSortingHat, text);
      const said = problems(parsed);
      assert.equal(said.length, 1, said.join("\n"));
      assert.match(said[0] ?? "", /^f:\d+:\d+: /);
      assert.equal(parsed.problems[0]?.line, line - 3 + shift);
      assert.ok(said[0]?.includes(`: ${field}: ${expected}`), said[0]);
      assert.equal(parsed.file.people.length, 2);
      assert.doesNotMatch(said.join("\n"), /octo@acme/);
    });
  }

  const frames: [name: string, text: string, expected: RegExp][] = [
    ["no JSON", '{"uidentities": {\n"a": }', /^f:2:6: expected a value/],
    ["a list", "[]", /^f:1:1: expected uidentities/],
    ["uidentities as a list", '{\n"uidentities": []}', /^f:2:16: uidentities: expected uidentities/],
    ["nothing of it", "{}", /^f:1:1: expected uidentities/],
    ["a time that is none", '{"uidentities": {},\n"time": "soon"}', /^f:2:9: time: expected the time/],
    [
      "organizations as a list",
      '{"uidentities": {},\n"organizations": [1]}',
      /^f:2:18: organizations: expected organizations/,
    ],
    [
      "a broken list of domains",
      '{"uidentities": {},\n"organizations": {"Zanzibar":\n[{"is_top": true}]}}',
      /^f:3:2: organizations\[0\]\[0\]\.domain: expected a text/,
    ],
  ];
  for (const [name, text, expected] of frames) {
    it(`says what is wrong with ${name}`, () => {
      const said = problems(read(parseSortingHat, text));
      assert.equal(said.length, 1, said.join("\n"));
      assert.match(said[0] ?? "", expected);
    });
  }

  it("takes __proto__ and constructor for keys like any other", () => {
    const text = `{"uidentities": {"__proto__": ${JSON.stringify(sound)}, "constructor": ${JSON.stringify(sound)}}}`;
    assert.deepEqual(people(read(parseSortingHat, text)), [
      ": Acme [2019-05-01,2020-05-01)",
      ": Acme [2019-05-01,2020-05-01)",
    ]);
  });
});
