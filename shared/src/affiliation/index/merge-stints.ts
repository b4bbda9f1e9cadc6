/*
 * The stints of one person, of all her records: each once.
 */
import type { DayNumber } from "../../roster/dates.ts";
import { UNKNOWN } from "./columns.ts";
import { compareText, inOrder } from "./text.ts";

/** A stint with the number of its file and the bounds of columns.ts. */
export interface MergedStint {
  /** As written, white space folded. */
  readonly organization: string;
  readonly from: DayNumber;
  readonly until: DayNumber;
  readonly source: number;
  /** Which of her records in the source: numbered by content, so that their order says nothing. */
  readonly record: number;
}

/**
 * Of one file: overlapping stints with one organization are one. Sorted by start, then end, file and name;
 * of several spellings the first in the alphabet stays.
 */
export function mergeStints(
  stints: readonly MergedStint[],
  keyOf: (name: string) => string,
): readonly MergedStint[] {
  const ordered = inOrder(stints, byTime);
  if (!overlap(ordered)) return ordered;
  const sorted = stints.toSorted(
    (a, b) =>
      a.source - b.source ||
      (a.organization === b.organization ? 0 : compareText(keyOf(a.organization), keyOf(b.organization))) ||
      a.from - b.from ||
      a.until - b.until,
  );
  let kept = 0;
  for (const stint of sorted) {
    const before = sorted[kept - 1];
    if (before === undefined || !continues(before, stint, keyOf)) {
      sorted[kept] = stint;
      kept += 1;
      continue;
    }
    sorted[kept - 1] = {
      organization:
        compareText(before.organization, stint.organization) <= 0 ? before.organization : stint.organization,
      from: before.from,
      until: Math.max(before.until, stint.until),
      source: before.source,
      record: Math.min(before.record, stint.record),
    };
  }
  sorted.length = kept;
  return sorted.sort(byTime);
}

function byTime(a: MergedStint, b: MergedStint): number {
  return (
    a.from - b.from ||
    a.until - b.until ||
    a.source - b.source ||
    a.record - b.record ||
    compareText(a.organization, b.organization)
  );
}

/** Do any, of whatever organizations? By start, hardly anybody's do. */
function overlap(ordered: readonly MergedStint[]): boolean {
  return ordered.some((stint, index) => stint.from < (ordered[index - 1]?.until ?? UNKNOWN));
}

/** Does the later one continue what one file says of one organization? */
function continues(before: MergedStint, stint: MergedStint, keyOf: (name: string) => string): boolean {
  return (
    before.source === stint.source &&
    stint.from < before.until &&
    (before.organization === stint.organization || keyOf(before.organization) === keyOf(stint.organization))
  );
}
