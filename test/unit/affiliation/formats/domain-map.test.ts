import assert from "node:assert/strict";
import { parseDomainMap } from "@recuse/shared/affiliation/formats/domain-map.ts";
import { asOf, domains, oddities, problems, read } from "./reading.ts";

describe("gitdm's domain-map", () => {
  const table: [name: string, text: string, expected: string[], oddity?: RegExp][] = [
    ["a domain", "acme.example\tAcme\n", ["acme.example Acme [,)"]],
    [
      "a name of several words",
      "acme.example   Acme  Widgets,  Inc.\n",
      ["acme.example Acme Widgets, Inc. [,)"],
    ],
    ["capitals and IDN", "Bücher.Example Acme\n", ["xn--bcher-kva.example Acme [,)"]],
    [
      "comments and empty lines",
      "# map\n\nacme.example Acme # the firm\n   # more\n",
      ["acme.example Acme [,)"],
    ],
    ["an end", "acme.example Acme < 2019-05-01\n", ["acme.example Acme [,2019-05-01)"]],
    ["an end without spaces", "acme.example Acme<2019-05-01\n", ["acme.example Acme [,2019-05-01)"]],
    [
      "periods",
      "acme.example Acme < 2019-05-01\nacme.example Globex < 2020-05-01\nacme.example Initech\n",
      [
        "acme.example Acme [,2019-05-01)",
        "acme.example Globex [2019-05-01,2020-05-01)",
        "acme.example Initech [2020-05-01,)",
      ],
    ],
    [
      "periods in any order, apart from each other",
      "acme.example Globex\nother.example Other\nACME.example Acme < 2019-05-01\n",
      ["acme.example Acme [,2019-05-01)", "acme.example Globex [2019-05-01,)", "other.example Other [,)"],
    ],
    [
      "a domain twice",
      "acme.example Acme\nacme.example Acme\n",
      ["acme.example Acme [,)"],
      /^f:2:1: the domain stands here twice/,
    ],
    [
      "two owners",
      "acme.example Acme\nacme.example Globex\n",
      ["acme.example Acme [,)", "acme.example Globex [,)"],
      /^f:2:1: the domain has two owners/,
    ],
    [
      "free mail",
      "gmail.com (Unknown)\nacme.example Acme\n",
      ["acme.example Acme [,)"],
      /^f:1:1: left out: .*anyone can have an address/,
    ],
    ["a public suffix", "co.uk Acme\n", [], /^f:1:1: left out: .*public suffix/],
    ["an address", "octo@acme.example Acme\n", [], /^f:1:1: an address instead of a domain/],
    ["CRLF and a byte order mark", "\uFEFFacme.example Acme\r\n", ["acme.example Acme [,)"]],
    ["constructor", "constructor.example constructor\n", ["constructor.example constructor [,)"]],
  ];
  for (const [name, text, expected, oddity] of table) {
    it(`reads ${name}`, () => {
      const parsed = read(parseDomainMap, text);
      assert.deepEqual(problems(parsed), []);
      assert.deepEqual(domains(parsed), expected);
      if (oddity === undefined) assert.deepEqual(oddities(parsed), []);
      else assert.match(oddities(parsed).join("\n"), oddity);
    });
  }

  const broken: [name: string, line: string, expected: string][] = [
    ["a domain alone", "acme.example", "expected a domain, a space and the name"],
    ["a date alone", "acme.example < 2019-05-01", "expected a domain, a space and the name"],
    ["a day that does not exist", "acme.example Acme < 2019-02-30", "expected a day that exists after <"],
    ["no day", "acme.example Acme <", "expected a day that exists after <"],
    ["two days", "acme.example Acme < 2019-05-01 < 2020-01-01", "expected a day that exists after <"],
    ["no domain", "acme..example Acme", "expected a domain such as acme.example"],
    ["NUL", "acme.example Ac\0me", "expected text without control characters"],
    ["a line without end", `acme.example ${"x".repeat(20_000)}`, "expected at most 16384 characters"],
    ["a name without end", `acme.example ${"x".repeat(500)}`, "expected a domain, a space and the name"],
  ];
  for (const [name, line, expected] of broken) {
    it(`says once what is wrong with ${name}`, () => {
      const parsed = read(parseDomainMap, `a.example A\n${line}\nb.example B\n`);
      assert.equal(parsed.problems.length, 1);
      assert.ok(problems(parsed)[0]?.startsWith(`f:2:1: ${expected}`), problems(parsed)[0]);
      assert.deepEqual(domains(parsed), ["a.example A [,)", "b.example B [,)"]);
    });
  }

  it("takes for its date what it says, else the latest end", () => {
    assert.equal(
      asOf(read(parseDomainMap, "# as of 2024-01-01\nacme.example Acme < 2019-05-01\n")),
      "2024-01-01",
    );
    assert.equal(asOf(read(parseDomainMap, "acme.example Acme < 2019-05-01\n")), "2019-05-01");
  });
});
