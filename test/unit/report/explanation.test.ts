import assert from "node:assert/strict";
import { combineSources } from "@recuse/shared/affiliation/combine.ts";
import { employmentSource } from "@recuse/shared/affiliation/employment-source.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { DEFAULT_POLICY, Policy } from "@recuse/shared/conflict/policy.ts";
import { explainEmployers, explainSubject } from "@recuse/shared/report/explanation.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { employmentOf } from "../../builders/employment.ts";
import { roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const GITDM = {
  file: "developers.txt",
  text: "# as of 2023-03-29\nwile: w!w.example\n\tIndependent until 2020-01-01\n\tAcme from 2020-01-01\noctocat: o!o.example\n\tGlobex\n",
};
/** A file whose owner meant no good: escape sequences, line breaks, marks that turn what follows around. */
const HOSTILE = {
  file: "list.json",
  text: JSON.stringify({
    recuse: "affiliations",
    version: 1,
    title: "a \u001b[2Jlist\u202e\u2028",
    asOf: "2023-03-29",
    people: [
      {
        login: "wile",
        organizations: [{ name: "In\u001b]0;itech\u0007\nrecuse\u202e", from: "2015-01-01" }],
      },
    ],
  }),
};
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function linesOf(text: string): string[] {
  assert.ok(text.endsWith("\n"));
  const lines = text.slice(0, -1).split("\n");
  for (const line of lines) assert.ok(!CONTROL.test(line), JSON.stringify(line));
  return lines;
}

describe("what is known of everybody, with a roster", () => {
  const given = roster({
    people: [
      { login: "wile", id: 1001, organization: "acme", disclosure: "public", until: "2021-01-01" },
      { login: "mona", organization: "acme" },
    ],
  });
  const source = combineSources([
    rosterSource(given),
    employmentSource(given, employmentOf([GITDM]), { organizationKey }),
  ]);

  it("says what counts, what does not and why, and of whom nothing is known", () => {
    const about = subject({
      createdAt: "2022-06-01",
      title: "Acme wants this",
      people: [
        author({ login: "wile", id: 1001 }),
        { role: "co-author", login: "stranger" },
        { role: "co-author", email: "octo@private.example" },
        { role: "co-author", unidentified: true },
      ],
    });
    assert.deepEqual(linesOf(explainSubject(about, source, dayNumber("2022-07-01"))), [
      "  octo-org/engine#7, filed 2022-06-01",
      "    author: wile",
      "      acme: wile is listed as one of Acme's people (confirmed, roster id), not on a day that counts: an unknown day to 2021-01-01",
      "      acme: wile is at Acme by CNCF gitdm, reported (reported, affiliation data)",
      "    co-author: stranger",
      "      nothing known",
      "    co-author: an address",
      "      nothing known",
      "    co-author: nobody who can be looked up",
      "      nothing known",
    ]);
  });

  it("says what is contested, and what could not be looked up", () => {
    const contested = combineSources([
      employmentSource(given, employmentOf([GITDM, HOSTILE]), { organizationKey }),
      {
        of: () => [],
        mentionedIn: () => [],
        gaps: () => [{ organization: "acme", words: "not\u001b looked up" }],
      },
    ]);
    const about = subject({ createdAt: "2022-06-01", people: [author({ login: "wile" })] });
    assert.deepEqual(linesOf(explainSubject(about, contested, dayNumber("2022-06-01"))).slice(2), [
      "      acme: wile is at Acme by CNCF gitdm, reported (reported, affiliation data); contested: other data says In ]0;itech  recuse",
      "      acme: not  looked up",
    ]);
  });

  it("prints hostile text on the line where it belongs", () => {
    const about = subject({
      ref: "octo-org/engine#7\u001b[2J\n  recuse",
      createdAt: "2022-06-01T00:00:00Z",
      people: [author({ login: "wi\u202ele\nauthor: octocat" })],
    });
    const lines = linesOf(explainSubject(about, source, dayNumber("2022-06-01")));
    assert.equal(lines.length, 3);
    assert.equal(lines[0], "  octo-org/engine#7 [2J   recuse, filed 2022-06-01T00:00:00Z");
    assert.equal(lines[1], "    author: wi le author: octocat");
  });

  it("keeps a long text of nothing but spaces cheap and printable", () => {
    const about = subject({ createdAt: "2022-06-01", people: [author({ login: " ".repeat(100_000) })] });
    const started = explainSubject(about, source, dayNumber("2022-06-01"));
    assert.ok(started.length < 1000);
  });
});

describe("what is known of everybody, without a roster", () => {
  it("day by day, of the authors and of whoever decides", () => {
    const about = subject({
      createdAt: "2019-06-01",
      people: [author({ login: "wile" }), { role: "committer", login: "octocat" }],
      deciders: ["octocat", "stranger"],
    });
    assert.deepEqual(
      linesOf(explainEmployers(employmentOf([GITDM]), DEFAULT_POLICY, about, dayNumber("2023-08-01"))),
      [
        "  octo-org/engine#7, filed 2019-06-01",
        "    author: wile",
        "      2019-06-01: nobody, reported, since an unknown day, by CNCF gitdm",
        "      2023-08-01: Acme, reported, 4 months old, by CNCF gitdm",
        "    decider: octocat",
        "      2019-06-01: Globex, reported, since an unknown day, by CNCF gitdm",
        "      2023-08-01: Globex, reported, 4 months old, since an unknown day, by CNCF gitdm",
        "    decider: stranger",
        "      not in the affiliation data",
      ],
    );
  });

  it("on the day of acting, and on the day an author joined it", () => {
    const data = employmentOf([GITDM]);
    const about = subject({
      createdAt: "2019-06-01",
      updatedAt: "2021-06-01",
      state: "closed",
      people: [{ role: "co-author", login: "wile", joinedAt: "2020-06-01T00:00:00Z" }],
    });
    const daysBy = (today: string, given?: string): string[] => {
      const asOf = given === undefined ? undefined : dayNumber(given);
      const text = explainEmployers(data, DEFAULT_POLICY, about, dayNumber(today), asOf);
      return [...text.matchAll(/^ {6}(\S+):/gm)].map(([, day = ""]) => day);
    };
    assert.deepEqual(daysBy("2022-06-01"), ["2019-06-01", "2020-06-01", "2021-06-01"]);
    assert.deepEqual(daysBy("2022-06-01", "2022-03-01"), ["2019-06-01", "2020-06-01", "2022-03-01"]);
  });

  it("of the policy's maintainers and whoever is involved, where nobody is listed", () => {
    const about = subject({ createdAt: "2019-06-01", people: [], involved: ["wile"] });
    const policy = Policy.parse({ version: 1, maintainers: ["octocat"] });
    const text = explainEmployers(employmentOf([GITDM]), policy, about, dayNumber("2019-06-01"));
    assert.deepEqual(text.match(/decider: \w+/g), ["decider: octocat", "decider: wile"]);
  });

  it("prints hostile names and titles on their line", () => {
    const about = subject({ createdAt: "2022-06-01", people: [author({ login: "wile" })] });
    assert.deepEqual(
      linesOf(
        explainEmployers(employmentOf([GITDM, HOSTILE]), DEFAULT_POLICY, about, dayNumber("2022-06-01")),
      ).slice(2),
      [
        "      2022-06-01: Acme, reported, by CNCF gitdm; contested: other data says In ]0;itech  recuse",
        "      2022-06-01: In ]0;itech  recuse , reported, by a  [2Jlist ; contested: other data says Acme",
      ],
    );
  });

  it("says who committed where, and by whose files", () => {
    const seen = JSON.stringify({ login: "wile", domain: "acme.example", at: "2022-01-01" });
    const domains = { file: "domains.txt", text: "# as of 2023-03-29\nacme.example Acme\n" };
    const employment = employmentOf([domains, { file: "commits.jsonl", text: `${seen}\n` }]);
    const about = subject({ createdAt: "2022-06-01", people: [author({ login: "wile" })] });
    assert.deepEqual(
      linesOf(explainEmployers(employment, DEFAULT_POLICY, about, dayNumber("2022-06-01"))).slice(2),
      ["      2022-06-01: Acme, reported, 4 months old, seen in commits"],
    );
  });
});
