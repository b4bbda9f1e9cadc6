import assert from "node:assert/strict";
import fc from "fast-check";
import { companyMentions } from "@recuse/shared/affiliation/organizations/company-field.ts";

/** Accounts are written with `@`. */
const TABLE: readonly [text: string, mentions: readonly string[]][] = [
  ["@acme", ["@acme"]],
  ["  @acme  ", ["@acme"]],
  ["@Acme-Corp", ["@Acme-Corp"]],
  ["@acme @globex", ["@acme", "@globex"]],
  ["@acme, @globex", ["@acme", "@globex"]],
  ["@acme,@globex", ["@acme", "@globex"]],
  ["@acme & @globex", ["@acme", "@globex"]],
  ["@acme and @globex", ["@acme", "@globex"]],
  ["@acme/@globex", ["@acme", "@globex"]],
  ["@acme\n@globex", ["@acme", "@globex"]],
  ["@Acme @acme", ["@Acme"]],
  ["@acme/team", ["@acme"]],
  ["@acme (via @globex)", ["@acme", "@globex"]],
  ["Acme (via Globex)", ["Acme", "Globex"]],
  ["Acme (@acme)", ["Acme", "@acme"]],
  ["Acme", ["Acme"]],
  ["Acme, Inc.", ["Acme, Inc."]],
  ["Acme, Ltd., Globex, Inc", ["Acme, Ltd.", "Globex, Inc"]],
  ["Acme, Inc, @globex", ["Acme, Inc", "@globex"]],
  ["Acme GmbH & Co. KG", ["Acme GmbH & Co. KG"]],
  ["Acme A/S", ["Acme A/S"]],
  ["The Acme Company", ["The Acme Company"]],
  ["Acme / Globex", ["Acme", "Globex"]],
  ["Acme/Globex", ["Acme", "Globex"]],
  ["Acme | Globex", ["Acme", "Globex"]],
  ["Acme; Globex", ["Acme", "Globex"]],
  ["Acme · Globex", ["Acme", "Globex"]],
  ["Acme - Globex", ["Acme", "Globex"]],
  ["Acme & Globex", ["Acme & Globex"]],
  ["Procter & Gamble", ["Procter & Gamble"]],
  ["Mercedes-Benz", ["Mercedes-Benz"]],
  ["Acme (Shanghai) Co., Ltd.", ["Acme (Shanghai) Co., Ltd."]],
  ["Engineer at Acme", ["Acme"]],
  ["Senior Software Engineer @ Acme", ["Acme"]],
  ["Software Engineer @acme", ["@acme"]],
  ["Software Engineer, Acme", ["Acme"]],
  ["CTO, Acme", ["Acme"]],
  ["Working at Acme", ["Acme"]],
  ["Work @ Acme", ["Acme"]],
  ["at Acme", ["Acme"]],
  ["Entwickler bei Acme", ["Acme"]],
  ["Développeur chez Acme", ["Acme"]],
  ["Look at Media", ["Look at Media"]],
  ["Student at Acme University", ["Acme University"]],
  ["ex-Acme", []],
  ["ex-@acme", []],
  ["ex @acme", []],
  ["ex Acme", []],
  ["Ex-Acme, Globex", ["Globex"]],
  ["Ex Libris", ["Ex Libris"]],
  ["Exact Acme", ["Exact Acme"]],
  ["Formerly @acme", []],
  ["formerly Acme, Globex", []],
  ["Formerly @acme, now @globex", ["@globex"]],
  ["prev. Acme", []],
  ["Previously: @acme @globex", []],
  ["Past: @acme", []],
  ["Used to work at Acme", []],
  ["Acme (ex-Globex)", ["Acme"]],
  ["Acme (formerly Globex)", ["Acme"]],
  ["Acme, formerly Globex, Initech", ["Acme"]],
  ["@acme, ex @globex, @initech", ["@acme", "@initech"]],
  ["@acme, previously @globex and @initech", ["@acme"]],
  ["Past: Acme; current: Globex", ["Globex"]],
  ["Currently at Acme", ["Acme"]],
  ["Current", ["Current"]],
  ["Freelance", ["Freelance"]],
  ["Self-employed", ["Self-employed"]],
  ["Retired, formerly Acme", ["Retired"]],
  ["", []],
  ["   ", []],
  ["?", []],
  ["N/A", []],
  ["None", []],
  ["Inc.", []],
  ["CTO", []],
  ["@", []],
  ["🚀", []],
  ["🚀 @acme 🚀", ["@acme"]],
  ["Acme 🇩🇪", ["Acme"]],
  ["https://github.com/acme", ["@acme"]],
  ["github.com/acme/engine", ["@acme"]],
  ["https://www.acme.example/about?x=1", ["acme.example"]],
  ["acme.example", ["acme.example"]],
  ["@acme.example", ["acme.example"]],
  ["octocat@acme.example", []],
  ["__proto__", ["__proto__"]],
];

describe("the company field of a profile", () => {
  for (const [text, expected] of TABLE) {
    it(`${JSON.stringify(text)}: ${expected.join(" + ") || "nothing"}`, () => {
      assert.deepEqual(written(text), expected);
    });
  }

  it("duplicates, case and white space never add nor take a mention", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TABLE), ([text, expected]) => {
        // `Ex Libris` is a company and `ex Acme` a former one: the only place where case speaks.
        const cased = /^ex \p{L}/iu.test(text) ? text : text.toUpperCase();
        assert.equal(companyMentions(cased).length, expected.length);
        assert.deepEqual(written(` ${text}\t`), expected);
        if (!/ex|former|prev|past|used/i.test(text)) assert.deepEqual(written(`${text} ; ${text}`), expected);
      }),
    );
  });

  it("hostile text is cut, and takes no time", () => {
    const units = [
      "@",
      "@a ",
      "a, ",
      "( via ",
      "(@",
      " and ",
      "ex-",
      "https://",
      "github.com/",
      "-",
      " ",
      "/",
      "🚀",
      "Inc., ",
      "at ",
    ];
    const started = performance.now();
    for (const unit of units) {
      assert.ok(companyMentions(unit.repeat(262_144 / unit.length)).length <= 16, unit);
      assert.ok(companyMentions(`Acme${unit.repeat(250 / unit.length)}`).length <= 16, unit);
    }
    assert.ok(performance.now() - started < 1000);
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => companyMentions(text).length <= 16));
  });
});

function written(text: string): string[] {
  return companyMentions(text).map((mention) =>
    mention.kind === "account" ? `@${mention.login}` : mention.name,
  );
}
