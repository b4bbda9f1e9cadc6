import assert from "node:assert/strict";
import type { Affiliation } from "@recuse/shared/affiliation/affiliation.ts";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import { employmentSource } from "@recuse/shared/affiliation/employment-source.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { employmentOf, type AffiliationText } from "../../builders/employment.ts";
import { acme, key, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

type OrganizationInput = Partial<Roster["organizations"][number]>;

const DAY = "2022-06-01";

/** `login: organization, organization from …` a line; each organization one that was there since 2015. */
function gitdm(...people: readonly string[]): AffiliationText {
  const records = people.map((line) => {
    const [login = "", stints = ""] = line.split(": ");
    const lines = stints
      .split(", ")
      .map((stint) => `\t${stint}${/ (from|until) /.test(stint) ? "" : " from 2015-01-01"}\n`);
    return `${login}: ${login}!users.noreply.github.com\n${lines.join("")}`;
  });
  return { file: "developers.txt", text: `# as of 2023-03-29\n${records.join("")}` };
}

function list(people: readonly object[], more: object = {}): AffiliationText {
  const text = JSON.stringify({
    recuse: "affiliations",
    version: 1,
    title: "a list",
    asOf: "2023-03-29",
    people,
    ...more,
  });
  return { file: "list.json", text };
}

function known(...organizations: readonly OrganizationInput[]): Roster {
  return roster({
    people: [],
    engagements: [],
    organizations: organizations.map((each, index) =>
      acme({ github: { orgs: [] }, domains: [], commitmentKey: key(index + 1), ...each }),
    ),
  });
}

function source(given: Roster, data: readonly AffiliationText[], names?: (id: string) => readonly string[]) {
  return employmentSource(given, employmentOf(data), {
    organizationKey,
    ...(names === undefined ? {} : { names }),
  });
}

function found(
  given: Roster,
  data: readonly AffiliationText[],
  person: Person = author({ login: "wile" }),
  day = DAY,
): readonly Affiliation[] {
  return source(given, data).of(person, [dayNumber(day)]);
}

const GLOBEX = { id: "globex", name: "Globex" };
const INITECH = { id: "initech", name: "Initech", disclosure: "confidential" } as const;

describe("affiliation data as a source of affiliations", () => {
  const NAMES: readonly [
    what: string,
    organization: OrganizationInput,
    written: string,
    isFound: boolean,
    day?: string,
  ][] = [
    ["its name", {}, "Acme", true],
    ["its name with a legal form", {}, "ACME, Inc.", true],
    ["an alias of the roster", { aliases: ["Roadrunner Traps"] }, "roadrunner traps", true],
    ["another name that is well known", { name: "Amazon" }, "AWS", true],
    ["a well-known name where the roster has another", { name: "Amazon Web Services" }, "Amazon.com", true],
    ["a former name that is well known", { name: "Kubermatic" }, "Loodse GmbH", true],
    ["today's name where the roster has a former one", { name: "Loodse" }, "Kubermatic", true],
    ["a longer name", {}, "Acme Bank", false],
    ["a look-alike", { name: "Penn State" }, "University of Pennsylvania", false],
    [
      "a look-alike, the other way round",
      { name: "University of Pennsylvania" },
      "Pennsylvania State University",
      false,
    ],
    [
      "another name of the same university",
      { name: "Penn State" },
      "The Pennsylvania State University",
      true,
    ],
    ["HP is not HPE", { name: "HP" }, "Hewlett Packard Enterprise", false],
    ["a parent that is well known", { name: "IBM" }, "Red Hat", true, "2019-07-09"],
    ["a parent, the day before", { name: "IBM" }, "Red Hat", false, "2019-07-08"],
    ["a parent on its last day", { name: "Dell" }, "VMware", true, "2021-10-31"],
    ["a parent that sold it", { name: "Dell" }, "VMware", false, "2021-11-01"],
    ["a child", { name: "Red Hat" }, "IBM", false],
    ["nobody's employer", { name: "Independent" }, "Independent", false],
    ["a name that is no name", { name: "NotFound" }, "NotFound", false],
    ["a community", { membership: "community" }, "Acme", false],
  ];
  for (const [what, organization, written, isFound, day] of NAMES) {
    it(`${isFound ? "knows" : "does not know"} ${what}`, () => {
      const ties = found(known(organization), [gitdm(`wile: ${written}`)], undefined, day);
      assert.deepEqual(
        ties.map((tie) => tie.organization),
        isFound ? ["acme"] : [],
      );
    });
  }

  it("knows names that a person pinned", () => {
    const data = [gitdm("wile: Roadrunner Traps")];
    const pinned = source(known({}), data, (id) => (id === "acme" ? ["Roadrunner Traps"] : []));
    assert.equal(pinned.of(author({ login: "wile" }), [dayNumber(DAY)]).length, 1);
    assert.deepEqual(found(known({}), data), []);
  });

  it("says it in words, with the day on which it is so", () => {
    assert.deepEqual(found(known({}), [gitdm("wile: Acme")]), [
      {
        organization: "acme",
        strength: "reported",
        selfAsserted: false,
        evidence: "wile is at Acme by CNCF gitdm, reported",
        source: "affiliation data",
        publicEvidence: true,
        interval: { from: dayNumber(DAY), until: dayNumber(DAY) + 1 },
        named: "Acme",
        asOf: dayNumber(DAY),
      },
    ]);
  });

  it("says that the start is unknown where that is long ago, whom it goes through, and what was seen", () => {
    const evidence = (given: Roster, data: readonly AffiliationText[], day?: string): string | undefined =>
      found(given, data, undefined, day)[0]?.evidence;
    const open = { file: "open.txt", text: "# as of 2023-03-29\nwile: w!w.example\n\tAcme\n" };
    assert.equal(
      evidence(known({}), [open], "2020-01-01"),
      "wile is at Acme by CNCF gitdm, reported, since an unknown day",
    );
    assert.equal(evidence(known({}), [open], "2023-03-01"), "wile is at Acme by CNCF gitdm, reported");
    assert.equal(
      evidence(known({ name: "IBM" }), [gitdm("wile: Red Hat")]),
      "wile is at IBM by CNCF gitdm, through Red Hat, reported",
    );
    const seen = list(
      [{ login: "wile", organizations: [], seen: [{ domain: "acme.example", at: "2022-05-01" }] }],
      {
        domains: [{ domain: "acme.example", organization: "Acme" }],
      },
    );
    assert.equal(evidence(known({}), [seen]), "wile commits from a domain of Acme, by a list, reported");
    assert.equal(
      evidence(
        known({}),
        [gitdm("wile: Acme"), { ...seen, text: seen.text.replace("2022-05-01", "2024-05-01") }],
        "2024-06-01",
      ),
      "wile is at Acme by CNCF gitdm and a list, reported",
    );
  });

  it("goes up the roster's own parents", () => {
    const given = known(
      { id: "sub", name: "Acme Labs", parent: { organization: "acme", from: "2020-01-01" } },
      {},
    );
    const ties = found(given, [gitdm("wile: Acme Labs")]);
    assert.deepEqual(
      ties.map(({ organization, evidence }) => `${organization}: ${evidence}`),
      [
        "sub: wile is at Acme Labs by CNCF gitdm, reported",
        "acme: wile is at Acme Labs by CNCF gitdm, reported, and Acme Labs belongs to Acme",
      ],
    );
    assert.deepEqual(
      found(given, [gitdm("wile: Acme Labs")], undefined, "2019-12-31").map(
        ({ organization }) => organization,
      ),
      ["sub"],
    );
  });

  const PUBLIC: readonly [
    what: string,
    given: Roster,
    data: readonly AffiliationText[],
    day: string,
    isPublic: boolean,
  ][] = [
    ["a public file", known({}), [gitdm("wile: Acme")], DAY, true],
    [
      "a public list",
      known({}),
      [
        list([{ login: "wile", organizations: [{ name: "Acme", from: "2015-01-01" }] }], {
          disclosure: "public",
        }),
      ],
      DAY,
      true,
    ],
    [
      "a list that does not say so",
      known({}),
      [list([{ login: "wile", organizations: [{ name: "Acme", from: "2015-01-01" }] }])],
      DAY,
      false,
    ],
    [
      "a public file that private commits keep alive",
      known({}),
      [
        gitdm("wile: Acme"),
        list([{ login: "wile", organizations: [], seen: [{ domain: "acme.example", at: "2024-05-01" }] }], {
          domains: [{ domain: "acme.example", organization: "Acme" }],
        }),
      ],
      "2024-06-01",
      false,
    ],
    [
      "through a company that the roster does not know",
      known({ name: "IBM" }),
      [gitdm("wile: Red Hat")],
      DAY,
      true,
    ],
    [
      "through a public client",
      known({ name: "IBM" }, { id: "hat", name: "Red Hat" }),
      [gitdm("wile: Red Hat")],
      DAY,
      true,
    ],
    [
      "through a confidential client",
      known({ name: "IBM" }, { id: "hat", name: "Red Hat", disclosure: "confidential" }),
      [gitdm("wile: Red Hat")],
      DAY,
      false,
    ],
    [
      "through a confidential community",
      known(
        { name: "IBM" },
        { id: "hat", name: "Red Hat", disclosure: "confidential", membership: "community" },
      ),
      [gitdm("wile: Red Hat")],
      DAY,
      false,
    ],
  ];
  for (const [what, given, data, day, isPublic] of PUBLIC) {
    it(`may ${isPublic ? "" : "not "}be shown: ${what}`, () => {
      const tie = found(given, data, undefined, day).find(({ organization }) => organization === "acme");
      assert.equal(tie?.publicEvidence, isPublic);
    });
  }

  const HELD: readonly [what: string, person: Person, expected: readonly string[]][] = [
    ["an author", author({ login: "wile" }), ["reported false"]],
    ["whoever is mentioned", { role: "mentioned", login: "wile" }, ["suggested false"]],
    [
      "a trailer that anyone could write",
      { role: "co-author", login: "wile", selfAsserted: true },
      ["reported true"],
    ],
    ["an account that stands for an organization", { role: "on-behalf-of", login: "wile" }, []],
    ["whose fork it is", { role: "head-repository", login: "wile" }, []],
    ["nobody who can be looked up", { role: "author", login: "wile", unidentified: true }, []],
    ["somebody unknown", author({ login: "stranger" }), []],
    ["a robot", author({ login: "wile[bot]" }), []],
  ];
  for (const [what, person, expected] of HELD) {
    it(`holds ${what} to what the tie can bear`, () => {
      const ties = found(known({}), [gitdm("wile: Acme")], person);
      assert.deepEqual(
        ties.map(({ strength, selfAsserted }) => `${strength} ${String(selfAsserted)}`),
        expected,
      );
    });
  }

  it("old data only suggests, then says nothing", () => {
    const data = [gitdm("wile: Acme")];
    assert.equal(found(known({}), data, undefined, "2025-09-29")[0]?.strength, "suggested");
    assert.deepEqual(found(known({}), data, undefined, "2033-03-29"), []);
  });

  it("an address at a domain that the data knows, on the day she joined", () => {
    const domains = list([], {
      domains: [
        { domain: "wile.example", organization: "Acme", until: "2022-01-01" },
        { domain: "wile.example", organization: "Globex", from: "2022-01-01" },
      ],
    });
    const at = (joinedAt?: string): string[] =>
      found(known({}, GLOBEX), [domains], {
        role: "co-author",
        email: "w@wile.example",
        selfAsserted: true,
        ...(joinedAt === undefined ? {} : { joinedAt }),
      }).map(({ organization, strength, selfAsserted, evidence }) => {
        assert.ok(selfAsserted && strength === "reported");
        return `${organization}: ${evidence}`;
      });
    assert.deepEqual(at(), [
      "globex: an address at a domain of Globex, by affiliation data (anyone could have written this)",
    ]);
    assert.deepEqual(at("2021-12-31T23:59:59Z"), [
      "acme: an address at a domain of Acme, by affiliation data (anyone could have written this)",
    ]);
    assert.deepEqual(at("2022-01-01T00:30:00+01:00"), at("2021-12-31"));
  });

  it("the strongest answer of all days, once for each organization", () => {
    const ties = source(known({}, GLOBEX), [
      gitdm("wile: Acme from 2015-01-01 until 2022-01-01, Globex from 2022-01-01"),
    ]).of(author({ login: "wile" }), ["2021-12-31", "2022-01-01", "2022-06-01"].map(dayNumber));
    assert.deepEqual(
      ties.map(({ organization, interval }) => [organization, interval.from]),
      [
        ["acme", dayNumber("2021-12-31")],
        ["globex", dayNumber("2022-01-01")],
      ],
    );
  });

  it("without days, answers for the last day that any of her sources speaks of", () => {
    const ties = source(known({}), [gitdm("wile: Acme")]).of(author({ login: "wile" }));
    assert.deepEqual(
      ties.map(({ interval }) => interval.from),
      [dayNumber("2023-03-29")],
    );
    assert.deepEqual(source(known({}), [gitdm("wile: Acme")]).of(author({ login: "stranger" })), []);
  });
});

describe("affiliation data that contradicts itself or the roster", () => {
  const CONTESTED = [
    gitdm("wile: Acme"),
    list([{ login: "wile", organizations: [{ name: "Initech", from: "2015-01-01" }] }], {
      disclosure: "public",
    }),
  ];

  it("both sides are found; what speaks against each is a remark and never evidence", () => {
    const ties = found(known({}, INITECH), CONTESTED);
    assert.deepEqual(
      ties.map(({ organization, remark }) => [organization, remark]),
      [
        ["acme", "contested: other data says Initech"],
        ["initech", "contested: other data says Acme"],
      ],
    );
    assert.ok(ties.every(({ evidence }) => !evidence.includes("contested")));
    assert.ok(!JSON.stringify({ ...ties[0], remark: undefined }).includes("nitech"));
  });

  function doubted(
    data: readonly AffiliationText[],
    organizations: readonly OrganizationInput[],
    day = DAY,
  ): (string | undefined)[] {
    const given = { ...known(...organizations) };
    const people: Roster["people"] = [
      { login: "wile", emails: [], organization: "acme", disclosure: "public" },
    ];
    const listed = { ...given, people };
    const sources = combineSources([rosterSource(listed), source(listed, data)]);
    const asked = subject({ createdAt: day, people: [author({ login: "wile" })] });
    return resolve(asked, sources, dayNumber(day))
      .flatMap(({ affiliations }) => affiliations)
      .filter(({ source: from }) => from !== "affiliation data")
      .map(({ remark }) => remark);
  }

  const LABS = { id: "labs", name: "Acme Labs", parent: { organization: "acme", from: "2010-01-01" } };
  const DOUBTS: readonly [
    what: string,
    data: string,
    organizations: readonly OrganizationInput[],
    remark: string | undefined,
    day?: string,
  ][] = [
    ["data that says the same", "wile: Acme", [{}], undefined],
    ["data that says the same and more", "wile: Acme, Globex", [{}], undefined],
    ["data about somebody else", "octocat: Globex", [{}], undefined],
    ["data of another time", "wile: Globex from 2015-01-01 until 2016-01-01", [{}], undefined],
    ["data that is too old to be believed", "wile: Globex", [{}], undefined, "2026-01-01"],
    ["data that says something else", "wile: Globex", [{}], "contested: CNCF gitdm says Globex"],
    ["data that says nobody", "wile: Independent", [{}], "contested: CNCF gitdm says nobody"],
    ["data that names a child by the roster", "wile: Acme Labs", [{}, LABS], undefined],
    ["data that names a child that is well known", "wile: Red Hat", [{ name: "IBM" }], undefined],
    ["data that names the parent that is well known", "wile: IBM", [{ name: "Red Hat" }], undefined],
    [
      "data that names the parent before it was one",
      "wile: IBM",
      [{ name: "Red Hat" }],
      "contested: CNCF gitdm says IBM",
      "2019-07-08",
    ],
    [
      "data that names the parent by the roster",
      "wile: Globex",
      [{ parent: { organization: "globex", from: "2010-01-01" } }, GLOBEX],
      undefined,
    ],
  ];
  for (const [what, data, organizations, remark, day] of DOUBTS) {
    it(`against the roster: ${what}`, () => {
      const remarks = doubted([gitdm(data)], organizations, day);
      assert.ok(remarks.length > 0);
      for (const each of remarks) assert.equal(each, remark);
    });
  }

  it("what a source remarks itself and what others doubt are both kept", () => {
    const tie: Affiliation = {
      organization: "acme",
      strength: "reported",
      selfAsserted: false,
      source: "mention",
      evidence: "",
      publicEvidence: true,
      interval: {},
    };
    const none = { of: () => [], mentionedIn: () => [] };
    const combined = combineSources([
      { ...none, of: () => [{ ...tie, remark: "one" }, tie] },
      { ...none, doubts: () => "two" },
      { ...none, doubts: (_, { remark }) => (remark === undefined ? undefined : "three") },
    ]);
    const remarks = (days?: readonly number[]): (string | undefined)[] =>
      combined.of(author({}), days).map(({ remark }) => remark);
    assert.deepEqual(remarks([1]), ["one; two; three", "two"]);
    assert.deepEqual(remarks(), ["one", undefined], "without days nothing is doubted");
  });
});
