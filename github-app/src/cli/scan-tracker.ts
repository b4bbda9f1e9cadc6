/*
 * A tracker on GitHub, page by page: determined and printed, and carried out where that was asked for. After
 * each page it is kept how far it got.
 */
import { join } from "node:path";
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { organizationsToAsk } from "@recuse/shared/affiliation/members-source.ts";
import { commitsWorthReading } from "@recuse/shared/affiliation/roster-source.ts";
import type { Determination } from "@recuse/shared/conflict/determination.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import type { Journal } from "@recuse/shared/recusal/journal.ts";
import type { DayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromRest } from "@recuse/shared/subject/rest.ts";
import type { Subject, SubjectRepository } from "@recuse/shared/subject/subject.ts";
import { readMembersOnce } from "../affiliations/members-once.ts";
import { readProfilesInto, type Author } from "../affiliations/profiles-read.ts";
import type { Known } from "../affiliations/source.ts";
import { readRepository, type Octokit } from "../github/calls.ts";
import { trackerSubjects, type RateBudget } from "../github/tracker.ts";
import { commitPeople } from "../reconcile/commit-people.ts";
import { reconcileDependencies } from "../reconcile/dependencies.ts";
import type { RepositoryPolicy } from "../reconcile/policies.ts";
import { reconcile } from "../reconcile/reconcile.ts";
import { logEnvironment } from "../log/environment.ts";
import { openFileStore } from "../store/file.ts";
import { openMembers } from "../store/members.ts";
import { openProfiles, type ProfileStore } from "../store/profiles.ts";
import { openScanProgress } from "../store/scans.ts";
import type { Calls } from "./credentials.ts";
import { judge, type DeterminationPrinter } from "./determinations.ts";
import { CommandError, print, warningsTo, type Io } from "./io.ts";
import { progressBar } from "./progress.ts";
import { isExhausted } from "./reserve.ts";

export interface TrackerScan {
  readonly repository: string;
  readonly octokit: Octokit;
  readonly calls: () => Calls;
  readonly roster: Roster;
  readonly employment: Employment | undefined;
  readonly policy: Policy;
  readonly asOf: DayNumber;
  readonly since: string | undefined;
  /** How many calls of the hour to leave; undefined: a tenth. */
  readonly reserve: number | undefined;
  /** Afterwards reads the profiles of the authors that are not known, for the next time. */
  readonly profiles: boolean;
  /** The folder of the App's own files. */
  readonly folder: string;
  readonly printer: DeterminationPrinter;
  readonly io: Io;
  /** What is known where nothing is applied; an applying scan has its store's own. */
  readonly journal?: Journal;
  readonly apply?: { readonly inForce: RepositoryPolicy; readonly rosterFile: string };
}

/** Scans the tracker. @returns 0 when all of it was seen, 1 when it stopped for the rate budget */
export async function scanTracker(scan: TrackerScan): Promise<number> {
  const { repository, octokit, io, printer, apply } = scan;
  // Which log a record belongs to hangs on whether the repository is private; to look, nobody need ask.
  const home = apply === undefined ? undefined : await readRepository(octokit, repository);
  const mode = apply === undefined ? "look" : "apply";
  const progress = await openScanProgress(
    join(scan.folder, "scans.json"),
    `${repository.toLowerCase()} ${mode} ${scan.since ?? ""}`,
    warningsTo(io),
  );
  const since = progress.watermark ?? scan.since;
  if (progress.watermark !== undefined) {
    await print(io.stderr, `going on with what was updated since ${progress.watermark}\n`);
  }
  const profiles = await openProfiles(join(scan.folder, "profiles.json"), {
    now: io.now,
    warn: warningsTo(io),
  });
  const known = await knownOfPeople(scan, profiles);
  // Opened last before the work, for from here on everything that fails closes it again.
  const carryOut = apply === undefined ? undefined : await openCarryOut(scan, apply);
  const begin = scan.calls();
  const bar = progressBar(io);
  const determineSubject = determiner(scan, { ...known, journal: carryOut?.journal ?? scan.journal });
  const authors = new Map<number, Author>();
  let exhausted: RateBudget | undefined;
  const goOn = (budget: RateBudget | undefined): boolean => {
    exhausted = budget !== undefined && isExhausted(budget, scan.reserve) ? budget : undefined;
    return exhausted === undefined;
  };
  let seen = 0;
  let written = 0;
  try {
    const pages = trackerSubjects(octokit, {
      repository,
      ...(since === undefined ? {} : { since }),
      moving: apply !== undefined,
      goOn,
    });
    let page = 0;
    for await (const { items, pages: total, watermark } of pages) {
      page += 1;
      for (const [index, item] of items.entries()) {
        const { subject, determinations } = await determineSubject(read(item, scan, home));
        if (!(await printer.print(determinations))) return 0;
        for (const author of authorsOf(subject)) authors.set(author.id, author);
        if (carryOut !== undefined) written += await carryOut.look(subject);
        seen += 1;
        bar.show(
          page - 1 + (index + 1) / items.length,
          total,
          `${String(seen)} subjects, ${String(scan.calls().reads + scan.calls().writes)} calls`,
        );
      }
      // What was seen is told before it is noted as seen: whatever ends the scan, nothing falls between.
      if (!(await printer.flush())) return 0;
      if (watermark !== undefined) await progress.reached(watermark);
    }
  } finally {
    bar.clear();
    await carryOut?.close();
  }
  // What is spent on profiles ends no scan: the tracker was seen, so the next begins anew.
  if (exhausted === undefined) {
    await progress.finished();
    if (scan.profiles) {
      await readProfilesInto({ store: profiles, octokit, authors: [...authors.values()], now: io.now, goOn });
    }
  }
  await printer.end();
  await print(io.stderr, callsSentence(begin, scan.calls(), carryOut === undefined ? undefined : written));
  if (exhausted !== undefined) {
    await print(
      io.stderr,
      `stopped with ${String(exhausted.remaining)} of ${String(exhausted.limit)} calls left: ` +
        `run the same command again after ${exhausted.reset.toISOString()} to go on\n`,
    );
    return 1;
  }
  return 0;
}

/** What the tracker itself cost, apart from finding out as whom and by which policy, and from what was written. */
function callsSentence(begin: Calls, end: Calls, written: number | undefined): string {
  const reads = end.reads - begin.reads;
  const head = `${String(reads)} ${reads === 1 ? "call" : "calls"} to GitHub (and ${String(begin.reads)} to begin with`;
  return written === undefined
    ? `${head}), nothing written\n`
    : `${head}, ${String(end.writes)} to write), ${String(written)} written\n`;
}

/** The clients' public members are read first, where they are not known since a day. */
async function knownOfPeople(
  { roster, employment, octokit, folder, io }: TrackerScan,
  profiles: ProfileStore,
): Promise<Known> {
  const orgs = organizationsToAsk(roster);
  const shared = { orgs, now: io.now, warn: warningsTo(io) };
  const members = await openMembers(join(folder, "members.json"), shared);
  await readMembersOnce({ ...shared, store: members, octokit });
  return { members, profiles, employment };
}

/** Programs have no profile that says where they work. */
function authorsOf({ people }: Subject): Author[] {
  return people.flatMap(({ role, id, login }) =>
    role === "author" && id !== undefined && login !== undefined && !login.endsWith("[bot]")
      ? [{ id, login }]
      : [],
  );
}

/** The commits that are read here are not read again when the subject is carried out. */
function determiner(
  scan: TrackerScan,
  known: Known,
): (subject: Subject) => Promise<{ subject: Subject; determinations: Determination[] }> {
  const determinations = judge(scan.roster, scan.policy, scan.asOf, known);
  const commits = commitPeople(commitsWorthReading(scan.roster));
  return async (subject) => {
    const whole = await commits.readInto(subject, () => Promise.resolve(scan.octokit));
    return { subject: whole, determinations: determinations(whole) };
  };
}

/** The same reconciler as the App's, over the same store; so the App must not be running. */
async function openCarryOut(
  { folder, io, octokit, employment }: TrackerScan,
  { inForce, rosterFile }: NonNullable<TrackerScan["apply"]>,
): Promise<{
  journal: Journal;
  look: (subject: Subject) => Promise<number>;
  close: () => Promise<void>;
}> {
  const warn = warningsTo(io);
  const log = await logEnvironment(io, folder);
  const store = await openFileStore({ folder, roster: rosterFile, ...log, employment, now: io.now, warn });
  const dependencies = reconcileDependencies(store, io.now);
  return {
    journal: store.journal,
    close: store.close,
    look: async (subject) => {
      const { effects } = await reconcile(dependencies, {
        subject,
        inForce,
        cause: { kind: "scan" },
        octokit: () => Promise.resolve(octokit),
        fresh: true,
      });
      return effects.length;
    },
  };
}

function read(item: unknown, { policy, repository }: TrackerScan, home?: SubjectRepository): Subject {
  try {
    return subjectFromRest(item, { policy, repository: home });
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    throw new CommandError(`${repository}: GitHub's answer was not understood: ${error.message}`);
  }
}
