/*
 * Days are UTC, written YYYY-MM-DD, and counted from 1970-01-01. Intervals are half-open:
 * `[from, until)`, so that an engagement `until 2026-01-01` ends with the last second of 2025.
 */

const DAY_MS = 86_400_000;
const DAY_FORM = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A UTC day as a count of days since 1970-01-01. */
export type DayNumber = number;

/** `[from, until)`; an absent bound is unbounded on that side. */
export interface Interval {
  readonly from?: DayNumber;
  readonly until?: DayNumber;
}

/** True for a day that exists in the calendar, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const match = DAY_FORM.exec(text);
  if (match === null) return false;
  const at = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return at.toISOString().startsWith(text);
}

/**
 * The UTC day of a date (`YYYY-MM-DD`) or of an RFC 3339 time with any offset.
 *
 * @throws RangeError when the text is neither
 */
export function dayNumber(text: string): DayNumber {
  const at = DAY_FORM.test(text) && !isDay(text) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError("not a date: expected YYYY-MM-DD or an RFC 3339 time");
  return Math.floor(at / DAY_MS);
}

/** The day as YYYY-MM-DD. */
export function dayText(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Is the day inside the half-open interval? */
export function contains(interval: Interval, day: DayNumber): boolean {
  return (
    (interval.from === undefined || day >= interval.from) &&
    (interval.until === undefined || day < interval.until)
  );
}

/** What both intervals have in common, or undefined when that is nothing. */
export function intersect(a: Interval, b: Interval): Interval | undefined {
  const from = Math.max(a.from ?? -Infinity, b.from ?? -Infinity);
  const until = Math.min(a.until ?? Infinity, b.until ?? Infinity);
  if (from >= until) return undefined;
  return {
    ...(from === -Infinity ? {} : { from }),
    ...(until === Infinity ? {} : { until }),
  };
}

/** The interval between two optional written days. */
export function interval(from: string | undefined, until: string | undefined): Interval {
  return {
    ...(from === undefined ? {} : { from: dayNumber(from) }),
    ...(until === undefined ? {} : { until: dayNumber(until) }),
  };
}
