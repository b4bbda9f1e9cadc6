/*
 * From a delivery to a look at its subject: is this a repository where the roster acts, is there a policy,
 * is the delivery news? A delivery only says "look at this subject".
 */
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import type { Effect } from "@recuse/shared/plan/effect.ts";
import { installationOf, observe, repositoryOf } from "@recuse/shared/subject/webhook.ts";
import type { Octokit } from "../github/calls.ts";
import { boundedMap, type BoundedMap } from "./bounded-map.ts";
import type { Policies } from "./policies.ts";
import { reconcile, type ReconcileDependencies } from "./reconcile.ts";

export interface LookDependencies extends ReconcileDependencies {
  /** Does the roster list the repository `owner/name`? Elsewhere not a single call is made. */
  readonly actsIn: (repository: string) => boolean;
  readonly policies: Policies;
  /** Takes what was written to GitHub, for the log of the process. What was only recorded is not told: it may be private. */
  readonly applied: (subject: string, effects: readonly Effect[]) => void;
}

export interface Delivery {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

/** Looks at what deliveries tell of; remembers how new the newest look at each subject was. */
export function deliveryLooker(
  dependencies: LookDependencies,
): (delivery: Delivery, authenticate: (installation: number) => Promise<Octokit>) => Promise<void> {
  const newest = boundedMap<number>(50_000);
  const inTurn = turns();
  return async (delivery, authenticate) => {
    const repository = repositoryOf(delivery.payload);
    const installation = installationOf(delivery.payload);
    if (repository === undefined || installation === undefined) return;
    if (!dependencies.actsIn(repository.name)) return;
    const octokit = once(() => authenticate(installation));
    const { policies } = dependencies;
    // Where the subject lives is the same under any policy; a transferred one lives on in another repository.
    const told = observe(delivery.name, delivery.payload, DEFAULT_POLICY);
    if (told.kind === "none" || told.deleted === true) return;
    const home = told.subject.repository.name;
    if (!dependencies.actsIn(home)) return;
    const inForce = await policies.of(home, octokit);
    if (inForce === undefined) return;
    const observation = observe(delivery.name, delivery.payload, inForce.policy);
    if (observation.kind === "none") return;
    const { subject, sender, label } = observation;
    await inTurn(subject.ref, async () => {
      if (isStale(newest, subject.ref, subject.updatedAt)) return;
      const outcome = await reconcile(dependencies, {
        subject,
        inForce,
        cause: { kind: "delivery", delivery: delivery.id },
        ...(sender === undefined || label === undefined
          ? {}
          : { labelledBy: { id: sender.id, login: sender.login, label } }),
        octokit,
      });
      if (outcome.effects.length > 0) dependencies.applied(subject.ref, outcome.effects);
    });
  };
}

/** A delivery that is older than what was already looked at has nothing to say. */
function isStale(newest: BoundedMap<number>, ref: string, updatedAt: string | undefined): boolean {
  const at = updatedAt === undefined ? Number.NaN : Date.parse(updatedAt);
  if (Number.isNaN(at)) return false;
  const known = newest.get(ref);
  if (known !== undefined && at < known) return true;
  newest.set(ref, at);
  return false;
}

/**
 * Looks with the same key follow one another. The inbox sees to that for deliveries of one subject, but a transfer
 * arrives under the old subject's number, beside what the new repository tells of the new one.
 */
function turns(): (key: string, look: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return async (key, look) => {
    const turn = (last.get(key) ?? Promise.resolve()).catch(() => undefined).then(look);
    last.set(key, turn);
    try {
      await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
