/*
 * `# as of 2023-03-29`: a text format's own word for the day until which it speaks.
 */
import { dayNumber, isDay, type DayNumber } from "../../roster/dates.ts";
import type { LineRemarks } from "./remarks.ts";

const AS_OF = /^#[ \t]*as of:?[ \t]+(\S+)$/i;
const LONGEST = 60;

export interface AsOfReader {
  /** Takes a comment line, whether it is about the date or not. */
  readonly read: (comment: string, line: number) => void;
  readonly day: () => DayNumber | undefined;
}

/** The first such line counts; a day that does not exist is a problem, one after `today` cannot be meant. */
export function asOfReader(remarks: LineRemarks, today: DayNumber): AsOfReader {
  let day: DayNumber | undefined;
  return {
    read: (comment, line) => {
      const written = comment.length > LONGEST ? undefined : AS_OF.exec(comment)?.[1];
      if (written === undefined) return;
      if (!isDay(written)) {
        remarks.problem(
          line,
          "expected a day such as 2026-03-01 (YYYY-MM-DD, in UTC) after # as of; correct it",
        );
      } else if (dayNumber(written) > today) {
        remarks.oddity(line, "the as-of date lies in the future; not taken for the file's date");
      } else if (day !== undefined) {
        remarks.oddity(line, "the file has an as-of date further up; that one counts");
      } else day = dayNumber(written);
    },
    day: () => day,
  };
}
