/*
 * Which labels a subject should carry, and the smallest difference from what it carries. Humans win: a
 * label that a person removed is not put back, one that a person set is not taken away.
 */
import type { Determination } from "../conflict/determination.ts";
import type { Policy } from "../conflict/policy.ts";
import type { SubjectState } from "../recusal/journal.ts";
import type { Subject } from "../subject/subject.ts";

export interface LabelPlan {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** The App set these and they are gone: a person removed them, or this view of the subject is old. */
  readonly missing: readonly string[];
  /** A person removed these earlier and they are there again. */
  readonly restored: readonly string[];
}

/**
 * The labels that the determinations ask for.
 *
 * @param labelable determinations that went through labelable(): their level may be shown
 * @param published the same that went through publishable(): only these may name a client
 */
export function wantedLabels(
  subject: Subject,
  labelable: readonly Determination[],
  published: readonly Determination[],
  policy: Policy,
): string[] {
  if (policy.mode === "observe") return [];
  const wanted = new Set<string>();
  for (const determination of labelable) {
    if (isSelfEvident(subject, determination)) continue;
    if (determination.level === "recuse") wanted.add(policy.labels.required);
    if (determination.level === "disclose") wanted.add(policy.labels.disclosureDue);
    if (determination.level === "unknown" && policy.labels.unknown !== undefined) {
      wanted.add(policy.labels.unknown);
    }
  }
  for (const finding of published.flatMap((each) => each.findings)) {
    if (policy.labels.client === undefined || finding.organization === undefined) continue;
    wanted.add(policy.labels.client.replaceAll("{organization}", finding.organization).slice(0, 50));
  }
  return [...wanted];
}

/** Compares what should be with what is. Labels that only differ in case are one label, as on GitHub. */
export function labelPlan(subject: Subject, wanted: readonly string[], state: SubjectState): LabelPlan {
  const observed = new Set(subject.labels.map(folded));
  const applied = new Set([...state.labels].map(folded));
  const removed = new Set([...state.removedByPerson].map(folded));
  const asked = new Set(wanted.map(folded));
  const absent = wanted.filter((label) => !observed.has(folded(label)) && !removed.has(folded(label)));
  return {
    add: absent.filter((label) => !applied.has(folded(label))),
    missing: absent.filter((label) => applied.has(folded(label))),
    remove: [...state.labels].filter((label) => observed.has(folded(label)) && !asked.has(folded(label))),
    restored: [...state.removedByPerson].filter((label) => observed.has(folded(label))),
  };
}

/** That she wrote an issue or a pull request is plain on GitHub; a label would only be noise. */
function isSelfEvident(subject: Subject, { findings }: Determination): boolean {
  return subject.kind !== "proposal" && findings.every(({ relation }) => relation === "wrote");
}

function folded(label: string): string {
  return label.toLowerCase();
}
