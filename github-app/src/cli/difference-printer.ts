/* Differences of many subjects, printed as they come, with a count at the end. */
import {
  differenceJson,
  differenceSummary,
  differenceText,
  emptyTally,
  tally,
} from "@recuse/shared/report/difference.ts";
import type { CompareFormat } from "./compare-options.ts";
import { print, type Io } from "./io.ts";
import type { SweptSubject } from "./sweep-difference.ts";

export interface DifferencePrinter {
  /** Counts a subject, and prints it where something changes; false once nobody reads any more. */
  readonly print: (swept: SweptSubject | undefined) => Promise<boolean>;
  /** Prints the count: to standard error where standard output is for programs. */
  readonly end: () => Promise<void>;
}

export function differencePrinter(io: Io, format: CompareFormat): DifferencePrinter {
  const counted = emptyTally();
  let elsewhere = 0;
  return {
    print: async (swept) => {
      if (swept === undefined) {
        elsewhere += 1;
        return true;
      }
      tally(counted, swept);
      if (!swept.differs) return true;
      return print(io.stdout, format === "jsonl" ? `${differenceJson(swept)}\n` : differenceText(swept));
    },
    end: async () => {
      const left =
        elsewhere === 0
          ? ""
          : `${String(elsewhere)} in repositories that the roster does not list were left out\n`;
      await print(format === "table" ? io.stdout : io.stderr, differenceSummary(counted) + left);
    },
  };
}
