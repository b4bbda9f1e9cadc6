/*
 * How many parsed subjects `recuse check` judges a second: resolve and determine, without reading and printing.
 * A roster of 50 clients with everything that can match; real issues and pull requests where they are at hand
 * (RECUSE_TEST_DATA), generated ones of about 2 kB otherwise. In the same run: parsing the same lines as JSON,
 * which no program that reads them can do without. `--smoke` for a small size.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import { Policy } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { Roster } from "@recuse/shared/roster/schema.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";

const SMOKE = process.argv.includes("--smoke");
const BUDGET = 50_000;
const CLIENTS = 50;
const PEOPLE_EACH = 20;
/** So many that they do not fit a processor's cache. */
const SUBJECTS = SMOKE ? 1000 : 20_000;
const PASSES = SMOKE ? 5 : 9;
const AS_OF = dayNumber("2026-03-01");
const DATA = process.env.RECUSE_TEST_DATA ?? join(import.meta.dirname, "../../../shared/data");

async function realLines(): Promise<string[]> {
  const texts = await Promise.all(
    ["issues", "pulls"].map((name) => readFile(join(DATA, `threads/core-gui/${name}.jsonl`), "utf8")),
  );
  return texts.flatMap((text) => text.split("\n").filter((line) => line !== ""));
}

function generatedLines(): string[] {
  const sentence =
    "It stops after a while, and then nothing helps but to start it again from the beginning. ";
  return Array.from({ length: 500 }, (_, index) => {
    const number = index + 1;
    return JSON.stringify({
      url: `https://api.github.com/repos/octo-org/engine/issues/${String(number)}`,
      repository_url: "https://api.github.com/repos/octo-org/engine",
      number,
      title: `It stops, case ${String(number)}`,
      body: `${sentence.repeat(20)}${String(number)}`,
      state: "open",
      user: { login: `user-${String(number % 97)}`, id: 500_000 + (number % 97), type: "User" },
      labels: [],
      created_at: "2025-06-01T10:00:00Z",
      updated_at: "2025-06-01T10:00:00Z",
    });
  });
}

/** As many lines as asked for, the same ones again and again. */
function repeated(lines: readonly string[]): string[] {
  return Array.from({ length: SUBJECTS }, (_, index) => lines[index % lines.length] ?? "");
}

function rosterFor(lines: readonly string[]): Roster {
  const subjects = lines.map((line) => subjectFromLine(JSON.parse(line), Policy.parse({ version: 1 })));
  const authors = new Map(
    subjects.flatMap(({ people }) =>
      people.flatMap(({ login, id }) => (login && id ? [[id, login] as const] : [])),
    ),
  );
  // Every tenth author is somebody's, so that findings are made, too.
  const known = [...authors].filter((_, index) => index % 10 === 3);
  const organizations = Array.from({ length: CLIENTS }, (_, index) => ({
    id: `client-${String(index)}`,
    name: `Example Client ${String(index)}`,
    aliases: [`ExCl${String(index)}`, `Client No. ${String(index)}`, `EC${String(index)}`],
    github: { orgs: [`client-${String(index)}`], logins: [`client-${String(index)}-bot`] },
    domains: [`client-${String(index)}.example`, `c${String(index)}.example`],
  }));
  return Roster.parse({
    version: 1,
    repositories: [...new Set(subjects.map(({ repository }) => repository.name))],
    practice: {
      name: "A practice",
      members: [
        { login: "octocat", id: 583231, from: "2020-01-01" },
        { login: "hubot", id: 480938, from: "2020-01-01" },
      ],
    },
    organizations,
    engagements: organizations.map(({ id }, index) => ({
      owner: index % 2 === 0 ? "octocat" : "hubot",
      organization: id,
      kind: "retainer",
      from: "2024-01-01",
    })),
    people: [
      ...organizations.flatMap(({ id, domains: [domain] }, index) =>
        Array.from({ length: PEOPLE_EACH }, (_, person) => ({
          login: `staff-${String(index)}-${String(person)}`,
          id: 10_000_000 + index * PEOPLE_EACH + person,
          emails: [`staff-${String(person)}@${domain ?? ""}`],
          organization: id,
          from: "2023-01-01",
        })),
      ),
      ...known.map(([id, login], index) => ({
        id,
        login,
        organization: `client-${String(index % CLIENTS)}`,
        from: "2019-01-01",
      })),
    ],
  });
}

/** Subjects a second in the median pass, after one to warm up: others share the machine. */
function rateOf(pass: () => void): number {
  pass();
  const spent = Array.from({ length: PASSES }, () => {
    const started = performance.now();
    pass();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return (SUBJECTS * 1000) / (spent[Math.floor(PASSES / 2)] ?? Infinity);
}

const found = await realLines().catch(() => undefined);
const distinct = found ?? generatedLines();
const lines = repeated(distinct);
const policy = Policy.parse({ version: 1, proposals: { labels: ["proposal"], titles: ["RFC: "] } });
const roster = rosterFor(distinct);
const subjects = lines.map((line) => subjectFromLine(JSON.parse(line), policy));
const before = process.memoryUsage.rss();

let kept = 0;
const parsed = rateOf(() => {
  for (const line of lines) if (JSON.parse(line) !== null) kept += 1;
});
const rules = compileRules(roster, policy);
const source = rosterSource(roster);
let findings = 0;
const judged = rateOf(() => {
  for (const subject of subjects) {
    for (const each of determine(rules, subject, resolve(subject, source, AS_OF), AS_OF))
      findings += each.findings.length;
  }
});
const peak = process.resourceUsage().maxRSS / 1024;

const figures = {
  "subjects judged per second": judged,
  "the same lines parsed as JSON per second": parsed,
  "judging : parsing": judged / parsed,
  "findings per subject": findings / (SUBJECTS * (PASSES + 1)),
  "characters per line": lines.reduce((sum, line) => sum + line.length, 0) / SUBJECTS,
  "peak resident memory, MB": peak,
  "of it before the first pass, MB": before / 1_048_576,
};
if (kept === 0 || findings === 0) throw new Error("the benchmark measured nothing");
const met = judged >= BUDGET;
process.stdout.write(
  `${String(SUBJECTS)} subjects, ${found === undefined ? "generated" : `${String(distinct.length)} real ones repeated`}; ` +
    `${String(CLIENTS)} clients, ${String(roster.people.length)} people, 2 maintainers\n`,
);
for (const [name, figure] of Object.entries(figures)) {
  process.stdout.write(`${name.padEnd(44)}${figure.toFixed(figure < 100 ? 2 : 0).padStart(10)}\n`);
}
process.stdout.write(`budget ${String(BUDGET)} a second: ${met ? "met" : "MISSED"}\n`);

const results = join(import.meta.dirname, "results");
await mkdir(results, { recursive: true });
const report = { name: "check", smoke: SMOKE, figures, ratio: judged, budget: BUDGET, met };
await writeFile(join(results, "check.json"), `${JSON.stringify(report, null, 2)}\n`);
