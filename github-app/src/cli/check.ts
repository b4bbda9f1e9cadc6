/* `recuse check`: who is in conflict with what, from files alone. Nothing is written, nobody is asked. */
import { resolve } from "node:path";
import { readRoster, rosterExposure } from "@recuse/shared/node/roster-file.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import { determinationPrinter, formatOf, judge } from "./determinations.ts";
import { asOfDay, jsonLines, knownJournal, readPolicy, rosterPath } from "./files.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse check [--roster FILE] [--policy FILE]
       recuse check --subjects FILE|- [--roster FILE] [--policy FILE]
                    [--as-of DATE] [--data DIR] [--format table|jsonl|csv]

Without --subjects: checks the roster and the policy, and says what is wrong by file, line and column.
With it: determines, for every subject and maintainer, who must recuse or disclose. Offline.

  --subjects FILE   JSON Lines: issues and pull requests as GitHub's REST API returns them, or
                    {"ref","kind","title","createdAt","people":[…]}; - reads standard input
  --roster FILE     default: $RECUSE_ROSTER, else roster.json
  --policy FILE     default: the preset standard
  --as-of DATE      the day of acting, YYYY-MM-DD in UTC; default: today
  --data DIR        the App's folder, whose pins and records count; only read, and the App may be running;
                    default: $RECUSE_DATA, else .recuse, if it is there
  --format FORMAT   table, jsonl or csv
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    subjects: { type: "string" },
    roster: { type: "string" },
    policy: { type: "string" },
    affiliations: { type: "string", multiple: true },
    "as-of": { type: "string" },
    data: { type: "string" },
    format: { type: "string" },
  });
  if (values.affiliations !== undefined) {
    throw new CommandError("--affiliations: reading affiliation data is not part of this version yet");
  }
  const format = formatOf(values.format);
  const asOf = asOfDay(values["as-of"], io);
  const path = rosterPath(values.roster, io);
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
  const determinations = judge(roster, policy, asOf, await knownJournal(values.data, io));
  const printer = determinationPrinter(io, format);
  try {
    for await (const { line, value } of jsonLines(values.subjects, io)) {
      const subject = at(values.subjects, line, () => subjectFromLine(value, policy));
      if (!(await printer.print(determinations(subject)))) return 0;
    }
  } catch (error) {
    // What was determined before a bad line is printed, whatever was held back of it.
    await printer.flush();
    throw error;
  }
  await printer.end();
  return 0;
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
