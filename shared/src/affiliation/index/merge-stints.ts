/*
 * The stints of one person, of all her records: each once.
 */
import type { DayNumber } from "../../roster/dates.ts";
import { compareText } from "./text.ts";

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
export function mergeStints(stints: readonly MergedStint[], keyOf: (name: string) => string): MergedStint[] {
  if (stints.length < 2) return stints.slice();
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
    if (before === undefined || !overlaps(before, stint, keyOf)) {
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
  return sorted.sort(
    (a, b) =>
      a.from - b.from ||
      a.until - b.until ||
      a.source - b.source ||
      a.record - b.record ||
      compareText(a.organization, b.organization),
  );
}

/** Does the later one continue what one file says of one organization? */
function overlaps(before: MergedStint, stint: MergedStint, keyOf: (name: string) => string): boolean {
  return (
    before.source === stint.source &&
    stint.from < before.until &&
    (before.organization === stint.organization || keyOf(before.organization) === keyOf(stint.organization))
  );
}
