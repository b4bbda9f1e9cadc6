import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readDocument } from "@recuse/shared/config/document.ts";
import { jsonProblem } from "@recuse/shared/config/json-grammar.ts";
import { problemText } from "@recuse/shared/config/problem.ts";

const LONGEST = 65_536;

function refused(text: string, file: string): string[] {
  const read = readDocument(text, file, LONGEST);
  return read.ok ? [] : read.problems.map(problemText);
}

describe("a configuration document", () => {
  const yamlTable: [name: string, text: string, expected: string][] = [
    ["an alias", "a: &x 1\nb: *x\n", "f.yml:2:4: b: expected the value itself"],
    ["a merge bomb", "a: &a [1,1]\nb: &b [*a,*a]\n", "f.yml:2:8: b[0]: expected the value itself"],
    ["a known tag", "a: !!binary aGVsbG8=\n", "f.yml:1:"],
    ["an unknown tag", "a: !foo x\n", "f.yml:1:"],
    ["a string tag", "a: !!str 1\n", "f.yml:1:"],
    ["a duplicate key", "a: 1\nb: 2\na: 3\n", "f.yml:3:1: expected every key once"],
    ["a duplicate key, quoted once", 'a: 1\n"a": 3\n', "f.yml:2:1: expected every key once"],
    ["a duplicate key far down", "x:\n  - a: 1\n    a: 2\n", "f.yml:3:5: x[0]: expected every key once"],
    ["a mapping as key", "? {a: 1}\n: 2\n", "f.yml:1:3: expected a word as key"],
    ["a number as key", "1: a\n", "f.yml:1:1: expected a word as key"],
    ["a tab", "a:\n\t- 1\n", "f.yml:2:1: expected spaces as indentation"],
    ["two documents", "---\na: 1\n---\nb: 2\n", "f.yml:3:1: expected one document"],
    ["YAML 1.1", "%YAML 1.1\n---\na: yes\n", "f.yml:1:1: expected YAML 1.2"],
    ["a value with a colon", "a: b: c\n", "f.yml:1:4: expected one key and one value on the line"],
    ["an open quote", 'a: "b\n', "f.yml:"],
    ["nesting without end", "[".repeat(60_000), "f.yml:1:"],
    ["dashes without end", "- ".repeat(30_000), "f.yml:1:"],
    ["a file too long", `# ${"x".repeat(LONGEST)}`, "f.yml:1:1: expected at most 65536 characters"],
  ];
  for (const [name, text, expected] of yamlTable) {
    it(`refuses ${name} in YAML`, () => {
      const [first] = refused(text, "f.yml");
      assert.ok(first?.startsWith(expected), `${String(first)} does not begin with ${expected}`);
    });
  }

  const jsonTable: [name: string, text: string, expected: string][] = [
    ["nothing", "", "f.json:1:1: expected a value"],
    ["a trailing comma in an object", '{\n  "a": 1,\n}', "f.json:3:1: expected a key in double quotes"],
    ["a trailing comma in an array", "[1,]", "f.json:1:4: expected a value"],
    ["a comment", '{\n// x\n"a": 1}', "f.json:2:1: expected no comment"],
    ["single quotes", "{'a': 1}", "f.json:1:2: expected double quotes"],
    ["a bare key", "{a: 1}", "f.json:1:2: expected a key in double quotes"],
    ["a missing colon", '{"a" 1}', "f.json:1:6: expected a colon"],
    ["a missing comma", '{"a": 1 "b": 2}', "f.json:1:9: expected a comma"],
    ["a missing bracket", '{"a": [1}', "f.json:1:9: expected a comma or the closing bracket"],
    ["something after the end", "{} {}", "f.json:1:4: expected nothing after"],
    ["an open string", '{"a\n": 1}', "f.json:1:2: expected a text that ends on its line"],
    ["a leading zero", "[01]", "f.json:1:3: expected a comma"],
    ["NaN", "[NaN]", "f.json:1:2: expected a value"],
    ["a duplicate key", '{\n\t"a": 1,\n\t"b": {},\n\t"a": 2\n}', "f.json:4:2: expected every key once"],
    ["nesting without end", "[".repeat(60_000), "f.json:1:"],
    ["nesting with an end", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, "f.json:1:"],
  ];
  for (const [name, text, expected] of jsonTable) {
    it(`refuses ${name} in JSON`, () => {
      const [first] = refused(text, "f.json");
      assert.ok(first?.startsWith(expected), `${String(first)} does not begin with ${expected}`);
    });
  }

  it("finds values in JSON that is indented with tabs, with and without a byte order mark", () => {
    const text =
      '{\r\n\t"a": [\r\n\t\t{\r\n\t\t\t"b": 1,\r\n\t\t\t"c": "\\ud83d\\ude00\\/"\r\n\t\t}\r\n\t]\r\n}\r\n';
    for (const [mark, value] of [
      ["", "no mark"],
      ["\uFEFF", "a mark"],
    ] as const) {
      const read = readDocument(mark + text, "f.json", LONGEST);
      assert.ok(read.ok, value);
      assert.deepEqual(read.value.value, { a: [{ b: 1, c: "\u{1F600}/" }] });
      assert.deepEqual(read.value.positionOf(["a", 0, "c"]), { line: 5, column: 9 });
      assert.deepEqual(read.value.positionOfKey(["a", 0], "b"), { line: 4, column: 4 });
      assert.deepEqual(read.value.positionOf(["a", 0, "missing", "far"]), { line: 3, column: 3 });
    }
  });

  it("reads __proto__ as any other key", () => {
    for (const [text, file] of [
      ['{"__proto__": {"a": 1}}', "f.json"],
      ["__proto__: {a: 1}", "f.yml"],
    ] as const) {
      const read = readDocument(text, file, LONGEST);
      assert.ok(read.ok);
      assert.deepEqual(Object.keys(read.value.value as object), ["__proto__"]);
      assert.equal((read.value.value as { a?: number }).a, undefined);
    }
  });

  it("lists every mistake in one mapping, not only the first", () => {
    assert.equal(refused("a: *x\nb: !t 1\nc: 1\nc: 2\n", "f.yml").length > 0, true);
    assert.deepEqual(
      refused("a: 1\na: 2\nb: [1]\nb: 3\n", "f.yml").map((line) => line.split(":")[1]),
      ["2", "4"],
    );
  });

  it("calls broken exactly what JSON.parse calls broken", () => {
    const fragments = fc.constantFrom(
      ...'{ } [ ] : , " 1 -0 01 1.5e3 .5 true nul null "a" "\\u00e9" "\\x" \' / \t \n a \u00a0 \\'.split(" "),
    );
    const texts = fc.oneof(
      fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut) + text.slice(cut + 1))),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        assert.equal(jsonProblem(text) === undefined, isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives every JSON text the value that JSON.parse gives it, or refuses a duplicate key", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom("", "\t", "  "), (value, indentation) => {
        const text = JSON.stringify(value, null, indentation);
        const read = readDocument(text, "f.json", LONGEST);
        assert.ok(read.ok, read.ok ? "" : read.problems.map(problemText).join("\n"));
        assert.deepEqual(read.value.value, JSON.parse(text));
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
