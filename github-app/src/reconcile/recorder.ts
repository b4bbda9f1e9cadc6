/*
 * The fifth step: what was planned becomes durable, and the journal follows. The only place where the App
 * appends to the log.
 */
import type { Entry, EntryDraft, Hidden } from "@recuse/shared/audit/entry.ts";
import type { AuditLog, LogName } from "@recuse/shared/audit/log.ts";
import { knownWork, type KnownWork } from "@recuse/shared/conflict/known-work.ts";
import { fold, subjectState, type Journal, type SubjectState } from "@recuse/shared/recusal/journal.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";

/** What an entry hides: always about one organization, whose key hides it. */
export type HiddenClient = Hidden & { readonly organization: string };

export interface Recorder {
  /**
   * Resolves when the entry is durable and the journal knows it; with nothing where an entry would be about an
   * organization that the roster does not list any more.
   */
  readonly record: (log: LogName, draft: EntryDraft, hidden?: HiddenClient) => Promise<Entry | undefined>;
  readonly stateOf: (subject: Subject) => SubjectState;
  /** What the journal knows of the subject beside what GitHub shows, for its determination. */
  readonly workOn: (subject: Subject) => KnownWork;
}

/** @param keyOf the 32-byte commitment key of an organization of the roster */
export function openRecorder(
  log: AuditLog,
  journal: Journal,
  keyOf: (organization: string) => Uint8Array | undefined,
): Recorder {
  return {
    record: async (name, draft, hidden) => {
      const key = hidden === undefined ? undefined : keyOf(hidden.organization);
      // Gone from the roster, and its key with it: nothing can be committed to about it any more.
      if (hidden !== undefined && key === undefined) return undefined;
      const secret = hidden === undefined || key === undefined ? undefined : { key, hidden };
      const entry = await log.append(name, draft, secret);
      fold(journal, { log: name, entry, ...(hidden === undefined ? {} : { hidden }) });
      return entry;
    },
    stateOf: (subject) => subjectState(journal, subject.repository, subject.number ?? 0),
    workOn: (subject) => knownWork(journal, subject),
  };
}
