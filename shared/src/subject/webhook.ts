/*
 * What a delivery says: look at this subject, or nothing that concerns us. A delivery is only a hint that
 * something happened; what is true is in the subject, and may be stale by the time it is worked.
 */
import * as z from "zod";
import type { Policy } from "../conflict/policy.ts";
import { SubjectError } from "./error.ts";
import { isRepositoryName } from "./repository.ts";
import { subjectFromRest } from "./rest.ts";
import type { Subject, SubjectRepository } from "./subject.ts";

export interface Sender {
  readonly login: string;
  readonly id: number;
  /** `User`, `Bot`, `Organization` or `Mannequin`. */
  readonly type: string;
}

export type Observation =
  | {
      readonly kind: "subject";
      readonly subject: Subject;
      readonly installation?: number;
      readonly action: string;
      readonly sender?: Sender;
      /** The label that was put on or taken off (`labeled`, `unlabeled`). */
      readonly label?: string;
      /** The subject is gone: nothing can be read of it or written on it any more. */
      readonly deleted?: true;
    }
  | { readonly kind: "none"; readonly reason: string };

export interface DeliveryRepository {
  readonly id: number;
  /** `owner/name` */
  readonly name: string;
  readonly private: boolean;
  readonly owner: string;
  readonly defaultBranch?: string;
}

const Repository = z.object({
  id: z.number().int(),
  full_name: z.string().refine(isRepositoryName),
  private: z.boolean().catch(true),
  default_branch: z.string().optional().catch(undefined),
});

const Envelope = z.object({ action: z.string() });
const Moved = z.object({
  changes: z.object({ new_issue: z.unknown(), new_repository: z.unknown() }),
});
const SenderField = z.object({ sender: z.object({ login: z.string(), id: z.number(), type: z.string() }) });
const LabelField = z.object({ label: z.object({ name: z.string() }) });

/** Where the events that concern us keep their subject. */
const SUBJECT_FIELDS: ReadonlyMap<string, "issue" | "pull_request"> = new Map([
  ["issues", "issue"],
  ["pull_request", "pull_request"],
]);

/**
 * The subject of a delivery of `issues` or `pull_request`, as it stood when GitHub sent it. Of a transferred
 * issue it is the new one: the old one is gone. Never throws, whatever the payload is.
 *
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export function observe(event: string, payload: unknown, policy: Policy): Observation {
  const field = SUBJECT_FIELDS.get(event);
  if (field === undefined) return none("the event is neither issues nor pull_request");
  const envelope = Envelope.safeParse(payload);
  if (!envelope.success) return none("the payload has no action");
  const { action } = envelope.data;
  const located = action === "transferred" ? movedSubject(payload) : ownSubject(payload, field);
  if (located.repository === undefined) return none("the payload names no repository");
  if (located.json === undefined || located.json === null) return none(`the payload has no ${field}`);
  try {
    const subject = subjectFromRest(located.json, { policy, repository: located.repository });
    if (field === "issue" && subject.form === "pull_request") {
      // GitHub tells some changes of a pull request as issues too, without its head; judged by that it would
      // lose what the head repository says, and get it back with the next delivery
      return none("a pull request told as an issue, without its head");
    }
    return {
      kind: "subject",
      subject,
      action,
      ...optional("installation", installationOf(payload)),
      ...optional("sender", SenderField.safeParse(payload).data?.sender),
      ...optional("label", labelOf(action, payload)),
      ...(action === "deleted" ? { deleted: true } : {}),
    };
  } catch (error) {
    if (error instanceof SubjectError) return none(`${field}: ${error.message}`);
    throw error;
  }
}

/** The repository of any delivery, or undefined where it has none. Cheap: no policy, no subject. */
export function repositoryOf(payload: unknown): DeliveryRepository | undefined {
  return repositoryFrom(fieldOf(payload, "repository"));
}

/** The installation of any delivery, or undefined where it has none. */
export function installationOf(payload: unknown): number | undefined {
  const id = fieldOf(fieldOf(payload, "installation"), "id");
  return typeof id === "number" && Number.isSafeInteger(id) ? id : undefined;
}

interface Located {
  readonly json: unknown;
  readonly repository: SubjectRepository | undefined;
}

function ownSubject(payload: unknown, field: "issue" | "pull_request"): Located {
  return { json: fieldOf(payload, field), repository: reference(repositoryOf(payload)) };
}

function movedSubject(payload: unknown): Located {
  const moved = Moved.safeParse(payload);
  if (!moved.success) return { json: undefined, repository: reference(repositoryOf(payload)) };
  const { new_issue: json, new_repository: repository } = moved.data.changes;
  return { json, repository: reference(repositoryFrom(repository)) };
}

function repositoryFrom(json: unknown): DeliveryRepository | undefined {
  const parsed = Repository.safeParse(json);
  if (!parsed.success) return undefined;
  const { id, full_name: name, default_branch: defaultBranch } = parsed.data;
  return {
    id,
    name,
    private: parsed.data.private,
    owner: name.slice(0, name.indexOf("/")),
    ...optional("defaultBranch", defaultBranch),
  };
}

function reference(repository: DeliveryRepository | undefined): SubjectRepository | undefined {
  return repository && { id: repository.id, name: repository.name, private: repository.private };
}

function labelOf(action: string, payload: unknown): string | undefined {
  if (action !== "labeled" && action !== "unlabeled") return undefined;
  return LabelField.safeParse(payload).data?.label.name;
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function optional<K extends string, V>(key: K, value: V | undefined): Readonly<Partial<Record<K, V>>> {
  const field: Partial<Record<K, V>> = {};
  if (value !== undefined) field[key] = value;
  return field;
}

function none(reason: string): Observation {
  return { kind: "none", reason };
}
