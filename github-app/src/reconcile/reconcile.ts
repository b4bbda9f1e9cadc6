/*
 * One subject from observe to apply. Level-triggered: it compares what should be with what is and applies
 * the smallest difference, so that a lost, repeated or late delivery is healed by the next look.
 */
import type { EntryDraft } from "@recuse/shared/audit/entry.ts";
import type { AffiliationSource } from "@recuse/shared/affiliation/affiliation.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import type { Rules } from "@recuse/shared/conflict/rules.ts";
import type { Effect } from "@recuse/shared/plan/effect.ts";
import { plan, type Plan } from "@recuse/shared/plan/plan.ts";
import { repositoryOf, subjectOf, type PlannedRecord } from "@recuse/shared/plan/records.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { subjectFromRest } from "@recuse/shared/subject/rest.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { readSubject, type Octokit } from "../github/calls.ts";
import { applyEffect } from "./apply.ts";
import type { CommitPeople } from "./commit-people.ts";
import type { LabelRegistry } from "./label-registry.ts";
import type { RepositoryPolicy } from "./policies.ts";
import type { Recorder } from "./recorder.ts";
import { sha256 } from "./sha256.ts";

/** A delivery older than this is only a hint: the subject is read again before anything is written. */
const HINT_AFTER_MS = 60_000;

export interface ReconcileDependencies {
  readonly source: AffiliationSource;
  readonly rulesFor: (policy: Policy) => Rules;
  readonly recorder: Recorder;
  readonly commits: CommitPeople;
  readonly labels: LabelRegistry;
  readonly now: () => Date;
}

export interface Look {
  readonly subject: Subject;
  readonly inForce: RepositoryPolicy;
  readonly cause: Omit<EntryDraft["cause"], "policy">;
  /** Who put on or took off which label, where the delivery tells it. */
  readonly labelledBy?: { readonly id: number; readonly login: string; readonly label: string };
  readonly octokit: () => Promise<Octokit>;
  /** The subject was read from GitHub just now. */
  readonly fresh?: boolean;
}

/** What a look led to; `gone` when the subject is no longer there. */
export interface Outcome {
  readonly kind: "nothing" | "recorded" | "applied" | "gone";
  /** The effects that were carried out, in order. */
  readonly effects: readonly Effect[];
}

/**
 * Looks at one subject: resolves, determines, plans, records, applies.
 *
 * Looks at one and the same subject must not overlap; different subjects may.
 *
 * @throws whatever GitHub or the log answered; looking again is then safe and finishes the work
 */
export async function reconcile(dependencies: ReconcileDependencies, look: Look): Promise<Outcome> {
  let seen = look;
  let planned = await planFor(dependencies, seen);
  const isHint = planned.effects.length > 0 && isOld(look.subject, dependencies.now());
  if (look.fresh !== true && (planned.doubtful || isHint)) {
    const reread = await readSubject(await look.octokit(), look.subject);
    if (reread === undefined) return { kind: "gone", effects: [] };
    const { repository } = look.subject;
    const subject = subjectFromRest(reread, { policy: look.inForce.policy, repository });
    seen = { ...look, subject, fresh: true };
    planned = await planFor(dependencies, seen);
  }
  return carryOut(dependencies, seen, planned);
}

/** The four pure steps, with the commits read first where the roster could match them. */
async function planFor(dependencies: ReconcileDependencies, look: Look): Promise<Plan> {
  const { source, rulesFor, recorder, commits, now } = dependencies;
  const subject = await commits.readInto(look.subject, look.octokit);
  const { policy } = look.inForce;
  const asOf = dayNumber(now().toISOString());
  return plan({
    subject,
    determinations: determine(
      rulesFor(policy),
      subject,
      resolve(subject, source, asOf),
      asOf,
      recorder.workOn(subject),
    ),
    policy,
    state: recorder.stateOf(subject),
    fresh: look.fresh === true,
    sha256,
  });
}

/**
 * Records, then applies. An entry that an effect rests on is durable before the effect; what is private is
 * recorded after the public work, so that it takes no time that GitHub could see.
 */
async function carryOut(dependencies: ReconcileDependencies, look: Look, planned: Plan): Promise<Outcome> {
  const { recorder, labels } = dependencies;
  const { subject } = look;
  const cause = { ...look.cause, policy: look.inForce.sha256 };
  const place = { repository: repositoryOf(subject), subject: subjectOf(subject) };
  const recordAll = async (records: readonly PlannedRecord[]): Promise<void> => {
    await Promise.all(
      records.map(({ log, draft, hidden }) => recorder.record(log, { ...draft, cause }, hidden)),
    );
  };
  await recordAll(planned.records.filter((each) => each.beforeEffects));
  for (const override of planned.overrides) {
    const by = byWhom(look, override.label);
    await recorder.record(planned.effectLog, { type: "override", ...place, ...by, override, cause });
  }
  for (const effect of planned.effects) {
    await applyEffect(effect, {
      octokit: await look.octokit(),
      subject,
      labels,
      names: look.inForce.policy.labels,
      note: async (done) => {
        await recorder.record(planned.effectLog, { type: "effect", ...place, effect: done, cause });
      },
    });
  }
  await recordAll(planned.records.filter((each) => !each.beforeEffects));
  const recorded = planned.records.length + planned.overrides.length > 0;
  const kind = planned.effects.length > 0 ? "applied" : recorded ? "recorded" : "nothing";
  return { kind, effects: planned.effects };
}

function byWhom({ labelledBy }: Look, label: string): Pick<EntryDraft, "by"> {
  if (labelledBy?.label !== label) return {};
  return { by: { id: labelledBy.id, login: labelledBy.login } };
}

function isOld(subject: Subject, now: Date): boolean {
  const updated = Date.parse(subject.updatedAt ?? subject.createdAt);
  return !(now.getTime() - updated < HINT_AFTER_MS);
}
