/*
 * The text of a policy file → a policy, or every problem with its line and column. Reads no file.
 */
import type { Result } from "../config/problem.ts";
import { parseFile } from "../config/validate.ts";
import { Policy } from "./policy.ts";

/** The longest policy that is read, in UTF-16 units: it comes out of anybody's repository. */
export const LONGEST_POLICY = 65_536;

/**
 * Parses and checks a policy. YAML 1.2, or JSON where the file name ends in `.json`.
 *
 * @param file the name that problems show
 */
export function parsePolicy(text: string, file: string): Result<Policy> {
  return parseFile(Policy, text, file, LONGEST_POLICY);
}
