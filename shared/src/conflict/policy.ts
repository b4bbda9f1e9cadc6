/*
 * A repository's policy, `.github/recuse.yml`: what the project asks for. It is public, it names nobody's
 * clients, and it may narrow what a roster does in the repository, never widen it.
 */
import * as z from "zod";
import { Login } from "../roster/schema.ts";
import { LEVELS } from "./determination.ts";
import { PRESET_NAMES, ROWS, type Row } from "./presets.ts";

const LabelName = z
  .string()
  .min(1)
  .max(50, { error: "expected a label of at most 50 characters (GitHub's limit)" });

const LABELS = {
  required: "recusal/required",
  recorded: "recusal/recorded",
  disclosureDue: "conflict/disclosure-due",
  disclosed: "conflict/disclosed",
};

/** Who may use a command: everyone with write access, the listed maintainers, or these accounts. */
const Allowed = z.union([z.enum(["maintainers", "collaborators", "nobody"]), z.array(Login)], {
  error: "expected maintainers, collaborators, nobody or a list of logins",
});

const Rule = z.strictObject({
  relation: z.enum(ROWS),
  subject: z.enum(["issue", "pull_request", "proposal"]),
  level: z.enum(LEVELS).exclude(["unknown"]),
  unconflictedApproval: z.boolean().default(false),
});

/** The shape alone. {@link Policy} adds what one part of the file demands of another. */
export const PolicyShape = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1, { error: "expected 1, the only version of this file so far" }),
  preset: z.enum(PRESET_NAMES).default("standard"),
  mode: z.enum(["observe", "label", "guard"]).default("label"),
  /** Narrows the roster's maintainers to these; empty: all of them. */
  maintainers: z.array(Login).default([]),
  proposals: z
    .strictObject({
      labels: z.array(z.string().min(1)).default([]),
      titles: z.array(z.string().min(1)).default([]),
      types: z.array(z.string().min(1)).default([]),
    })
    .default({ labels: [], titles: [], types: [] }),
  decisions: z
    .strictObject({
      labels: z.array(z.string().min(1)).default([]),
      close: z.boolean().default(true),
      merge: z.boolean().default(true),
      review: z.boolean().default(true),
    })
    .default({ labels: [], close: true, merge: true, review: true }),
  rules: z.array(Rule).default([]),
  labels: z
    .strictObject({
      required: LabelName.default(LABELS.required),
      recorded: LabelName.default(LABELS.recorded),
      disclosureDue: LabelName.default(LABELS.disclosureDue),
      disclosed: LabelName.default(LABELS.disclosed),
      /** Off unless named, conventionally `conflict/unknown`. */
      unknown: LabelName.optional(),
      /** Off unless named; `{organization}` stands for the id of a client that is public. */
      client: LabelName.refine((name) => name.includes("{organization}"), {
        error: "expected a label that contains {organization}, such as client/{organization}",
      }).optional(),
    })
    .default(LABELS),
  labelWhen: z.enum(["always", "involved"]).default("always"),
  comment: z.enum(["on-action", "never"]).default("on-action"),
  employers: z.boolean().default(false),
  commands: z
    .strictObject({
      recuse: Allowed.default("maintainers"),
      unrecuse: Allowed.default("maintainers"),
      disclose: Allowed.default("maintainers"),
      waive: Allowed.default("maintainers"),
      check: Allowed.default("collaborators"),
    })
    .default({
      recuse: "maintainers",
      unrecuse: "maintainers",
      disclose: "maintainers",
      waive: "maintainers",
      check: "collaborators",
    }),
  /** Who decides when nobody unconflicted is left. */
  authority: Login.optional(),
  handover: z
    .strictObject({
      candidates: z.array(Login).default([]),
      from: z.enum(["policy", "codeowners", "owners"]).default("policy"),
    })
    .default({ candidates: [], from: "policy" }),
});

/** Rows that may rest on what anybody can write: their evidence never makes a maintainer step back. */
const SELF_ASSERTED: readonly Row[] = ["client-reported", "client-remote"];

/** A whole policy. */
export const Policy = PolicyShape.superRefine((policy, context) => {
  for (const [index, { relation, level, subject }] of policy.rules.entries()) {
    if (level === "recuse" && SELF_ASSERTED.includes(relation)) {
      context.addIssue({
        code: "custom",
        path: ["rules", index, "level"],
        message: `expected disclose or clear; ${relation} may rest on a trailer that anybody can write, which never asks for recusal`,
      });
    }
    const earlier = policy.rules.findIndex((rule) => rule.relation === relation && rule.subject === subject);
    if (earlier < index) {
      context.addIssue({
        code: "custom",
        path: ["rules", index],
        message: `expected one rule for each relation and subject; rules[${String(earlier)}] is about the same, remove one`,
      });
    }
  }
  const first = new Map<string, string>();
  for (const [key, name] of Object.entries(policy.labels)) {
    if (name === undefined) continue;
    // GitHub compares label names without regard to case.
    const earlier = first.get(name.toLowerCase());
    if (earlier === undefined) {
      first.set(name.toLowerCase(), key);
      continue;
    }
    context.addIssue({
      code: "custom",
      path: ["labels", key],
      message: `expected a label name of its own; labels.${earlier} has the same`,
    });
  }
});
export type Policy = z.infer<typeof Policy>;

/** What applies where a command needs a policy and none was given: the standard preset, nothing else. */
export const DEFAULT_POLICY: Policy = Policy.parse({ version: 1 });
