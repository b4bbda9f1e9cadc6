/*
 * Where people said that they worked, month by month after the date of the affiliation data, against what the data
 * and their commits lead one to say: how much is right and how much is wrong at every degree of caution. Weights are
 * fitted on one half of the people and reported on the other, both ways round; beside them the reference rules.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  credenceOf,
  REPORTED_FROM,
  SUGGESTED_FROM,
  WEIGHTS,
  type Weights,
} from "@recuse/shared/affiliation/employment/credence.ts";
import type { Candidate } from "@recuse/shared/affiliation/employment/employers.ts";
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { dayNumber, type DayNumber } from "@recuse/shared/roster/dates.ts";
import { employmentOf } from "../../../builders/employment.ts";
import { testData } from "../../../builders/test-data.ts";
import { skip } from "../../../report/skip.ts";
import { fitWeights, type Example } from "./fit.ts";

/** The day after which the affiliation data knows nothing, by the data's own description. */
const DATA_ENDS = dayNumber("2023-03-29");
const YEAR = 365;

/** One person on the first of one month: what could be answered, and what she said. */
interface Month {
  readonly login: string;
  readonly day: DayNumber;
  readonly candidates: readonly (Candidate & { readonly isRight: boolean })[];
}

interface Span {
  readonly organizations: readonly string[];
  readonly first: string;
  readonly last: string;
}

interface Point {
  readonly right: number;
  readonly wrong: number;
}

function linesOf<T>(path: string): T[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

function monthsOf(employment: Employment, login: string, spans: readonly Span[]): Month[] {
  const { organizations } = employment;
  const who = employment.find({ login });
  const last = Math.max(...spans.map((span) => dayNumber(span.last)));
  const months: Month[] = [];
  for (let at = new Date("2023-04-01T00:00:00Z"); ; at.setUTCMonth(at.getUTCMonth() + 1)) {
    const day = dayNumber(at.toISOString());
    if (day > last) return months;
    const said = spans
      .filter(({ first, last: end }) => dayNumber(first) <= day && day <= dayNumber(end))
      .flatMap((span) => span.organizations)
      .flatMap((name) => organizationKey(name) ?? [])
      .map(organizations.ofKey);
    if (day <= DATA_ENDS || said.length === 0) continue;
    const candidates = who === undefined ? [] : employment.candidatesOn(who, day);
    months.push({
      login,
      day,
      candidates: candidates
        .filter(({ organization }) => organization >= 0)
        .map((candidate) => ({
          ...candidate,
          isRight: organizations
            .familyOf(candidate.organization, day)
            .some((organization) => said.includes(organization)),
        })),
    });
  }
}

/** The most credible answer of every month, by the weights. */
function answersOf(months: readonly Month[], weights: Weights): { credence: number; isRight: boolean }[] {
  return months.flatMap(({ candidates }) => {
    const answers = candidates
      .map(({ signs, isRight }) => ({
        credence: typeof signs === "number" ? signs : credenceOf(signs, weights),
        isRight,
      }))
      .sort((a, b) => b.credence - a.credence);
    return answers.slice(0, 1);
  });
}

/** Of all months, the share answered rightly and wrongly when only answers of this credence are given. */
function pointAt(
  answers: readonly { credence: number; isRight: boolean }[],
  months: number,
  least: number,
): Point {
  const given = answers.filter(({ credence }) => credence >= least);
  const right = given.filter(({ isRight }) => isRight).length;
  return { right: right / months, wrong: (given.length - right) / months };
}

/** The most that is right while no more than this is wrong. */
function mostRight(
  answers: readonly { credence: number; isRight: boolean }[],
  months: number,
  wrong: number,
): number {
  const levels = [...new Set(answers.map(({ credence }) => credence))];
  const points = levels.map((least) => pointAt(answers, months, least));
  return Math.max(0, ...points.filter((point) => point.wrong <= wrong).map(({ right }) => right));
}

/** The reference rules of the data's description. */
const REFERENCES: readonly (readonly [
  name: string,
  rule: (month: Month) => readonly { isRight: boolean }[],
])[] = [
  ["gitdm alone", ({ candidates }) => candidates.filter(({ basis }) => basis !== "seen")],
  ["a commit from a company domain within 12 months", (month) => fresh(month)],
  [
    "that first, then gitdm while under a year old",
    (month) => {
      const commits = fresh(month);
      if (commits.length > 0) return commits;
      const isYoung = month.day - DATA_ENDS < YEAR;
      return isYoung ? month.candidates.filter(({ basis }) => basis !== "seen") : [];
    },
  ],
];

/** Where the newest commit within a year came from, whether the data says so as well or not. */
function fresh({ day, candidates }: Month): { isRight: boolean }[] {
  const seen = candidates.flatMap((candidate) =>
    candidate.lastSeen === undefined ? [] : [{ isRight: candidate.isRight, at: candidate.lastSeen }],
  );
  const newest = Math.max(...seen.map(({ at }) => at));
  return day - newest < YEAR ? seen.filter(({ at }) => at === newest).slice(0, 1) : [];
}

function referencePoint(
  months: readonly Month[],
  rule: (month: Month) => readonly { isRight: boolean }[],
): Point {
  const given = months.map(rule).filter((answers) => answers.length > 0);
  const right = given.filter((answers) => answers.some(({ isRight }) => isRight)).length;
  return { right: right / months.length, wrong: (given.length - right) / months.length };
}

/** People by a property that has nothing to do with them. */
function half(login: string): 0 | 1 {
  let hash = 0x811c9dc5;
  for (const character of login) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return ((hash >>> 8) & 1) as 0 | 1;
}

function examplesOf(months: readonly Month[]): Example[] {
  return months.flatMap(({ candidates }) =>
    candidates.flatMap(({ signs, isRight }) =>
      typeof signs === "number" ? [] : [{ inputs: signs, isRight }],
    ),
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1).padStart(5)} %`;

describe("tenure: answers after the date of the data", function () {
  this.timeout(120_000);
  const LIMITS = [0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.2];
  let months: Month[] = [];
  let absent = false;

  before(() => {
    const paths = ["tenure/declared.jsonl", "tenure/domains.jsonl", "affiliations/gitdm-sample.txt"].map(
      testData,
    );
    const [declared, domains, gitdm] = paths;
    if (declared === undefined || domains === undefined || gitdm === undefined) {
      absent = true;
      return;
    }
    const employment = employmentOf([
      { file: "gitdm.txt", text: `# as of 2023-03-29\n${readFileSync(gitdm, "utf8")}` },
      { file: "domains.jsonl", text: readFileSync(domains, "utf8") },
    ]);
    months = linesOf<{ login: string; spans: Span[] }>(declared).flatMap(({ login, spans }) =>
      monthsOf(employment, login, spans),
    );
  });

  it("is right more often than each of the reference rules, on people whom the weights never saw", function () {
    if (absent) skip(this, "the tenure data is not here");
    const halves = [0, 1].map((which) => months.filter(({ login }) => half(login) === which));
    const heldOut = halves.flatMap((reported, which) => {
      const weights = fitWeights(examplesOf(halves[1 - which] ?? []));
      return answersOf(reported, weights);
    });
    if (process.env["RECUSE_FIT"] !== undefined) console.log(fitWeights(examplesOf(months)));
    const people = new Set(months.map(({ login }) => login)).size;
    const shipped = answersOf(months, WEIGHTS);
    const rows = LIMITS.map(
      (limit) =>
        `      at most ${percent(limit)} wrong: ${percent(mostRight(heldOut, months.length, limit))} right ` +
        `(shipped weights, fitted on all of them: ${percent(mostRight(shipped, months.length, limit))})`,
    );
    const references = REFERENCES.map(([name, rule]) => ({ name, ...referencePoint(months, rule) }));
    console.log(
      [
        `      ${String(months.length)} person-months of ${String(people)} people; fitted on one half, reported on the other`,
        ...rows,
        ...references.map(
          ({ name, right, wrong }) =>
            `      ${name}: ${percent(right)} right, ${percent(wrong)} wrong; ` +
            `here with as much wrong: ${percent(mostRight(heldOut, months.length, wrong))} right`,
        ),
      ].join("\n"),
    );
    assert.ok(mostRight(heldOut, months.length, 0.05) >= 0.5, "at most 5 % wrong with at least 50 % right");
    assert.ok(mostRight(heldOut, months.length, 0.15) >= 0.68, "at most 15 % wrong with at least 68 % right");
    for (const { name, right, wrong } of references) {
      assert.ok(mostRight(heldOut, months.length, wrong) > right, `better than: ${name}`);
    }
  });

  it("is as good at the two thresholds that are in use", function () {
    if (absent) skip(this, "the tenure data is not here");
    const shipped = answersOf(months, WEIGHTS);
    const reported = pointAt(shipped, months.length, REPORTED_FROM);
    const suggested = pointAt(shipped, months.length, SUGGESTED_FROM);
    console.log(
      `      reported: ${percent(reported.right)} right, ${percent(reported.wrong)} wrong; ` +
        `at least suggested: ${percent(suggested.right)} right, ${percent(suggested.wrong)} wrong`,
    );
    assert.ok(reported.right >= 0.5 && reported.wrong <= 0.05);
    assert.ok(suggested.right >= 0.68 && suggested.wrong <= 0.15);
  });
});
