/*
 * One entry of the recusal audit log, the same form in the public and in the private log. AUDIT-LOG's "An
 * entry" is the source. An entry holds no free text and no name of an organization: those are committed
 * to, and what the commitment hides lies in the private details.
 */
import * as z from "zod";

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

const Account = z.strictObject({ id: z.number().int(), login: z.string() });

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Commitment = z.base64().length(44);

/** What was written to GitHub, so that it is never written twice and can be found again. */
export const EffectRecord = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("label-added"), label: z.string() }),
  z.strictObject({ kind: z.literal("label-removed"), label: z.string() }),
  /** The sticky comment was created, edited, or found again; the hash is of its whole text. */
  z.strictObject({ kind: z.literal("comment"), comment: z.number().int(), sha256: Sha256 }),
]);
export type EffectRecord = z.infer<typeof EffectRecord>;

/** A person removed (or put back) a label that the App had set. */
export const OverrideRecord = z.strictObject({
  label: z.string(),
  action: z.enum(["removed", "restored"]),
});

export const EntryDraft = z.strictObject({
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
  cause: z.strictObject({
    kind: z.enum(["delivery", "scan", "command", "sweep", "start"]),
    delivery: z.string().optional(),
    policy: Sha256.optional(),
  }),
});
/** What a caller hands to the log; the log adds version, id, index, time and commitments. */
export type EntryDraft = z.infer<typeof EntryDraft>;

export const Entry = z.strictObject({
  v: z.literal(1),
  /** A ULID. */
  id: z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
  index: z.number().int().min(0),
  /** RFC 3339, UTC, milliseconds. */
  at: z.iso.datetime(),
  ...EntryDraft.shape,
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
