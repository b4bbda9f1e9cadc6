/* The Probot app: which events lead to a look. Wiring only. */
import type { EmitterWebhookEventName } from "@octokit/webhooks";
import type { ApplicationFunction } from "probot";
import { deliveryLooker, type LookDependencies } from "./reconcile/look.ts";
import { policyPushed } from "./reconcile/policy-push.ts";

/** The events that the App asks GitHub for; the front door keeps no others. */
export const HANDLED_EVENTS = ["issues", "pull_request", "push"] as const satisfies EmitterWebhookEventName[];

/** The App as Probot loads it. Each delivery is looked at through the client of its own installation. */
export function recuseApp(dependencies: LookDependencies): ApplicationFunction {
  return (app) => {
    const look = deliveryLooker(dependencies);
    app.on(["issues", "pull_request"], async ({ id, name, payload }) => {
      await look({ id, name, payload }, (installation) => app.auth(installation));
    });
    app.on("push", ({ payload }) => {
      const repository = policyPushed(payload);
      if (repository !== undefined) dependencies.policies.forget(repository);
    });
  };
}
