import assert from "node:assert/strict";
import fc from "fast-check";
import type { Affiliation } from "@recuse/shared/affiliation/affiliation.ts";
import { commitsWorthReading, rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { dayText } from "@recuse/shared/roster/dates.ts";
import { RosterShape, type Roster } from "@recuse/shared/roster/schema.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { acme, roster } from "../../builders/roster.ts";

type Input = Parameters<typeof roster>[0];

const ROSTER = roster({
  organizations: [
    acme({ domains: ["acme.example", "labs.acme.example"], github: { orgs: ["Acme"], logins: ["acme-ci"] } }),
    {
      id: "globex",
      name: "Globex",
      domains: ["eu.acme.example", "globex.example"],
      github: { orgs: ["globex"] },
    },
    {
      id: "guild",
      name: "Guild",
      membership: "community",
      domains: ["guild.example"],
      github: { orgs: ["guild"], logins: ["guild-bot"] },
    },
  ],
  engagements: [],
  people: [
    {
      login: "mona",
      id: 1,
      emails: ["mona@home.example"],
      organization: "acme",
      disclosure: "public",
      from: "2024-01-01",
      until: "2025-01-01",
    },
    { login: "lisa", organization: "globex", emails: ["Lisa@Private.example"] },
    { emails: ["5+paul@users.noreply.github.com"], organization: "globex" },
    { login: "gil", id: 6, organization: "guild" },
  ],
});

/** Person, and the organization, strength, source, self-asserted (!) and private (-) of each affiliation. */
const CASES: readonly [
  what: string,
  person: Omit<Person, "role"> & Partial<Person>,
  expected: readonly string[],
][] = [
  ["a stranger", { login: "stranger", id: 99 }, []],
  ["nobody", { unidentified: true, login: "mona", id: 1 }, []],
  ["the id", { login: "mona", id: 1 }, ["acme confirmed roster id"]],
  ["the id after a rename", { login: "mona-lisa", id: 1 }, ["acme confirmed roster id"]],
  ["the id alone", { id: 1 }, ["acme confirmed roster id"]],
  ["the login, taken over", { login: "mona", id: 2 }, []],
  ["the login alone", { login: "Mona" }, ["acme reported roster login"]],
  ["an entry without an id", { login: "LISA", id: 4 }, ["globex reported roster login -"]],
  ["the id of a noreply address", { login: "paul", id: 5 }, ["globex confirmed roster id -"]],
  [
    "the id in a trailer",
    { role: "co-author", login: "mona", id: 1, selfAsserted: true },
    ["acme reported roster id !"],
  ],
  [
    "the login in a trailer",
    { role: "co-author", login: "mona", selfAsserted: true },
    ["acme reported roster login !"],
  ],
  ["a listed address", { email: "MONA@home.example" }, ["acme reported roster e-mail"]],
  [
    "a listed address, verified",
    { email: "mona@HOME.example.", verified: true },
    ["acme confirmed roster e-mail"],
  ],
  [
    "a listed address, unverified",
    { email: "mona@home.example", selfAsserted: true },
    ["acme reported roster e-mail !"],
  ],
  [
    "a listed address, private",
    { email: "lisa@private.example", verified: true },
    ["globex confirmed roster e-mail -"],
  ],
  ["another address there", { email: "bob@home.example", verified: true }, []],
  [
    "id and address of one entry",
    { id: 1, email: "mona@home.example", verified: true },
    ["acme confirmed roster id"],
  ],
  ["a domain", { email: "x@acme.example" }, ["acme reported e-mail domain"]],
  ["a domain, verified", { email: "x@eng.acme.example", verified: true }, ["acme confirmed e-mail domain"]],
  [
    "a domain, unverified",
    { email: "x@acme.example", selfAsserted: true },
    ["acme reported e-mail domain !"],
  ],
  [
    "verified and self-asserted",
    { email: "x@acme.example", verified: true, selfAsserted: true },
    ["acme reported e-mail domain !"],
  ],
  ["the longest domain", { email: "x@eu.acme.example" }, ["globex reported e-mail domain"]],
  ["a domain that only ends alike", { email: "x@notacme.example" }, []],
  [
    "a head repository",
    { role: "head-repository", login: "ACME", id: 70 },
    ["acme confirmed head repository"],
  ],
  ["a person's fork", { role: "head-repository", login: "mona", id: 1 }, ["acme confirmed roster id"]],
  [
    "an account's fork",
    { role: "head-repository", login: "acme-ci", id: 71 },
    ["acme reported organization account"],
  ],
  ["an organization as author", { login: "acme", id: 70 }, ["acme reported organization account"]],
  [
    "an account as co-author",
    { role: "co-author", login: "Acme-CI" },
    ["acme reported organization account"],
  ],
  [
    "an organization in a trailer",
    { role: "co-author", login: "acme", selfAsserted: true },
    ["acme reported organization account !"],
  ],
  ["on behalf of", { role: "on-behalf-of", login: "acme" }, ["acme reported on-behalf-of trailer !"]],
  [
    "on behalf of, with address",
    { role: "on-behalf-of", login: "acme", email: "x@acme.example", verified: true },
    ["acme reported on-behalf-of trailer !"],
  ],
  [
    "on behalf of an address",
    { role: "on-behalf-of", email: "x@acme.example" },
    ["acme reported on-behalf-of trailer !"],
  ],
  [
    "on behalf of two",
    { role: "on-behalf-of", login: "globex", email: "x@acme.example" },
    ["globex reported on-behalf-of trailer !", "acme reported on-behalf-of trailer !"],
  ],
  ["on behalf of a person's login", { role: "on-behalf-of", login: "mona" }, []],
  ["somebody mentioned", { role: "mentioned", login: "mona", id: 1 }, ["acme suggested roster id"]],
  ["an organization mentioned", { role: "mentioned", login: "acme" }, []],
  ["a community's listed person", { login: "gil", id: 6 }, ["guild confirmed roster id -"]],
  ["a community's domain", { email: "x@guild.example", verified: true }, []],
  ["a community's organization", { role: "head-repository", login: "guild" }, []],
  ["a community's account", { login: "guild-bot" }, []],
  ["on behalf of a community", { role: "on-behalf-of", login: "guild", email: "x@guild.example" }, []],
];

const EVIDENCE: readonly [person: Person, evidence: string][] = [
  [{ role: "author", login: "mona", id: 1 }, "mona is listed as one of Acme's people"],
  [{ role: "author", id: 1 }, "an account is listed as one of Acme's people"],
  [{ role: "author", login: "<b>@everyone", id: 1 }, "an account is listed as one of Acme's people"],
  [
    { role: "author", login: "mona" },
    "mona is listed as one of Acme's people, by login only: a numeric id would confirm it",
  ],
  [
    { role: "co-author", id: 1, selfAsserted: true },
    "an account is listed as one of Acme's people (anyone could have written this)",
  ],
  [{ role: "author", email: "mona@home.example" }, "the unverified address of one of Acme's people"],
  [
    { role: "co-author", email: "secret@eng.acme.example", verified: true },
    "a verified address at acme.example",
  ],
  [{ role: "head-repository", login: "acme" }, "the head repository belongs to acme"],
  [
    { role: "on-behalf-of", login: "acme" },
    "a trailer says on behalf of acme (anyone could have written this)",
  ],
];

function shortly({ organization, strength, source, selfAsserted, publicEvidence }: Affiliation): string {
  return `${organization} ${strength} ${source}${selfAsserted ? " !" : ""}${publicEvidence ? "" : " -"}`;
}

function dates({ organization, interval }: Affiliation): string {
  const [from, until] = [interval.from, interval.until].map((day) => (day === undefined ? "" : dayText(day)));
  return `${organization} ${from ?? ""}..${until ?? ""}`;
}

describe("the roster as a source of affiliations", () => {
  const source = rosterSource(ROSTER);
  for (const [what, person, expected] of CASES) {
    it(what, () => {
      assert.deepEqual(source.of({ role: "author", ...person }).map(shortly), expected);
    });
  }

  for (const [person, evidence] of EVIDENCE) {
    it(`says: ${evidence}`, () => {
      assert.deepEqual(
        source.of(person).map((affiliation) => affiliation.evidence),
        [evidence],
      );
    });
  }

  it("a listed person's dates bound it, a domain has none", () => {
    assert.deepEqual(source.of({ role: "author", id: 1, email: "x@acme.example" }).map(dates), [
      "acme 2024-01-01..2025-01-01",
      "acme ..",
    ]);
  });

  it("names in prose are suggestions, of a community never", () => {
    const found = source.mentionedIn("Acme, globex and the Guild");
    assert.deepEqual(found.map(shortly), ["acme suggested mention ! -", "globex suggested mention ! -"]);
  });

  it("the same domain at two organizations is evidence of both", () => {
    const both = rosterSource(
      shape({
        organizations: [
          acme({ domains: ["acme.example"] }),
          { id: "globex", name: "Globex", domains: ["ACME.example"] },
        ],
      }),
    );
    assert.deepEqual(
      both.of({ role: "author", email: "x@acme.example" }).map(({ organization }) => organization),
      ["acme", "globex"],
    );
  });
});

describe("parents", () => {
  const family = shape({
    organizations: [
      acme(),
      {
        id: "globex",
        name: "Globex",
        parent: { organization: "acme", from: "2024-06-01" },
        disclosure: "public",
      },
      { id: "initech", name: "Initech", parent: { organization: "globex", from: "2023-01-01" } },
    ],
    people: [
      { id: 1, organization: "initech", from: "2022-01-01", until: "2025-01-01", disclosure: "public" },
      { id: 2, organization: "initech", until: "2024-01-01", disclosure: "public" },
      { id: 3, organization: "globex", disclosure: "public" },
    ],
  });
  const source = rosterSource(family);
  const of = (id: number): readonly Affiliation[] => source.of({ role: "author", id });

  it("whoever is at the child is at the parent from the take-over on", () => {
    assert.deepEqual(of(1).map(dates), [
      "initech 2022-01-01..2025-01-01",
      "globex 2023-01-01..2025-01-01",
      "acme 2024-06-01..2025-01-01",
    ]);
  });

  it("who is at a parent says through which organization", () => {
    assert.deepEqual(
      of(1).map(({ through }) => through),
      [undefined, "initech", "initech"],
    );
  });

  it("whoever left before is not", () => {
    assert.deepEqual(of(2).map(dates), ["initech ..2024-01-01", "globex 2023-01-01..2024-01-01"]);
  });

  it("the evidence names the child, so it is public only where the child is", () => {
    assert.deepEqual(
      of(1).map(({ publicEvidence }) => publicEvidence),
      [true, false, false],
    );
    assert.deepEqual(
      of(3).map(({ publicEvidence }) => publicEvidence),
      [true, true],
    );
    assert.equal(
      of(3)[1]?.evidence,
      "an account is listed as one of Globex's people, and Globex belongs to Acme",
    );
  });

  it("organizations that own each other end the way up", () => {
    const circle = rosterSource(
      shape({
        organizations: [
          acme({ parent: { organization: "globex", from: "2024-01-01" } }),
          { id: "globex", name: "Globex", parent: { organization: "acme", from: "2024-01-01" } },
        ],
      }),
    );
    assert.deepEqual(
      circle.of({ role: "head-repository", login: "acme" }).map(({ organization }) => organization),
      ["acme", "globex"],
    );
  });
});

describe("whether commits are worth reading", () => {
  const guild = { id: "guild", name: "Guild", membership: "community" as const, domains: ["guild.example"] };
  const rows: readonly [what: string, input: Input, expected: boolean][] = [
    ["a domain", { organizations: [acme()], people: [] }, true],
    [
      "an address",
      {
        organizations: [acme({ domains: [] })],
        people: [{ emails: ["a@b.example"], organization: "acme", login: "a" }],
      },
      true,
    ],
    [
      "neither",
      { organizations: [acme({ domains: [] })], people: [{ id: 1, login: "a", organization: "acme" }] },
      false,
    ],
    ["a community's domain", { organizations: [guild], people: [] }, false],
  ];
  for (const [what, input, expected] of rows) {
    it(`${what}: ${String(expected)}`, () => {
      assert.equal(commitsWorthReading(shape(input)), expected);
    });
  }
});

describe("what never changes an answer", () => {
  const people = CASES.map(([, person]): Person => ({ role: "author", ...person }));

  it("the order and repetition of the roster's entries", () => {
    const entries = (list: Roster["people"]): fc.Arbitrary<Roster["people"]> =>
      fc.shuffledSubarray(list, { minLength: list.length });
    const sorted = (source: ReturnType<typeof rosterSource>, person: Person): string[] =>
      [...new Set(source.of(person).map((affiliation) => JSON.stringify(affiliation)))].sort();
    const plain = rosterSource(ROSTER);
    fc.assert(
      fc.property(
        entries(ROSTER.people),
        fc.shuffledSubarray(ROSTER.organizations, { minLength: ROSTER.organizations.length }),
        fc.constantFrom(...people),
        (listed, organizations, person) => {
          const other = rosterSource({ ...ROSTER, organizations, people: [...listed, ...listed] });
          assert.deepEqual(sorted(other, person), sorted(plain, person));
        },
      ),
    );
  });

  it("the case of logins and addresses", () => {
    const source = rosterSource(ROSTER);
    for (const person of people) {
      const shouted = {
        ...person,
        ...(person.login === undefined ? {} : { login: person.login.toUpperCase() }),
        ...(person.email === undefined ? {} : { email: person.email.toUpperCase() }),
      };
      assert.deepEqual(source.of(shouted).map(shortly), source.of(person).map(shortly));
    }
  });

  it("hostile people never throw, self-asserted ones are never confirmed, logins outside the grammar are never repeated", () => {
    const source = rosterSource(ROSTER);
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("mona", "acme", "x@acme.example", "mona@home.example"),
    );
    fc.assert(
      fc.property(
        fc.constantFrom<Person["role"]>(
          "author",
          "co-author",
          "committer",
          "on-behalf-of",
          "head-repository",
        ),
        text,
        text,
        fc.constantFrom(1, 2, 5, Number.NaN, -1),
        fc.boolean(),
        (role, login, email, id, verified) => {
          for (const found of source.of({ role, login, email, id, verified, selfAsserted: true })) {
            assert.equal(found.strength, "reported");
            assert.ok(found.selfAsserted);
            if (!/^[A-Za-z0-9_-]+$/.test(login))
              assert.ok(login.length < 3 || !found.evidence.includes(login));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** A roster as it may come from a file that nobody checked as a whole. */
function shape(input: Input): Roster {
  const { organizations, people } = { organizations: [acme()], people: [], ...input };
  return RosterShape.parse({
    version: 1,
    repositories: ["octo-org/*"],
    practice: { name: "A practice", members: [{ login: "octocat", id: 583231, from: "2020-01-01" }] },
    organizations,
    engagements: [],
    people,
  });
}
