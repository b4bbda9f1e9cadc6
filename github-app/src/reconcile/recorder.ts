/*
 * The fifth step: what was planned becomes durable, and the journal follows. The only place where the App
 * appends to the log.
 */
import type { EntryDraft, Hidden } from "@recuse/shared/audit/entry.ts";
import type { AuditLog, LogName } from "@recuse/shared/audit/log.ts";
import { fold, subjectState, type Journal, type SubjectState } from "@recuse/shared/recusal/journal.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";

export interface Recorder {
  /** Resolves when the entry is durable and the journal knows it. */
  readonly record: (log: LogName, draft: EntryDraft, hidden?: Hidden) => Promise<void>;
  readonly stateOf: (subject: Subject) => SubjectState;
}

/**
 * @param keyOf the 32-byte commitment key of an organization of the roster; without an organization, the
 *   practice's own, for what is hidden there names nobody
 */
export function openRecorder(
  log: AuditLog,
  journal: Journal,
  keyOf: (organization: string | undefined) => Uint8Array,
): Recorder {
  return {
    record: async (name, draft, hidden) => {
      const secret = hidden === undefined ? undefined : { key: keyOf(hidden.organization), hidden };
      const entry = await log.append(name, draft, secret);
      fold(journal, { log: name, entry, ...(hidden === undefined ? {} : { hidden }) });
    },
    stateOf: (subject) => subjectState(journal, subject.repository, subject.number ?? 0),
  };
}
