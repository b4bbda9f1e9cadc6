import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findFolded,
  stringAt,
  stringPool,
  stringSlots,
  type StringTable,
} from "@recuse/shared/affiliation/index/string-table.ts";
import { foldCase } from "@recuse/shared/affiliation/index/text.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const texts = fc.uniqueArray(fc.oneof(text, fc.string({ maxLength: 6 })), {
  selector: (each) => foldCase(each.toWellFormed()),
  maxLength: 40,
});

function tableOf(strings: readonly string[], seed: number): StringTable {
  return { ...stringPool(strings), slots: stringSlots(strings, seed), seed };
}

describe("a table of strings", () => {
  it("finds what is in it and nothing else, in any case of ASCII letters, and gives it back", () => {
    fc.assert(
      fc.property(texts, fc.array(text), fc.nat(), (strings, others, seed) => {
        const table = tableOf(strings, seed);
        const positions = new Map(strings.map((each, at) => [foldCase(each.toWellFormed()), at]));
        strings.forEach((each, at) => {
          assert.equal(stringAt(table.bytes, table.start, at), each.toWellFormed());
        });
        for (const each of [...strings.map((string) => string.toWellFormed()), ...others]) {
          if (!each.isWellFormed()) continue;
          const expected = positions.get(foldCase(each)) ?? -1;
          assert.equal(findFolded(table, each), expected);
          assert.equal(findFolded(table, `xy${each}`, 2), expected);
          assert.equal(
            findFolded(
              table,
              each.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
            ),
            expected,
          );
        }
      }),
    );
  });

  it("is never found in by a lone surrogate, nor by a prefix or a longer text", () => {
    const table = tableOf(["acme", "a\u{1f980}"], 7);
    for (const each of ["\ud83e", "a\ud83e", "acm", "acmes", "", "a"]) {
      assert.equal(findFolded(table, each), -1);
    }
    assert.equal(findFolded(table, "A\u{1f980}"), 1);
  });

  it("may be empty", () => {
    assert.equal(findFolded(tableOf([], 0), "acme"), -1);
  });
});
