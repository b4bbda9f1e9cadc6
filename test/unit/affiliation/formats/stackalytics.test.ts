import assert from "node:assert/strict";
import { parseStackalytics } from "@recuse/shared/affiliation/formats/stackalytics.ts";
import { asOf, domains, oddities, people, problems, read } from "./reading.ts";

function user(
  companies: readonly (readonly [name: string, end: string | null])[],
  rest: object = {},
): string {
  const listed = companies.map(([company_name, end_date]) => ({ company_name, end_date }));
  return JSON.stringify({
    users: [
      {
        launchpad_id: "octo",
        user_name: "Octo",
        emails: ["octo@acme.example"],
        github_id: "octocat",
        companies: listed,
        ...rest,
      },
    ],
    companies: [],
    releases: [{ release_name: "Prehistory", end_date: "2011-Apr-21" }],
  });
}

const WHO = "octocat octo@acme.example: ";

describe("OpenStack Stackalytics", () => {
  const table: [name: string, text: string, expected: string, oddity?: RegExp][] = [
    ["one company", user([["Acme", null]]), `${WHO}Acme [,)`],
    [
      "a chain",
      user([
        ["*independent", "2013-Dec-01"],
        ["Acme", "2014-Nov-02"],
        ["Globex", null],
      ]),
      `${WHO}*independent [,2013-12-01); Acme [2013-12-01,2014-11-02); Globex [2014-11-02,)`,
    ],
    ["a chain that ends", user([["Acme", "2013-Dec-01"]]), `${WHO}Acme [,2013-12-01)`],
    [
      "days in digits, months in lower case",
      user([
        ["Acme", "2013-12-01"],
        ["Globex", "2014-feb-01"],
      ]),
      `${WHO}Acme [,2013-12-01); Globex [2013-12-01,2014-02-01)`,
    ],
    [
      "a chain out of order",
      user([
        ["Globex", null],
        ["Acme", "2013-Dec-01"],
      ]),
      `${WHO}Acme [,2013-12-01); Globex [2013-12-01,)`,
      /users\[0\]\.companies: the companies do not stand in the order/,
    ],
    [
      "two at once",
      user([
        ["Acme", null],
        ["Globex", null],
      ]),
      `${WHO}Acme [,); Globex [,)`,
    ],
    [
      "the same end twice",
      user([
        ["Acme", "2013-Dec-01"],
        ["Globex", "2013-Dec-01"],
      ]),
      `${WHO}Acme [,2013-12-01)`,
      /companies\[1\]: the stay ends on the day it begins/,
    ],
    ["an end in 2100", user([["Acme", "2100-Jan-01"]]), `${WHO}Acme [,)`, /taken for open/],
    ["robots", user([["*robots", null]]), `${WHO}*robots [,)`],
    ["no GitHub account", user([["Acme", null]], { github_id: undefined }), "octo@acme.example: Acme [,)"],
    ["an empty GitHub account", user([["Acme", null]], { github_id: "" }), "octo@acme.example: Acme [,)"],
    [
      "a GitHub account that is none",
      user([["Acme", null]], { github_id: "octo cat" }),
      "octo@acme.example: Acme [,)",
      /github_id: no GitHub login/,
    ],
    [
      "an address that is none",
      user([["Acme", null]], { emails: ["octo@localhost.(none)"] }),
      "octocat: Acme [,)",
      /emails\[0\]: no address/,
    ],
    ["no companies", user([], { companies: undefined }), WHO],
  ];
  for (const [name, text, expected, oddity] of table) {
    it(`reads ${name}`, () => {
      const parsed = read(parseStackalytics, text);
      assert.deepEqual(problems(parsed), []);
      assert.deepEqual(people(parsed), [expected]);
      if (oddity === undefined) assert.deepEqual(oddities(parsed), []);
      else assert.match(oddities(parsed).join("\n"), oddity);
    });
  }

  it("reads the companies' domains", () => {
    const companies = [
      { company_name: "*independent", domains: [""] },
      { company_name: "Acme", domains: ["acme.example", "acme-labs.example"], aliases: ["Acme Labs"] },
      { company_name: "*robots", domains: ["robots"] },
    ];
    const parsed = read(parseStackalytics, JSON.stringify({ users: [], companies }));
    assert.deepEqual(problems(parsed), []);
    assert.deepEqual(domains(parsed), ["acme.example Acme [,)", "acme-labs.example Acme [,)"]);
    assert.equal(oddities(parsed).length, 1);
    assert.equal(parsed.file.disclosure, "public");
    assert.equal(asOf(parsed), undefined);
  });

  it("takes the latest end for its date", () => {
    assert.equal(
      asOf(
        read(
          parseStackalytics,
          user([
            ["Acme", "2013-Dec-01"],
            ["Globex", "2031-Dec-01"],
          ]),
        ),
      ),
      "2013-12-01",
    );
  });

  const broken: [name: string, users: string, line: number, expected: string][] = [
    ["a number", "7", 3, "users[1]: expected a group of keys, found a number"],
    [
      "a company without a name",
      '{"companies":[\n{"end_date": null}]}',
      4,
      "users[1].companies[0].company_name: expected a text here",
    ],
    [
      "a day that does not exist",
      '{"companies":[{"company_name": "Acme",\n"end_date": "2014-Feb-30"}]}',
      4,
      "users[1].companies[0].end_date: expected a day that exists",
    ],
    [
      "addresses in a text",
      '{"emails": "octo@acme.example"}',
      3,
      "users[1].emails: expected a list, found a text",
    ],
  ];
  for (const [name, middle, line, expected] of broken) {
    it(`says once what is wrong with ${name}, and keeps the users around it`, () => {
      const sound = '{"github_id":"octocat","companies":[{"company_name":"Acme","end_date":null}]}';
      const text = `{"users": [\n${sound},\n${middle},\n${sound}], "companies": []}`;
      const parsed = read(parseStackalytics, text);
      assert.equal(parsed.problems.length, 1, problems(parsed).join("\n"));
      assert.equal(parsed.problems[0]?.line, line);
      assert.ok(problems(parsed)[0]?.includes(`: ${expected}`), problems(parsed)[0]);
      assert.deepEqual(people(parsed), ["octocat: Acme [,)", "octocat: Acme [,)"]);
    });
  }

  it("finds the last of many problems", () => {
    const text = `{"users": [\n${Array.from({ length: 5000 }, () => "1").join(",\n")}], "companies": []}`;
    const parsed = read(parseStackalytics, text);
    assert.equal(parsed.problems.length, 101);
    assert.equal(parsed.problems[99]?.line, 101);
    assert.match(problems(parsed)[100] ?? "", /and 4900 more problems/);
  });
});
