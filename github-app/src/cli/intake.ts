/*
 * `recuse intake`: before signing, everything open and recent that a new client would conflict with. Hypothetical:
 * the roster stays as it is, nothing is written, and nobody is asked about the client.
 */
import { resolve } from "node:path";
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { intakesOf } from "@recuse/shared/conflict/intake.ts";
import { DEFAULT_POLICY, type Policy } from "@recuse/shared/conflict/policy.ts";
import type { Journal } from "@recuse/shared/recusal/journal.ts";
import { readRoster } from "@recuse/shared/node/roster-file.ts";
import type { DayNumber } from "@recuse/shared/roster/dates.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import type { Known } from "../affiliations/source.ts";
import { dataFolder } from "../store/folder.ts";
import { openGivenAffiliations } from "./affiliation-options.ts";
import { compareRosters } from "./compare.ts";
import {
  COMPARE_OPTIONS,
  COMPARE_USAGE,
  compareFormat,
  fileOrRepositories,
  REPOSITORIES,
} from "./compare-options.ts";
import { asOfDay, knownJournal, readPolicy, rosterPath } from "./files.ts";
import { INTAKE_OPTIONS, newClient, type NewClient } from "./intake-options.ts";
import { intakePrinter, type IntakePrinter } from "./intake-printer.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";
import { reserveOf } from "./reserve.ts";
import { policyToLook } from "./scan-policy.ts";
import { subjectLines } from "./subject-lines.ts";
import { knownToTrackers, leftOutSentence, openTrackers, stoppedSentence, trackersOf } from "./trackers.ts";

const usage = `Usage: recuse intake ORG [OWNER/REPO…] [--kind KIND] [--owner LOGIN] [--recent DAYS] [--roster FILE]
       recuse intake ORG --name NAME [--alias NAME]… [--github-org LOGIN]… [--domain DOMAIN]… [the same]
       recuse intake ORG --subjects FILE|- [the same]

Before signing: what a new client would conflict with, who else of your clients is there, and which decisions that
were taken lately you would have to disclose. ORG is an organization of the roster, or the id of a new one that the
options describe. Nothing is written, and GitHub is never asked about a client who is confidential, as a new one is.
Without OWNER/REPO: all repositories that the roster lists without *. Names clients: for you alone.

  --kind KIND       of the engagement, from today on; default: retainer
  --owner LOGIN     who would be engaged: a member, or practice, the default
  --recent DAYS     what was closed within as many days counts as well; default: 90
  --name NAME, --alias NAME, --github-org LOGIN, --domain DOMAIN
                    a client whom the roster does not list; all but --name may be given again
${COMPARE_USAGE}`;

const DAY_MS = 86_400_000;

interface Intake {
  readonly client: NewClient;
  readonly asOf: DayNumber;
  /** RFC 3339: what was closed before is no longer recent. */
  readonly since: string;
  readonly printer: IntakePrinter;
  readonly io: Io;
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    { ...COMPARE_OPTIONS, ...INTAKE_OPTIONS, recent: { type: "string" } },
    { ...REPOSITORIES, least: 1, name: "ORG" },
  );
  const [id = "", ...named] = positionals;
  const format = compareFormat(values.format);
  const reserve = reserveOf(values.reserve);
  fileOrRepositories(values.subjects, named);
  const asOf = asOfDay(values["as-of"], io);
  const since = recentSince(values.recent, asOf);
  const path = rosterPath(values.roster, io);
  const roster = await readRoster(resolve(io.cwd, path), path);
  const client = newClient(id, values, roster, asOf);
  const given = values.policy === undefined ? undefined : await readPolicy(values.policy, io);
  const employment = (await openGivenAffiliations(values, io))?.employment;
  const journal = await knownJournal(undefined, io);
  if (client.isClient) {
    await print(
      io.stderr,
      "the roster has an engagement with ORG already: only what a new one adds is shown\n",
    );
  }
  const intake = { client, asOf, since, printer: intakePrinter(io, format, client), io };
  if (values.subjects === undefined) {
    return intakeFromTrackers(intake, { named, given, employment, journal, reserve });
  }
  const look = looker(intake, given ?? DEFAULT_POLICY, { employment, journal });
  for await (const subject of subjectLines(values.subjects, given ?? DEFAULT_POLICY, io)) {
    if (!(await look(subject))) return 0;
  }
  await intake.printer.end();
  return 0;
}

interface TrackerIntake {
  readonly named: readonly string[];
  readonly given: Policy | undefined;
  readonly employment: Employment | undefined;
  readonly journal: Journal;
  readonly reserve: number | undefined;
}

/** @returns 0 when all was seen, 1 when it stopped for the rate budget */
async function intakeFromTrackers(
  intake: Intake,
  { named, given, employment, journal, reserve }: TrackerIntake,
): Promise<number> {
  const { client, since, printer, io } = intake;
  const { repositories, globs } = trackersOf(named, client.rosters.before);
  const rosters = [client.rosters.before, client.rosters.after];
  const trackers = openTrackers(rosters, { io, reserve });
  await print(io.stderr, leftOutSentence(globs));
  let known: Known | undefined;
  for (const repository of repositories) {
    const { octokit, failure } = await trackers.identify(repository);
    try {
      const folder = dataFolder(io.env, io.cwd);
      known ??= { ...(await knownToTrackers(rosters, octokit, { folder, io })), employment, journal };
      const policy = given ?? (await policyToLook(repository, octokit, undefined, io));
      const look = looker(intake, policy, known);
      for (const state of ["open", "closed"] as const) {
        const recent = state === "closed" ? { since } : {};
        for await (const subject of trackers.subjects({ repository, octokit, policy, state, ...recent })) {
          if (!(await look(subject))) return 0;
        }
        if (trackers.exhausted() !== undefined) break;
      }
    } catch (error) {
      throw failure(error);
    }
    if (trackers.exhausted() !== undefined) break;
  }
  await printer.end();
  const { reads } = trackers.calls();
  await print(io.stderr, `${String(reads)} ${reads === 1 ? "call" : "calls"} to GitHub, nothing written\n`);
  const stopped = trackers.exhausted();
  if (stopped === undefined) return 0;
  await print(io.stderr, stoppedSentence(stopped));
  return 1;
}

/** Looks at one subject; false once nobody reads any more. What was closed too long ago is passed over. */
function looker(
  { client, asOf, since, printer }: Intake,
  policy: Policy,
  known: Known,
): (subject: Subject) => Promise<boolean> {
  const compare = compareRosters(client.rosters, policy, asOf, known);
  return async (subject) => {
    if (subject.state === "closed" && closedBefore(subject, since)) return true;
    const { before, after } = compare(subject);
    const intakes = intakesOf(client.organization.id, subject, before, after);
    return printer.print(subject.repository.name, after.length === 0 ? undefined : intakes);
  };
}

function closedBefore({ closedAt, updatedAt, createdAt }: Subject, since: string): boolean {
  return Date.parse(closedAt ?? updatedAt ?? createdAt) < Date.parse(since);
}

function recentSince(text: string | undefined, asOf: DayNumber): string {
  if (text !== undefined && !/^\d{1,5}$/.test(text))
    throw new CommandError("--recent: expected a number of days");
  return new Date((asOf - Number(text ?? 90)) * DAY_MS).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export const command: Command = {
  summary: "what a new client would conflict with, before signing",
  usage,
  run,
};
