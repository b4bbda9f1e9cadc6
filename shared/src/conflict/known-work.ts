/*
 * What the journal knows of one subject that neither GitHub nor the roster shows, as a determination takes it.
 */
import { subjectState, type Journal, type SubjectState } from "../recusal/journal.ts";
import type { Pin, SubjectSaid } from "../recusal/pin.ts";
import { pinsOnSubject, standingPins } from "../recusal/standing-pins.ts";
import { isGhost } from "../subject/account.ts";
import type { Subject } from "../subject/subject.ts";

export interface KnownWork {
  /** Numeric ids of maintainers who helped a client bring the subject. */
  readonly helped: readonly number[];
  /** What people pinned of the subject itself, at most one pin for each maintainer and organization. */
  readonly pins?: readonly Pin<SubjectSaid>[];
  /** What was recorded of it before; where its author's account is gone, that is kept. */
  readonly recorded?: Pick<SubjectState, "recorded" | "organizationsOf">;
}

export const NOTHING_KNOWN: KnownWork = { helped: [] };

/** What a journal knows of a subject. */
export function knownWork(journal: Journal, subject: Subject): KnownWork {
  const pins = pinsOnSubject(standingPins(journal.pins), subject);
  const isKept = subject.number !== undefined && subject.people.some(isGhost);
  if (pins.length === 0 && !isKept) return NOTHING_KNOWN;
  return {
    ...NOTHING_KNOWN,
    ...(pins.length === 0 ? {} : { pins }),
    ...(isKept ? { recorded: subjectState(journal, subject.repository, subject.number) } : {}),
  };
}
