/* Mutated files: about ten million characters in all, and no parser may throw, hang or lose its line. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Problem } from "@recuse/shared/config/problem.ts";
import {
  detectFormat,
  FORMATS,
  parseAffiliations,
  type FormatName,
} from "@recuse/shared/affiliation/formats/format.ts";
import { ALL, edit, LIST, mutate, place, replaceOne, SEEDS, SORTING_HAT, STACKALYTICS } from "./mutation.ts";
import { TODAY } from "./reading.ts";

describe("mutated files of affiliation data", function () {
  this.timeout(60_000);

  it("begin as sound ones", () => {
    for (const [format, file, text] of SEEDS) {
      assert.equal(detectFormat(text, "x"), format);
      assert.deepEqual(parseAffiliations(text, { file, today: TODAY }).problems, []);
    }
  });

  for (const [format, file, seed, characters] of SEEDS) {
    it(`never break the parser of ${file}`, () => {
      let read = 0;
      // texts of some thousand characters as well as short ones: what is wrong once is wrong in the middle, too
      const sizes = fc.constantFrom(1, 1, 4, file.endsWith(".json") || file.endsWith(".yaml") ? 1 : 40);
      const runs = Math.ceil(
        characters / seed.length / (file.endsWith(".json") || file.endsWith(".yaml") ? 1.9 : 11),
      );
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), sizes, (edits, times) => {
          const text = mutate(seed.repeat(times), edits);
          read += text.length;
          detectFormat(text, file);
          const parsed = parseAffiliations(text, { file, today: TODAY, format });
          const lines = text.split("\n").length;
          for (const said of parsed.problems) assertSaid(said, file, lines);
          for (const said of parsed.oddities) assertSaid(said, file, lines);
          assert.ok(parsed.problems.length <= 101 && parsed.oddities.length <= 1001);
        }),
        { numRuns: runs, endOnFailure: true },
      );
      assert.ok(read >= characters, `only ${read} characters were read`);
    });
  }

  const trees: [format: FormatName, tree: object][] = [
    ["dated-list", LIST],
    ["sortinghat", SORTING_HAT],
    ["stackalytics", STACKALYTICS],
  ];
  for (const [format, tree] of trees) {
    it(`never break the parser of ${format} with another value somewhere`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(place, fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: 3 }),
          (changes) => {
            const text = changes.reduce(
              (before, [at, value]) => replaceOne(before, at, value),
              JSON.stringify(tree, undefined, 1),
            );
            const parsed = parseAffiliations(text, { file: "x", today: TODAY, format });
            for (const said of [...parsed.problems, ...parsed.oddities])
              assertSaid(said, "x", text.split("\n").length);
          },
        ),
        { numRuns: 1500 },
      );
    });
  }

  it("never break the parser of another format", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL),
        fc.constantFrom(...FORMATS),
        fc.array(edit, { maxLength: 4 }),
        (seed, format, edits) => {
          const text = mutate(seed, edits);
          const parsed = parseAffiliations(text, { file: "x", today: TODAY, format });
          for (const said of parsed.problems) assertSaid(said, "x", text.split("\n").length);
        },
      ),
      { numRuns: 1000 },
    );
  });

  const hostile: [name: string, text: string, format: FormatName][] = [
    ["brackets", "[".repeat(5_000_000), "sortinghat"],
    ["groups", '{"a":'.repeat(1_000_000), "dated-list"],
    [
      "closed brackets",
      `{"uidentities":{"a":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}}`,
      "sortinghat",
    ],
    ["a text without end", `{"users": "${"\\n".repeat(5_000_000)}`, "stackalytics"],
    ["spaces", `octocat: a!b.example\n\t${" ".repeat(5_000_000)}x`, "gitdm"],
    ["commas", `octocat: ${",".repeat(5_000_000)}`, "gitdm"],
    ["short commas", `octocat: ${"a!b.c,".repeat(2_500)}\n\tAcme\n`.repeat(300), "gitdm"],
    ["from", `octocat: a!b.example\n\tAcme ${"from ".repeat(3_000)}\n`.repeat(300), "gitdm"],
    ["line ends", "\n".repeat(5_000_000), "domain-map"],
    ["one domain", "acme.example Acme\n".repeat(200_000), "domain-map"],
    [
      "commits of one author",
      '{"login":"a","domain":"b.example","at":"2026-01-02"}\n'.repeat(50_000),
      "commit-domains",
    ],
    ["people that are none", `{"users":[${"1,".repeat(500_000)}1],"companies":[]}`, "stackalytics"],
    [
      "one key again and again",
      `{"users":[],${'"companies":[1],'.repeat(200_000)}"companies":[1]}`,
      "stackalytics",
    ],
    [
      "lists of one key again and again",
      `{"users":[],${`"companies":[${"1,".repeat(200)}1],`.repeat(5000)}"companies":[${"1,".repeat(200)}1]}`,
      "stackalytics",
    ],
  ];
  for (const [name, text, format] of hostile) {
    it(`are read in linear time: ${name}`, () => {
      const before = process.cpuUsage();
      const parsed = parseAffiliations(text, { file: "x", today: TODAY, format });
      // Of the processor, so that it does not matter what else the machine does.
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 8_000_000, `took ${user + system} µs`);
      assert.ok(parsed.problems.length + parsed.oddities.length + parsed.file.people.length >= 0);
    });
  }
});

function assertSaid({ file, line, column, message }: Problem, expected: string, lines: number): void {
  assert.equal(file, expected);
  assert.ok(Number.isInteger(line) && line >= 1 && line <= lines + 1, `line ${line} of ${lines}`);
  assert.ok(Number.isInteger(column) && column >= 1);
  assert.match(message, /^[a-z0-9][^\0\n]{8,}[^.]$/);
}
