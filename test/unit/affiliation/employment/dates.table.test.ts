/*
 * Who works where on a day, by what is on record: each row a shape that real data has. Expected are the employers,
 * the most credible first, as `Acme reported stated`, with the age of the evidence, a start that nobody knows, and
 * what other data says instead.
 */
import assert from "node:assert/strict";
import { strengthOf } from "@recuse/shared/affiliation/employment/credence.ts";
import type { Employment, Wanted } from "@recuse/shared/affiliation/employment/employment.ts";
import { employmentSource } from "@recuse/shared/affiliation/employment-source.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { ageWords } from "@recuse/shared/conflict/wording.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { acme, roster } from "../../../builders/roster.ts";
import { subject } from "../../../builders/subject.ts";
import { employmentOf, type AffiliationText } from "../../../builders/employment.ts";

type Data = readonly AffiliationText[];

/** A gitdm file of 2023-03-29 whose first record is octocat's. */
function gitdm(...stints: readonly string[]): AffiliationText {
  return records({ octocat: stints });
}

function records(people: Readonly<Record<string, readonly string[]>>, asOf = "2023-03-29"): AffiliationText {
  const texts = Object.entries(people).map(([who, stints]) => {
    const [login = "", ...addresses] = who.split(" ");
    const emails = addresses.length === 0 ? [`${login}!users.noreply.github.com`] : addresses;
    return `${login}: ${emails.join(", ")}\n${stints.map((stint) => `\t${stint}\n`).join("")}`;
  });
  const comment = asOf === "" ? "" : `# as of ${asOf}\n`;
  return { file: "developers.txt", text: comment + texts.join("") };
}

/** Commits of octocat, each as `day domain`. */
function commits(...each: readonly string[]): AffiliationText {
  const lines = each.map((commit) => {
    const [at, domain] = commit.split(" ");
    return `${JSON.stringify({ login: "octocat", domain, at })}\n`;
  });
  return { file: "commits.jsonl", text: lines.join("") };
}

/** A dated list; its people as they stand there. */
function list(asOf: string, people: readonly object[], more: object = {}): AffiliationText {
  const text = JSON.stringify({
    recuse: "affiliations",
    version: 1,
    title: "a list",
    asOf,
    disclosure: "public",
    people,
    ...more,
  });
  return { file: "list.json", text };
}

const DOMAINS: AffiliationText = {
  ...list("2023-03-29", [], {
    domains: [
      { domain: "acme.example", organization: "Acme" },
      { domain: "globex.example", organization: "Globex" },
      { domain: "initech.example", organization: "Initech", until: "2021-01-01" },
      { domain: "initech.example", organization: "Wile", from: "2021-01-01" },
      { domain: "coreos.example", organization: "CoreOS" },
    ],
  }),
  file: "domains.json",
};

/** So many colleagues who were at the organizations. */
function colleagues(
  count: number,
  ...organizations: readonly string[]
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`colleague-${String(index)}`, organizations]),
  );
}

function said(employment: Employment, wanted: Wanted, day: string): string[] {
  const who = employment.find(wanted);
  if (who === undefined) return ["unknown person"];
  const at = dayNumber(day);
  const nameOf = (each: number): string => (each < 0 ? "nobody" : employment.organizations.nameOf(each));
  return employment.employersOn(who, at).map((employer) => {
    const { organization, credence, basis, asOf, sinceUnknown, against } = employer;
    const since = sinceUnknown && basis !== "seen" ? ", since unknown" : "";
    const contested = against.length === 0 ? "" : `, against ${against.map(nameOf).sort().join(" and ")}`;
    return `${nameOf(organization)} ${strengthOf(credence) ?? "doubtful"} ${basis}${ageWords(at - asOf)}${since}${contested}`;
  });
}

type Row = readonly [what: string, data: Data, day: string, expected: readonly string[], wanted?: Wanted];

const ONE_JOB = [
  gitdm("Independent until 2017-11-01", "Acme from 2017-11-01 until 2020-02-01", "Globex from 2020-02-01"),
];
const OPEN = [gitdm("Acme")];
const ENDED = [gitdm("Acme until 2018-05-01", "Globex from 2019-01-01 until 2020-01-01")];
const SET = [gitdm("Acme from 2015-01-01", "Globex from 2018-01-01")];
const TWO_RECORDS = [
  {
    file: "developers.txt",
    text: "# as of 2023-03-29\noctocat: octo!a.example\n\tAcme from 2018-01-01\nOctoCat: octo!b.example\n\tGlobex from 2019-01-01\n",
  },
];
const TWO_FILES = [
  gitdm("Acme from 2018-01-01"),
  list("2023-03-29", [{ login: "octocat", organizations: [{ name: "Globex", from: "2019-01-01" }] }]),
];
const NOBODY_OR_ACME = [
  gitdm("Acme from 2018-01-01"),
  list("2023-03-29", [{ login: "octocat", organizations: [{ name: "Independent", from: "2019-01-01" }] }]),
];
const AGREED = [
  gitdm("Acme from 2018-01-01"),
  list("2023-03-29", [{ login: "octocat", organizations: [{ name: "ACME, Inc.", from: "2019-01-01" }] }]),
];
const BOUGHT = [gitdm("CoreOS until 2018-06-01", "Red Hat from 2018-06-01")];
const BOUGHT_TWO_FILES = [
  gitdm("CoreOS from 2016-01-01"),
  list("2023-03-29", [{ login: "octocat", organizations: [{ name: "Red Hat", from: "2016-01-01" }] }]),
];
const VMWARE_OR_DELL = [
  gitdm("VMware from 2015-01-01"),
  list("2023-03-29", [{ login: "octocat", organizations: [{ name: "Dell", from: "2015-01-01" }] }]),
];
const CLOSED = [gitdm("Weaveworks from 2016-01-01")];
const RENAMED = [gitdm("Loodse GmbH from 2017-01-01")];
const IDS = [
  list("2023-03-29", [
    { login: "octocat", id: 583231, organizations: [{ name: "Acme", from: "2018-01-01" }] },
  ]),
];
const LOGINS = [
  list("2023-03-29", [
    {
      logins: ["octocat", "octo-renamed"],
      id: 583231,
      organizations: [{ name: "Acme", from: "2018-01-01" }],
    },
  ]),
];
const SHARED_ADDRESS = [
  records({
    "octocat team!acme.example": ["Acme from 2018-01-01"],
    "hubot team!acme.example": ["Globex from 2018-01-01"],
  }),
];
const NO_LOGIN = [
  {
    file: "developers.txt",
    text: "# as of 2023-03-29\nhubot: hubot!home.example\n\tGlobex\nOcto Cat: octo!home.example\n\tAcme from 2018-01-01\n",
  },
];

const ROWS: readonly Row[] = [
  // first line
  [
    "a first line without from, long before its end",
    ONE_JOB,
    "2010-05-01",
    ["nobody reported stated, since unknown"],
  ],
  [
    "a first line without from, the day before its end",
    ONE_JOB,
    "2017-10-31",
    ["nobody reported stated, since unknown"],
  ],
  ["on the day of the change only the next one", ONE_JOB, "2017-11-01", ["Acme reported stated"]],
  ["within", ONE_JOB, "2019-01-01", ["Acme reported stated"]],
  ["the last day of a stay", ONE_JOB, "2020-01-31", ["Acme reported stated"]],
  ["the first day of the next", ONE_JOB, "2020-02-01", ["Globex reported stated"]],
  ["on the day of the file", ONE_JOB, "2023-03-29", ["Globex reported stated"]],
  ["a month after the file", ONE_JOB, "2023-04-29", ["Globex reported stated"]],
  ["a month and a day after the file", ONE_JOB, "2023-04-30", ["Globex reported continued, 1 month old"]],
  [
    "a lone name without dates, on the day of the file",
    OPEN,
    "2023-03-29",
    ["Acme reported stated, since unknown"],
  ],
  [
    "a lone name without dates, five years before the file",
    OPEN,
    "2018-03-29",
    ["Acme reported stated, since unknown"],
  ],
  [
    "a lone name without dates, ten years before the file",
    OPEN,
    "2013-04-01",
    ["Acme reported stated, since unknown"],
  ],
  [
    "a lone name without dates, more than ten years before the file",
    OPEN,
    "2013-03-30",
    ["Acme suggested stated, since unknown"],
  ],
  ["a lone name without dates, in 1970", OPEN, "1970-01-01", ["Acme suggested stated, since unknown"]],
  [
    "a first line with an end, more than ten years before it",
    [gitdm("Acme until 2018-05-01")],
    "2008-05-01",
    ["Acme suggested stated, since unknown"],
  ],
  [
    "a first line with an end, less than ten years before it",
    [gitdm("Acme until 2018-05-01")],
    "2008-05-04",
    ["Acme reported stated, since unknown"],
  ],
  // gaps
  ["the day before a gap", ENDED, "2018-04-30", ["Acme reported stated, since unknown"]],
  ["in a gap", ENDED, "2018-05-01", []],
  ["the last day in a gap", ENDED, "2018-12-31", []],
  ["the first day after a gap", ENDED, "2019-01-01", ["Globex reported stated"]],
  ["after the last stay ended", ENDED, "2020-01-01", []],
  ["after the file, when the last stay had ended before", ENDED, "2024-01-01", []],
  ["a known start, the day before", [gitdm("Acme from 2018-01-01")], "2017-12-31", []],
  ["a known start, on the day", [gitdm("Acme from 2018-01-01")], "2018-01-01", ["Acme reported stated"]],
  // several
  [
    "Independent in between",
    [
      gitdm(
        "Acme until 2018-01-01",
        "Independent from 2018-01-01 until 2019-01-01",
        "Globex from 2019-01-01",
      ),
    ],
    "2018-07-01",
    ["nobody reported stated"],
  ],
  [
    "Independent beside an employer, in one record",
    [gitdm("Independent from 2015-01-01", "Acme from 2018-01-01")],
    "2019-01-01",
    ["nobody reported stated", "Acme reported stated"],
  ],
  [
    "freelance, then retired",
    [gitdm("Freelancer until 2018-01-01", "Retired from 2018-01-01")],
    "2020-01-01",
    ["nobody reported stated"],
  ],
  [
    "two stays of one record overlap: a set",
    SET,
    "2019-01-01",
    ["Acme reported stated", "Globex reported stated"],
  ],
  ["two stays of one record overlap, before the second", SET, "2017-12-31", ["Acme reported stated"]],
  [
    "three at once",
    [gitdm("Acme from 2015-01-01", "Globex from 2016-01-01", "Initech from 2017-01-01")],
    "2018-01-01",
    ["Acme reported stated", "Globex reported stated", "Initech reported stated"],
  ],
  [
    "a stay of no length is none",
    [gitdm("Acme from 2018-01-01 until 2018-01-01", "Globex from 2018-01-01")],
    "2018-01-01",
    ["Globex reported stated"],
  ],
  [
    "a stay that ends before it begins is none",
    [gitdm("Acme from 2018-01-01 until 2017-01-01", "Globex from 2018-01-01")],
    "2017-06-01",
    [],
  ],
  [
    "until 2100 is open",
    [gitdm("Acme from 2018-01-01 until 2100-01-01")],
    "2023-01-01",
    ["Acme reported stated"],
  ],
  [
    "until 2100 is open, and ages like an open one",
    [gitdm("Acme from 2018-01-01 until 2100-01-01")],
    "2024-06-01",
    ["Acme reported continued, 14 months old"],
  ],
  ["from 2100 is none", [gitdm("Acme from 2100-01-01")], "2023-01-01", []],
  [
    "an end after the file's date is believed, the day before",
    [
      records({
        octocat: ["Acme until 2023-06-01", "Globex from 2023-06-01"],
        ...colleagues(400, "Acme", "Globex"),
      }),
    ],
    "2023-05-31",
    ["Acme reported continued, 2 months old, since unknown"],
  ],
  [
    "an end after the file's date is believed; a start after it was a plan",
    [
      records({
        octocat: ["Acme until 2023-06-01", "Globex from 2023-06-01"],
        ...colleagues(400, "Acme", "Globex"),
      }),
    ],
    "2023-06-01",
    [],
  ],
  ["from from", [gitdm("Acme from from 2018-01-01")], "2018-01-01", ["Acme reported stated"]],
  [
    "from inside of the name",
    [gitdm("Nuage Networks from Nokia from 2014-12-01")],
    "2015-01-01",
    ["Nuage Networks reported stated"],
  ],
  ["a company called Inc.", [gitdm("Inc. from 2018-01-01")], "2019-01-01", []],
  ["NotFound says nothing", [gitdm("NotFound")], "2023-01-01", []],
  ["a question mark says nothing", [gitdm("? until 2018-01-01", "Acme from 2018-01-01")], "2017-01-01", []],
  ["robots work for nobody in particular", [gitdm("(Robots)")], "2023-01-01", []],
  ["a role is no employer", [gitdm("Software Engineer from 2018-01-01")], "2019-01-01", []],
  [
    "the same company twice in one record",
    [gitdm("Acme from 2015-01-01 until 2018-01-01", "ACME Inc. from 2017-01-01")],
    "2017-06-01",
    ["ACME Inc. reported stated"],
  ],
  [
    "back at the first company",
    [gitdm("Acme until 2018-01-01", "Globex from 2018-01-01 until 2020-01-01", "Acme from 2020-01-01")],
    "2021-01-01",
    ["Acme reported stated"],
  ],
  // contested
  [
    "two records of one file: contested",
    TWO_RECORDS,
    "2020-01-01",
    ["Acme reported stated, against Globex", "Globex reported stated, against Acme"],
  ],
  ["two records of one file, before the second begins", TWO_RECORDS, "2018-06-01", ["Acme reported stated"]],
  [
    "two files: contested",
    TWO_FILES,
    "2020-01-01",
    ["Acme reported stated, against Globex", "Globex reported stated, against Acme"],
  ],
  ["two files, before the second begins", TWO_FILES, "2018-12-31", ["Acme reported stated"]],
  [
    "two files, two years later: questions",
    TWO_FILES,
    "2025-03-29",
    ["Acme suggested continued, 24 months old", "Globex suggested continued, 24 months old"],
  ],
  [
    "two files of large organizations, a year later: still contested",
    [...TWO_FILES, { ...records(colleagues(400, "Acme", "Globex")), file: "others.txt" }],
    "2024-03-29",
    [
      "Acme reported continued, 12 months old, against Globex",
      "Globex reported continued, 12 months old, against Acme",
    ],
  ],
  [
    "two files of large organizations, five years later: weak, and no contradiction any more",
    [...TWO_FILES, { ...records(colleagues(400, "Acme", "Globex")), file: "others.txt" }],
    "2028-03-29",
    ["Acme suggested continued, 60 months old", "Globex suggested continued, 60 months old"],
  ],
  [
    "one file says nobody",
    NOBODY_OR_ACME,
    "2020-01-01",
    ["nobody reported stated, against Acme", "Acme reported stated, against nobody"],
  ],
  [
    "two files that write one company in two ways agree",
    AGREED,
    "2020-01-01",
    ["ACME, Inc. reported stated"],
  ],
  // fresh commit
  [
    "a commit of last week beats old data",
    [gitdm("Acme from 2018-01-01"), DOMAINS, commits("2026-10-20 globex.example")],
    "2026-10-27",
    ["Globex reported seen"],
  ],
  [
    "a commit at the employer keeps old data fresh",
    [gitdm("Acme from 2018-01-01"), DOMAINS, commits("2026-06-01 acme.example")],
    "2026-10-27",
    ["Acme reported continued, 4 months old"],
  ],
  [
    "a commit of 364 days ago",
    [DOMAINS, commits("2025-01-01 acme.example")],
    "2025-12-31",
    ["Acme reported seen, 11 months old"],
  ],
  [
    "a commit of a year ago is fresh no more",
    [DOMAINS, commits("2025-01-01 acme.example")],
    "2026-01-01",
    ["Acme reported seen, 11 months old"],
  ],
  [
    "a commit of four years ago",
    [DOMAINS, commits("2022-01-01 acme.example")],
    "2026-01-01",
    ["Acme reported seen, 48 months old"],
  ],
  [
    "a commit of five years ago",
    [DOMAINS, commits("2021-01-01 acme.example")],
    "2026-01-01",
    ["Acme reported seen, 59 months old"],
  ],
  [
    "a commit of more than five years ago is a question",
    [DOMAINS, commits("2021-01-01 acme.example")],
    "2026-01-02",
    ["Acme suggested seen, 60 months old"],
  ],
  [
    "on the day of the commit",
    [DOMAINS, commits("2022-01-01 acme.example")],
    "2022-01-01",
    ["Acme reported seen"],
  ],
  ["before the commit nothing is known", [DOMAINS, commits("2022-01-01 acme.example")], "2021-12-31", []],
  [
    "commits at two companies: the later",
    [DOMAINS, commits("2024-01-01 acme.example", "2024-06-01 globex.example")],
    "2024-08-01",
    ["Globex reported seen, 2 months old"],
  ],
  [
    "commits at two companies on one day",
    [DOMAINS, commits("2024-06-01 acme.example", "2024-06-01 globex.example")],
    "2024-08-01",
    ["Acme reported seen, 2 months old", "Globex reported seen, 2 months old"],
  ],
  [
    "commits to and fro: the last",
    [DOMAINS, commits("2024-01-01 acme.example", "2024-02-01 globex.example", "2024-03-01 acme.example")],
    "2024-08-01",
    ["Acme reported seen, 5 months old"],
  ],
  [
    "a commit elsewhere while the data says Acme: both",
    [gitdm("Acme from 2018-01-01"), DOMAINS, commits("2022-06-01 globex.example")],
    "2022-07-01",
    ["Globex reported seen, against Acme", "Acme reported stated, against Globex"],
  ],
  [
    "a commit from where she left before is not believed",
    [gitdm("Acme until 2020-01-01", "Globex from 2020-01-01"), DOMAINS, commits("2019-12-01 acme.example")],
    "2020-02-01",
    ["Globex reported stated"],
  ],
  [
    "a commit from where she had left: a stale address or a return",
    [gitdm("Acme until 2020-01-01", "Globex from 2020-01-01"), DOMAINS, commits("2022-12-01 acme.example")],
    "2023-01-01",
    ["Acme reported seen, against Globex", "Globex reported stated, against Acme"],
  ],
  [
    "a commit before the job that the data knows",
    [gitdm("Acme from 2018-01-01"), DOMAINS, commits("2017-12-01 globex.example")],
    "2018-01-02",
    ["Acme reported stated"],
  ],
  [
    "a commit at a domain that changed hands, before",
    [DOMAINS, commits("2020-12-31 initech.example")],
    "2021-01-01",
    ["Initech reported seen"],
  ],
  [
    "a commit at a domain that changed hands, after",
    [DOMAINS, commits("2021-01-01 initech.example")],
    "2021-02-01",
    ["Wile reported seen"],
  ],
  [
    "a commit at a subdomain",
    [DOMAINS, commits("2022-01-01 eng.acme.example")],
    "2022-02-01",
    ["Acme reported seen"],
  ],
  ["a commit at a look-alike domain", [DOMAINS, commits("2022-01-01 notacme.example")], "2022-02-01", []],
  [
    "Independent by old data, a fresh commit",
    [gitdm("Independent"), DOMAINS, commits("2026-06-01 acme.example")],
    "2026-07-01",
    ["Acme reported seen"],
  ],
  // address
  [
    "an address alone says nothing of a day",
    [DOMAINS, records({ "octocat octo!acme.example": ["NotFound"] })],
    "2023-03-29",
    [],
  ],
  [
    "an address at the employer makes old data stronger",
    [DOMAINS, records({ "octocat octo!acme.example": ["Acme from 2018-01-01"] })],
    "2025-12-29",
    ["Acme reported continued, 33 months old"],
  ],
  [
    "the same without the address",
    [DOMAINS, records({ octocat: ["Acme from 2018-01-01"] })],
    "2025-12-29",
    ["Acme suggested continued, 33 months old"],
  ],
  // acquisitions
  ["CoreOS, then Red Hat", BOUGHT, "2018-05-31", ["CoreOS reported stated, since unknown"]],
  ["CoreOS, then Red Hat, on the day", BOUGHT, "2018-06-01", ["Red Hat reported stated"]],
  [
    "a file says CoreOS and one Red Hat, before the purchase: contested",
    BOUGHT_TWO_FILES,
    "2018-01-29",
    ["CoreOS reported stated, against Red Hat", "Red Hat reported stated, against CoreOS"],
  ],
  [
    "a file says CoreOS and one Red Hat, after it: no contradiction",
    BOUGHT_TWO_FILES,
    "2018-01-30",
    ["CoreOS reported stated", "Red Hat reported stated"],
  ],
  [
    "VMware and Dell before Dell had it",
    VMWARE_OR_DELL,
    "2016-09-06",
    ["Dell reported stated, against VMware", "VMware reported stated, against Dell"],
  ],
  [
    "VMware and Dell while Dell had it",
    VMWARE_OR_DELL,
    "2016-09-07",
    ["Dell reported stated", "VMware reported stated"],
  ],
  [
    "VMware and Dell on Dell's last day",
    VMWARE_OR_DELL,
    "2021-10-31",
    ["Dell reported stated", "VMware reported stated"],
  ],
  [
    "VMware and Dell after it",
    VMWARE_OR_DELL,
    "2021-11-01",
    ["Dell reported stated, against VMware", "VMware reported stated, against Dell"],
  ],
  [
    "a commit from the company that was bought supports the buyer, and counts itself",
    [gitdm("Red Hat from 2018-02-01"), DOMAINS, commits("2024-01-01 coreos.example")],
    "2024-02-01",
    ["Red Hat reported continued", "CoreOS reported seen"],
  ],
  ["renamed: today's name", RENAMED, "2018-01-01", ["Kubermatic reported stated"]],
  ["closed, its last day", CLOSED, "2024-02-04", ["Weaveworks reported continued, 10 months old"]],
  ["closed, from the day on", CLOSED, "2024-02-05", []],
  ["closed, while the data speaks", CLOSED, "2023-01-01", ["Weaveworks reported stated"]],
  // undated
  ["a file without any date says nothing", [records({ octocat: ["Acme"] }, "")], "2023-03-29", []],
  [
    "a file without any date, and a fresh commit",
    [records({ octocat: ["Acme"] }, ""), DOMAINS, commits("2022-01-01 acme.example")],
    "2022-02-01",
    ["Acme reported continued, since unknown"],
  ],
  [
    "a file dated by its latest day",
    [records({ octocat: ["Acme until 2019-06-01", "Globex from 2019-06-01"] }, "")],
    "2019-06-15",
    ["Globex reported stated"],
  ],
  [
    "a file dated by its latest day, a year later",
    [records({ octocat: ["Acme until 2019-06-01", "Globex from 2019-06-01"] }, "")],
    "2020-06-15",
    ["Globex suggested continued, 12 months old"],
  ],
  // age
  ["new", [gitdm("Acme from 2018-01-01")], "2023-03-29", ["Acme reported stated"]],
  ["one month old", [gitdm("Acme from 2018-01-01")], "2023-05-01", ["Acme reported continued, 1 month old"]],
  [
    "six months old",
    [gitdm("Acme from 2018-01-01")],
    "2023-09-29",
    ["Acme reported continued, 6 months old"],
  ],
  [
    "twelve months old",
    [gitdm("Acme from 2018-01-01")],
    "2024-03-29",
    ["Acme reported continued, 12 months old"],
  ],
  [
    "26 months old",
    [gitdm("Acme from 2018-01-01")],
    "2025-05-29",
    ["Acme suggested continued, 26 months old"],
  ],
  [
    "sixty months old",
    [gitdm("Acme from 2018-01-01")],
    "2028-03-29",
    ["Acme suggested continued, 60 months old"],
  ],
  [
    "an unknown start, 26 months old",
    OPEN,
    "2025-05-29",
    ["Acme suggested continued, 26 months old, since unknown"],
  ],
  [
    "one of many at a large organization, 12 months",
    [records({ octocat: ["Acme from 2018-01-01"], ...colleagues(400, "Acme") })],
    "2024-03-29",
    ["Acme reported continued, 12 months old"],
  ],
  [
    "one of many at a large organization, 26 months",
    [records({ octocat: ["Acme from 2018-01-01"], ...colleagues(400, "Acme") })],
    "2025-05-29",
    ["Acme reported continued, 26 months old"],
  ],
  [
    "one of many at a large organization, 60 months",
    [records({ octocat: ["Acme from 2018-01-01"], ...colleagues(400, "Acme") })],
    "2028-03-29",
    ["Acme suggested continued, 60 months old"],
  ],
  [
    "many short stays, 12 months",
    [
      records({
        octocat: [
          "A1 until 2019-01-01",
          "A2 from 2019-01-01 until 2020-01-01",
          "A3 from 2020-01-01 until 2021-01-01",
          "A4 from 2021-01-01 until 2022-01-01",
          "Acme from 2022-01-01",
        ],
        ...colleagues(400, "Acme"),
      }),
    ],
    "2024-03-29",
    ["Acme suggested continued, 12 months old"],
  ],
  [
    "one long stay, 12 months",
    [records({ octocat: ["Acme from 2008-01-01"], ...colleagues(400, "Acme") })],
    "2024-03-29",
    ["Acme reported continued, 12 months old"],
  ],
  [
    "one long stay, 26 months",
    [records({ octocat: ["Acme from 2008-01-01"], ...colleagues(400, "Acme") })],
    "2025-05-29",
    ["Acme reported continued, 26 months old"],
  ],
  [
    "many short stays, 26 months",
    [
      records({
        octocat: [
          "A1 until 2019-01-01",
          "A2 from 2019-01-01 until 2020-01-01",
          "A3 from 2020-01-01 until 2021-01-01",
          "A4 from 2021-01-01 until 2022-01-01",
          "Acme from 2022-01-01",
        ],
        ...colleagues(400, "Acme"),
      }),
    ],
    "2025-05-29",
    ["Acme suggested continued, 26 months old"],
  ],
  // identity
  ["the login in another case", ONE_JOB, "2019-01-01", ["Acme reported stated"], { login: "OctoCat" }],
  [
    "the id, whatever the login",
    IDS,
    "2019-01-01",
    ["Acme reported stated"],
    { id: 583231, login: "somebody-else" },
  ],
  ["the login with its id", IDS, "2019-01-01", ["Acme reported stated"], { id: 583231, login: "octocat" }],
  ["the login without an id", IDS, "2019-01-01", ["Acme reported stated"], { login: "octocat" }],
  [
    "the login with another id: given up and taken over",
    IDS,
    "2019-01-01",
    ["unknown person"],
    { id: 999, login: "octocat" },
  ],
  [
    "the login with an id that the data never knew",
    ONE_JOB,
    "2019-01-01",
    ["Acme reported stated"],
    { id: 583231, login: "octocat" },
  ],
  [
    "a renamed account, by its old login",
    LOGINS,
    "2019-01-01",
    ["Acme reported stated"],
    { login: "octocat" },
  ],
  [
    "a renamed account, by its new login",
    LOGINS,
    "2019-01-01",
    ["Acme reported stated"],
    { login: "octo-renamed" },
  ],
  [
    "one of two logins, taken over by another id",
    LOGINS,
    "2019-01-01",
    ["unknown person"],
    { id: 999, login: "octocat" },
  ],
  [
    "one address of two people is nobody's",
    SHARED_ADDRESS,
    "2019-01-01",
    ["unknown person"],
    { email: "team@acme.example" },
  ],
  [
    "one address of two people, by login",
    SHARED_ADDRESS,
    "2019-01-01",
    ["Globex reported stated"],
    { login: "hubot" },
  ],
  [
    "an address that is one person's",
    NO_LOGIN,
    "2019-01-01",
    ["Acme reported stated"],
    { email: "octo@home.example" },
  ],
  [
    "an address in another case",
    NO_LOGIN,
    "2019-01-01",
    ["Acme reported stated"],
    { email: "Octo@Home.Example" },
  ],
  [
    "an unknown login, a known address",
    NO_LOGIN,
    "2019-01-01",
    ["Acme reported stated"],
    { login: "octocat", email: "octo@home.example" },
  ],
  ["nobody knows her", ONE_JOB, "2019-01-01", ["unknown person"], { login: "wile" }],
  ["no login, no id, no address", ONE_JOB, "2019-01-01", ["unknown person"], {}],
  ["a bot", ONE_JOB, "2019-01-01", ["unknown person"], { login: "octocat[bot]" }],
  ["a prototype's key", ONE_JOB, "2019-01-01", ["unknown person"], { login: "__proto__" }],
  // offsets
  ["midnight in UTC is the next day", ONE_JOB, "2020-02-01T00:00:00Z", ["Globex reported stated"]],
  ["a second before is the day before", ONE_JOB, "2020-01-31T23:59:59Z", ["Acme reported stated"]],
  ["midnight in Berlin is the day before", ONE_JOB, "2020-02-01T00:30:00+01:00", ["Acme reported stated"]],
  [
    "the evening in San Francisco is the next day",
    ONE_JOB,
    "2020-01-31T16:00:00-08:00",
    ["Globex reported stated"],
  ],
  [
    "the afternoon in San Francisco is the same day",
    ONE_JOB,
    "2020-01-31T15:59:59-08:00",
    ["Acme reported stated"],
  ],
  ["the farthest east", ONE_JOB, "2020-02-01T13:59:59+14:00", ["Acme reported stated"]],
  ["the farthest west", ONE_JOB, "2020-01-31T12:00:00-12:00", ["Globex reported stated"]],
  ["half an hour of offset, Kathmandu", ONE_JOB, "2020-02-01T05:44:59+05:45", ["Acme reported stated"]],
  [
    "half an hour of offset, Kathmandu, a second later",
    ONE_JOB,
    "2020-02-01T05:45:00+05:45",
    ["Globex reported stated"],
  ],
  [
    "the hour that summer time repeats",
    [gitdm("Acme until 2020-10-25", "Globex from 2020-10-25")],
    "2020-10-25T01:30:00+02:00",
    ["Acme reported stated, since unknown"],
  ],
  [
    "the hour that summer time skips",
    [gitdm("Acme until 2020-03-29", "Globex from 2020-03-29")],
    "2020-03-29T03:00:00+02:00",
    ["Globex reported stated"],
  ],
  [
    "a leap day",
    [gitdm("Acme until 2020-02-29", "Globex from 2020-02-29")],
    "2020-02-29",
    ["Globex reported stated"],
  ],
  [
    "the day before a leap day",
    [gitdm("Acme until 2020-02-29", "Globex from 2020-02-29")],
    "2020-02-28",
    ["Acme reported stated, since unknown"],
  ],
];

describe("who works where on a day", () => {
  for (const [what, data, day, expected, wanted = { login: "octocat" }] of ROWS) {
    it(`${what}: ${day}`, () => {
      assert.deepEqual(said(employmentOf(data), wanted, day), expected);
    });
  }
});

type Tie = readonly [
  what: string,
  person: Person,
  filed: string,
  acting: string,
  expected: readonly string[],
  more?: Partial<Roster["organizations"][number]>,
  data?: Data,
];

const MOVED = [
  gitdm("Globex until 2022-01-01", "Acme from 2022-01-01 until 2022-07-01", "Globex from 2022-07-01"),
];
const AT_ACME = "acme reported: octocat is at Acme by CNCF gitdm, reported";

const TIES: readonly Tie[] = [
  [
    "at the client when it was filed",
    { role: "author", login: "octocat" },
    "2022-06-01",
    "2022-09-01",
    [AT_ACME],
  ],
  [
    "at the client when she acts",
    { role: "author", login: "octocat" },
    "2021-06-01",
    "2022-02-01",
    [AT_ACME],
  ],
  ["at the client in between only", { role: "author", login: "octocat" }, "2021-06-01", "2022-09-01", []],
  [
    "at the client when she joined, neither before nor after",
    { role: "co-author", login: "octocat", joinedAt: "2022-03-01T12:00:00Z" },
    "2021-06-01",
    "2022-09-01",
    [AT_ACME],
  ],
  [
    "joined in the last minute before she came, by another clock",
    { role: "co-author", login: "octocat", joinedAt: "2022-01-01T00:30:00+01:00" },
    "2021-06-01",
    "2022-09-01",
    [],
  ],
  [
    "filed in the first second of her first day",
    { role: "author", login: "octocat" },
    "2022-01-01T00:00:00Z",
    "2022-09-01",
    [AT_ACME],
  ],
  [
    "filed in the last second before",
    { role: "author", login: "octocat" },
    "2021-12-31T23:59:59Z",
    "2022-09-01",
    [],
  ],
  [
    "filed in the last second of her last day",
    { role: "author", login: "octocat" },
    "2022-06-30T23:59:59Z",
    "2022-09-01",
    [AT_ACME],
  ],
  [
    "filed in the first second after",
    { role: "author", login: "octocat" },
    "2022-07-01T00:00:00Z",
    "2022-09-01",
    [],
  ],
  [
    "filed on her last evening in New York",
    { role: "author", login: "octocat" },
    "2022-06-30T21:00:00-04:00",
    "2022-09-01",
    [],
  ],
  [
    "filed on her first morning in Tokyo",
    { role: "author", login: "octocat" },
    "2022-01-01T08:00:00+09:00",
    "2022-09-01",
    [],
  ],
  [
    "mentioned: a question",
    { role: "mentioned", login: "octocat" },
    "2022-06-01",
    "2022-06-01",
    ["acme suggested: octocat is at Acme by CNCF gitdm, reported"],
  ],
  [
    "in a trailer: anyone could have written it",
    { role: "co-author", login: "octocat", selfAsserted: true },
    "2022-06-01",
    "2022-06-01",
    [
      "acme reported, self-asserted: octocat is at Acme by CNCF gitdm, reported (anyone could have written this)",
    ],
  ],
  [
    "a community has no employees",
    { role: "author", login: "octocat" },
    "2022-06-01",
    "2022-06-01",
    [],
    { membership: "community" },
  ],
  [
    "a confidential client is known to its maintainer",
    { role: "author", login: "octocat" },
    "2022-06-01",
    "2022-06-01",
    [AT_ACME],
    { disclosure: "confidential" },
  ],
  [
    "nobody who can be looked up",
    { role: "author", login: "octocat", unidentified: true },
    "2022-06-01",
    "2022-06-01",
    [],
  ],
  ["a bot", { role: "author", login: "octocat[bot]", id: 1 }, "2022-06-01", "2022-06-01", []],
  [
    "the account of an organization",
    { role: "head-repository", login: "octocat" },
    "2022-06-01",
    "2022-06-01",
    [],
  ],
  [
    "an address at the client's domain, by a list of domains alone",
    { role: "co-author", email: "o@acme.example" },
    "2022-06-01",
    "2022-06-01",
    ["acme reported: an address at a domain of Acme, by affiliation data"],
    {},
    [DOMAINS],
  ],
  [
    "an address at a domain that was the client's on the day she joined",
    { role: "co-author", email: "o@initech.example", joinedAt: "2020-12-31" },
    "2020-06-01",
    "2022-06-01",
    ["acme reported: an address at a domain of Initech, by affiliation data"],
    { name: "Initech" },
    [DOMAINS],
  ],
  [
    "an address at a domain that was the client's no more",
    { role: "co-author", email: "o@initech.example", joinedAt: "2021-01-01" },
    "2020-06-01",
    "2022-06-01",
    [],
    { name: "Initech" },
    [DOMAINS],
  ],
  [
    "the client bought her company after it was filed",
    { role: "author", login: "octocat" },
    "2018-01-29",
    "2018-01-30",
    ["acme reported: octocat is at Red Hat by CNCF gitdm, through CoreOS, reported"],
    { name: "Red Hat" },
    [gitdm("CoreOS from 2015-01-01")],
  ],
  [
    "the client bought her company after she acted",
    { role: "author", login: "octocat" },
    "2018-01-28",
    "2018-01-29",
    [],
    { name: "Red Hat" },
    [gitdm("CoreOS from 2015-01-01")],
  ],
];

describe("who of a subject is a client's", () => {
  for (const [what, person, filed, acting, expected, more = {}, data = MOVED] of TIES) {
    it(`${what}: filed ${filed}, decided ${acting}`, () => {
      const organizations = [acme({ github: { orgs: [] }, domains: [], ...more })];
      const given = roster({ people: [], engagements: [], organizations });
      const source = employmentSource(given, employmentOf(data), { organizationKey });
      const about = subject({ createdAt: filed, people: [person] });
      const ties = resolve(about, source, dayNumber(acting)).flatMap(({ affiliations }) => affiliations);
      assert.deepEqual(
        ties.map(({ organization, strength, selfAsserted, evidence }) => {
          return `${organization} ${strength}${selfAsserted ? ", self-asserted" : ""}: ${evidence}`;
        }),
        expected,
      );
    });
  }
});
