/* What a new client adds, printed as it comes, with the counts at the end. */
import type { Intake } from "@recuse/shared/conflict/intake.ts";
import {
  emptyIntakeTally,
  intakeJson,
  intakeSummary,
  intakeText,
  tallyIntake,
} from "@recuse/shared/report/intake.ts";
import type { CompareFormat } from "./compare-options.ts";
import type { NewClient } from "./intake-options.ts";
import { print, type Io } from "./io.ts";

export interface IntakePrinter {
  /** Counts a subject and prints what she adds there; false once nobody reads any more. Undefined: nobody is judged there. */
  readonly print: (repository: string, intakes: readonly Intake[] | undefined) => Promise<boolean>;
  /** Prints the counts: to standard error where standard output is for programs. */
  readonly end: () => Promise<void>;
}

export function intakePrinter(
  io: Io,
  format: CompareFormat,
  { organization, engagement }: NewClient,
): IntakePrinter {
  const tally = emptyIntakeTally();
  let elsewhere = 0;
  return {
    print: async (repository, intakes) => {
      if (intakes === undefined) {
        elsewhere += 1;
        return true;
      }
      tallyIntake(tally, repository, intakes);
      const lines = intakes.map((each) => (format === "jsonl" ? `${intakeJson(each)}\n` : intakeText(each)));
      return lines.length === 0 || print(io.stdout, lines.join(""));
    },
    end: async () => {
      const owner = engagement.owner === "practice" ? "of the practice" : `of @${engagement.owner}`;
      const summary = intakeSummary(tally, organization.name, `${engagement.kind} ${owner}`);
      const left =
        elsewhere === 0
          ? ""
          : `${String(elsewhere)} in repositories that the roster does not list were left out\n`;
      await print(format === "table" ? io.stdout : io.stderr, left + summary);
    },
  };
}
