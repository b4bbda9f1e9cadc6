/*
 * The text of a roster file → a roster, or every problem with its line and column. Reads no file.
 */
import type { Result } from "../config/problem.ts";
import { parseFile } from "../config/validate.ts";
import { Roster } from "./schema.ts";

/** The longest roster that is read, in UTF-16 units. */
export const LONGEST_ROSTER = 1_048_576;

/**
 * Parses and checks a roster. JSON where the file name ends in `.json`, otherwise YAML 1.2.
 *
 * @param file the name that problems show
 */
export function parseRoster(text: string, file: string): Result<Roster> {
  return parseFile(Roster, text, file, LONGEST_ROSTER);
}
