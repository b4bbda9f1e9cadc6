import assert from "node:assert/strict";
import { parseGitdm } from "@recuse/shared/affiliation/formats/gitdm.ts";
import { oddities, problems, read, stintText } from "./reading.ts";

const HEAD = "octocat: octo!acme.example\n";

describe("an organization line of CNCF gitdm", () => {
  const stintTable: [name: string, lines: string, expected: string[], oddity?: RegExp][] = [
    ["one organization, always", "\tAcme\n", ["Acme [,)"]],
    [
      "a chain",
      "\tAcme until 2019-05-01\n\tGlobex from 2019-05-01 until 2020-01-01\n\tInitech from 2020-01-01\n",
      ["Acme [,2019-05-01)", "Globex [2019-05-01,2020-01-01)", "Initech [2020-01-01,)"],
    ],
    [
      "two employers at once",
      "\tAcme until 2020-01-01\n\tGlobex from 2019-01-01\n",
      ["Acme [,2020-01-01)", "Globex [2019-01-01,)"],
    ],
    ["a first line with from", "\tAcme from 2019-05-01\n", ["Acme [2019-05-01,)"]],
    [
      "from inside a name",
      "\tAcme from Globex from 2014-12-01 until 2015-01-01\n",
      ["Acme from Globex [2014-12-01,2015-01-01)"],
      /the word from stands inside the name/,
    ],
    ["from inside a name alone", "\tAcme from Globex\n", ["Acme from Globex [,)"], /inside the name/],
    ["from twice", "\tAcme from from 2020-11-22\n", ["Acme [2020-11-22,)"], /from stands twice/],
    ["until twice", "\tAcme until until 2020-11-22\n", ["Acme [,2020-11-22)"], /until stands twice/],
    ["a bare day", "\tIndependent 2020-01-20\n", ["Independent [2020-01-20,)"], /without from or until/],
    ["a number in a name", "\tStudio 54 from 2020-01-01\n", ["Studio 54 [2020-01-01,)"]],
    ["a number that ends a name", "\tArea 51\n", ["Area 51 [,)"]],
    ["a year in a name", "\tAcme 2000 until 2003-01-01\n", ["Acme 2000 [,2003-01-01)"]],
    ["a name that holds fromage", "\tAcme fromage until 2003-01-01\n", ["Acme fromage [,2003-01-01)"]],
    ["a day before 1970", "\tAcme from 1969-07-20\n", ["Acme [1969-07-20,)"]],
    ["a leap day", "\tAcme from 2020-02-29\n", ["Acme [2020-02-29,)"]],
    [
      "no time",
      "\tAcme\n\tGlobex from 2018-09-01 until 2018-09-01\n",
      ["Acme [,)"],
      /the day it begins or before/,
    ],
    [
      "reversed",
      "\tAcme\n\tGlobex from 2018-09-02 until 2018-09-01\n",
      ["Acme [,)"],
      /the day it begins or before/,
    ],
    ["until 2100", "\tAcme until 2100-01-01\n", ["Acme [,)"], /far future; taken for open/],
    ["from 2100", "\tAcme\n\tGlobex from 2100-01-01\n", ["Acme [,)"], /begins in the far future; left out/],
    ["from 1900", "\tAcme from 1900-01-01\n", ["Acme [,)"]],
    ["comma debris", "\tAcme\n\tInc.\n\tGlobex from 2100-01-01\n", ["Acme [,)"], /only the legal form/],
    ["LLC", "\tAcme\n\tLLC\n", ["Acme [,)"], /only the legal form/],
    ["Ltd from a day", "\tAcme\n\tLtd from 2019-01-01\n", ["Acme [,)"], /only the legal form/],
    ["a company called Incorporation", "\tIncorporation\n", ["Incorporation [,)"]],
    [
      "a later line without from",
      "\tAcme until 2019-01-01\n\tGlobex until 2020-01-01\n",
      ["Acme [,2019-01-01)", "Globex [2019-01-01,2020-01-01)"],
      /taken to begin where the line before it ends/,
    ],
    [
      "a later line without anything",
      "\tAcme\n\tGlobex\n",
      ["Acme [,)", "Globex [,)"],
      /its start is unknown/,
    ],
    ["NotFound", "\tNotFound\n", ["NotFound [,)"]],
    ["a question mark", "\t?\n", ["? [,)"]],
    ["robots", "\t(Robots)\n", ["(Robots) [,)"]],
    [
      "spaces for the tab",
      "    Acme until 2019-05-01\n",
      ["Acme [,2019-05-01)"],
      /spaces stand where a tab belongs/,
    ],
    ["two tabs", "\t\tAcme\n", ["Acme [,)"]],
    ["trailing spaces", "\tAcme until 2019-05-01  \t \n", ["Acme [,2019-05-01)"]],
    ["spaces inside", "\tAcme   Widgets  from  2019-05-01\n", ["Acme Widgets [2019-05-01,)"]],
    ["CRLF", "\tAcme until 2019-05-01\r\n", ["Acme [,2019-05-01)"]],
    ["no last line end", "\tAcme", ["Acme [,)"]],
    [
      "an empty line inside",
      "\tAcme until 2019-05-01\n\n\tGlobex from 2019-05-01\n",
      ["Acme [,2019-05-01)", "Globex [2019-05-01,)"],
    ],
    ["a comment inside", "\tAcme\n# checked\n", ["Acme [,)"]],
    ["other scripts", "\t饿了么 from 2016-01-01\n", ["饿了么 [2016-01-01,)"]],
    ["a middle dot", "\tAcme · Internship from 2016-01-01\n", ["Acme · Internship [2016-01-01,)"]],
    ["a comma", "\tAcme, Inc. until 2016-01-01\n", ["Acme, Inc. [,2016-01-01)"]],
    ["a colon", "\tAcme: Labs\n", ["Acme: Labs [,)"]],
    ["__proto__", "\t__proto__\n", ["__proto__ [,)"]],
  ];
  for (const [name, lines, expected, oddity] of stintTable) {
    it(`reads ${name}`, () => {
      const parsed = read(parseGitdm, HEAD + lines);
      assert.deepEqual(problems(parsed), []);
      assert.deepEqual(parsed.file.people[0]?.stints.map(stintText), expected);
      if (oddity === undefined) assert.deepEqual(oddities(parsed), []);
      else
        assert.ok(
          oddities(parsed).some((text) => oddity.test(text)),
          oddities(parsed).join("\n"),
        );
    });
  }
});
