import assert from "node:assert/strict";
import fc from "fast-check";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";

const KEYS: readonly [name: string, key: string | undefined][] = [
  ["Red Hat Inc.", "red hat"],
  ["Red Hat, Inc.", "red hat"],
  ["VMware Inc.", "vmware"],
  ["CloudBees Inc.", "cloudbees"],
  ["CoreOS Inc.", "coreos"],
  ["Microsoft Corporation", "microsoft"],
  ["SUSE LLC", "suse"],
  ["Intuit Inc.", "intuit"],
  ["The Scale Factory Limited", "the scale factory"],
  ["Huawei Technologies Co. Ltd", "huawei technologies"],
  ["Mercedes-Benz AG", "mercedes benz"],
  ["Tencent Holdings Limited", "tencent holdings"],
  ["Salesforce.com Inc.", "salesforce com"],
  ["MayaData Inc. (f/k/a CloudByte Inc)", "mayadata"],
  ["Acme (FKA Globex)", "acme"],
  ["Acme (formerly known as Globex)", "acme"],
  ["Globex Inc. d/b/a Acme", "acme"],
  ["AT&T Services Inc.", "at and t services"],
  ["1&1 IONOS", "1 and 1 ionos"],
  ["Tesla Inc . Inc .", "tesla"],
  ["Yahoo! Inc.", "yahoo"],
  ["Seznam.cz a.s.", "seznam cz"],
  ["Unity Technologies Youdy Software (Shanghai) Co. Ltd.", "unity technologies youdy software shanghai"],
  ["Comcast Cable Communications LLC (Xfinity)", "comcast cable communications llc xfinity"],
  ["SAS", "sas"],
  ["SAS Institute Inc.", "sas institute"],
  ["OVH SAS", "ovh"],
  ["株式会社アクメ", "アクメ"],
  ["アクメ株式会社", "アクメ"],
  ["阿克美股份有限公司", "阿克美"],
  ["㈱アクメ", "アクメ"],
  ["@acme", "acme"],
  ["(Robots)", "robots"],
  ["Independent", "independent"],
  ["__proto__", "proto"],
  ["constructor", "constructor"],
  ["IBM", "ibm"],
  ["İstanbul A.Ş.", "istanbul"],
  ["ΣΊΣΥΦΟΣ", "σισυφοσ"],
  ["", undefined],
  ["   ", undefined],
  ["?", undefined],
  ["-", undefined],
  ["//////", undefined],
  ["🚀", undefined],
  ["@", undefined],
  ["&", undefined],
  ["NotFound", undefined],
  ["(Unknown)", undefined],
  ["None", undefined],
  ["N/A", undefined],
  ["n.a.", undefined],
  ["null", undefined],
  ["Inc.", undefined],
  ["Ltd", undefined],
  ["Co., Ltd.", undefined],
  ["LLC", undefined],
  ["GmbH", undefined],
  ["& Co. KG", undefined],
  ["The Company", undefined],
  ["有限公司", undefined],
  ["formerly Acme", undefined],
  ["f/k/a Acme", undefined],
  ["Confidential", undefined],
  ["Stealth Mode Startup", undefined],
  ["a".repeat(257), undefined],
  ["&".repeat(256), undefined],
];

describe("an organization's key", () => {
  for (const [name, key] of KEYS) {
    it(`${JSON.stringify(name.slice(0, 40))}: ${key ?? "none"}`, () => {
      assert.equal(organizationKey(name), key);
    });
  }

  const piece = fc.constantFrom(
    ..."acme,Globex,Inc.,Ltd,Co,&,S.A.,s,r,o,z,sp,(,),f/k/a,dba,formerly,the,and,of,株式会社,有限公司,ОOO,SAS,.,-,ß,É".split(
      ",",
    ),
  );
  const name = fc.oneof(
    fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(" ")),
    fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
  );

  it("of a key is the key", () => {
    fc.assert(
      fc.property(name, (text) => {
        const key = organizationKey(text);
        if (key !== undefined) assert.equal(organizationKey(key), key);
      }),
      { numRuns: 5000 },
    );
  });

  it("does not depend on case, form of Unicode, white space and punctuation around it", () => {
    fc.assert(
      fc.property(name, (text) => {
        const key = organizationKey(text);
        assert.equal(organizationKey(text.toUpperCase()), key);
        assert.equal(organizationKey(text.normalize("NFKC")), key);
        assert.equal(organizationKey(text.normalize("NFD")), key);
        assert.equal(organizationKey(` .${text.replaceAll(" ", " \t")}! `), key);
      }),
      { numRuns: 2000 },
    );
  });

  it("does not depend on case nor form, character by character", () => {
    for (let code = 0; code < 0x20000; code += 1) {
      // Ideographs and Hangul have neither.
      if (code === 0x3400) code = 0xa000;
      if (code === 0xac00) code = 0xf900;
      const text = `a${String.fromCodePoint(code)}b`;
      const key = organizationKey(text);
      if (key === undefined || key === "ab" || key === "a b") continue;
      if (organizationKey(key) !== key || organizationKey(text.toUpperCase()) !== key) {
        assert.fail(`U+${code.toString(16)}: ${key}`);
      }
    }
  });

  it("does not change when legal forms are added", () => {
    const form = fc.constantFrom(
      "Inc.",
      ", LLC",
      "Co. Ltd",
      "GmbH & Co. KG",
      "SpA",
      "Sp. z o.o.",
      "Pvt. Ltd.",
    );
    fc.assert(
      fc.property(
        fc.constantFrom("acme", "globex labs", "initech 2"),
        fc.array(form, { maxLength: 4 }),
        (key, forms) => {
          assert.equal(organizationKey([key, ...forms].join(" ")), key);
        },
      ),
    );
  });

  it("takes hostile text in no time", () => {
    const started = performance.now();
    for (const unit of ["a", "&", "(", ")", "( ", "s.", "co ", "Inc. ", "dba ", "株式会社", "\u0301", "’"]) {
      for (const length of [256, 100_000]) organizationKey(unit.repeat(length).slice(0, length));
    }
    assert.ok(performance.now() - started < 500);
  });
});
