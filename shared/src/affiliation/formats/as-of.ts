/*
 * Until which day a file speaks, where it does not say so itself: the latest day it names that can be meant.
 */
import type { DayNumber, Interval } from "../../roster/dates.ts";
import type { DomainRecord, PersonRecord } from "./affiliation-file.ts";

const YEAR = 365;
/** With fewer days than this every one of them may be meant. */
const FEW_DAYS = 10;
/** A day is lonely when fewer than one in so many of the file's days lie in the year that ends with it. */
const LONELY = 200;

/**
 * The latest of the days that is neither after `today` nor lonely: a single mistyped year must not make old
 * data look fresh. A day is lonely when fewer than one in two hundred of the others (at least one) lie in the
 * 365 days up to it; in a list of fewer than ten days none is.
 */
export function latestMeantDay(days: readonly DayNumber[], today: DayNumber): DayNumber | undefined {
  const past = Float64Array.from(days.filter((day) => day <= today)).sort();
  const needed = past.length < FEW_DAYS ? 0 : Math.max(1, Math.floor(past.length / LONELY));
  let first = past.length - 1;
  for (let at = past.length - 1; at >= 0; at -= 1) {
    const day = past[at] ?? 0;
    first = Math.min(first, at);
    while (first > 0 && (past[first - 1] ?? 0) > day - YEAR) first -= 1;
    if (at - first >= needed) return day;
  }
  return past.at(-1);
}

/** Every day on which the file says that something began or ended, for {@link latestMeantDay}. */
export function boundariesOf(
  people: readonly PersonRecord[],
  domains: readonly DomainRecord[] = [],
): DayNumber[] {
  const days: DayNumber[] = [];
  const take = ({ from, until }: Interval): void => {
    if (from !== undefined) days.push(from);
    if (until !== undefined) days.push(until);
  };
  for (const { stints } of people) stints.forEach(take);
  domains.forEach(take);
  return days;
}
