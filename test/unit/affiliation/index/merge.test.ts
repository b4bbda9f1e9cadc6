import assert from "node:assert/strict";
import type { PersonRecord, Stint } from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import { OPEN, UNKNOWN } from "@recuse/shared/affiliation/index/columns.ts";
import { mergePeople } from "@recuse/shared/affiliation/index/merge.ts";
import { NAMES, personRecord } from "../../../builders/affiliation-file.ts";

type Given = Partial<PersonRecord>;
const hub = "users.noreply.github.com";

/** what it shows, records, the people as `id id login login address` */
const IDENTITY: readonly (readonly [string, readonly Given[], readonly string[]])[] = [
  ["one login in two cases", [{ logins: ["Octocat"] }, { logins: ["octocat"] }], ["Octocat"]],
  [
    "an id before any login",
    [
      { ids: [1], logins: ["octocat"] },
      { ids: [1], logins: ["renamed"] },
    ],
    ["1 octocat renamed"],
  ],
  [
    "a login that two accounts have had",
    [
      { ids: [1], logins: ["octocat"] },
      { ids: [2], logins: ["octocat"] },
    ],
    ["1 octocat", "2 octocat"],
  ],
  [
    "a record without id, of such a login: nobody knows whose it is",
    [{ ids: [1], logins: ["octocat"] }, { logins: ["octocat"] }, { ids: [2], logins: ["octocat"] }],
    ["1 octocat", "2 octocat", "octocat"],
  ],
  [
    "a record without id joins the account with its login",
    [{ logins: ["octocat"] }, { ids: [1], logins: ["OCTOCAT"] }],
    ["1 OCTOCAT"],
  ],
  [
    "two accounts on one record are one person",
    [{ ids: [1, 2] }, { ids: [2], logins: ["hubot"] }],
    ["1 2 hubot"],
  ],
  [
    "a chain of logins",
    [{ logins: ["a", "b"] }, { logins: ["c", "d"] }, { logins: ["b", "c"] }],
    ["a b c d"],
  ],
  [
    "a chain that leads to two accounts joins neither",
    [{ ids: [1], logins: ["a"] }, { logins: ["a", "b"] }, { ids: [2], logins: ["b"] }],
    ["1 a", "2 b", "a b"],
  ],
  [
    "an address never makes two logins one",
    [
      { logins: ["a"], emails: ["x@acme.example"] },
      { logins: ["b"], emails: ["x@acme.example"] },
    ],
    ["a x@acme.example", "b x@acme.example"],
  ],
  [
    "only an address: joins who alone has it",
    [{ emails: ["X@acme.example"] }, { logins: ["a"], emails: ["x@acme.example"] }],
    ["a x@acme.example"],
  ],
  [
    "only an address that several logins have: unreachable",
    [
      { logins: ["a"], emails: ["x@acme.example"] },
      { logins: ["b"], emails: ["x@acme.example"] },
      { emails: ["x@acme.example"] },
    ],
    ["a x@acme.example", "b x@acme.example"],
  ],
  [
    "only addresses, of two people: stays by itself",
    [
      { logins: ["a"], emails: ["x@acme.example"] },
      { logins: ["b"], emails: ["y@acme.example"] },
      { emails: ["x@acme.example", "y@acme.example", "z@acme.example"] },
    ],
    ["a x@acme.example", "b y@acme.example", "x@acme.example y@acme.example z@acme.example"],
  ],
  [
    "only addresses, one in common",
    [
      { emails: ["x@acme.example"] },
      { emails: ["x@acme.example", "y@acme.example"] },
      { emails: ["z@acme.example"] },
    ],
    ["x@acme.example y@acme.example", "z@acme.example"],
  ],
  ["nothing at all", [{}, { logins: ["  "], emails: ["no address"], ids: [0, -1, 0.5, Number.NaN] }], []],
  [
    "nobody's addresses",
    [
      { logins: ["a"], emails: ["noreply@acme.example", "No-Reply@acme.example"] },
      { emails: ["noreply@acme.example"] },
    ],
    ["a"],
  ],
  [
    "GitHub's noreply address says the id of its own login",
    [
      { logins: ["Octocat"], emails: [`1+octocat@${hub}`] },
      { ids: [1], logins: ["renamed"] },
    ],
    [`1 Octocat renamed 1+octocat@${hub}`],
  ],
  [
    "and not that of another login, nor one of two",
    [
      { logins: ["a"], emails: [`1+b@${hub}`] },
      { logins: ["c"], emails: [`2+c@${hub}`, `3+c@${hub}`] },
      { ids: [1, 2] },
    ],
    ["1 2", `a 1+b@${hub}`, `c 2+c@${hub} 3+c@${hub}`],
  ],
  [
    "prototype keys",
    [{ logins: ["__proto__"] }, { logins: ["constructor"] }, { logins: ["__PROTO__"] }],
    ["__PROTO__", "constructor"],
  ],
  ["the Kelvin sign is no k", [{ logins: ["kim"] }, { logins: ["\u212aim"] }], ["kim", "\u212aim"]],
];

/** what it shows, stints by file, what is left as `name from until file` */
const STINTS: readonly (readonly [string, readonly (readonly Stint[])[], readonly string[]])[] = [
  ["the same twice", [[{ organization: "Acme" }, { organization: "acme" }]], ["Acme ? – 0"]],
  [
    "overlapping",
    [
      [
        { organization: "Acme", from: 5, until: 9 },
        { organization: "Acme", from: 1, until: 6 },
      ],
    ],
    ["Acme 1 9 0"],
  ],
  [
    "one inside the other",
    [
      [
        { organization: "Acme", until: 9 },
        { organization: "Acme", from: 2, until: 3 },
      ],
    ],
    ["Acme ? 9 0"],
  ],
  [
    "a gap",
    [
      [
        { organization: "Acme", from: 1, until: 3 },
        { organization: "Acme", from: 4, until: 6 },
      ],
    ],
    ["Acme 1 3 0", "Acme 4 6 0"],
  ],
  [
    "one after the other",
    [
      [
        { organization: "Acme", from: 1, until: 3 },
        { organization: "Acme", from: 3, until: 6 },
      ],
    ],
    ["Acme 1 3 0", "Acme 3 6 0"],
  ],
  [
    "two files",
    [[{ organization: "Acme", from: 1 }], [{ organization: "Acme", from: 1 }]],
    ["Acme 1 – 0", "Acme 1 – 1"],
  ],
  [
    "two organizations at once",
    [
      [
        { organization: "Globex", from: 1 },
        { organization: "Acme", from: 1 },
      ],
    ],
    ["Acme 1 – 0", "Globex 1 – 0"],
  ],
  [
    "no days, no name",
    [
      [
        { organization: "Acme", from: 3, until: 3 },
        { organization: " " },
        { organization: "Acme", from: 4, until: 3 },
      ],
    ],
    [],
  ],
  [
    "no organization is kept: that is something known, too",
    [[{ organization: "Independent", from: 1 }]],
    ["Independent 1 – 0"],
  ],
  [
    "names without a key by themselves",
    [[{ organization: "?" }, { organization: " ?" }, { organization: "??" }]],
    ["? ? – 0", "?? ? – 0"],
  ],
  ["days beyond a column", [[{ organization: "Acme", from: -1e12, until: 1e12 }]], ["Acme ? – 0"]],
];

const nameKey = (name: string): string | undefined =>
  name.startsWith("?") ? undefined : NAMES.nameKey(name);

describe("merging records into people", () => {
  for (const [title, given, expected] of IDENTITY) {
    for (const [way, records] of [
      ["", given],
      [" (backwards)", given.toReversed()],
    ] as const) {
      it(`${title}${way}`, () => {
        const people = mergePeople([{ people: records.map(personRecord) }], nameKey);
        assert.deepEqual(
          people.map(({ ids, logins, addresses }) => [...ids, ...logins, ...addresses].join(" ")),
          expected,
        );
      });
    }
  }

  for (const [title, files, expected] of STINTS) {
    it(title, () => {
      const [person] = mergePeople(
        files.map((stints) => ({
          people: stints.map((stint) => personRecord({ logins: ["octocat"], stints: [stint] })),
        })),
        nameKey,
      );
      assert.deepEqual(
        person?.stints.map(
          ({ organization, from, until, source }) =>
            `${organization} ${from === UNKNOWN ? "?" : String(from)} ${until === OPEN ? "–" : String(until)} ${String(source)}`,
        ),
        expected,
      );
    });
  }

  it("sorts sightings by day, each once, and leaves out what is no host", () => {
    const sightings = [
      { domain: "b.example", day: 5 },
      { domain: "A.example.", day: 2 },
      { domain: "a.example", day: 2 },
      { domain: "no host", day: 1 },
      { domain: "a.example", day: Number.NaN },
    ];
    const [person] = mergePeople([{ people: [personRecord({ ids: [1], sightings })] }], nameKey);
    assert.deepEqual(person?.sightings, [
      { domain: "a.example", day: 2, source: 0 },
      { domain: "b.example", day: 5, source: 0 },
    ]);
  });
});
