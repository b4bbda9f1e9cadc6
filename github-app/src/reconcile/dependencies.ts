/* What a reconciler needs, made from what is stored. The same for the server and for a scan. */
import { withPins } from "@recuse/shared/affiliation/pins-source.ts";
import { commitsWorthReading, rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { compileRules, type Rules } from "@recuse/shared/conflict/rules.ts";
import { pinsOf } from "@recuse/shared/recusal/journal.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Store } from "../store/file.ts";
import { commitPeople } from "./commit-people.ts";
import { labelRegistry } from "./label-registry.ts";
import type { ReconcileDependencies } from "./reconcile.ts";
import { openRecorder } from "./recorder.ts";

/** Wires a store into the dependencies of {@link ReconcileDependencies}. */
export function reconcileDependencies(store: Store, now: () => Date): ReconcileDependencies {
  const { roster, log, journal, keyOf, repositories } = store;
  return {
    source: withPins(rosterSource(roster), roster.organizations, () => pinsOf(journal)),
    rulesFor: rulesByPolicy(roster),
    recorder: openRecorder(log, journal, keyOf),
    commits: commitPeople(commitsWorthReading(roster)),
    labels: labelRegistry(repositories),
    now,
  };
}

/** Rules are compiled once for each policy object; policies are kept as long as they are in force. */
function rulesByPolicy(roster: Roster): (policy: Policy) => Rules {
  const compiled = new WeakMap<Policy, Rules>();
  return (policy) => {
    let rules = compiled.get(policy);
    if (rules === undefined) compiled.set(policy, (rules = compileRules(roster, policy)));
    return rules;
  };
}
