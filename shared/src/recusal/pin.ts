/*
 * Pins: a person's decision that beats the machine, with a reason. What one says, and the entry it becomes. A
 * pin names a client, so all that it says is hidden behind commitments, and its entry belongs to the private
 * log alone. Holds private matter.
 */
import * as z from "zod";
import type { EntryDraft, Hidden } from "../audit/entry.ts";
import { dayNumber, isDay, type DayNumber } from "../roster/dates.ts";

const Word = z.string().min(1).max(320);
const Until = z.string().refine(isDay).optional();
const Id = z.number().int().positive();

/** Whether somebody is at the organization, by account or by address. */
const PersonPin = z
  .strictObject({
    about: z.literal("person"),
    account: z.strictObject({ id: Id.optional(), login: Word.optional() }).optional(),
    email: Word.optional(),
    verdict: z.enum(["is", "is-not"]),
    until: Until,
  })
  .refine(({ account, email }) => (account?.id ?? account?.login ?? email) !== undefined);

/** Whether a maintainer has a conflict on one subject because of the organization. */
const SubjectPin = z.strictObject({
  about: z.literal("subject"),
  repository: z.strictObject({ id: Id.optional(), name: Word }),
  /** `owner/name#7`, or what a file calls it. */
  ref: z.string().min(1).max(1500),
  number: Id.optional(),
  /** The account's numeric id. */
  maintainer: Id,
  verdict: z.enum(["conflict", "no-conflict"]),
  /** What a conflict asks for; `disclose` where it is left out. */
  level: z.enum(["recuse", "disclose"]).optional(),
  until: Until,
});

/** Whether a name, as some source writes it, is the organization's. */
const OrganizationPin = z.strictObject({
  about: z.literal("organization"),
  name: Word,
  verdict: z.enum(["is", "is-not"]),
  until: Until,
});

/** Takes an earlier pin back. */
const Withdrawal = z.strictObject({ about: z.literal("withdrawal"), pin: Word });

/** What a pin says beside its organization and its reason: the hidden `detail` of its entry. */
export const PinSaid = z.discriminatedUnion("about", [PersonPin, SubjectPin, OrganizationPin, Withdrawal]);
export type PinSaid = z.infer<typeof PinSaid>;
export type PersonSaid = z.infer<typeof PersonPin>;
export type SubjectSaid = z.infer<typeof SubjectPin>;
export type OrganizationSaid = z.infer<typeof OrganizationPin>;
/** Everything but a withdrawal. */
export type StandingSaid = PersonSaid | SubjectSaid | OrganizationSaid;

/** A pin as the log holds it. */
export interface Pin<Said extends StandingSaid = StandingSaid> {
  /** The id of its entry, by which it is withdrawn; a later pin has a greater one. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly by: { readonly id: number; readonly login: string };
  /** The roster's id. */
  readonly organization: string;
  readonly reason: string;
  readonly said: Said;
}

/** What somebody decides. */
export interface PinDecision {
  readonly by: { readonly id: number; readonly login: string };
  readonly organization: string;
  readonly reason: string;
  readonly said: PinSaid;
}

/** The entry of a decision: who, when and how it came are plain, everything else is committed to. */
export function pinEntry({ by, organization, reason, said }: PinDecision): {
  readonly log: "private";
  readonly draft: EntryDraft;
  readonly hidden: Hidden & { readonly organization: string };
} {
  return {
    log: "private",
    draft: { type: "pin", by: { id: by.id, login: by.login }, cause: { kind: "command" } },
    hidden: { organization, reason, detail: z.json().parse(PinSaid.parse(said)) },
  };
}

/** Does the pin still hold on the day of acting? */
export function isInForce({ said }: Pin, day: DayNumber): boolean {
  return said.until === undefined || day < dayNumber(said.until);
}

export function isAbout<About extends StandingSaid["about"]>(
  pin: Pin,
  about: About,
): pin is Pin<Extract<StandingSaid, { about: About }>> {
  return pin.said.about === about;
}

/** A name in the one form in which pinned names are compared: without regard to case, width and spacing. */
export function pinnedNameKey(name: string): string {
  return name.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
}
