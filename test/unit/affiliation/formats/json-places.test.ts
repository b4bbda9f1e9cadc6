import assert from "node:assert/strict";
import * as fc from "fast-check";
import { jsonPlaces } from "@recuse/shared/affiliation/formats/json-places.ts";
import type { Target } from "@recuse/shared/affiliation/formats/remarks.ts";

const TEXT = `{
  "a": [10, {"b": "x\\"}", "\\u0063": true}],
  "a\\n": null,
  "d": {"e": [[], [1, 2]], "f": -1.5e3},
  "g": 1, "g": 2,
  "h": {"i": 1, "j": 2}, "h": {"j": 2}
}`;

describe("places in a JSON text", () => {
  const table: [name: string, target: Target, line: number, column: number][] = [
    ["the whole", { path: [] }, 1, 1],
    ["a list", { path: ["a"] }, 2, 8],
    ["an element", { path: ["a", 0] }, 2, 9],
    ["a text with a quote and a bracket", { path: ["a", 1, "b"] }, 2, 19],
    ["behind an escaped key", { path: ["a", 1, "c"] }, 2, 37],
    ["a key with an escape", { path: ["a\n"] }, 3, 10],
    ["a list in a list", { path: ["d", "e", 1, 1] }, 4, 23],
    ["a number", { path: ["d", "f"] }, 4, 33],
    ["the last of two keys", { path: ["g"] }, 5, 16],
    ["nothing of the first of two keys", { path: ["h", "i"] }, 6, 31],
    ["a key itself", { path: ["d"], key: "f" }, 4, 28],
    ["nothing below a value", { path: ["a", 0, "x"] }, 2, 9],
    ["nothing in a list", { path: ["a", 7] }, 2, 8],
    ["nothing at all", { path: ["zanzibar", 1] }, 1, 1],
    ["a key that is not there", { path: ["d"], key: "zanzibar" }, 4, 8],
  ];
  it("are found, all at once", () => {
    const places = jsonPlaces(
      TEXT,
      table.map(([, target]) => target),
    );
    for (const [index, [name, , line, column]] of table.entries()) {
      assert.deepEqual(places[index], { line, column }, name);
    }
  });

  it("are those of the values that JSON.parse gives", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const paths = leaves(JSON.parse(text));
        const places = jsonPlaces(
          text,
          paths.map(([path]) => ({ path })),
        );
        const starts = text.split("\n");
        for (const [index, [, leaf]] of paths.entries()) {
          const { line, column } = places[index] ?? { line: 0, column: 0 };
          const found = starts[line - 1]?.slice(column - 1) ?? "";
          assert.ok(found.startsWith(JSON.stringify(leaf)), `${JSON.stringify(leaf)} is not at ${found}`);
        }
      }),
    );
  });

  it("are found in a text of one long value", () => {
    assert.deepEqual(jsonPlaces(`["${"x".repeat(20_000_000)}",\n1]`, [{ path: [1] }]), [
      { line: 2, column: 1 },
    ]);
  });
});

/** Everything that is neither a list nor a group, with its path. */
function leaves(value: unknown, path: readonly PropertyKey[] = []): [readonly PropertyKey[], unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
}
