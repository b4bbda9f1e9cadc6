/*
 * `recuse sweep`: what a changed roster changes on every open subject, before anything is applied. Shown to the
 * roster's owner and written nowhere; with --apply, carried out by the App's own reconciler afterwards.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { readRoster } from "@recuse/shared/node/roster-file.ts";
import { logEnvironment } from "../log/environment.ts";
import { dataFolder } from "../store/folder.ts";
import { openFileStore } from "../store/file.ts";
import { readJournal } from "../store/read-journal.ts";
import { openGivenAffiliations } from "./affiliation-options.ts";
import {
  COMPARE_OPTIONS,
  COMPARE_USAGE,
  compareFormat,
  fileOrRepositories,
  REPOSITORIES,
} from "./compare-options.ts";
import { differencePrinter } from "./difference-printer.ts";
import { asOfDay, readPolicy, rosterPath } from "./files.ts";
import { CommandError, options, print, warningsTo, type Command, type Io } from "./io.ts";
import { reserveOf } from "./reserve.ts";
import { subjectLines } from "./subject-lines.ts";
import { sweepBy } from "./sweep-difference.ts";
import { sweepTrackers } from "./sweep-trackers.ts";
import { leftOutSentence, openTrackers, trackersOf } from "./trackers.ts";

const usage = `Usage: recuse sweep [OWNER/REPO…] [--before ROSTER] [--apply] [--roster FILE] [--policy FILE]
       recuse sweep --subjects FILE|- [--before ROSTER] [the same, without --apply]

Shows what changes on every open subject now that the roster has: a client who signed or left, a new name, renewed
affiliation data. Compares with an older roster, or else with what the App recorded in $RECUSE_DATA (.recuse).
Without OWNER/REPO: all repositories that the roster lists without *. Names clients: for you alone.

  --before ROSTER   the roster as it was, such as roster.json.bak
  --apply           afterwards carries out what was shown, as the App would; needs APP_ID and PRIVATE_KEY
                    or PRIVATE_KEY_PATH, and the App must not be running
${COMPARE_USAGE}`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    { ...COMPARE_OPTIONS, before: { type: "string" }, apply: { type: "boolean", default: false } },
    REPOSITORIES,
  );
  const format = compareFormat(values.format);
  const reserve = reserveOf(values.reserve);
  fileOrRepositories(values.subjects, positionals);
  if (values.apply) refuseWithApply(values);
  const asOf = asOfDay(values["as-of"], io);
  const rosterFile = resolve(io.cwd, rosterPath(values.roster, io));
  const roster = await readRoster(rosterFile, rosterPath(values.roster, io));
  const before =
    values.before === undefined ? undefined : await readRoster(resolve(io.cwd, values.before), values.before);
  const given = values.policy === undefined ? undefined : await readPolicy(values.policy, io);
  const employment = (await openGivenAffiliations(values, io))?.employment;
  const folder = dataFolder(io.env, io.cwd);
  // Who applies opens the log itself, under its lock.
  const isKept = !values.apply && existsSync(join(folder, "log"));
  const journal = isKept ? await readJournal(folder) : undefined;
  if (before === undefined && journal === undefined && !values.apply) {
    throw new CommandError(
      "there is nothing to compare with: give the roster as it was with --before, or set RECUSE_DATA to the folder of the App's log",
    );
  }
  const printer = differencePrinter(io, format);

  if (values.subjects !== undefined) {
    const compare = sweepBy({ roster, before, asOf, journal }, given ?? DEFAULT_POLICY, true, { employment });
    for await (const subject of subjectLines(values.subjects, given ?? DEFAULT_POLICY, io)) {
      if (subject.state === "open" && !(await printer.print(compare(subject)))) return 0;
    }
    await printer.end();
    return 0;
  }

  const { repositories, globs } = trackersOf(positionals, roster);
  const rosters = before === undefined ? [roster] : [before, roster];
  const trackers = openTrackers(rosters, { io, reserve });
  const first = await trackers.identify(repositories[0] ?? "");
  if (values.apply && first.as !== "app") {
    throw new CommandError("--apply writes as the App: set APP_ID and PRIVATE_KEY or PRIVATE_KEY_PATH");
  }
  const store = values.apply
    ? await openFileStore({
        folder,
        roster: rosterFile,
        ...(await logEnvironment(io, folder)),
        employment,
        now: io.now,
        warn: warningsTo(io),
      })
    : undefined;
  try {
    const basis = { roster, before, asOf, journal: store?.journal ?? journal };
    await print(io.stderr, leftOutSentence(globs));
    const more = { repositories, first, rosters, trackers, basis, given, employment, folder };
    return await sweepTrackers({ ...more, store, printer, io });
  } finally {
    await store?.close();
  }
}

function refuseWithApply(values: Readonly<Record<string, unknown>>): void {
  if (values["subjects"] !== undefined) {
    throw new CommandError("--apply writes to GitHub and --subjects reads a file: give one of them");
  }
  if (values["policy"] !== undefined) {
    throw new CommandError("--apply follows each repository's own policy: leave --policy out");
  }
  if (values["as-of"] !== undefined) {
    throw new CommandError("--apply acts today: leave --as-of out");
  }
}

export const command: Command = {
  summary: "what a changed roster changes on every open subject, before it is applied",
  usage,
  run,
};
