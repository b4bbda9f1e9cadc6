import assert from "node:assert/strict";
import fc from "fast-check";
import {
  OrganizationsFile,
  parseOrganizations,
  wellKnownOrganizations,
} from "@recuse/shared/affiliation/organizations/organizations-file.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { compileRegistry } from "@recuse/shared/affiliation/organizations/registry.ts";
import { problemText } from "@recuse/shared/config/problem.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";

function file(...organizations: readonly object[]): OrganizationsFile {
  return OrganizationsFile.parse({ version: 1, asOf: "2026-01-01", organizations });
}

const ACME = {
  name: "Acme, Inc.",
  aliases: ["Acme Cloud", "ACME Labs GmbH"],
  formerly: [{ name: "Roadrunner Traps", until: "2019-05-01" }],
  domains: ["acme.example", "roadrunner.example"],
  parent: { name: "Globex", from: "2020-03-01" },
  apartFrom: ["Acme Bank"],
};
const GLOBEX = {
  name: "Globex",
  domains: ["globex.example"],
  parent: { name: "Initech", from: "2018-01-01" },
};
const INITECH = { name: "Initech", closed: "2024-02-05", domains: ["initech.example", "eng.acme.example"] };

describe("the registry of organizations", () => {
  const registry = compileRegistry([file(ACME, GLOBEX, INITECH)]);

  it("knows one key for every name an organization has or had", () => {
    for (const key of ["acme", "acme cloud", "acme labs", "roadrunner traps"]) {
      assert.equal(registry.canonical(key), "acme");
      assert.equal(registry.nameOf(key), "Acme, Inc.");
    }
    assert.deepEqual([...registry.aliasesOf("acme cloud")].sort(), [
      "acme cloud",
      "acme labs",
      "roadrunner traps",
    ]);
  });

  it("leaves alone what it does not know", () => {
    for (const key of ["wile", "", "__proto__", "constructor", "toString"]) {
      assert.equal(registry.canonical(key), key);
      assert.equal(registry.nameOf(key), undefined);
      assert.deepEqual(registry.parentsOf(key), []);
      assert.deepEqual(registry.aliasesOf(key), []);
      assert.equal(registry.closedOn(key), undefined);
      assert.equal(registry.areApart(key, "acme"), false);
    }
  });

  it("finds every parent, with the latest take-over on the way up", () => {
    const taken = dayNumber("2020-03-01");
    assert.deepEqual(registry.parentsOf("roadrunner traps"), [
      { key: "globex", from: taken },
      { key: "initech", from: taken },
    ]);
    assert.deepEqual(registry.parentsOf("globex"), [{ key: "initech", from: dayNumber("2018-01-01") }]);
    assert.deepEqual(registry.parentsOf("initech"), []);
  });

  it("ends where organizations own each other", () => {
    const circle = compileRegistry([
      file(
        { name: "Acme", parent: { name: "Globex", from: "2020-01-01" } },
        { name: "Globex", parent: { name: "Acme", from: "2021-01-01" } },
      ),
    ]);
    assert.deepEqual(circle.parentsOf("acme"), [{ key: "globex", from: dayNumber("2020-01-01") }]);
    assert.deepEqual(circle.parentsOf("globex"), [{ key: "acme", from: dayNumber("2021-01-01") }]);
  });

  it("finds what it belonged to, when, and what that belonged to while it did", () => {
    const [taken, through, sold, bought] = ["2016-09-07", "2019-01-01", "2021-11-01", "2023-11-22"].map(
      dayNumber,
    );
    const known = compileRegistry([
      file(
        {
          name: "Acme",
          parents: [
            { name: "Globex", from: "2016-09-07", until: "2021-11-01" },
            { name: "Initech", from: "2023-11-22" },
          ],
        },
        { name: "Globex", parent: { name: "Initech", from: "2019-01-01", until: "2022-01-01" } },
        { name: "Wile", parent: { name: "Acme", from: "2020-01-01", until: "2020-06-01" } },
      ),
    ]);
    assert.deepEqual(known.parentsOf("acme"), [
      { key: "globex", from: taken, until: sold },
      { key: "initech", from: bought },
      { key: "initech", from: through, until: sold },
    ]);
    assert.deepEqual(known.parentsOf("wile"), [
      { key: "acme", from: dayNumber("2020-01-01"), until: dayNumber("2020-06-01") },
      { key: "globex", from: dayNumber("2020-01-01"), until: dayNumber("2020-06-01") },
      { key: "initech", from: dayNumber("2020-01-01"), until: dayNumber("2020-06-01") },
    ]);
  });

  it("says nothing of a parent's parent that had sold it before", () => {
    const known = compileRegistry([
      file(
        { name: "Acme", parent: { name: "Globex", from: "2020-01-01" } },
        { name: "Globex", parent: { name: "Initech", from: "2010-01-01", until: "2020-01-01" } },
      ),
    ]);
    assert.deepEqual(known.parentsOf("acme"), [{ key: "globex", from: dayNumber("2020-01-01") }]);
  });

  it("bounds a net of parents, each of whom is everybody's", () => {
    const names = Array.from({ length: 200 }, (_, index) => `Acme ${String(index)}`);
    const net = names.map((name, index) => ({
      name,
      parents: names
        .slice(index + 1, index + 17)
        .map((parent, at) => ({ name: parent, from: `2020-01-${String(at + 10)}` })),
    }));
    assert.equal(compileRegistry([file(...net)]).parentsOf("acme 0").length, 32);
  });

  it("finds a parent by its alias or former name, and names one that has no entry", () => {
    const known = compileRegistry([
      file({ name: "Wile", parent: { name: "roadrunner TRAPS", from: "2021-01-01" } }, ACME),
    ]);
    assert.deepEqual(
      known.parentsOf("wile").map(({ key }) => key),
      ["acme", "globex"],
    );
    assert.equal(known.nameOf("globex"), "Globex");
  });

  it("bounds a long chain of parents", () => {
    const chain = Array.from({ length: 3000 }, (_, index) => ({
      name: `Acme ${String(index)}`,
      parent: { name: `Acme ${String(index + 1)}`, from: "2020-01-01" },
    }));
    assert.equal(compileRegistry([file(...chain)]).parentsOf("acme 0").length, 32);
  });

  const DOMAINS: readonly [host: string, day: string | undefined, owner: string | undefined][] = [
    ["acme.example", undefined, "acme"],
    ["ACME.example.", undefined, "acme"],
    ["mail.acme.example", undefined, "acme"],
    ["roadrunner.example", "2015-01-01", "acme"],
    ["eng.acme.example", undefined, "initech"],
    ["notacme.example", undefined, undefined],
    ["acme.example.evil.example", undefined, undefined],
    ["initech.example", "2024-02-04", "initech"],
    ["initech.example", "2024-02-05", undefined],
    ["initech.example", undefined, "initech"],
    ["octocat@acme.example", undefined, undefined],
    ["", undefined, undefined],
    ["gmail.com", undefined, undefined],
  ];
  for (const [host, day, owner] of DOMAINS) {
    it(`${JSON.stringify(host)} is ${owner ?? "nobody"}'s${day === undefined ? "" : ` on ${day}`}`, () => {
      assert.equal(registry.domainOwner(host, day === undefined ? undefined : dayNumber(day)), owner);
    });
  }

  it("keeps apart what is known to be apart, under every name, in both directions", () => {
    assert.ok(registry.areApart("acme", "acme bank"));
    assert.ok(registry.areApart("acme bank", "roadrunner traps"));
    assert.ok(!registry.areApart("acme", "acme cloud"));
    assert.ok(!registry.areApart("acme", "globex"));
  });

  it("a later file replaces an entry and wins names and domains", () => {
    const both = compileRegistry([
      file(ACME, GLOBEX, INITECH),
      file(
        { name: "ACME" },
        { name: "Wile", aliases: ["Globex", "Acme Cloud"], domains: ["globex.example"] },
      ),
    ]);
    assert.equal(both.nameOf("acme"), "ACME");
    assert.deepEqual(both.parentsOf("acme"), []);
    assert.equal(both.domainOwner("acme.example"), undefined);
    assert.equal(both.canonical("roadrunner traps"), "roadrunner traps");
    assert.equal(both.canonical("acme cloud"), "wile");
    assert.equal(both.canonical("globex"), "wile");
    assert.equal(both.nameOf("globex"), "Wile");
    assert.equal(both.domainOwner("globex.example"), "wile");
    assert.deepEqual(both.parentsOf("globex"), [], "Wile's entry speaks, not that of Globex");
  });

  it("canonical keys are canonical, aliases lead to them", () => {
    const known = compileRegistry([wellKnownOrganizations()]);
    for (const { name, aliases, formerly, domains } of wellKnownOrganizations().organizations) {
      const key = organizationKey(name) ?? "";
      assert.equal(known.canonical(key), key, name);
      assert.equal(known.nameOf(key), name);
      for (const alias of [...aliases, ...formerly.map((former) => former.name)]) {
        assert.equal(known.canonical(organizationKey(alias) ?? ""), key, alias);
      }
      for (const domain of domains) assert.equal(known.domainOwner(domain), key, domain);
    }
  });

  it("whatever refers to whatever, it compiles, and a canonical key's canonical key is itself", () => {
    const name = fc.constantFrom("A1", "B1", "C1", "D1", "E1");
    const entry = fc.record(
      {
        name,
        aliases: fc.array(name, { maxLength: 2 }),
        parent: fc.record({ name, from: fc.constant("2020-01-01") }),
      },
      { requiredKeys: ["name"] },
    );
    const some = fc.array(entry, { maxLength: 5 }).map((organizations) => ({
      version: 1 as const,
      asOf: "2026-01-01",
      organizations: organizations.map((each) => ({
        aliases: [],
        domains: [],
        formerly: [],
        apartFrom: [],
        ...each,
      })),
    }));
    fc.assert(
      fc.property(fc.array(some, { maxLength: 3 }), (files) => {
        const compiled = compileRegistry(files);
        for (const key of ["a1", "b1", "c1", "d1", "e1"]) {
          const today = compiled.canonical(key);
          assert.equal(compiled.canonical(today), today);
          assert.ok(compiled.parentsOf(key).length < 5);
          assert.ok(!compiled.parentsOf(key).some((parent) => parent.key === today));
        }
      }),
    );
  });
});

const PROBLEMS: readonly [what: string, text: string, problems: readonly string[]][] = [
  [
    "what is missing",
    `{"version":2}`,
    [
      "o.json:1:1: asOf: expected a text here; add the key, it is required",
      "o.json:1:1: organizations: expected a list here; add the key, it is required",
      "o.json:1:12: version: expected 1, the only version of this file so far",
    ],
  ],
  [
    "unknown keys and days",
    `{"version":1,"asOf":"2026-02-30","organizations":[\n{"name":"Acme","alias":[]}]}`,
    [
      "o.json:1:21: asOf: expected a day such as 2026-03-01 (YYYY-MM-DD, in UTC)",
      "o.json:2:16: organizations[0].alias: unknown key; did you mean aliases?",
    ],
  ],
  [
    "names and domains that are none",
    `{"version":1,"asOf":"2026-01-01","organizations":[\n{"name":"Inc.","domains":["gmail.com"]}]}`,
    [
      "o.json:2:9: organizations[0].name: expected the name of an organization: nothing is left of this one without punctuation and legal form",
      "o.json:2:27: organizations[0].domains[0]: expected a domain of one organization: anyone can have an address here; list people[].emails instead",
    ],
  ],
  [
    "one name of two organizations",
    `{"version":1,"asOf":"2026-01-01","organizations":[\n{"name":"Acme"},\n{"name":"Globex","aliases":["ACME Ltd."]}]}`,
    [
      "o.json:3:29: organizations[1].aliases[0]: expected a name of this organization alone: organizations[0] has it too; remove one of them",
    ],
  ],
  [
    "its own parent, apart from itself",
    `{"version":1,"asOf":"2026-01-01","organizations":[\n{"name":"Acme","parent":{"name":"Acme Inc","from":"2020-01-01"},\n"apartFrom":["ACME"]}]}`,
    [
      "o.json:2:33: organizations[0].parent.name: expected another organization: this one cannot be its own parent",
      "o.json:3:14: organizations[0].apartFrom[0]: expected the name of somebody else: this is a name of the organization itself",
    ],
  ],
  [
    "parents in both ways, that end before they begin, of its own",
    `{"version":1,"asOf":"2026-01-01","organizations":[\n{"name":"Acme","parent":{"name":"Globex","from":"2020-01-01","until":"2020-01-01"},\n"parents":[{"name":"Initech","from":"2020-01-01","until":"2019-01-01"},{"name":"ACME","from":"2020-01-01"}]}]}`,
    [
      "o.json:2:70: organizations[0].parent.until: expected a day after from",
      "o.json:3:11: organizations[0].parents: expected parent or parents, not both; list all of them here",
      "o.json:3:58: organizations[0].parents[0].until: expected a day after from",
      "o.json:3:80: organizations[0].parents[1].name: expected another organization: this one cannot be its own parent",
    ],
  ],
  [
    "a parent with an unknown key",
    `{"version":1,"asOf":"2026-01-01","organizations":[\n{"name":"Acme","parents":[{"name":"Globex","from":"2020-01-01","til":"2021-01-01"}]}]}`,
    ["o.json:2:64: organizations[0].parents[0]: unknown key; remove it, the keys here are name, from, until"],
  ],
];

describe("a file of organizations", () => {
  for (const [what, text, expected] of PROBLEMS) {
    it(`says by line what is wrong: ${what}`, () => {
      const result = parseOrganizations(text, "o.json");
      assert.deepEqual(result.ok ? [] : result.problems.map(problemText), expected);
    });
  }

  it("may be YAML", () => {
    const result = parseOrganizations(
      "version: 1\nasOf: 2026-01-01\norganizations:\n  - name: Acme\n",
      "o.yml",
    );
    assert.ok(result.ok);
    assert.deepEqual(result.value.organizations[0], {
      name: "Acme",
      aliases: [],
      domains: [],
      formerly: [],
      apartFrom: [],
    });
  });
});
