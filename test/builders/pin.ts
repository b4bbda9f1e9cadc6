/* Pins for tests, as the log holds them. */
import type { Entry } from "@recuse/shared/audit/entry.ts";
import type { OpenedEntry } from "@recuse/shared/audit/log.ts";
import { pinEntry, type Pin, type PinSaid, type StandingSaid } from "@recuse/shared/recusal/pin.ts";
import { OCTOCAT } from "./roster.ts";

const AT = "2026-03-01T00:00:00.000Z";

/** The entry id of a number; a greater number is a later entry. */
export function entryId(index: number): string {
  return index.toString().padStart(26, "0");
}

export interface MadePin {
  readonly said: PinSaid;
  readonly organization?: string;
  readonly reason?: string;
}

/** An opened entry of a pin by octocat. */
export function pinEntryOf(
  index: number,
  { said, organization = "acme", reason = "she told me" }: MadePin,
): OpenedEntry & { readonly entry: Entry } {
  const { log, draft, hidden } = pinEntry({ by: OCTOCAT, organization, reason, said });
  return { log, entry: { v: 1, id: entryId(index), index, at: AT, ...draft }, hidden };
}

/** A pin by octocat that stands. */
export function pinOf<Said extends StandingSaid>(
  index: number,
  said: Said,
  { organization = "acme", reason = "she told me" }: Omit<MadePin, "said"> = {},
): Pin<Said> {
  return { id: entryId(index), at: AT, by: OCTOCAT, organization, reason, said };
}
