/*
 * An organization line of gitdm: a name and then, at the end of the line, `from` and `until` with their days.
 * Names hold the word "from" as well ("Nuage Networks from Nokia"), so lines are read from their end.
 */
import { dayNumber, isDay, type DayNumber, type Interval } from "../../roster/dates.ts";
import type { Stint } from "./affiliation-file.ts";
import { foldedName, isBareSuffix, LONGEST_NAME } from "./organization-name.ts";
import type { LineRemarks } from "./remarks.ts";
import { soundInterval } from "./written-interval.ts";

export interface StintReading {
  /** Absent when the line names no organization, no time, or cannot be meant. */
  readonly stint?: Stint;
  /** The day that stands after `until`: where the next line begins if it does not say so. */
  readonly until: DayNumber | undefined;
}

export type StintLine = (
  line: string,
  number: number,
  isFirst: boolean,
  previousUntil: DayNumber | undefined,
) => StintReading;

const DAY_LENGTH = 10;
/** Digits in the manner of a date. */
const DATE_LIKE = /^\d{1,4}[-/.]?\d{0,2}[-/.]?\d{0,4}$/;
const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/;

const UNREADABLE: StintReading = { until: undefined };

/** Reads lines of one file; days are looked up once each, for nearly all of them are the first of a month. */
export function stintLines(remarks: LineRemarks): StintLine {
  const days = new Map<string, DayNumber | undefined>();
  const names = new Map<string, string>();
  const dayOf = (text: string): DayNumber | undefined => {
    if (days.has(text)) return days.get(text);
    const day = isDay(text) ? dayNumber(text) : undefined;
    days.set(text, day);
    return day;
  };

  return (line, number, isFirst, previousUntil) => {
    if (!line.startsWith("\t")) remarks.oddity(number, "spaces stand where a tab belongs; read all the same");
    const bounds: { from?: DayNumber; until?: DayNumber } = {};
    let rest = line.trim();
    while (isDigit(rest.charCodeAt(rest.length - 1))) {
      const last = rest.slice(rest.lastIndexOf(" ") + 1);
      if (!DATE_LIKE.test(last) || last.length > DAY_LENGTH) break;
      const before = rest.slice(0, -last.length).trimEnd();
      const word = boundWord(before);
      if (word === undefined && !DAY_FORM.test(last)) break; // a name such as "Studio 54"
      const day = dayOf(last);
      if (day === undefined) {
        remarks.problem(
          number,
          "expected a day that exists, such as 2026-03-01 (YYYY-MM-DD); correct the date at the end of the line",
        );
        return UNREADABLE;
      }
      const bound = word ?? "from";
      if (bounds[bound] !== undefined) {
        remarks.problem(number, `expected one ${bound} with a day; remove what is too much`);
        return UNREADABLE;
      }
      bounds[bound] = day;
      if (word === undefined) {
        remarks.oddity(number, "a day stands without from or until; taken for the day it begins");
        rest = before;
        continue;
      }
      rest = before.slice(0, -word.length).trimEnd();
      if (boundWord(rest) === word) {
        remarks.oddity(number, `${word} stands twice; read once`);
        rest = rest.slice(0, -word.length).trimEnd();
      }
    }
    if (boundWord(rest) !== undefined || rest.includes(" until ")) {
      remarks.problem(number, "expected a day (YYYY-MM-DD) after from or until; add it or remove the word");
      return UNREADABLE;
    }
    const organization = foldedName(rest);
    if (organization === "" || organization.length > LONGEST_NAME) {
      remarks.problem(
        number,
        `expected the name of an organization, of 1 to ${LONGEST_NAME} characters; correct the line`,
      );
      return UNREADABLE;
    }
    if (organization.includes(" from ")) {
      remarks.oddity(
        number,
        "the word from stands inside the name; only dates at the end of the line are dates",
      );
    }
    return stintOf(organization, number, isFirst, previousUntil, bounds);
  };

  function stintOf(
    organization: string,
    number: number,
    isFirst: boolean,
    previousUntil: DayNumber | undefined,
    bounds: { readonly from?: DayNumber; readonly until?: DayNumber },
  ): StintReading {
    const { until } = bounds;
    if (isBareSuffix(organization)) {
      remarks.oddity(number, "only the legal form of a company is left of a name; left out");
      return { until };
    }
    let { from } = bounds;
    if (from === undefined && !isFirst) {
      from = previousUntil;
      remarks.oddity(
        number,
        previousUntil === undefined
          ? "a later organization has no from; its start is unknown"
          : "a later organization has no from; taken to begin where the line before it ends",
      );
    }
    const written = soundInterval(from, until);
    if (written.oddity !== undefined) remarks.oddity(number, `the stay ${written.oddity}`);
    if (written.interval === undefined) return { until };
    return { stint: stintWithin(nameOf(organization), written.interval), until };
  }

  /** One text for every mention of a name. */
  function nameOf(written: string): string {
    const before = names.get(written);
    if (before === undefined) names.set(written, written);
    return before ?? written;
  }
}

/** Written out, because there are hundreds of thousands: what is spread into an object takes twice the room. */
function stintWithin(organization: string, { from, until }: Interval): Stint {
  if (from === undefined) return until === undefined ? { organization } : { organization, until };
  return until === undefined ? { organization, from } : { organization, from, until };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The word at the end that announces a day. */
function boundWord(text: string): "from" | "until" | undefined {
  if (text === "from" || text.endsWith(" from")) return "from";
  return text === "until" || text.endsWith(" until") ? "until" : undefined;
}
