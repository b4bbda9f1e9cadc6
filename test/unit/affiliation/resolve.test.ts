import assert from "node:assert/strict";
import fc from "fast-check";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Person, Subject } from "@recuse/shared/subject/subject.ts";
import { acme, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const AS_OF = dayNumber("2026-03-01");
const SOURCE = rosterSource(
  roster({
    organizations: [
      acme(),
      { id: "globex", name: "Globex", aliases: ["GBX"], commitmentKey: "A".repeat(43) + "=" },
    ],
  }),
);

function answer(overrides: Partial<Subject>): string[] {
  return resolve(subject(overrides), SOURCE, AS_OF).map(
    ({ person, affiliations }) =>
      `${person.role} ${person.login ?? "-"}: ${affiliations.map((each) => `${each.organization} ${each.strength}`).join()}`,
  );
}

const WILE = author({ login: "wile", id: 1001 });

const CASES: readonly [what: string, overrides: Partial<Subject>, expected: readonly string[]][] = [
  ["a stranger", {}, ["author stranger: "]],
  ["a client's person", { people: [WILE] }, ["author wile: acme confirmed"]],
  ["nobody", { people: [{ role: "author", unidentified: true }] }, ["author -: "]],
  ["a mention in the title", { title: "For Acme" }, ["author stranger: ", "mentioned -: acme suggested"]],
  ["a mention in the body", { body: "for GBX" }, ["author stranger: ", "mentioned -: globex suggested"]],
  [
    "a mention in both",
    { title: "Acme", body: "Acme and acme" },
    ["author stranger: ", "mentioned -: acme suggested"],
  ],
  [
    "a mention of whom the author is tied to",
    { people: [WILE], body: "acme, Globex" },
    ["author wile: acme confirmed", "mentioned -: globex suggested"],
  ],
  ["no people", { people: [], body: "Acme" }, ["mentioned -: acme suggested"]],
];

describe("the people of a subject with what is known of them", () => {
  for (const [what, overrides, expected] of CASES) {
    it(what, () => {
      assert.deepEqual(answer(overrides), expected);
    });
  }

  it("the order and repetition of people never change who is tied to what", () => {
    const people: Person[] = [
      WILE,
      { role: "co-author", email: "x@acme.test", selfAsserted: true },
      { role: "head-repository", login: "acme" },
      { role: "committer", login: "stranger", id: 9 },
    ];
    const ties = (list: readonly Person[]): string[] =>
      [...new Set(answer({ people: [...list], body: "Globex, Acme" }))].sort();
    fc.assert(
      fc.property(
        fc.shuffledSubarray(people, { minLength: people.length }),
        fc.subarray(people),
        (shuffled, again) => {
          assert.deepEqual(ties([...shuffled, ...again]), ties(people));
        },
      ),
    );
  });
});
