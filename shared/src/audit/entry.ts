/*
 * One entry of the recusal audit log, the same form in the public and in the private log. AUDIT-LOG's "An
 * entry" is the source. An entry holds no free text and no name of an organization: those are committed
 * to, and what the commitment hides lies in the private details.
 */
import * as z from "zod";
import { canonicalJson } from "./canonical.ts";

export const ENTRY_TYPES = [
  "determination",
  "disclosure",
  "recusal",
  "reinstatement",
  "assist",
  "waiver",
  "pin",
  "override",
  "handover",
  "decision",
  "breach",
  "effect",
  "roster",
  "private-head",
  "policy",
  "attestation",
  "outage",
  "correction",
  "reveal",
  "erasure",
  "key-rotation",
] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

const Account = z.strictObject({ id: z.number().int(), login: z.string() });

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** 32 bytes in base64, written the one canonical way. */
const Commitment = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/);
/** Upper case, as this log writes it. */
const Ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);

/** What was written to GitHub, so that it is never written twice and can be found again. */
export const EffectRecord = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("label-added"), label: z.string() }),
  z.strictObject({ kind: z.literal("label-removed"), label: z.string() }),
  /** The sticky comment is about to be created: whoever finds this without a `comment` looks for it first. */
  z.strictObject({ kind: z.literal("comment-intended") }),
  /** The sticky comment was created, edited, or found again; the hash is of its whole text. */
  z.strictObject({ kind: z.literal("comment"), comment: z.number().int(), sha256: Sha256 }),
  /** The sticky comment was to be edited and is gone: a person deleted it, and it is not written again. */
  z.strictObject({ kind: z.literal("comment-removed"), comment: z.number().int() }),
]);
export type EffectRecord = z.infer<typeof EffectRecord>;

/** A person removed (or put back) a label that the App had set. */
export const OverrideRecord = z.strictObject({
  label: z.string(),
  action: z.enum(["removed", "restored"]),
});
export type OverrideRecord = z.infer<typeof OverrideRecord>;

/** This log's key changed: verifier keys as in a policy. The head that covers this entry is signed by both. */
export const RotationRecord = z.strictObject({ from: z.string(), to: z.string() });
export type RotationRecord = z.infer<typeof RotationRecord>;

const EntryFields = z.strictObject({
  type: z.enum(ENTRY_TYPES),
  repository: z.strictObject({ id: z.number().int().optional(), name: z.string() }).optional(),
  subject: z
    .strictObject({
      kind: z.enum(["issue", "pull_request", "proposal", "discussion"]),
      number: z.number().int().optional(),
      ref: z.string(),
    })
    .optional(),
  maintainer: Account.optional(),
  by: Account.optional(),
  level: z.enum(["recuse", "disclose", "unknown", "clear"]).optional(),
  effect: EffectRecord.optional(),
  override: OverrideRecord.optional(),
  rotation: RotationRecord.optional(),
  cause: z.strictObject({
    kind: z.enum(["delivery", "scan", "command", "sweep", "start", "timer"]),
    delivery: z.string().optional(),
    policy: Sha256.optional(),
  }),
});

/** What an entry of a type is worthless without. */
const REQUIRED: Partial<Record<EntryType, readonly (keyof z.infer<typeof EntryFields>)[]>> = {
  determination: ["repository", "subject", "maintainer", "level"],
  effect: ["repository", "subject", "effect"],
  override: ["repository", "subject", "override"],
  "key-rotation": ["rotation"],
};

export const EntryDraft = EntryFields.superRefine((draft, context) => {
  for (const field of REQUIRED[draft.type] ?? []) {
    if (draft[field] !== undefined) continue;
    context.addIssue({ code: "custom", path: [field], message: `an entry of type ${draft.type} needs it` });
  }
});
/** What a caller hands to the log; the log adds version, id, index, time and commitments. */
export type EntryDraft = z.infer<typeof EntryDraft>;

export const Entry = z.strictObject({
  v: z.literal(1),
  id: Ulid,
  index: z.number().int().min(0),
  /** RFC 3339, UTC, milliseconds. */
  at: z.iso.datetime({ precision: 3 }),
  ...EntryFields.shape,
  commitments: z
    .strictObject({
      organization: Commitment.optional(),
      reason: Commitment.optional(),
      detail: Commitment.optional(),
    })
    .optional(),
});
export type Entry = z.infer<typeof Entry>;

/** What an entry commits to without saying it. Kept in the private details by entry id, never published. */
export const Hidden = z.strictObject({
  organization: z.string().optional(),
  reason: z.string().optional(),
  detail: z.json().optional(),
});
export type Hidden = z.infer<typeof Hidden>;

/** One line of the private details: what the commitments of one entry hide. */
export const DetailsLine = z.strictObject({
  v: z.literal(1),
  /** The entry's. */
  id: Ulid,
  log: z.enum(["public", "private"]),
  hidden: Hidden,
  /** The 32-byte key of commitments that are about no organization, in base64; only such have one. */
  key: Commitment.optional(),
});
export type DetailsLine = z.infer<typeof DetailsLine>;

const encoder = new TextEncoder();

/** The bytes of one entry: canonical JSON, without the line feed that ends the line. */
export function encodeEntry(entry: Entry): Uint8Array {
  return encoder.encode(canonicalJson(entry));
}

/**
 * The entry in one line of a log. Does not ask whether the line is canonical: that was seen to when it was
 * appended, and an entry is never re-serialised to verify it.
 *
 * @param line without the line feed
 * @throws SyntaxError when it is not JSON
 * @throws z.ZodError when it is not an entry
 */
export function decodeEntry(line: string): Entry {
  return Entry.parse(JSON.parse(line));
}

/** The same as {@link decodeEntry} for a line of the private details. */
export function decodeDetails(line: string): DetailsLine {
  return DetailsLine.parse(JSON.parse(line));
}
