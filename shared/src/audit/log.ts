/* The log as the rest of the product sees it, whatever keeps it. */
import type { Entry, EntryDraft, Hidden } from "./entry.ts";

/** Which of the two logs: what may be published, and what may not. */
export type LogName = "public" | "private";

/** An entry with what its commitments hide, where this process may know it. */
export interface OpenedEntry {
  readonly log: LogName;
  readonly entry: Entry;
  readonly hidden?: Hidden;
}

/** What an append commits to: the values, and the 32-byte key of the organization they belong to. */
export interface Secret {
  readonly key: Uint8Array;
  readonly hidden: Hidden;
  /** The key belongs to no organization: it is kept in the details, because it is nowhere else. */
  readonly isKeyKept?: boolean;
}

export interface AuditLog {
  /**
   * Appends one entry; resolves when it would survive a power cut, and not before. Entries of one
   * log are numbered in the order of the calls.
   *
   * @throws Error when the log has stopped after a failed write; nothing is acknowledged after that
   */
  readonly append: (log: LogName, draft: EntryDraft, secret?: Secret) => Promise<Entry>;
  /** Every entry of both logs, each log in its own order, with what this process may know of it. */
  readonly read: () => AsyncIterable<OpenedEntry>;
  /** False once it has stopped or was closed. */
  readonly writable: () => boolean;
  readonly close: () => Promise<void>;
}
