import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PersonRecord, Sighting } from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import { learnDomainOwners } from "@recuse/shared/affiliation/index/learn-domains.ts";
import { mergePeople } from "@recuse/shared/affiliation/index/merge.ts";
import { NAMES, personRecord } from "../../../builders/affiliation-file.ts";
import { skip } from "../../../report/skip.ts";

const DATA = process.env["RECUSE_TEST_DATA"] ?? join(import.meta.dirname, "../../../../../shared/data");

/** How many people with an address at the host were with these organizations, in turn. */
type Group = readonly [count: number, host: string, ...organizations: string[]];

/** what it shows, people, what is learnt as `domain owner agreeing/people` (`–`: they work elsewhere) */
const CASES: readonly (readonly [string, readonly Group[], readonly string[]])[] = [
  ["three who agree", [[3, "acme.example", "Acme"]], ["acme.example Acme 3/3"]],
  ["two are too few", [[2, "acme.example", "Acme"]], []],
  [
    "a large part of them",
    [
      [6, "acme.example", "Acme"],
      [2, "acme.example", "Globex"],
      [2, "acme.example", "Initech"],
    ],
    ["acme.example Acme 6/10"],
  ],
  [
    "too small a part",
    [
      [5, "acme.example", "Acme"],
      [1, "acme.example", "Globex"],
      [1, "acme.example", "Initech"],
      [1, "acme.example", "Hooli"],
      [1, "acme.example", "Umbrella"],
    ],
    [],
  ],
  [
    "a runner-up with half as many",
    [
      [4, "acme.example", "Acme"],
      [2, "acme.example", "Globex"],
    ],
    [],
  ],
  [
    "everybody later went to the same place: nobody knows which of the two it was",
    [[4, "acme.example", "Acme", "Globex"]],
    [],
  ],
  [
    "everybody later went to another place",
    [
      [1, "acme.example", "Acme", "A"],
      [1, "acme.example", "Acme", "B"],
      [1, "acme.example", "C", "acme"],
    ],
    ["acme.example Acme 3/3"],
  ],
  [
    "people without any organization do not count",
    [
      [3, "acme.example", "Acme"],
      [9, "acme.example", "Independent"],
      [9, "acme.example"],
    ],
    ["acme.example Acme 3/3"],
  ],
  [
    "free mail, noreply, public suffixes",
    [
      [9, "gmail.com", "Acme"],
      [9, "users.noreply.github.com", "Acme"],
      [9, "github.io", "Acme"],
      [9, "co.uk", "Acme"],
      [9, "127.0.0.1", "Acme"],
    ],
    [],
  ],
  [
    "subdomains count for the domain above, and are not listed when they agree with it",
    [
      [1, "us.acme.example", "Acme"],
      [1, "uk.acme.example", "Acme"],
      [4, "de.acme.example", "Acme"],
    ],
    ["acme.example Acme 6/6"],
  ],
  [
    "a subdomain of others",
    [
      [9, "acme.example", "Acme"],
      [3, "lab.acme.example", "Globex"],
    ],
    ["acme.example Acme 9/12", "lab.acme.example Globex 3/3"],
  ],
  [
    "a subdomain of people who work elsewhere",
    [
      [20, "umass.edu", "UMass"],
      [1, "alumni.umass.edu", "Acme"],
      [1, "alumni.umass.edu", "Globex"],
      [1, "alumni.umass.edu", "Initech"],
    ],
    ["alumni.umass.edu – 0/3", "umass.edu UMass 20/23"],
  ],
  [
    "a subdomain with an owner in a domain without one",
    [
      [3, "cs.umass.edu", "UMass CS"],
      [3, "ece.umass.edu", "UMass ECE"],
    ],
    ["cs.umass.edu UMass CS 3/3", "ece.umass.edu UMass ECE 3/3"],
  ],
  [
    "the spelling that most have",
    [
      [2, "acme.example", "Acme"],
      [3, "acme.example", "ACME"],
    ],
    ["acme.example ACME 5/5"],
  ],
  [
    "very deep hosts count for what is above them",
    [[3, `${"a.".repeat(100)}acme.example`, "Acme"]],
    ["acme.example Acme 3/3"],
  ],
  ["prototype keys", [[3, "constructor.example", "__proto__"]], ["constructor.example __proto__ 3/3"]],
];

function learnt(people: readonly PersonRecord[], organizationOf = NAMES.organizationOf): string[] {
  return learnDomainOwners(mergePeople([{ people }], organizationOf), organizationOf).map(
    ({ domain, organization, agreeing, people: all }) =>
      `${domain} ${typeof organization === "string" ? organization : "–"} ${String(agreeing)}/${String(all)}`,
  );
}

describe("owners of domains, learnt from people", () => {
  for (const [title, groups, expected] of CASES) {
    it(title, () => {
      const people = groups.flatMap(([count, host, ...organizations], group) =>
        Array.from({ length: count }, (_, at) =>
          personRecord({
            logins: [`u-${String(group)}-${String(at)}`],
            emails: [`u${String(group)}.${String(at)}@${host}`],
            stints: organizations.map((organization, turn) => ({
              organization,
              ...(turn === 0 ? {} : { from: turn * 10 }),
              until: turn * 10 + 10,
            })),
          }),
        ),
      );
      assert.deepEqual(learnt(people), expected);
    });
  }

  it("learns nothing from somebody with more stints than a person can have", () => {
    const person = (login: string, count: number): PersonRecord =>
      personRecord({
        logins: [login],
        emails: [`${login}@acme.example`],
        stints: Array.from({ length: count }, (_, at) => ({ organization: "Acme", from: at, until: at + 1 })),
      });
    assert.deepEqual(learnt(["a", "b", "c"].map((login) => person(login, 100))), ["acme.example Acme 3/3"]);
    assert.deepEqual(learnt(["a", "b", "c"].map((login) => person(login, 101))), []);
  });

  it("takes the organization of the day where a commit's day is known", () => {
    const person = (login: string, sightings: readonly Sighting[]): PersonRecord =>
      personRecord({
        logins: [login],
        stints: [
          { organization: "Acme", until: 10 },
          { organization: "Globex", from: 10 },
        ],
        sightings,
      });
    const people = ["a", "b", "c"].flatMap((login) => [
      person(login, [
        { domain: "acme.example", day: 9 },
        { domain: "globex.example", day: 10 },
      ]),
    ]);
    assert.deepEqual(learnt(people), ["acme.example Acme 3/3", "globex.example Globex 3/3"]);
  });

  it("is right about domains that everybody knows, and silent where people of many companies are", async function () {
    const text = await readFile(join(DATA, "affiliations/gitdm-sample.txt"), "utf8").catch(() =>
      skip(this, "no affiliation data here"),
    );
    const owners = new Map(
      learnt(gitdmRecords(text), bareName).map((line) => [line.split(" ")[0], line.toLowerCase()]),
    );
    for (const [domain, owner] of [
      ["redhat.com", "red hat"],
      ["google.com", "google"],
      ["intel.com", "intel"],
      ["microsoft.com", "microsoft"],
      ["vmware.com", "vmware"],
      ["ibm.com", "international business machines"],
      ["suse.de", "suse"],
      ["sap.com", "sap"],
    ] as const) {
      assert.ok(owners.get(domain)?.includes(` ${owner}`), domain);
    }
    for (const domain of ["gmail.com", "apache.org", "github.com", "linux.com", "us.ibm.com"]) {
      assert.equal(owners.get(domain), undefined, domain);
    }
  });
});

/** Just enough of the format for this: no dates, the oddities of names left as they are. */
function gitdmRecords(text: string): PersonRecord[] {
  return text.split(/\n(?=[^\t#])/).flatMap((record) => {
    const [head = "", ...lines] = record.split("\n");
    const colon = head.indexOf(": ");
    if (head.startsWith("#") || colon < 0) return [];
    return personRecord({
      logins: [head.slice(0, colon)],
      emails: head
        .slice(colon + 2)
        .split(", ")
        .map((email) => email.replace("!", "@")),
      stints: lines.map((line) => ({
        organization: line.trim().replace(/(?: (?:from|until) \d{4}-\d\d-\d\d)+$/, ""),
      })),
    });
  });
}

function bareName(name: string): string | undefined {
  const bare = name.toLowerCase().replace(/[.,]|\b(?:inc|llc|ltd|corporation|limited)\b/g, "");
  return ["independent", "notfound", "(robots)", "?"].includes(bare) ? undefined : bare.trim();
}
