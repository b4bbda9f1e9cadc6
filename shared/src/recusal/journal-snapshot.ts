/*
 * The journal as text, to be read again at the next start in place of the log's entries. Whoever keeps it sees to
 * it that it is of the log it is used with, and that it is whole. Private matter.
 */
import { emptyJournal, type Journal } from "./journal.ts";

/** Another number for every change of what a journal keeps. */
export const JOURNAL_VERSION = 2;

export function encodeJournal({ subjects, names, pins }: Journal): string {
  const { latest, withdrawn } = pins;
  return JSON.stringify({
    subjects: [...subjects],
    names: [...names],
    pins: [...latest],
    withdrawn: [...withdrawn],
  });
}

/**
 * The journal in a text that {@link encodeJournal} of this version made.
 *
 * @throws SyntaxError, TypeError for any other
 */
export function decodeJournal(text: string): Journal {
  const { subjects, names, pins, withdrawn } = JSON.parse(text) as Record<string, unknown>;
  const journal = emptyJournal();
  for (const [key, facts] of pairs<Journal["subjects"]>(subjects)) journal.subjects.set(key, facts);
  for (const [key, name] of pairs<Journal["names"]>(names)) journal.names.set(key, name);
  for (const [key, pin] of pairs<Journal["pins"]["latest"]>(pins)) journal.pins.latest.set(key, pin);
  if (!Array.isArray(withdrawn)) throw new TypeError("this is no snapshot of a journal");
  for (const id of withdrawn) journal.pins.withdrawn.add(String(id));
  return journal;
}

/** The text is our own, whole, and of this version: the shape of what is in a pair is not asked for again. */
function pairs<Kind extends Map<unknown, unknown>>(value: unknown): [string, MapValue<Kind>][] {
  if (!Array.isArray(value)) throw new TypeError("this is no snapshot of a journal");
  return value as [string, MapValue<Kind>][];
}

type MapValue<Kind> = Kind extends Map<unknown, infer Value> ? Value : never;
