import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { detectFormat, FORMATS, parseAffiliations } from "@recuse/shared/affiliation/formats/format.ts";
import { problems, TODAY } from "./reading.ts";

const DOCUMENT = join(import.meta.dirname, "../../../../docs/affiliation-data.md");
const LIST = '{"recuse": "affiliations", "version": 1, "title": "t", "asOf": "2026-01-01", "people": []}';

describe("the format of a file", () => {
  const table: [name: string, text: string, file: string, expected: string | undefined][] = [
    ["gitdm", "octocat: o!acme.example\n\tAcme\n", "x", "gitdm"],
    [
      "gitdm with comments",
      "# main file\n\n# as of 2023-03-29\noctocat*: o!acme.example\n\tAcme\n",
      "x.txt",
      "gitdm",
    ],
    [
      "gitdm with one broken line",
      "octocat o!acme.example\n\tAcme\nhubot: h!acme.example\n\tAcme\n",
      "x",
      "gitdm",
    ],
    ["gitdm with CRLF and a byte order mark", "\uFEFFoctocat: o!acme.example\r\n\tAcme\r\n", "x", "gitdm"],
    ["gitdm with a login called recuse", "recuse: r!acme.example\n\tAcme\n", "x", "gitdm"],
    ["gitdm, empty", "", "a/b/developers_affiliations1.txt", "gitdm"],
    ["SortingHat", '{"time": "2026-01-01",\n"uidentities": {}}', "dump.json", "sortinghat"],
    ["SortingHat, cut short", '{"uidentities": {"a": {', "dump.json", "sortinghat"],
    ["SortingHat's API", '{"data": {"individuals": {"entities": []}}}', "x", "sortinghat"],
    ["Stackalytics", '{"users": [], "companies": [{"company_name": "Acme"}]}', "x", "stackalytics"],
    ["Stackalytics by name", '{"users": [], "companies": []}', "etc/default_data.json", "stackalytics"],
    ["a dated list", LIST, "x.json", "dated-list"],
    ["a dated list on many lines", JSON.stringify(JSON.parse(LIST), undefined, 2), "x", "dated-list"],
    ["a dated list in YAML", "title: t\npeople: []\nrecuse: affiliations\n", "x.yaml", "dated-list"],
    ["a domain-map", "# map\nacme.example   Acme\nglobex.example\tGlobex < 2019-05-01\n", "x", "domain-map"],
    ["a domain-map, empty", "# nothing yet\n", "C:\\maps\\domain-map", "domain-map"],
    ["commits", '{"email":"octo@acme.example","at":"2026-01-02"}\n', "x", "commit-domains"],
    [
      "commits of a bot",
      '{"login":"hubot[bot]","domain":"acme.example","at":"2026-01-02"}\n{}\n',
      "x",
      "commit-domains",
    ],
    ["commits by name", '{"email":"octo@acme.example"}\n', "commits.jsonl", "commit-domains"],
    [
      "a dated list on one line",
      LIST.replace("[]", '[{"id":1,"organizations":[],"seen":[{"domain":"a.example","at":"2026-01-02"}]}]'),
      "x",
      "dated-list",
    ],
    ["another JSON", '{"a": 1}', "x.json", undefined],
    ["a list", "[1]", "x.json", undefined],
    ["prose", "Hello there, this is a file.\nIt is about nothing.\n", "x.txt", undefined],
    ["a program", "import x from 'y';\nx: for (;;) {}\n", "x.ts", undefined],
    ["nothing", "", "x", undefined],
    ["white space", " \n\t\n", "x", undefined],
  ];
  for (const [name, text, file, expected] of table) {
    it(`is found: ${name}`, () => {
      assert.equal(detectFormat(text, file), expected);
    });
  }

  it("leads to the parser", () => {
    const titles = new Map(
      table.flatMap(([, text, file, expected]) =>
        expected === undefined
          ? []
          : [[expected, parseAffiliations(text, { file, today: TODAY }).file.title]],
      ),
    );
    assert.deepEqual([...titles.keys()].sort(), [...FORMATS].sort());
    assert.equal(titles.get("gitdm"), "CNCF gitdm");
    assert.equal(titles.get("commit-domains"), "commits");
  });

  it("can be said", () => {
    const parsed = parseAffiliations("acme.example Acme\n", { file: "x", today: TODAY, format: "gitdm" });
    assert.equal(parsed.file.title, "CNCF gitdm");
    assert.equal(parsed.problems.length, 1);
  });

  it("is one problem where it is unknown, and so is a text too long", () => {
    assert.deepEqual(problems(parseAffiliations("hello", { file: "x", today: TODAY })), [
      "x:1:1: expected affiliation data in one of the formats gitdm, sortinghat, stackalytics, dated-list, domain-map, commit-domains; see docs/affiliation-data.md",
    ]);
    assert.match(
      problems(parseAffiliations("#".repeat(67_108_865), { file: "x", today: TODAY }))[0] ?? "",
      /^x:1:1: expected at most 67108864 characters/,
    );
  });

  it("has an example in the documentation, and every example is read", () => {
    const examples = [...readFileSync(DOCUMENT, "utf8").matchAll(/^## (\S+)\n[^]*?```\w*\n([^]*?)```/gm)];
    assert.deepEqual(
      examples.map(([, format, text = ""]) => [format, detectFormat(text, "x")]),
      FORMATS.map((format) => [format, format]),
    );
    for (const [, , text = ""] of examples) {
      const parsed = parseAffiliations(text, { file: "x", today: TODAY });
      assert.deepEqual([...parsed.problems, ...parsed.oddities], []);
      assert.notEqual(parsed.file.asOf, undefined);
      assert.ok(parsed.file.people.length + parsed.file.domains.length > 0);
    }
  });
});
