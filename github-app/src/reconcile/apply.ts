/*
 * The sixth step: one effect on GitHub, noted in the log as soon as it is done. What an effect is was
 * decided in shared/src/plan.
 */
import type { EffectRecord } from "@recuse/shared/audit/entry.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { COMMENT_MARKER } from "@recuse/shared/plan/comment.ts";
import type { Effect } from "@recuse/shared/plan/effect.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import {
  addLabels,
  createComment,
  editComment,
  findComment,
  removeLabel,
  type Octokit,
} from "../github/calls.ts";
import type { LabelRegistry } from "./label-registry.ts";
import { sha256 } from "./sha256.ts";

export interface ApplyContext {
  readonly octokit: Octokit;
  readonly subject: Subject;
  readonly labels: LabelRegistry;
  /** What the policy calls its labels. */
  readonly names: Policy["labels"];
  /** Records what was done; resolves when that is durable. */
  readonly note: (record: EffectRecord) => Promise<void>;
}

/** Carries out one effect. Doing it again after any failure is safe and never says anything twice. */
export async function applyEffect(effect: Effect, context: ApplyContext): Promise<void> {
  const { octokit, subject, labels, names, note } = context;
  switch (effect.kind) {
    case "add-labels":
      await labels.ensure(octokit, subject.repository.name, effect.labels, names);
      await addLabels(octokit, subject, effect.labels);
      for (const label of effect.labels) await note({ kind: "label-added", label });
      return;
    case "remove-label":
      await removeLabel(octokit, subject, effect.label);
      await note({ kind: "label-removed", label: effect.label });
      return;
    case "create-comment":
      await create(effect.body, context);
      return;
    case "recover-comment":
      await recover(effect.body, context);
      return;
    case "edit-comment":
      await edit(effect.comment, effect.body, context);
  }
}

/** The intent is durable first: whoever finds it without the comment's id looks for the comment. */
async function create(body: string, { octokit, subject, note }: ApplyContext): Promise<void> {
  await note({ kind: "comment-intended" });
  const comment = await createComment(octokit, subject, body);
  await note({ kind: "comment", comment, sha256: sha256(body) });
}

async function recover(body: string, context: ApplyContext): Promise<void> {
  const found = await findComment(context.octokit, context.subject, COMMENT_MARKER);
  if (found === undefined) {
    await create(body, context);
    return;
  }
  if (found.body !== body) await edit(found.id, body, context);
  else await context.note({ kind: "comment", comment: found.id, sha256: sha256(body) });
}

async function edit(comment: number, body: string, context: ApplyContext): Promise<void> {
  const stands = await editComment(context.octokit, context.subject, comment, body);
  await context.note(
    stands ? { kind: "comment", comment, sha256: sha256(body) } : { kind: "comment-removed", comment },
  );
}
