import assert from "node:assert/strict";
import fc from "fast-check";
import {
  companySource,
  type CompanyMention,
  type CompanyReading,
} from "@recuse/shared/affiliation/company-source.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { acme, key, roster } from "../../builders/roster.ts";
import { author } from "../../builders/subject.ts";

/** Plain stand-ins: words with an @ are accounts, what else stands between commas is a name. */
const READING: CompanyReading = {
  organizationKey: (name) => {
    const plain = name.trim().toLowerCase();
    return plain === "" || plain === "independent" ? undefined : plain;
  },
  companyMentions: (text) =>
    text
      .split(",")
      .map((each) => each.trim())
      .map((each): CompanyMention =>
        each.startsWith("@") ? { kind: "account", login: each.slice(1) } : { kind: "name", name: each },
      ),
};

const ROSTER = roster({
  organizations: [
    acme({ domains: [], github: { orgs: ["Acme"] }, aliases: ["Acme Corporation"] }),
    { id: "initech", name: "Initech", github: { orgs: ["initech"] }, commitmentKey: key(3) },
    {
      id: "guild",
      name: "Guild",
      membership: "community",
      github: { orgs: ["guild"] },
      disclosure: "public",
    },
    { id: "twin", name: "INITECH", commitmentKey: key(4) },
    {
      id: "sub",
      name: "Subsidiary",
      disclosure: "public",
      parent: { organization: "acme", from: "2026-01-02" },
      commitmentKey: key(5),
    },
  ],
  people: [],
});

function of(company: string, person: Partial<Person> = {}): string[] {
  const profiles = new Map([[1, { company, login: "mona", readOn: 20_000 }]]);
  return companySource(ROSTER, profiles, READING)
    .of({ role: "author", id: 1, login: "mona", ...person })
    .map(({ organization, strength, selfAsserted, evidence, source, publicEvidence, asOf }) => {
      assert.deepEqual([source, asOf], ["profile company", 20_000]);
      const secret = publicEvidence ? "" : ", not for others";
      return `${organization} ${strength}${selfAsserted ? " !" : ""}: ${evidence}${secret}`;
    });
}

describe("the company of a profile as a source of affiliations", () => {
  const rows: readonly [company: string, expected: readonly string[], person?: Partial<Person>][] = [
    ["@acme", ["acme reported: the profile of mona names @acme as company"]],
    ["@ACME", ["acme reported: the profile of mona names @ACME as company"]],
    ["ACME", ["acme reported: the profile of mona names Acme as company"]],
    ["acme corporation", ["acme reported: the profile of mona names Acme as company, not for others"]],
    ["acme corporation, acme", ["acme reported: the profile of mona names Acme as company"]],
    ["@acme, Acme, acme corporation", ["acme reported: the profile of mona names @acme as company"]],
    ["@initech", ["initech reported: the profile of mona names @initech as company"]],
    [
      "Initech",
      [
        "initech reported: the profile of mona names Initech as company",
        "twin reported: the profile of mona names INITECH as company",
      ],
    ],
    [
      "@acme, Initech",
      [
        "acme reported: the profile of mona names @acme as company",
        "initech reported: the profile of mona names Initech as company",
        "twin reported: the profile of mona names INITECH as company",
      ],
    ],
    [
      "Subsidiary",
      [
        "sub reported: the profile of mona names Subsidiary as company",
        "acme reported: the profile of mona names Subsidiary as company, and Subsidiary belongs to Acme",
      ],
    ],
    ["@guild, Guild", []],
    ["@acme-labs, Acme Labs", []],
    ["independent", []],
    ["", []],
    ["@acme", [], { id: 2 }],
    ["@acme", [], { unidentified: true }],
    ["@acme", [], { role: "head-repository" }],
    ["@acme", [], { role: "on-behalf-of" }],
    ["@acme", ["acme suggested: the profile of mona names @acme as company"], { role: "mentioned" }],
    [
      "@acme",
      ["acme reported !: the profile of mona names @acme as company (anyone could have written this)"],
      { role: "co-author", selfAsserted: true },
    ],
    ["@acme", ["acme reported: the profile of renamed names @acme as company"], { login: "renamed" }],
    ["@acme", ["acme reported: the profile of an account names @acme as company"], { login: "<b>" }],
  ];
  for (const [company, expected, person] of rows) {
    it(`${JSON.stringify(company)}${person === undefined ? "" : ` ${JSON.stringify(person)}`}`, () => {
      assert.deepEqual(of(company, person), expected);
    });
  }

  it("repeats nothing of a hostile text, and nobody is ever confirmed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("@acme", "Acme", "zzcanaryzz", "@zz<canary>", "__proto__")),
        (parts) => {
          for (const line of of(parts.join(", "))) assert.doesNotMatch(line, /canary|proto|confirmed/);
        },
      ),
    );
  });

  it("tells which name it matched, and an account beats one", () => {
    const namesIn = (company: string): unknown[] =>
      companySource(ROSTER, new Map([[1, { company, login: "mona", readOn: 20_000 }]]), READING)
        .of({ role: "author", id: 1, login: "mona" })
        .map(({ organization, named }) => [organization, named]);
    assert.deepEqual(namesIn("acme corporation"), [["acme", "acme corporation"]]);
    assert.deepEqual(namesIn("acme corporation, @acme"), [["acme", undefined]]);
  });

  it("prose names nobody, who has no profile is nobody's", () => {
    const source = companySource(ROSTER, new Map(), READING);
    assert.deepEqual(source.mentionedIn("Acme"), []);
    assert.deepEqual(source.of(author({ login: "mona", id: 1 })), []);
    assert.equal(source.gaps, undefined);
  });
});
