import assert from "node:assert/strict";
import fc from "fast-check";
import { trailersOf, type TrailerPlace, type Trailers } from "@recuse/shared/subject/trailers.ts";

const MONA = { name: "Mona", email: "mona@acme.example" };
const LINE = "Co-authored-by: Mona <mona@acme.example>";

const CO_AUTHORS: readonly [
  what: string,
  place: TrailerPlace,
  text: string,
  expected: Trailers["coAuthors"],
][] = [
  ["the last paragraph", "commit", `fix\n\nwhy\n\n${LINE}\n`, [MONA]],
  ["with CRLF", "commit", `fix\r\n\r\n${LINE}\r\n\r\n`, [MONA]],
  ["in any case, with blanks", "commit", "fix\n\nCO-AUTHORED-BY :  Mona  < mona@acme.example > ", [MONA]],
  ["after other trailers", "commit", `fix\n\nSigned-off-by: x <x@x.example>\n${LINE}`, [MONA]],
  ["an earlier paragraph", "commit", `fix\n\n${LINE}\n\nwhy`, []],
  ["the subject line", "commit", LINE, []],
  ["a continuation line", "commit", `fix\n\nwhy: so\n ${LINE}`, []],
  [
    "no name",
    "commit",
    "fix\n\nCo-authored-by: <mona@acme.example>",
    [{ name: "", email: "mona@acme.example" }],
  ],
  ["no address", "commit", "fix\n\nCo-authored-by: Mona", []],
  ["not an address", "commit", "fix\n\nCo-authored-by: Mona <mona>", []],
  ["two @", "commit", "fix\n\nCo-authored-by: Mona <a@b@acme.example>", []],
  [
    "brackets in the name",
    "commit",
    "fix\n\nCo-authored-by: M <i> <mona@acme.example>",
    [{ ...MONA, name: "M <i>" }],
  ],
  ["a line too long", "commit", `fix\n\nCo-authored-by: ${"x".repeat(1000)} <mona@acme.example>`, []],
  ["anywhere in a body", "body", `${LINE}\n\nand more`, [MONA]],
  ["within a line of a body", "body", `see ${LINE}`, []],
  ["in a fence", "body", "```\n" + LINE + "\n```", []],
  ["in a tilde fence", "body", "~~~ text\n" + LINE + "\n~~~", []],
  ["in a fence never closed", "body", "```\n" + LINE, []],
  ["in a fence not closed by a shorter one", "body", "````\n```\n" + LINE + "\n````", []],
  ["after a fence", "body", "```\nx\n```\n" + LINE, [MONA]],
  ["quoted", "body", `> ${LINE}`, []],
  ["indented as code", "body", `    ${LINE}`, []],
  ["indented by three", "body", `   ${LINE}`, [MONA]],
  ["commented out", "body", `<!--\n${LINE}\n-->`, []],
  ["after a comment", "body", `<!-- hi -->\n${LINE}`, [MONA]],
];

const ON_BEHALF_OF: readonly [value: string, expected: Trailers["onBehalfOf"]][] = [
  ["@acme <mona@acme.example>", [{ login: "acme", email: "mona@acme.example" }]],
  ["@acme mona@acme.example", [{ login: "acme", email: "mona@acme.example" }]],
  ["@acme", [{ login: "acme" }]],
  ["Acme Inc. <mona@acme.example>", [{ name: "Acme Inc.", email: "mona@acme.example" }]],
  ["@not/a/login", [{ name: "@not/a/login" }]],
  ["", []],
];

describe("trailers", () => {
  for (const [what, place, text, expected] of CO_AUTHORS) {
    it(`co-author, ${place}: ${what}`, () => {
      assert.deepEqual(trailersOf(text, place).coAuthors, expected);
    });
  }

  for (const [value, expected] of ON_BEHALF_OF) {
    it(`on-behalf-of: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(trailersOf(`fix\n\non-behalf-of: ${value}`).onBehalfOf, expected);
    });
  }

  it("takes at most 100 of a kind", () => {
    assert.equal(trailersOf(`fix\n\n${`${LINE}\n`.repeat(1000)}`).coAuthors.length, 100);
  });

  it("never throws, and every address has one @ and no blanks", () => {
    const piece = fc.constantFrom(
      "Co-authored-by:",
      "on-behalf-of:",
      " ",
      "\n",
      "\r",
      "<",
      ">",
      "@",
      "a",
      "```",
      "<!--",
      "-->",
      ":",
    );
    const hostile = fc.array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 60 });
    fc.assert(
      fc.property(hostile, fc.constantFrom<TrailerPlace>("commit", "body"), (pieces, place) => {
        const { coAuthors, onBehalfOf } = trailersOf(pieces.join(""), place);
        for (const { email = "a@b" } of [...coAuthors, ...onBehalfOf])
          assert.match(email, /^[^\s@]+@[^\s@]+$/);
      }),
    );
  });

  for (const [name, unit] of [
    ["brackets", "Co-authored-by: <<<<<<<<<<<<<<<<<"],
    ["blanks", "co-authored-by:                    "],
    ["fences", "co-authored-by\n``` ~~~ ```\n"],
    ["comments", "on-behalf-of <!-- -->\n"],
  ] as const) {
    it(`ten times the ${name} take about ten times as long`, () => {
      const times = [20_000, 200_000].map((length) => {
        const text = `fix\n\n${unit.repeat(length / unit.length)}`;
        const started = performance.now();
        for (let round = 0; round < 5; round += 1) {
          trailersOf(text, "commit");
          trailersOf(text, "body");
        }
        return performance.now() - started;
      });
      // a quadratic step would take a hundred times as long; the slack is for a busy machine
      assert.ok((times[1] ?? Infinity) < 50 * Math.max(times[0] ?? 0, 2), times.join(" ms, "));
    });
  }
});
