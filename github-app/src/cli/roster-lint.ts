/*
 * `recuse roster lint`: a roster held against affiliation data, what is known of organizations, and subjects. Only
 * to standard output: it names clients and their people, so nothing of it may reach a log.
 */
import { resolve } from "node:path";
import { lintRoster, type LocatedFinding } from "@recuse/shared/affiliation/lint/lint-roster.ts";
import { collectSeen, type SeenInSubjects } from "@recuse/shared/affiliation/lint/seen.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { readLocatedRoster } from "@recuse/shared/node/roster-file.ts";
import { lintJson, lintText } from "@recuse/shared/report/lint.ts";
import type { DayNumber } from "@recuse/shared/roster/dates.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import type { OpenedEmployment } from "../affiliations/employment-files.ts";
import { AFFILIATION_OPTIONS, AFFILIATION_USAGE, openKept } from "./affiliation-options.ts";
import { asOfDay, jsonLines, rosterPath } from "./files.ts";
import { CommandError, options, print, type Io } from "./io.ts";

export const LINT_USAGE = `Usage: recuse roster lint [--roster FILE] [--affiliations FILE]… [--organizations FILE]…
                          [--subjects FILE|-] [--as-of DATE] [--format table|jsonl] [--all]

Says what the roster declares that nothing supports, and what the data holds that the roster does not declare, by
file, line and column. What is only similar is never more than suggested. Offline; changes nothing. Its answers name
your clients and their people: keep them to yourself.

  --roster FILE         default: $RECUSE_ROSTER, else roster.json
${AFFILIATION_USAGE}  --subjects FILE       JSON Lines as for recuse check: who of the data really appears, which accounts never do
  --as-of DATE          the day to judge by, YYYY-MM-DD in UTC; default: today
  --format FORMAT       table, or jsonl for programs
  --all                 list all people and names, not the first 20 of them

Exit status: 0 nothing but suggestions, 1 warnings, 2 bad input.
`;

/** So many people or names are listed in one sentence. */
const LISTED = 20;

export async function rosterLint(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    roster: { type: "string" },
    subjects: { type: "string" },
    "as-of": { type: "string" },
    format: { type: "string", default: "table" },
    all: { type: "boolean", default: false },
    ...AFFILIATION_OPTIONS,
  });
  const { format } = values;
  if (format !== "table" && format !== "jsonl") throw new CommandError("--format: expected table, jsonl");
  const today = asOfDay(values["as-of"], io);
  const path = rosterPath(values.roster, io);
  const opened = await openKept(values, io);
  const seen = values.subjects === undefined ? undefined : await seenIn(values.subjects, io);
  const most = values.all ? Infinity : LISTED;
  const findings = await lintRosterFile(path, opened, { seen, today, most }, io);
  await print(io.stdout, format === "jsonl" ? lintJson(findings) : lintText(findings, path));
  return findings.some(({ severity }) => severity === "warning") ? 1 : 0;
}

/** What there is to say of a roster file. @throws RosterFileError */
export async function lintRosterFile(
  path: string,
  { employment, index, registry, organizations }: OpenedEmployment,
  asked: { readonly seen: SeenInSubjects | undefined; readonly today: DayNumber; readonly most?: number },
  io: Io,
): Promise<LocatedFinding[]> {
  const { seen, today, most = LISTED } = asked;
  const { roster, document } = await readLocatedRoster(resolve(io.cwd, path), path);
  const known = organizations.flatMap((file) => file.organizations);
  return lintRoster({ roster, today, employment, index, registry, known, seen, most }, document);
}

async function seenIn(path: string, io: Io): Promise<SeenInSubjects> {
  const seen = collectSeen();
  for await (const { line, value } of jsonLines(path, io)) seen.add(subjectAt(path, line, value));
  return seen;
}

function subjectAt(file: string, line: number, value: unknown): Subject {
  try {
    return subjectFromLine(value, DEFAULT_POLICY);
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    throw new CommandError(`${file}:${String(line)}: ${error.message}`);
  }
}
