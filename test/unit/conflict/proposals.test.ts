/*
 * Real proposals with the people who were listed to decide them, against an independent computation of who of
 * them worked where the authors did. Every difference is listed with its reason; one without is a failure.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { determineByEmployers } from "@recuse/shared/conflict/determine-employers.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { employmentOf } from "../../builders/employment.ts";
import { testData } from "../../builders/test-data.ts";
import { skip } from "../../report/skip.ts";

interface Expected {
  readonly ref: string;
  readonly maintainer: string;
  readonly sharedOrganization: boolean;
  readonly isAuthor: boolean;
  readonly unknown: boolean;
  readonly afterData: boolean;
  readonly organizations: readonly string[];
}

const TODAY = dayNumber("2026-11-01");

function linesOf(path: string): unknown[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

/** Everybody of whom the data has a record, read without any of our own parsers. */
function loginsIn(gitdm: string): Set<string> {
  const records = gitdm.split("\n").filter((line) => /^[^\t#]/.test(line));
  return new Set(records.map((line) => line.slice(0, line.indexOf(":")).replace(/\*$/, "").toLowerCase()));
}

describe("deciders' own employers on real proposals", function () {
  this.timeout(60_000);
  let expected: Expected[] = [];
  let answers = new Map<string, Determination>();
  let subjects = new Map<string, Subject>();
  let onRecord = new Set<string>();
  let absent = true;

  before(() => {
    const paths = ["proposals/subjects.jsonl", "proposals/expected.jsonl", "affiliations/gitdm-sample.txt"];
    const [lines, wanted, gitdm] = paths.map(testData);
    if (lines === undefined || wanted === undefined || gitdm === undefined) return;
    absent = false;
    const text = readFileSync(gitdm, "utf8");
    onRecord = loginsIn(text);
    const employment = employmentOf([{ file: "gitdm.txt", text }]);
    const all = linesOf(lines).map((line) => subjectFromLine(line, DEFAULT_POLICY));
    subjects = new Map(all.map((subject) => [subject.ref, subject]));
    answers = new Map(
      all
        .flatMap((subject) => determineByEmployers(employment, DEFAULT_POLICY, subject, TODAY))
        .map((each) => [keyOf(each.ref, each.maintainer.login), each]),
    );
    expected = linesOf(wanted) as Expected[];
  });

  function hasAuthorOnRecord(ref: string): boolean {
    const people = subjects.get(ref)?.people ?? [];
    return people.some(({ login = "" }) => onRecord.has(login.toLowerCase()));
  }

  it("finds every shared employer up to the data's date, invents none, and calls clear only what is known", function () {
    if (absent) skip(this, "the proposals are not here");
    const differences: string[] = [];
    const counts = { recuse: 0, disclose: 0, unknown: 0, clear: 0 };
    for (const {
      ref,
      maintainer,
      isAuthor,
      sharedOrganization,
      unknown,
      afterData,
      organizations,
    } of expected) {
      if (afterData) continue;
      const isUnknown = unknown || !hasAuthorOnRecord(ref);
      const level = isAuthor ? "recuse" : sharedOrganization ? "disclose" : isUnknown ? "unknown" : "clear";
      counts[level] += 1;
      const found = answers.get(keyOf(ref, maintainer));
      if (found?.level === level) continue;
      const why = found?.findings.map(({ evidence }) => evidence).join("; ") ?? "nobody was judged";
      differences.push(
        `${ref} @${maintainer}: expected ${level} (${organizations.join()}), found ${String(found?.level)}: ${why}`,
      );
    }
    const judged = Object.values(counts).reduce((sum, count) => sum + count, 0);
    console.log(
      `      ${String(judged)} decisions: ${String(counts.disclose)} with a shared employer, ${String(counts.recuse)} by authors, ` +
        `${String(counts.unknown)} unknown, ${String(counts.clear)} clear; ${String(differences.length)} differences`,
    );
    for (const difference of differences) console.log(`      ${difference}`);
    assert.ok(counts.disclose > 0 && counts.clear > 0);
    assert.deepEqual(differences, []);
  });

  it("says of what came up after the data's date how old the answer is, or that it is not known", function () {
    if (absent) skip(this, "the proposals are not here");
    const later = expected.filter(({ afterData, isAuthor }) => afterData && !isAuthor);
    const levels = { recuse: 0, disclose: 0, unknown: 0, clear: 0 };
    for (const { ref, maintainer, sharedOrganization } of later) {
      const found = answers.get(keyOf(ref, maintainer));
      assert.ok(found !== undefined);
      levels[found.level] += 1;
      if (found.level === "disclose") assert.ok(sharedOrganization, `${ref} @${maintainer}`);
      for (const { source, strength, evidence } of found.findings) {
        if (source === "affiliation data" && strength !== "confirmed")
          assert.match(evidence, /, \d+ months? old$|by CNCF gitdm, (?:reported|suggested)$/);
      }
    }
    console.log(`      ${String(later.length)} decisions after the data's date: ${JSON.stringify(levels)}`);
    assert.ok(levels.disclose > 0 && levels.unknown > 0);
  });
});

function keyOf(ref: string, login: string): string {
  return `${ref} ${login.toLowerCase()}`;
}
