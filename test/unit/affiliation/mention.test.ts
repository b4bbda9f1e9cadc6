import assert from "node:assert/strict";
import fc from "fast-check";
import { mentionScanner } from "@recuse/shared/affiliation/mention.ts";

const ORGANIZATIONS = [
  { names: ["Acme Robotics", "Acme"], value: "acme" },
  { names: ["IBM"], value: "ibm" },
  { names: ["Hp"], value: "hp" },
  { names: ["NASA"], value: "nasa" },
  { names: ["Bücher & Söhne"], value: "buecher" },
  { names: [".NET Foundation"], value: "dotnet" },
  { names: ["3M Co"], value: "3m" },
  { names: ["Yahoo!"], value: "yahoo" },
  { names: ["日本電気"], value: "nec" },
  { names: ["X"], value: "x" },
];

const TEXTS: readonly [text: string, expected: readonly string[]][] = [
  ["", []],
  ["we at Acme want this", ["acme"]],
  ["ACME", ["acme"]],
  ["acme", ["acme"]],
  ["Acme's engineers", ["acme"]],
  ["(acme)", ["acme"]],
  ["acme-internal", ["acme"]],
  ["@acme/team", ["acme"]],
  ["Acmes", []],
  ["pacme", []],
  ["ACME_FLAG", []],
  ["acme2", []],
  ["acmé", []],
  ["éacme", []],
  ["使用acme公司", ["acme"]],
  ["🎉acme🎉", ["acme"]],
  ["acm", []],
  ["IBM does", ["ibm"]],
  ["ibm does", []],
  ["Ibm does", []],
  ["NASA", ["nasa"]],
  ["nasa", []],
  ["an Hp printer", ["hp"]],
  ["over http", []],
  ["HP", []],
  ["bücher & söhne", ["buecher"]],
  ["BÜCHER  &\nSÖHNE.", ["buecher"]],
  ["bücher &söhne", []],
  ["the .NET Foundation", ["dotnet"]],
  ["the .net foundation", ["dotnet"]],
  ["the NET Foundation", []],
  ["3M Co", ["3m"]],
  ["3M   Co.", ["3m"]],
  ["3M     Co", []],
  ["13M Co", []],
  ["yahoo! and more", ["yahoo"]],
  ["yahoo!x", ["yahoo"]],
  ["yahoo", []],
  ["日本電気", ["nec"]],
  ["X marks the spot", []],
  ["IBM and acme, Acme Robotics and IBM", ["acme", "ibm"]],
  ["acme r", ["acme"]],
  ["Acme Robotic", ["acme"]],
];

describe("organizations that prose names", () => {
  const scan = mentionScanner(ORGANIZATIONS);
  for (const [text, expected] of TEXTS) {
    it(`${JSON.stringify(text)}: ${expected.join(", ") || "none"}`, () => {
      assert.deepEqual(scan(text), expected);
    });
  }

  it("without names there is nothing to find", () => {
    assert.deepEqual(mentionScanner([{ names: ["", " ", "a"], value: 1 }])("a text"), []);
  });

  it("finds what a plain search finds", () => {
    const names = ["acme", "acme robotics", "globex", "robotics of acme"];
    const one = mentionScanner(names.map((name) => ({ names: [name], value: name })));
    const word = fc.constantFrom("acme", "ACME", "robotics", "of", "globex", "globexx", "é", "-", "a", "acm");
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.constantFrom(" ", "", ".", "\n"))), (words) => {
        const text = words.flat().join("");
        const expected = names.filter((name) =>
          new RegExp(
            `(?<![\\p{L}\\p{N}_])${name.replaceAll(" ", "[ \\n]{1,4}")}(?![\\p{L}\\p{N}_])`,
            "iu",
          ).test(text),
        );
        assert.deepEqual(one(text), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("never throws, names no organization twice, and knows each name alone", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.string({ unit: "grapheme" }),
        (text, name) => {
          const found = scan(text);
          assert.equal(new Set(found).size, found.length);
          const known = name.normalize("NFC").trim().replace(/\s+/g, " ");
          const expected = known.length >= 2 && known.length <= 200 ? [1] : [];
          assert.deepEqual(mentionScanner([{ names: [name], value: 1 }])(known), expected);
        },
      ),
    );
  });

  for (const unit of ["acme ", "Acme Robotic ", "a", ".", " ", "3M    ", "日本"]) {
    it(`ten times as much ${JSON.stringify(unit)} takes about ten times as long`, () => {
      const times = [100_000, 1_000_000].map((length) => {
        const text = unit.repeat(length / unit.length);
        const started = performance.now();
        for (let round = 0; round < 5; round += 1) scan(text);
        return performance.now() - started;
      });
      // a quadratic step would take a hundred times as long; the slack is for a busy machine
      assert.ok((times[1] ?? Infinity) < 50 * Math.max(times[0] ?? 0, 2), times.join(" ms, "));
    });
  }
});
