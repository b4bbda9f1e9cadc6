/* `recuse scan`: the same determinations over a whole tracker. Looks only, unless told to apply. */
import { resolve } from "node:path";
import { readRoster } from "@recuse/shared/node/roster-file.ts";
import { repositoryMatcher } from "@recuse/shared/roster/repositories.ts";
import { dataFolder } from "../store/folder.ts";
import { AFFILIATION_OPTIONS, AFFILIATION_USAGE, openGivenAffiliations } from "./affiliation-options.ts";
import { identify } from "./credentials.ts";
import { determinationPrinter, formatOf, judge } from "./determinations.ts";
import { asOfDay, knownJournal, readPolicy, rosterPath } from "./files.ts";
import { CommandError, options, print, requireRepository, type Command, type Io } from "./io.ts";
import { reserveOf } from "./reserve.ts";
import { policyToApply, policyToLook } from "./scan-policy.ts";
import { scanFile } from "./scan-file.ts";
import { scanTracker } from "./scan-tracker.ts";

const usage = `Usage: recuse scan OWNER/REPO [--since DATE] [--apply] [--roster FILE] [--policy FILE]
                   [--as-of DATE] [--data DIR] [--format table|jsonl|csv] [--reserve N] [--profiles]
       recuse scan OWNER/REPO --from FILE [the same]

Determines every open issue and pull request of a tracker. Writes nothing unless --apply is given, which
needs APP_ID and PRIVATE_KEY or PRIVATE_KEY_PATH. Reads by GITHUB_TOKEN otherwise. A scan that was stopped
goes on where it was when it is run again.

  --since DATE      only what was updated since then (a day, or an RFC 3339 time)
  --apply           label, comment and record, as the App would
  --from FILE       JSON Lines of REST objects instead of GitHub (- reads standard input)
  --policy FILE     default: the repository's own, else, only to look, the preset standard
  --profiles        afterwards read the profile of each author that is not known since 30 days, one call each:
                    where they say they work counts from the next time on
  --data DIR        the App's folder, whose pins and records count, only read; default: $RECUSE_DATA, else
                    .recuse, if it is there. --apply always works in that one
${AFFILIATION_USAGE}  --reserve N       stop when N calls of the hour are left; default: a tenth of what GitHub grants
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    {
      since: { type: "string" },
      apply: { type: "boolean", default: false },
      from: { type: "string" },
      roster: { type: "string" },
      policy: { type: "string" },
      "as-of": { type: "string" },
      data: { type: "string" },
      format: { type: "string" },
      reserve: { type: "string" },
      profiles: { type: "boolean", default: false },
      ...AFFILIATION_OPTIONS,
    },
    { least: 1, most: 1, name: "OWNER/REPO" },
  );
  const [repository = ""] = positionals;
  requireRepository(repository);
  if (values.apply && values.from !== undefined) {
    throw new CommandError("--apply writes to GitHub and --from reads a file: give one of them");
  }
  if (values.profiles && values.from !== undefined) {
    throw new CommandError("--profiles asks GitHub and --from reads a file: give one of them");
  }
  if (values.apply && values.policy !== undefined) {
    throw new CommandError("--apply follows the repository's own policy: leave --policy out");
  }
  if (values.apply && values.data !== undefined) {
    throw new CommandError("--apply works in $RECUSE_DATA, else .recuse: leave --data out");
  }
  const since = sinceTime(values.since);
  const reserve = reserveOf(values.reserve);
  const asOf = asOfDay(values["as-of"], io);
  const printer = determinationPrinter(io, formatOf(values.format));
  const rosterFile = resolve(io.cwd, rosterPath(values.roster, io));
  const roster = await readRoster(rosterFile, rosterPath(values.roster, io));
  if (!repositoryMatcher(roster.repositories)(repository)) {
    throw new CommandError(`the roster does not list ${repository}: add it to repositories[] to act there`);
  }

  const employment = (await openGivenAffiliations(values, io))?.employment;
  const journal = values.apply ? undefined : await knownJournal(values.data, io);
  if (values.from !== undefined) {
    const policy = await readPolicy(values.policy, io);
    const subjects = scanFile({ file: values.from, repository, policy, since, io });
    const determinations = judge(roster, policy, asOf, { employment, journal });
    for await (const subject of subjects) {
      if (!(await printer.print(determinations(subject)))) return 0;
    }
    await printer.end();
    await print(io.stderr, "0 calls to GitHub\n");
    return 0;
  }

  const { octokit, as, calls, failure } = await identify(repository, io);
  if (values.apply && as !== "app") {
    throw new CommandError("--apply writes as the App: set APP_ID and PRIVATE_KEY or PRIVATE_KEY_PATH");
  }
  const folder = dataFolder(io.env, io.cwd);
  const asked = { repository, since, reserve, asOf, profiles: values.profiles };
  const scan = { ...asked, roster, employment, octokit, calls, folder, printer, io };
  try {
    if (values.apply) {
      const inForce = await policyToApply(repository, octokit);
      return await scanTracker({ ...scan, policy: inForce.policy, apply: { inForce, rosterFile } });
    }
    const policy = await policyToLook(repository, octokit, values.policy, io);
    return await scanTracker({ ...scan, policy, ...(journal === undefined ? {} : { journal }) });
  } catch (error) {
    throw failure(error);
  }
}

function sinceTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new CommandError("--since: expected a day such as 2026-03-01, or an RFC 3339 time");
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export const command: Command = {
  summary: "the same over a whole tracker, on GitHub or in a file",
  usage,
  run,
};
