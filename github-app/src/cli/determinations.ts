/*
 * Determinations of many subjects, printed as they come, with a count at the end. Shared by the commands
 * that only look.
 */
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import { knownWork } from "@recuse/shared/conflict/known-work.ts";
import type { Determination, Level } from "@recuse/shared/conflict/determination.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import {
  DETERMINATION_CSV_HEAD,
  determinationCsv,
  determinationJson,
  determinationText,
} from "@recuse/shared/report/determinations.ts";
import type { DayNumber } from "@recuse/shared/roster/dates.ts";
import { emptyJournal } from "@recuse/shared/recusal/journal.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { affiliationSource, type Known } from "../affiliations/source.ts";
import { CommandError, print, type Io } from "./io.ts";

export const FORMATS = ["table", "jsonl", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** @throws CommandError for a format that does not exist */
export function formatOf(text: string | undefined): Format {
  const format = FORMATS.find((each) => each === (text ?? "table"));
  if (format === undefined) throw new CommandError(`--format: expected ${FORMATS.join(", ")}`);
  return format;
}

/** Judges subjects by one roster and one policy as of one day, with whatever else is known of people. */
export function judge(
  roster: Roster,
  policy: Policy,
  asOf: DayNumber,
  known: Known = {},
): (subject: Subject) => Determination[] {
  const rules = compileRules(roster, policy, known.employment);
  const source = affiliationSource(roster, known);
  const { journal = emptyJournal() } = known;
  return (subject) =>
    rules.actsIn(subject.repository.name)
      ? determine(rules, subject, resolve(subject, source, asOf), asOf, knownWork(journal, subject))
      : [];
}

export interface DeterminationPrinter {
  /** Prints one subject's determinations; false once nobody reads any more. */
  readonly print: (determinations: readonly Determination[], explanation?: string) => Promise<boolean>;
  /** Prints what is still held back; false once nobody reads any more. */
  readonly flush: () => Promise<boolean>;
  /** Prints the count: to standard error where standard output is for programs. */
  readonly end: () => Promise<void>;
}

/**
 * Prints in large pieces, for a pipe is slow by the line.
 *
 * @param leftOut said of subjects for which there is no determination
 */
export function determinationPrinter(
  io: Io,
  format: Format,
  leftOut = "in repositories that the roster does not list",
): DeterminationPrinter {
  const levels = new Map<Level, number>();
  let subjects = 0;
  let elsewhere = 0;
  let pending = format === "csv" ? DETERMINATION_CSV_HEAD : "";

  async function flush(): Promise<boolean> {
    const text = pending;
    pending = "";
    return text === "" || print(io.stdout, text);
  }

  return {
    print: async (determinations, explanation = "") => {
      subjects += 1;
      pending += explanation;
      if (determinations.length === 0) elsewhere += 1;
      for (const determination of determinations) {
        levels.set(determination.level, (levels.get(determination.level) ?? 0) + 1);
        pending += lineOf(determination, format);
      }
      return pending.length < 65_536 || flush();
    },
    flush,
    end: async () => {
      if (!(await flush())) return;
      const counts = (["recuse", "disclose", "unknown", "clear"] as const)
        .map((level) => `${String(levels.get(level) ?? 0)} ${level}`)
        .join(", ");
      const left = elsewhere === 0 ? "" : `; ${String(elsewhere)} ${leftOut} were left out`;
      const sentence = `${String(subjects)} subjects: ${counts}${left}\n`;
      await print(format === "table" ? io.stdout : io.stderr, sentence);
    },
  };
}

function lineOf(determination: Determination, format: Format): string {
  if (format === "jsonl") return `${determinationJson(determination)}\n`;
  return format === "csv" ? determinationCsv(determination) : determinationText(determination);
}
