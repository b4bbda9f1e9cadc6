/*
 * The text of a roster file → a roster, or every problem with its line and column. Reads no file.
 */
import { readDocument, type LocatedDocument } from "../config/document.ts";
import type { Result } from "../config/problem.ts";
import { validate } from "../config/validate.ts";
import { Roster } from "./schema.ts";

/** The longest roster that is read, in UTF-16 units. */
export const LONGEST_ROSTER = 1_048_576;

/**
 * Parses and checks a roster. JSON where the file name ends in `.json`, otherwise YAML 1.2.
 *
 * @param file the name that problems show
 */
export function parseRoster(text: string, file: string): Result<Roster> {
  const parsed = parseLocatedRoster(text, file);
  return parsed.ok ? { ok: true, value: parsed.value.roster } : parsed;
}

/** A sound roster, and where each of its values stands in the file. */
export interface LocatedRoster {
  readonly roster: Roster;
  readonly document: LocatedDocument;
}

/** {@link parseRoster} for who has more to say of the roster's values. */
export function parseLocatedRoster(text: string, file: string): Result<LocatedRoster> {
  const document = readDocument(text, file, LONGEST_ROSTER);
  if (!document.ok) return document;
  const roster = validate(Roster, document.value);
  return roster.ok ? { ok: true, value: { roster: roster.value, document: document.value } } : roster;
}
