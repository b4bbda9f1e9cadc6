/*
 * The fourth step: determinations against what is, as records and effects. Decides, never performs; the
 * same input twice gives the same plan, and a plan that was carried out leaves nothing to plan.
 */
import type { OverrideRecord } from "../audit/entry.ts";
import type { LogName } from "../audit/log.ts";
import type { Determination } from "../conflict/determination.ts";
import type { Policy } from "../conflict/policy.ts";
import { labelable, publishable } from "../conflict/publish.ts";
import type { SubjectState } from "../recusal/journal.ts";
import type { Subject } from "../subject/subject.ts";
import { conflictComment, resolvedComment } from "./comment.ts";
import type { Effect } from "./effect.ts";
import { labelPlan, wantedLabels } from "./labels.ts";
import { plannedRecords, type PlannedRecord } from "./records.ts";

export interface Plan {
  readonly records: readonly PlannedRecord[];
  readonly effects: readonly Effect[];
  /** What people did to the App's labels since the last look. */
  readonly overrides: readonly OverrideRecord[];
  /** Which log the effects belong to: the public one unless they rest on something private. */
  readonly effectLog: LogName;
  /** This view contradicts the log: read the subject again before anything is concluded. */
  readonly doubtful: boolean;
}

export interface PlanInput {
  readonly subject: Subject;
  readonly determinations: readonly Determination[];
  readonly policy: Policy;
  readonly state: SubjectState;
  /** The subject was read just now, so that a missing label is a removed one. */
  readonly fresh: boolean;
  /** SHA-256 in hexadecimal, of UTF-8. */
  readonly sha256: (text: string) => string;
}

/** Plans one subject. */
export function plan(input: PlanInput): Plan {
  const { subject, determinations, policy, state, fresh } = input;
  const speaking = determinations.filter((each) => isHeard(each, subject, policy));
  const published = speaking.map(publishable);
  const unknownShown = policy.mode !== "observe" && policy.labels.unknown !== undefined;
  const records = plannedRecords(subject, determinations, state, unknownShown);
  const effectLog = effectLogOf(subject, published);
  if (subject.state === "closed") {
    return { records, effects: [], overrides: [], effectLog, doubtful: false };
  }
  const wanted = wantedLabels(subject, speaking.map(labelable), published, policy);
  const labels = labelPlan(subject, wanted, state);
  const comment = commentEffect(input, published);
  const doubtful = !fresh && (labels.missing.length > 0 || labels.restored.length > 0);
  return {
    records,
    effects: [
      ...(labels.add.length > 0 ? [{ kind: "add-labels", labels: labels.add } satisfies Effect] : []),
      ...labels.remove.map((label) => ({ kind: "remove-label", label }) satisfies Effect),
      ...(comment === undefined ? [] : [comment]),
    ],
    overrides: doubtful
      ? []
      : [
          ...labels.missing.map((label) => ({ label, action: "removed" }) satisfies OverrideRecord),
          ...labels.restored.map((label) => ({ label, action: "restored" }) satisfies OverrideRecord),
        ],
    effectLog,
    doubtful,
  };
}

/** `labelWhen: involved` hears only maintainers who are assigned, requested, listed, or have acted. */
function isHeard({ maintainer }: Determination, subject: Subject, policy: Policy): boolean {
  if (policy.labelWhen === "always") return true;
  const login = maintainer.login.toLowerCase();
  return [...subject.involved, ...(subject.deciders ?? [])].some((each) => each.toLowerCase() === login);
}

function effectLogOf(subject: Subject, published: readonly Determination[]): LogName {
  const isPublic = published.some(({ level }) => level !== "clear");
  return isPublic && !subject.repository.private ? "public" : "private";
}

function commentEffect(input: PlanInput, published: readonly Determination[]): Effect | undefined {
  const { subject, policy, state, sha256 } = input;
  if (policy.mode === "observe" || policy.comment === "never" || state.commentRemoved) return undefined;
  const isPlace = subject.kind === "proposal" || subject.form === "pull_request";
  const wanted = isPlace ? conflictComment(subject, published, policy) : undefined;
  if (state.comment === undefined) {
    if (wanted === undefined) return undefined;
    return { kind: state.commentIntended ? "recover-comment" : "create-comment", body: wanted };
  }
  const body = wanted ?? resolvedComment(subject);
  if (sha256(body) === state.comment.sha256) return undefined;
  return { kind: "edit-comment", comment: state.comment.id, body };
}
