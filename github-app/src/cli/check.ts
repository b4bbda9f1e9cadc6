/* `recuse check`: who is in conflict with what, from files alone. Nothing is written, nobody is asked. */
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { collectSeen } from "@recuse/shared/affiliation/lint/seen.ts";
import { determineByEmployers } from "@recuse/shared/conflict/determine-employers.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { readRoster, rosterExposure } from "@recuse/shared/node/roster-file.ts";
import { lintText } from "@recuse/shared/report/lint.ts";
import { explainEmployers, explainSubject } from "@recuse/shared/report/explanation.ts";
import { dayNumber, type DayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { affiliationSource, type Known } from "../affiliations/source.ts";
import {
  AFFILIATION_OPTIONS,
  AFFILIATION_USAGE,
  openGivenAffiliations,
  openKept,
} from "./affiliation-options.ts";
import { determinationPrinter, formatOf, judge, type DeterminationPrinter } from "./determinations.ts";
import { asOfDay, jsonLines, knownJournal, readPolicy, rosterPath } from "./files.ts";
import { lintRosterFile } from "./roster-lint.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse check [--roster FILE] [--policy FILE]
       recuse check --subjects FILE|- [--roster FILE] [--policy FILE] [--affiliations FILE]…
                    [--as-of DATE] [--data DIR] [--format table|jsonl|csv] [--explain]

Without --subjects: checks the roster and the policy, and says what is wrong by file, line and column.
With it: determines, for every subject and maintainer, who must recuse or disclose. Offline.
Without a roster, but with --affiliations: compares the employer of everyone who is listed to decide with the
authors' employers.

  --subjects FILE   JSON Lines: issues and pull requests as GitHub's REST API returns them, or
                    {"ref","kind","title","createdAt","people":[…]}; - reads standard input
  --roster FILE     default: $RECUSE_ROSTER, else roster.json
  --policy FILE     default: the preset standard
${AFFILIATION_USAGE}  --as-of DATE      the day of acting, YYYY-MM-DD in UTC; default: today
  --data DIR        the App's folder, whose pins and records count; only read, and the App may be running;
                    default: $RECUSE_DATA, else .recuse, if it is there
  --format FORMAT   table, jsonl or csv
  --explain         table only: everybody of each subject with all that is known of them, also what did not count;
                    at the end what is declared but unsupported, and evidence that is undeclared, as in roster lint
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    subjects: { type: "string" },
    roster: { type: "string" },
    policy: { type: "string" },
    "as-of": { type: "string" },
    data: { type: "string" },
    format: { type: "string" },
    explain: { type: "boolean", default: false },
    ...AFFILIATION_OPTIONS,
  });
  const format = formatOf(values.format);
  if (values.explain && format !== "table") {
    throw new CommandError("--explain: expected --format table, which is for people");
  }
  const asOf = asOfDay(values["as-of"], io);
  const path = rosterPath(values.roster, io);
  const opened = await openGivenAffiliations(values, io);
  const employment = opened?.employment;
  if (employment !== undefined && !(await hasRoster(values.roster, path, io))) {
    const policy = await readPolicy(values.policy, io);
    const given = values["as-of"] === undefined ? undefined : asOf;
    const today = dayNumber(io.now().toISOString());
    return judgeAll(
      values.subjects,
      policy,
      determinationPrinter(io, format, "nobody is listed to decide on"),
      (subject) => determineByEmployers(employment, policy, subject, today, given),
      values.explain ? (subject) => explainEmployers(employment, policy, subject, today, given) : undefined,
      io,
    );
  }
  const { roster, policy } = await readBoth(path, values.policy, io);
  if (values.subjects === undefined) {
    const exposure = await rosterExposure(resolve(io.cwd, path));
    if (exposure !== undefined) await print(io.stderr, `recuse: ${exposure}\n`);
    const files = values.policy === undefined ? path : `${path}, ${values.policy}`;
    await print(
      io.stdout,
      `${files}: fine; ${String(roster.practice.members.length)} maintainers, ` +
        `${String(roster.organizations.length)} organizations, ${String(roster.engagements.length)} engagements\n`,
    );
    return 0;
  }
  const known = { employment, journal: await knownJournal(values.data, io) };
  const seen = collectSeen();
  const explain = explainer(roster, known, asOf);
  const status = await judgeAll(
    values.subjects,
    policy,
    determinationPrinter(io, format),
    judge(roster, policy, asOf, known),
    values.explain
      ? (subject) => {
          seen.add(subject);
          return explain(subject);
        }
      : undefined,
    io,
  );
  if (values.explain) {
    const findings = await lintRosterFile(
      path,
      opened ?? (await openKept({}, io)),
      { seen, today: asOf },
      io,
    );
    await print(io.stdout, `\n${lintText(findings, path)}`);
  }
  return status;
}

/** A roster that was named must be there; the default one need not, where affiliation data can do without. */
async function hasRoster(option: string | undefined, path: string, io: Io): Promise<boolean> {
  if (option !== undefined || (io.env["RECUSE_ROSTER"] ?? "") !== "") return true;
  return access(resolve(io.cwd, path)).then(
    () => true,
    () => false,
  );
}

async function judgeAll(
  subjects: string | undefined,
  policy: Policy,
  printer: DeterminationPrinter,
  determinations: (subject: Subject) => Determination[],
  explain: ((subject: Subject) => string) | undefined,
  io: Io,
): Promise<number> {
  if (subjects === undefined) {
    throw new CommandError("--affiliations: expected --subjects as well, to be judged by it");
  }
  try {
    for await (const { line, value } of jsonLines(subjects, io)) {
      const subject = at(subjects, line, () => subjectFromLine(value, policy));
      const explained = explain?.(subject);
      if (!(await printer.print(determinations(subject), explained))) return 0;
    }
  } catch (error) {
    // What was determined before a bad line is printed, whatever was held back of it.
    await printer.flush();
    throw error;
  }
  await printer.end();
  return 0;
}

function explainer(roster: Roster, known: Known, asOf: DayNumber): (subject: Subject) => string {
  const source = affiliationSource(roster, known);
  return (subject) => explainSubject(subject, source, asOf);
}

/** Both files are read before either is complained about, so that one run tells everything. */
async function readBoth(
  path: string,
  policyPath: string | undefined,
  io: Io,
): Promise<{
  roster: Awaited<ReturnType<typeof readRoster>>;
  policy: Awaited<ReturnType<typeof readPolicy>>;
}> {
  const [roster, policy] = await Promise.allSettled([
    readRoster(resolve(io.cwd, path), path),
    readPolicy(policyPath, io),
  ]);
  if (roster.status === "fulfilled" && policy.status === "fulfilled") {
    return { roster: roster.value, policy: policy.value };
  }
  const failures = [roster, policy].flatMap((each) =>
    each.status === "rejected" ? [each.reason as unknown] : [],
  );
  const [failure] = failures;
  if (failures.length < 2) throw failure;
  throw new CommandError(failures.map((each) => (each instanceof Error ? each.message : "")).join("\n"));
}

function at<T>(file: string, line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    throw new CommandError(`${file}:${String(line)}: ${error.message}`);
  }
}

export const command: Command = {
  summary: "who is in conflict with what, offline; or what is wrong with a roster or policy",
  usage,
  run,
};
