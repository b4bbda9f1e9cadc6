import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGitdm } from "@recuse/shared/affiliation/formats/gitdm.ts";
import { skip } from "../../../report/skip.ts";
import { asOf, oddities, people, problems, read } from "./reading.ts";

const DATA = process.env["RECUSE_TEST_DATA"] ?? join(import.meta.dirname, "../../../../../shared/data");
const SAMPLE = join(DATA, "affiliations/gitdm-sample.txt");

const HEAD = "octocat: octo!acme.example\n";

describe("CNCF gitdm", () => {
  const recordTable: [name: string, line: string, expected: string, oddity?: RegExp][] = [
    ["! for @", "octocat: o!acme.example, o!globex.example", "octocat o@acme.example o@globex.example"],
    ["a star", "octocat*: o!acme.example", "octocat o@acme.example", /marked with \*/],
    ["no space after the colon", "octocat:o!acme.example", "octocat o@acme.example"],
    [
      "no space after the comma",
      "octocat: o!acme.example,p!acme.example",
      "octocat o@acme.example p@acme.example",
    ],
    ["no address", "octocat: ", "octocat"],
    [
      "an address without a domain",
      "octocat: u1, o!acme.example",
      "octocat o@acme.example",
      /1 of the addresses is none/,
    ],
    [
      "an address without a dot",
      "octocat: root!localhost, a!(none)",
      "octocat",
      /2 of the addresses are none/,
    ],
    ["a question mark", "octocat: ?", "octocat", /1 of the addresses is none/],
    ["@", "octocat: o@acme.example", "octocat o@acme.example", /written with @/],
    ["an address twice", "octocat: o!acme.example, o!acme.example", "octocat o@acme.example"],
    [
      "noreply with an id",
      "octocat: 1+octocat!users.noreply.github.com",
      "octocat 1+octocat@users.noreply.github.com",
    ],
    ["a login of digits", "007: u1!acme.example", "007 u1@acme.example"],
    ["a bot", "hubot[bot]: u1!acme.example", "hubot[bot] u1@acme.example"],
    ["a managed user", "octo_acme: u1!acme.example", "octo_acme u1@acme.example"],
    ["a name instead of a login", "Octo Cat: u1!acme.example", "u1@acme.example", /no GitHub login/],
    ["a byte order mark", "\uFEFFoctocat: u1!acme.example", "octocat u1@acme.example"],
    ["an IDN", "octocat: u1!bücher.example", "octocat u1@bücher.example"],
    ["constructor", "constructor: u1!acme.example", "constructor u1@acme.example"],
  ];
  for (const [name, line, expected, oddity] of recordTable) {
    it(`reads a record with ${name}`, () => {
      const parsed = read(parseGitdm, `${line}\n\tAcme\n`);
      assert.deepEqual(problems(parsed), []);
      assert.deepEqual(people(parsed), [`${expected}: Acme [,)`]);
      if (oddity === undefined) assert.deepEqual(oddities(parsed), []);
      else assert.match(oddities(parsed).join("\n"), oddity);
    });
  }

  it("keeps every record of a login, whatever its case, and says so", () => {
    const parsed = read(
      parseGitdm,
      "octocat: a!x.example\n\tAcme\nOctoCat: b!x.example\n\tGlobex\noctocat: c!x.example\n\tAcme\n",
    );
    assert.equal(parsed.file.people.length, 3);
    assert.deepEqual(oddities(parsed), [
      "f:3:1: the login has a record further up; both are kept",
      "f:5:1: the login has a record further up; both are kept",
    ]);
  });

  const SOUND = ["hubot h@acme.example: Acme [,)", "wile w@acme.example: Acme [,)"];
  const before = "hubot: h!acme.example\n\tAcme\n";
  const after = "wile: w!acme.example\n\tAcme\n";
  const broken: [name: string, lines: string, line: number, expected: string, also?: string][] = [
    ["a line that is neither", "Acme from 2019-01-01\n", 3, "expected a record (login: address"],
    [
      "a line that is neither, and what is below it",
      "octocat o!acme.example\n\tGlobex\n\tInitech\n",
      3,
      "expected a record",
    ],
    [
      "a day that does not exist",
      `${HEAD}\tAcme from 2020-13-45\n`,
      4,
      "expected a day that exists",
      "octocat octo@acme.example: ",
    ],
    [
      "30 February",
      `${HEAD}\tAcme\n\tGlobex from 2021-02-30\n`,
      5,
      "expected a day that exists",
      "octocat octo@acme.example: Acme [,)",
    ],
    [
      "a bare day that does not exist",
      `${HEAD}\tAcme 2020-00-10\n`,
      4,
      "expected a day that exists",
      "octocat octo@acme.example: ",
    ],
    [
      "another order of the date",
      `${HEAD}\tAcme from 01/05/2020\n`,
      4,
      "expected a day that exists",
      "octocat octo@acme.example: ",
    ],
    [
      "a year alone",
      `${HEAD}\tAcme until 2020\n`,
      4,
      "expected a day that exists",
      "octocat octo@acme.example: ",
    ],
    [
      "until and nothing",
      `${HEAD}\tAcme until\n`,
      4,
      "expected a day (YYYY-MM-DD) after",
      "octocat octo@acme.example: ",
    ],
    [
      "until in words",
      `${HEAD}\tAcme until today\n`,
      4,
      "expected a day (YYYY-MM-DD) after",
      "octocat octo@acme.example: ",
    ],
    [
      "two froms",
      `${HEAD}\tAcme from 2019-01-01 from 2020-01-01\n`,
      4,
      "expected one from",
      "octocat octo@acme.example: ",
    ],
    [
      "no name",
      `${HEAD}\tfrom 2019-01-01\n`,
      4,
      "expected the name of an organization",
      "octocat octo@acme.example: ",
    ],
    [
      "a name without end",
      `${HEAD}\t${"x".repeat(500)}\n`,
      4,
      "expected the name of an organization",
      "octocat octo@acme.example: ",
    ],
    ["a record without organizations", HEAD, 3, "expected at least one organization"],
    [
      "NUL",
      `${HEAD}\tAc\0me\n`,
      4,
      "expected text without control characters",
      "octocat octo@acme.example: ",
    ],
    [
      "NUL in a record",
      "octo\0cat: o!acme.example\n\tGlobex\n",
      3,
      "expected text without control characters",
    ],
    [
      "a line without end",
      `${HEAD}\t${"x".repeat(100_000)}\n`,
      4,
      "expected at most 16384 characters",
      "octocat octo@acme.example: ",
    ],
  ];
  for (const [name, lines, line, expected, also] of broken) {
    it(`says once what is wrong with ${name}, and keeps the records around it`, () => {
      const parsed = read(parseGitdm, before + lines + after);
      const said = problems(parsed);
      assert.equal(said.length, 1, said.join("\n"));
      assert.ok(said[0]?.startsWith(`f:${line}:1: ${expected}`), said[0]);
      assert.deepEqual(people(parsed), [SOUND[0], ...(also === undefined ? [] : [also]), SOUND[1]]);
    });
  }

  it("says once that organizations stand before the first record", () => {
    const parsed = read(parseGitdm, `\tAcme\n\tGlobex\n${after}`);
    assert.equal(problems(parsed).length, 1);
    assert.match(problems(parsed)[0] ?? "", /^f:1:1: expected a record \(login: address, address\) before/);
    assert.deepEqual(people(parsed), [SOUND[1]]);
  });

  it("lists a hundred problems and counts the rest", () => {
    const said = problems(read(parseGitdm, "neither\n".repeat(1234)));
    assert.equal(said.length, 101);
    assert.match(said[100] ?? "", /and 1134 more problems/);
  });

  it("never repeats a value", () => {
    const secret = "zanzibar";
    const text = `${secret}\n${secret}: ${secret}\n\t${secret} from 2020-99-99\n${secret}*: ${secret}, ${secret}@${secret}.example\n   ${secret} from from 2020-01-01\n\t${secret} until ${secret}\n`;
    const parsed = read(parseGitdm, text);
    assert.ok(parsed.problems.length >= 2 && parsed.oddities.length >= 3);
    assert.doesNotMatch([...problems(parsed), ...oddities(parsed)].join("\n"), new RegExp(secret));
  });

  const dates: [name: string, text: string, expected: string | undefined][] = [
    ["what the file says", `# as of 2023-03-29\n${HEAD}\tAcme from 2023-05-01\n`, "2023-03-29"],
    ["in any case, with a colon", `# As of: 2023-03-29\n${HEAD}\tAcme\n`, "2023-03-29"],
    ["the first of two", `# as of 2023-03-29\n# as of 2024-03-29\n${HEAD}\tAcme\n`, "2023-03-29"],
    ["the latest day", `${HEAD}\tAcme until 2019-01-01\n\tGlobex from 2019-01-01\n`, "2019-01-01"],
    [
      "the latest day that is not in the future",
      `${HEAD}\tAcme until 2019-01-01\n\tGlobex from 2027-01-01\n`,
      "2019-01-01",
    ],
    ["the future is no date", `# as of 2030-01-01\n${HEAD}\tAcme until 2019-01-01\n`, "2019-01-01"],
    [
      "no lonely day",
      `${`${HEAD}\tAcme until 2019-01-01\n\tGlobex from 2019-01-01\n`.repeat(10)}${HEAD}\tAcme until 2025-01-01\n`,
      "2019-01-01",
    ],
    ["nothing", `${HEAD}\tAcme\n`, undefined],
  ];
  for (const [name, text, expected] of dates) {
    it(`takes for its date: ${name}`, () => {
      assert.equal(asOf(read(parseGitdm, text)), expected);
    });
  }

  it("reads the published files", function () {
    if (!existsSync(SAMPLE)) skip(this, "no affiliation data here");
    const text = readFileSync(SAMPLE, "utf8");
    const started = performance.now();
    const parsed = read(parseGitdm, text);
    const took = performance.now() - started;
    assert.deepEqual(problems(parsed), []);
    assert.equal(parsed.file.people.length, 6321);
    // of 15,585 lines: one zero-length stay, two from 2100, one "Inc."
    assert.equal(parsed.file.people.flatMap(({ stints }) => stints).length, 15_581);
    assert.equal(parsed.oddities.length, 39);
    assert.equal(asOf(parsed), "2023-02-17");
    assert.ok(took < 1000, `took ${took} ms`);
  });
});
