/*
 * From a delivery to a look at its subject: is this a repository where the roster acts, is there a policy,
 * is the delivery news? A delivery only says "look at this subject".
 */
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
  return async (delivery, authenticate) => {
    const repository = repositoryOf(delivery.payload);
    const installation = installationOf(delivery.payload);
    if (repository === undefined || installation === undefined) return;
    if (!dependencies.actsIn(repository.name)) return;
    const octokit = once(() => authenticate(installation));
    const { policies } = dependencies;
    const inForce = await policies.of(repository.name, octokit);
    if (inForce === undefined) return;
    const told = observe(delivery.name, delivery.payload, inForce.policy);
    if (told.kind === "none" || told.deleted === true) return;
    // A transferred subject lives on under another repository's policy, if that has one.
    const home = told.subject.repository.name;
    if (home !== repository.name && !dependencies.actsIn(home)) return;
    const ruling = home === repository.name ? inForce : await policies.of(home, octokit);
    if (ruling === undefined) return;
    const observation = ruling === inForce ? told : observe(delivery.name, delivery.payload, ruling.policy);
    if (observation.kind === "none") return;
    const { subject, sender, label } = observation;
    if (isStale(newest, subject.ref, subject.updatedAt)) return;
    const outcome = await reconcile(dependencies, {
      subject,
      inForce: ruling,
      cause: { kind: "delivery", delivery: delivery.id },
      ...(sender === undefined || label === undefined
        ? {}
        : { labelledBy: { id: sender.id, login: sender.login, label } }),
      octokit,
    });
    if (outcome.effects.length > 0) dependencies.applied(subject.ref, outcome.effects);
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

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
