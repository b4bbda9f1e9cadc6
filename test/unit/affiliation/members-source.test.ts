import assert from "node:assert/strict";
import fc from "fast-check";
import type { Affiliation } from "@recuse/shared/affiliation/affiliation.ts";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import {
  membersSource,
  organizationsToAsk,
  type MemberSet,
  type MemberSets,
} from "@recuse/shared/affiliation/members-source.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { acme, key, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const TODAY = 20_500;
const OTHER = { commitmentKey: key(2), disclosure: "public" as const };

const ROSTER = roster({
  organizations: [
    acme({ domains: [], github: { orgs: ["Acme", "acme-labs"] } }),
    { ...OTHER, id: "globex", name: "Globex", github: { orgs: ["globex"] } },
    { id: "initech", name: "Initech", github: { orgs: ["initech", "Shared"] }, commitmentKey: key(3) },
    { ...OTHER, id: "hooli", name: "Hooli", github: { orgs: ["shared"] } },
    { ...OTHER, id: "guild", name: "Guild", membership: "community", github: { orgs: ["guild"] } },
    { ...OTHER, id: "umbrella", name: "Umbrella" },
  ],
  people: [],
});

const SETS = new Map<string, MemberSet>([
  ["acme", { ids: new Set([1, 2]), readOn: TODAY - 3 }],
  ["acme-labs", { ids: new Set([2, 3]), readOn: TODAY }],
  ["globex", { ids: new Set([1]), readOn: TODAY - 31 }],
  ["initech", { ids: new Set([1]), readOn: TODAY }],
  ["shared", { ids: new Set([1]), readOn: TODAY }],
  ["guild", { ids: new Set([1]), readOn: TODAY }],
]);

function members(sets: ReadonlyMap<string, MemberSet> = SETS): MemberSets {
  return { sets, today: () => TODAY };
}

function shortly({ organization, strength, selfAsserted, evidence, asOf, ...rest }: Affiliation): string {
  assert.deepEqual(rest, { source: "public member", publicEvidence: true, interval: {} });
  assert.ok(asOf !== undefined);
  return `${organization} ${strength}${selfAsserted ? " !" : ""} ${String(asOf - TODAY)}: ${evidence}`;
}

describe("public members as a source of affiliations", () => {
  const rows: readonly [what: string, person: Partial<Person>, expected: readonly string[]][] = [
    [
      "in two clients' sets, a confidential one's and a community's",
      { login: "mona", id: 1 },
      [
        "acme confirmed -3: mona is a public member of Acme on GitHub",
        "globex confirmed -31: mona is a public member of globex on GitHub",
      ],
    ],
    [
      "in two sets of one client: the one that was read last",
      { login: "lisa", id: 2 },
      ["acme confirmed 0: lisa is a public member of acme-labs on GitHub"],
    ],
    ["in none", { login: "stranger", id: 99 }, []],
    ["by login alone", { login: "mona" }, []],
    ["nobody", { unidentified: true, login: "mona", id: 3 }, []],
    [
      "a login outside the grammar",
      { login: "<b>@everyone", id: 3 },
      ["acme confirmed 0: an account is a public member of acme-labs on GitHub"],
    ],
    ["no login", { id: 3 }, ["acme confirmed 0: an account is a public member of acme-labs on GitHub"]],
    [
      "a committer",
      { role: "committer", login: "paul", id: 3 },
      ["acme confirmed 0: paul is a public member of acme-labs on GitHub"],
    ],
    [
      "in a trailer",
      { role: "co-author", login: "paul", id: 3, selfAsserted: true },
      ["acme reported ! 0: paul is a public member of acme-labs on GitHub (anyone could have written this)"],
    ],
    [
      "mentioned",
      { role: "mentioned", login: "paul", id: 3 },
      ["acme suggested 0: paul is a public member of acme-labs on GitHub"],
    ],
    ["the owner of a head repository", { role: "head-repository", login: "paul", id: 3 }, []],
    ["on behalf of", { role: "on-behalf-of", login: "paul", id: 3 }, []],
  ];
  const source = membersSource(ROSTER, members());
  for (const [what, person, expected] of rows) {
    it(what, () => {
      assert.deepEqual(source.of({ role: "author", ...person }).map(shortly), expected);
    });
  }

  it("prose names nobody", () => {
    assert.deepEqual(source.mentionedIn("Acme globex"), []);
  });

  it("who is at the child is at the parent from the take-over on", () => {
    const family = roster({
      organizations: [
        acme({ parent: { organization: "globex", from: "2026-01-02" } }),
        { ...OTHER, id: "globex", name: "Globex" },
      ],
      people: [],
    });
    assert.deepEqual(
      membersSource(family, members())
        .of(author({ login: "mona", id: 1 }))
        .map(({ organization, interval, evidence }) => [organization, interval, evidence]),
      [
        ["acme", {}, "mona is a public member of acme on GitHub"],
        ["globex", { from: 20_455 }, "mona is a public member of acme on GitHub, and Acme belongs to Globex"],
      ],
    );
  });

  it("looks into the sets as they are when it is asked", () => {
    const sets = new Map<string, MemberSet>();
    const live = membersSource(ROSTER, members(sets));
    const person = author({ login: "mona", id: 1 });
    assert.deepEqual(live.of(person), []);
    sets.set("acme", { ids: new Set([1]), readOn: TODAY });
    assert.equal(live.of(person).length, 1);
  });

  it("asks for public clients' organizations alone, each once", () => {
    assert.deepEqual(organizationsToAsk(ROSTER), ["acme", "acme-labs", "globex"]);
  });

  it("asks of two rosters that are compared what neither hides", () => {
    const secret = acme({
      id: "secret",
      domains: [],
      github: { orgs: ["GLOBEX"] },
      disclosure: "confidential",
    });
    const hides = roster({ organizations: [secret], engagements: [], people: [] });
    assert.deepEqual(organizationsToAsk(ROSTER, hides), ["acme", "acme-labs"]);
    const more = roster({ organizations: [acme({ github: { orgs: ["acme-games"] } })] });
    assert.deepEqual(organizationsToAsk(more, ROSTER), ["acme", "acme-games", "acme-labs", "globex"]);
  });
});

describe("what could not be looked up of public members", () => {
  const fresh: MemberSet = { ids: new Set([1]), readOn: TODAY - 30 };
  const all = { acme: fresh, "acme-labs": fresh, globex: fresh };
  const rows: readonly [
    what: string,
    sets: Readonly<Record<string, MemberSet>>,
    person: Partial<Person>,
    expected: readonly string[],
  ][] = [
    ["all were read within a month", all, { login: "octocat", id: 9 }, []],
    [
      "one was never read",
      { acme: fresh, "acme-labs": fresh },
      { login: "octocat", id: 9 },
      ["globex: whether octocat is a public member of globex could not be looked up: GitHub did not answer"],
    ],
    [
      "one of a client's two was never read",
      { ...all, "acme-labs": { ids: new Set() } },
      { login: "octocat", id: 9 },
      ["acme: whether octocat is a public member of acme-labs could not be looked up: GitHub did not answer"],
    ],
    [
      "one is older than a month",
      { ...all, acme: { ids: new Set(), readOn: TODAY - 31 } },
      { id: 9 },
      ["acme: whether an account is a public member of Acme could not be looked up: GitHub did not answer"],
    ],
    [
      "one is gone",
      { ...all, globex: { ids: new Set(), gone: true } },
      { login: "octocat", id: 9 },
      [
        "globex: whether octocat is a public member of globex could not be looked up: " +
          "GitHub knows no organization of that name",
      ],
    ],
    ["gone since, but read within a month", { ...all, globex: { ...fresh, gone: true } }, { id: 9 }, []],
    ["a member by what is known", { ...all, acme: { ...fresh, readOn: TODAY - 99 } }, { id: 1 }, []],
    ["no numeric id", {}, { login: "octocat" }, []],
    ["nobody", {}, { unidentified: true, id: 9 }, []],
    ["a committer", {}, { role: "committer", login: "octocat", id: 9 }, []],
    ["a mention", {}, { role: "mentioned", login: "octocat", id: 9 }, []],
  ];
  for (const [what, sets, person, expected] of rows) {
    it(what, () => {
      const source = membersSource(ROSTER, members(new Map(Object.entries(sets))));
      const found = source.gaps?.({ role: "author", ...person }) ?? [];
      assert.deepEqual(
        found.map(({ organization, words }) => `${organization}: ${words}`),
        expected,
      );
    });
  }

  it("counts for the parents as well", () => {
    const family = roster({
      organizations: [
        acme({ parent: { organization: "globex", from: "2026-01-02" } }),
        { ...OTHER, id: "globex", name: "Globex" },
      ],
    });
    const found = membersSource(family, members(new Map())).gaps?.(author({ id: 9 })) ?? [];
    assert.deepEqual(
      found.map(({ organization }) => organization),
      ["acme", "globex"],
    );
  });
});

describe("what public members never change", () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 20 });

  it("an answer by the order of ids, of sets or of the roster's organizations", () => {
    fc.assert(
      fc.property(
        ids.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        fc.shuffledSubarray(ROSTER.organizations, { minLength: ROSTER.organizations.length }),
        fc.integer({ min: 1, max: 30 }),
        ([list, shuffled], organizations, id) => {
          const sets = (each: readonly number[]): MemberSets =>
            members(new Map([["globex", { ids: new Set(each), readOn: TODAY }], ...SETS.entries()]));
          const sorted = (found: readonly Affiliation[]): string[] => found.map(shortly).sort();
          assert.deepEqual(
            sorted(membersSource({ ...ROSTER, organizations }, sets(shuffled)).of(author({ id }))),
            sorted(membersSource(ROSTER, sets(list)).of(author({ id }))),
          );
        },
      ),
    );
  });

  it("a level downwards: evidence beside the roster's only adds", () => {
    const LEVELS = ["clear", "unknown", "disclose", "recuse"];
    const rules = compileRules(ROSTER, DEFAULT_POLICY);
    const people = fc.array(
      fc.record({
        role: fc.constantFrom<Person["role"]>("author", "co-author", "committer", "head-repository"),
        login: fc.constantFrom("mona", "acme", "globex"),
        id: fc.integer({ min: 1, max: 5 }),
        selfAsserted: fc.boolean(),
      }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        people,
        ids,
        fc.constantFrom("issue" as const, "pull_request" as const, "proposal" as const),
        (of, list, kind) => {
          const plain = rosterSource(ROSTER);
          const set: MemberSet = { ids: new Set(list), readOn: TODAY };
          const more = combineSources([plain, membersSource(ROSTER, members(new Map([["acme", set]])))]);
          const about = subject({ kind, people: of });
          const [before, after] = [plain, more].map((source) =>
            determine(rules, about, resolve(about, source, TODAY), TODAY).map(({ level }) =>
              LEVELS.indexOf(level),
            ),
          );
          assert.equal(before?.length, after?.length);
          before?.forEach((level, index) => {
            assert.ok((after?.[index] ?? -1) >= level);
          });
        },
      ),
    );
  });
});
