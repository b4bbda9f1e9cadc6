/*
 * What one mocha run came to, as it travels from the extension host to the runner, and the guard against a run that
 * only looks green: an extension host that is killed reports success.
 */
import { writeFile, readFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import type Mocha from "mocha";
import * as z from "zod";

const LONGEST_MESSAGE = 300;

const Outcome = z.strictObject({
  /** Written last: false or absent means that the run did not reach its end. */
  complete: z.literal(true),
  passed: z.number().int().min(0),
  /** Full titles with the error in brief. */
  failures: z.array(z.string()),
  skips: z.array(z.string()),
  /** What the reporter printed. */
  printed: z.string(),
});
export type Outcome = z.infer<typeof Outcome>;

/** Runs mocha to its end and counts. */
export async function runMocha(mocha: Mocha): Promise<Omit<Outcome, "printed">> {
  let passed = 0;
  const failures: string[] = [];
  const skips: string[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on("pass", () => {
        passed += 1;
      })
      .on("fail", (test, error: unknown) => {
        failures.push(`${test.fullTitle()}: ${brief(error)}`);
      })
      .on("pending", (test) => {
        skips.push(test.fullTitle());
      });
  });
  return { complete: true, passed, failures, skips };
}

export async function writeOutcome(file: string, outcome: Outcome): Promise<void> {
  await writeFile(file, JSON.stringify(outcome));
}

/**
 * The outcome that a run left in the file; one that left none, an unfinished one or one without a test has failed.
 *
 * @param suite the name that the failure shows
 */
export async function readOutcome(file: string, suite: string): Promise<Outcome> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return failedOutcome(`${suite} ended without a result`);
  const outcome = parseOutcome(text);
  if (outcome === undefined) return failedOutcome(`${suite} left an unfinished result`);
  if (outcome.passed + outcome.failures.length === 0) return failedOutcome(`${suite} ran no test`);
  return outcome;
}

/** An outcome that holds one failure and nothing else. */
export function failedOutcome(failure: string): Outcome {
  return { complete: true, passed: 0, failures: [failure], skips: [], printed: "" };
}

function parseOutcome(text: string): Outcome | undefined {
  try {
    return Outcome.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** An assertion's values stand on lines of their own. */
function brief(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return stripVTControlCharacters(message).replaceAll(/\s+/g, " ").slice(0, LONGEST_MESSAGE);
}
