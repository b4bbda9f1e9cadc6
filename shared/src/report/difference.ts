/*
 * What a sweep shows: what changes on each subject, what would be written to GitHub, and a count of both. For the
 * roster's owner alone: it names clients.
 */
import { CHANGE_KINDS, kindOfChanges, type Change, type ChangeKind } from "../conflict/difference.ts";
import type { Effect } from "../plan/effect.ts";
import { findingJson, findingLines } from "./finding-lines.ts";
import { printable } from "./printable.ts";

/** One subject on which something changes. */
export interface SubjectDifference {
  readonly ref: string;
  readonly changes: readonly Change[];
  /** What applying would write; absent where that cannot be told. */
  readonly effects?: readonly Effect[] | undefined;
}

/** Made by {@link emptyTally}, changed by {@link tally}. */
export interface DifferenceTally {
  readonly kinds: Record<ChangeKind, number>;
  subjects: number;
  /** On how many subjects it could be told what applying would write. */
  planned: number;
  readonly writes: { added: number; removed: number; comments: number; edited: number };
}

const WORDS: Readonly<Record<ChangeKind, string>> = {
  "newly-recuse": "newly recuse",
  "newly-disclose": "newly disclose",
  "no-longer": "no longer",
  otherwise: "otherwise changed",
  unchanged: "unchanged",
};

export function emptyTally(): DifferenceTally {
  return {
    kinds: { "newly-recuse": 0, "newly-disclose": 0, "no-longer": 0, otherwise: 0, unchanged: 0 },
    subjects: 0,
    planned: 0,
    writes: { added: 0, removed: 0, comments: 0, edited: 0 },
  };
}

/** Counts one subject, changed or not. What would be written is counted where something changes. */
export function tally(counted: DifferenceTally, { changes, effects }: Omit<SubjectDifference, "ref">): void {
  counted.subjects += 1;
  // What an earlier run left unfinished differs as well, although nobody's level does.
  const isUnfinished = changes.length === 0 && effects !== undefined && effects.length > 0;
  counted.kinds[isUnfinished ? "otherwise" : kindOfChanges(changes)] += 1;
  if (effects === undefined) return;
  counted.planned += 1;
  for (const effect of effects) countEffect(counted.writes, effect);
}

/** Lines for people. */
export function differenceText({ ref, changes, effects }: SubjectDifference): string {
  const people = changes.map(({ maintainer, before, after, came, went, findings }) => {
    const moved = [...came.map((id) => `+${id}`), ...went.map((id) => `-${id}`)].join(" ");
    const organizations = moved === "" ? "" : `  ${moved}`;
    return `  @${maintainer.login}  ${before} → ${after}${organizations}\n${findingLines(findings)}`;
  });
  const writes =
    effects === undefined || effects.length === 0
      ? ""
      : `  would write: ${effects.map(effectWords).join("; ")}\n`;
  return `${printable(ref)}\n${people.join("")}${writes}`;
}

/** The stable line of `recuse sweep`, without a line break; `writes` is null where it cannot be told. */
export function differenceJson({ ref, changes, effects }: SubjectDifference): string {
  return JSON.stringify({
    ref,
    change: changes.length === 0 ? "otherwise" : kindOfChanges(changes),
    maintainers: changes.map(({ maintainer, before, after, came, went, findings }) => ({
      maintainer: maintainer.login,
      before,
      after,
      came,
      went,
      findings: findings.map(findingJson),
    })),
    writes: effects?.map(effectJson) ?? null,
  });
}

/** `214 subjects: 3 newly recuse, 5 newly disclose, 2 no longer, 204 unchanged`, and what applying would write. */
export function differenceSummary({ subjects, kinds, planned, writes }: DifferenceTally): string {
  const counts = CHANGE_KINDS.filter((kind) => kind !== "otherwise" || kinds[kind] > 0).map(
    (kind) => `${String(kinds[kind])} ${WORDS[kind]}`,
  );
  const head = `${amount(subjects, "subject")}: ${counts.join(", ")}\n`;
  if (planned === 0) return head;
  const parts = [
    ...(writes.added > 0 ? [`${amount(writes.added, "label")} added`] : []),
    ...(writes.removed > 0 ? [`${amount(writes.removed, "label")} removed`] : []),
    ...(writes.comments > 0 ? [`${amount(writes.comments, "comment")} written`] : []),
    ...(writes.edited > 0 ? [`${amount(writes.edited, "comment")} edited`] : []),
  ];
  return `${head}applying would write to GitHub: ${parts.length === 0 ? "nothing" : parts.join(", ")}\n`;
}

function countEffect(writes: DifferenceTally["writes"], effect: Effect): void {
  if (effect.kind === "add-labels") writes.added += effect.labels.length;
  else if (effect.kind === "remove-label") writes.removed += 1;
  else if (effect.kind === "edit-comment") writes.edited += 1;
  else writes.comments += 1;
}

function effectWords(effect: Effect): string {
  switch (effect.kind) {
    case "add-labels":
      return `add ${effect.labels.map(printable).join(", ")}`;
    case "remove-label":
      return `remove ${printable(effect.label)}`;
    case "edit-comment":
      return "edit the comment";
    case "create-comment":
    case "recover-comment":
      return "a comment";
  }
}

/** Without a comment's text, which the App writes for everybody to read. */
function effectJson(effect: Effect): Record<string, unknown> {
  if (effect.kind === "add-labels") return { kind: effect.kind, labels: effect.labels };
  return effect.kind === "remove-label" ? { kind: effect.kind, label: effect.label } : { kind: effect.kind };
}

function amount(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
