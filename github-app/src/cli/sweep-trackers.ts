/*
 * A sweep over trackers on GitHub: everything is read and shown first, then, where that was asked for, carried out
 * on the subjects that differ. What stopped before it had seen everything applies nothing.
 */
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { DEFAULT_POLICY, type Policy } from "@recuse/shared/conflict/policy.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import type { Known } from "../affiliations/source.ts";
import { readRepository } from "../github/calls.ts";
import { reconcileDependencies } from "../reconcile/dependencies.ts";
import type { RepositoryPolicy } from "../reconcile/policies.ts";
import { reconcile } from "../reconcile/reconcile.ts";
import type { Store } from "../store/file.ts";
import type { Identity } from "./credentials.ts";
import type { DifferencePrinter } from "./difference-printer.ts";
import { print, type Io } from "./io.ts";
import { ownPolicy } from "./scan-policy.ts";
import { sweepBy, type SweepBasis } from "./sweep-difference.ts";
import { knownToTrackers, stoppedSentence, type Trackers } from "./trackers.ts";

export interface TrackerSweep {
  readonly repositories: readonly string[];
  /** As whom the first of them is asked. */
  readonly first: Identity;
  readonly rosters: readonly Roster[];
  readonly trackers: Trackers;
  readonly basis: SweepBasis;
  /** Instead of each repository's own. */
  readonly given: Policy | undefined;
  readonly employment: Employment | undefined;
  readonly folder: string;
  /** Where it is given, what was shown is carried out. */
  readonly store: Store | undefined;
  readonly printer: DifferencePrinter;
  readonly io: Io;
}

/** A subject that differs, and what is needed to look at it. */
interface Due {
  readonly subject: Subject;
  readonly inForce: RepositoryPolicy;
  readonly identity: Identity;
}

/** @returns 0 when all was seen, 1 when it stopped for the rate budget */
export async function sweepTrackers(sweep: TrackerSweep): Promise<number> {
  const { repositories, first, trackers, printer, store, io } = sweep;
  const due: Due[] = [];
  let known: Known | undefined;
  for (const [index, repository] of repositories.entries()) {
    const identity = index === 0 ? first : await trackers.identify(repository);
    try {
      known ??= await knowledge(sweep, identity);
      const inForce = sweep.given === undefined ? await ownPolicy(repository, identity.octokit) : undefined;
      if (!(await sweepOne(sweep, { repository, identity, inForce, known }, due))) return 0;
    } catch (error) {
      throw identity.failure(error);
    }
    if (trackers.exhausted() !== undefined) break;
  }
  await printer.end();
  const stopped = trackers.exhausted();
  const written =
    store !== undefined && stopped === undefined ? await carryOut(sweep, store, due) : undefined;
  const { reads, writes } = trackers.calls();
  const calls = `${String(reads)} ${reads === 1 ? "call" : "calls"} to GitHub`;
  await print(
    io.stderr,
    written === undefined
      ? `${calls}, nothing written\n`
      : `${calls} (and ${String(writes)} to write), ${String(written)} written\n`,
  );
  if (stopped === undefined) return 0;
  await print(io.stderr, stoppedSentence(stopped));
  return 1;
}

async function knowledge(
  { rosters, folder, io, store, employment }: TrackerSweep,
  { octokit }: Identity,
): Promise<Known> {
  const known = await knownToTrackers(rosters, octokit, { folder, io, store: store?.members });
  return { ...known, employment };
}

/** One repository; false once nobody reads any more. */
async function sweepOne(
  { trackers, basis, given, printer, store, io }: TrackerSweep,
  {
    repository,
    identity,
    inForce,
    known,
  }: {
    readonly repository: string;
    readonly identity: Identity;
    readonly inForce: RepositoryPolicy | undefined;
    readonly known: Known;
  },
  due: Due[],
): Promise<boolean> {
  const { octokit } = identity;
  const policy = given ?? inForce?.policy;
  if (policy === undefined) {
    await print(io.stderr, `${repository} has no .github/recuse.yml: nothing would be written there\n`);
  }
  // Which log a record belongs to hangs on whether the repository is private; to look, nobody need ask.
  const home = store === undefined ? undefined : await readRepository(octokit, repository);
  const compare = sweepBy(basis, policy ?? DEFAULT_POLICY, policy !== undefined, known);
  const reading = { repository, octokit, policy: policy ?? DEFAULT_POLICY, state: "open" } as const;
  for await (const subject of trackers.subjects({ ...reading, ...(home === undefined ? {} : { home }) })) {
    const swept = compare(subject);
    if (!(await printer.print(swept))) return false;
    if (swept?.differs === true && inForce !== undefined && store !== undefined) {
      due.push({ subject, inForce, identity });
    }
  }
  return true;
}

/** The reconciler reads a subject again before it writes to it: what was shown may be some time ago. */
async function carryOut({ io }: TrackerSweep, store: Store, due: readonly Due[]): Promise<number> {
  const dependencies = reconcileDependencies(store, io.now);
  let written = 0;
  for (const { subject, inForce, identity } of due) {
    try {
      const { effects } = await reconcile(dependencies, {
        subject,
        inForce,
        cause: { kind: "sweep" },
        octokit: () => Promise.resolve(identity.octokit),
      });
      written += effects.length;
    } catch (error) {
      throw identity.failure(error);
    }
  }
  return written;
}
