/*
 * Days and intervals as published data writes them, far past and far future standing for "unknown" and "open".
 */
import { dayNumber, isDay, type DayNumber, type Interval } from "../../roster/dates.ts";

/** Nobody is hired this late: such a day stands for "still there". */
const FAR_FUTURE = dayNumber("2099-01-01");
/** SortingHat's first day, and earlier than every hire: such a day stands for "nobody knows since when". */
const FAR_PAST = dayNumber("1900-01-01");

const TIMED =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,9})?)?)?( ?(?:[Zz]|[+-]\d{2}:?\d{2}))?$/;
const LONGEST = 40;

/**
 * The UTC day of a date or of a time, or undefined when the text is neither or names a day that does not
 * exist. A time without a zone is UTC.
 */
export function writtenDay(text: string): DayNumber | undefined {
  if (text.length > LONGEST) return undefined;
  const match = TIMED.exec(text);
  const date = match?.[1];
  if (date === undefined || !isDay(date)) return undefined;
  const zone = match?.[2]?.trim();
  if (zone === undefined || zone.toUpperCase() === "Z") return dayNumber(date);
  const instant = `${text.slice(0, text.length - (match?.[2] ?? "").length).replace(" ", "T")}${zone}`;
  try {
    return dayNumber(instant);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What became of a written interval; `oddity` says what was made of a bound that cannot be meant as written. */
export type WrittenInterval =
  | { readonly interval: Interval; readonly oddity?: string }
  | { readonly interval: undefined; readonly oddity: string };

/** `[from, until)` as far as it can be meant; an interval without a day is none. */
export function soundInterval(from: DayNumber | undefined, until: DayNumber | undefined): WrittenInterval {
  if (from !== undefined && from >= FAR_FUTURE) {
    return { interval: undefined, oddity: "begins in the far future; left out" };
  }
  if (from !== undefined && until !== undefined && from >= until) {
    return { interval: undefined, oddity: "ends on the day it begins or before; left out" };
  }
  const isOpen = until !== undefined && until >= FAR_FUTURE;
  const isUnknown = from !== undefined && from <= FAR_PAST;
  const interval = intervalOf(isUnknown ? undefined : from, isOpen ? undefined : until);
  return isOpen ? { interval, oddity: "ends in the far future; taken for open" } : { interval };
}

/** Written out, because there are hundreds of thousands: what is spread into an object takes twice the room. */
function intervalOf(from: DayNumber | undefined, until: DayNumber | undefined): Interval {
  if (from === undefined) return until === undefined ? {} : { until };
  return until === undefined ? { from } : { from, until };
}
