import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_POLICY, Policy } from "@recuse/shared/conflict/policy.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import * as z from "zod";
import { skip } from "../../report/skip.ts";

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const DATA = process.env["RECUSE_TEST_DATA"] ?? join(REPOSITORY, "../shared/data");

const LINE = {
  ref: "octo-org/engine#7",
  kind: "issue",
  title: "A title",
  createdAt: "2026-03-01",
  people: [{ role: "author", login: "octocat", id: 583231 }],
};
const POLICY = Policy.parse({ version: 1, proposals: { titles: ["RFC:"], labels: ["proposal"] } });

const KINDS: readonly [
  line: object,
  kind: Subject["kind"],
  form: Subject["form"],
  number: number | undefined,
][] = [
  [LINE, "issue", "issue", 7],
  [{ ...LINE, kind: "pull_request" }, "pull_request", "pull_request", 7],
  [{ ...LINE, kind: "discussion" }, "discussion", "discussion", 7],
  [{ ...LINE, kind: "proposal" }, "proposal", "document", 7],
  [{ ...LINE, ref: "octo-org/engine#docs/a-proposal" }, "issue", "issue", undefined],
  [{ ...LINE, ref: "octo-org/engine#0" }, "issue", "issue", undefined],
  [{ ...LINE, title: "rfc: x" }, "proposal", "issue", 7],
  [{ ...LINE, labels: ["Proposal"] }, "proposal", "issue", 7],
  [{ ...LINE, kind: "pull_request", title: "RFC: x" }, "proposal", "pull_request", 7],
  [{ ...LINE, kind: "discussion", title: "RFC: x" }, "proposal", "discussion", 7],
];

const PEOPLE: readonly [people: readonly object[], expected: readonly object[]][] = [
  [[{ role: "author", login: "ghost" }], [{ role: "author", unidentified: true }]],
  [[{ role: "author", name: "Mona" }], [{ role: "author", name: "Mona", unidentified: true }]],
  [[{ role: "author", email: "mona@acme.example" }], [{ role: "author", email: "mona@acme.example" }]],
  [[{ role: "on-behalf-of", login: "acme" }], [{ role: "on-behalf-of", login: "acme", selfAsserted: true }]],
  [
    [
      { role: "author", login: "a" },
      { role: "author", login: "A" },
    ],
    [{ role: "author", login: "a" }],
  ],
  [[], []],
];

const WRONG: readonly [line: unknown, message: RegExp][] = [
  [7, /^expected an object: a subject with ref/],
  [[LINE], /^expected an object: a subject with ref/],
  [{}, /^ref: expected text$/],
  [{ ...LINE, ref: "engine#7" }, /^ref: expected owner\/repository#id/],
  [{ ...LINE, kind: "SECRET" }, /^kind: expected one of issue, pull_request, proposal, discussion$/],
  [{ ...LINE, title: undefined }, /^title: expected text$/],
  [{ ...LINE, createdAt: "2026-02-30" }, /^createdAt: expected a day/],
  [{ ...LINE, createdAt: "1 March 2026" }, /^createdAt: expected a day/],
  [{ ...LINE, people: [{ role: "owner" }] }, /^people\[0\]\.role: expected one of author/],
  [
    { ...LINE, people: [{ role: "author", login: "" }] },
    /^people\[0\]\.login: expected text that is not empty$/,
  ],
  [{ ...LINE, people: [{ role: "author", company: "SECRET" }] }, /^people\[0\]: unknown key "company"/],
  [{ ...LINE, author: "SECRET" }, /^unknown key "author"/],
  [{ ...LINE, deciders: "octocat" }, /^deciders: expected a list$/],
  [
    { url: "https://github.com/a/b/issues/1", number: 1, title: "x", author: "SECRET" },
    /^user: expected an object/,
  ],
];

describe("a line of a file of subjects", () => {
  for (const [line, kind, form, number] of KINDS) {
    it(`${JSON.stringify(line).slice(0, 90)}: ${kind}`, () => {
      const subject = subjectFromLine(line, POLICY);
      assert.deepEqual([subject.kind, subject.form, subject.number], [kind, form, number]);
    });
  }

  for (const [people, expected] of PEOPLE) {
    it(`people ${JSON.stringify(people)}`, () => {
      assert.deepEqual(subjectFromLine({ ...LINE, people }, POLICY).people, expected);
    });
  }

  it("keeps the deciders, and their absence", () => {
    assert.deepEqual(subjectFromLine({ ...LINE, deciders: ["hubot"] }, POLICY).deciders, ["hubot"]);
    assert.ok(!("deciders" in subjectFromLine(LINE, POLICY)));
  });

  for (const [line, message] of WRONG) {
    it(`refuses ${JSON.stringify(line).slice(0, 60)}: ${String(message)}`, () => {
      assert.throws(
        () => subjectFromLine(line, POLICY),
        (error) =>
          error instanceof SubjectError && message.test(error.message) && !error.message.includes("SECRET"),
      );
    });
  }

  describe("real ones", () => {
    before(function () {
      if (existsSync(DATA)) return;
      skip(this, `no folder of test data at ${DATA}; set RECUSE_TEST_DATA`);
    });

    const Rest = z.object({
      number: z.number(),
      user: z.object({ login: z.string(), id: z.number() }).nullable(),
    });
    for (const [file, count] of [
      ["issues", 341],
      ["pulls", 189],
    ] as const) {
      it(`${String(count)} ${file} of a tracker, with their authors`, () => {
        const objects = readLines(`threads/core-gui/${file}.jsonl`);
        assert.equal(objects.length, count);
        for (const json of objects) {
          const { number, user } = Rest.parse(json);
          const subject = subjectFromLine(json, DEFAULT_POLICY);
          assert.equal(subject.ref, `bitcoin-core/gui#${String(number)}`);
          const [author] = subject.people;
          const expected = user === null || user.login === "ghost" ? undefined : user.id;
          assert.equal(author?.id, expected);
          assert.equal(author?.unidentified === true, expected === undefined);
        }
      });
    }

    it("732 proposals with their deciders", () => {
      const lines = readLines("proposals/subjects.jsonl");
      assert.equal(lines.length, 732);
      for (const line of lines) {
        const subject = subjectFromLine(line, DEFAULT_POLICY);
        assert.equal(subject.kind, "proposal");
        assert.ok((subject.deciders ?? []).length > 0);
        assert.ok(
          subject.people.every(
            ({ login, unidentified }) => (login === undefined) === (unidentified === true),
          ),
        );
      }
    });

    it("2,219 issues and pull requests of working groups, put into the line form", () => {
      const Archived = z.object({
        repo: z.string(),
        number: z.number(),
        is_pr: z.boolean(),
        title: z.string(),
        body: z.string(),
        created_at: z.string(),
        labels: z.array(z.string()),
        author: z.string().nullish(),
      });
      const lines = readLines("threads/ietf/issues.jsonl");
      assert.equal(lines.length, 2219);
      let unidentified = 0;
      for (const line of lines) {
        const {
          repo,
          number,
          is_pr: isPull,
          title,
          body,
          created_at: createdAt,
          labels,
          author,
        } = Archived.parse(line);
        const people = [{ role: "author", login: author ?? "ghost" }];
        const kind = isPull ? "pull_request" : "issue";
        const ref = `${repo}#${String(number)}`;
        const subject = subjectFromLine(
          { ref, kind, title, body, createdAt, labels, people },
          DEFAULT_POLICY,
        );
        if (subject.people[0]?.unidentified === true) unidentified += 1;
        else assert.equal(subject.people[0]?.login, author);
      }
      assert.equal(
        unidentified,
        lines.filter((line) => [null, undefined, "ghost"].includes(Archived.parse(line).author)).length,
      );
    });
  });
});

function readLines(file: string): unknown[] {
  const lines = readFileSync(join(DATA, file), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line): unknown => JSON.parse(line));
}
