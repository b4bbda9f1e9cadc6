/* What a reconciler needs, made from what is stored. The same for the server and for a scan. */
import type { Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { commitsWorthReading } from "@recuse/shared/affiliation/roster-source.ts";
import type { Policy } from "@recuse/shared/conflict/policy.ts";
import { compileRules, type Rules } from "@recuse/shared/conflict/rules.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { affiliationSource } from "../affiliations/source.ts";
import type { Store } from "../store/file.ts";
import { commitPeople } from "./commit-people.ts";
import { labelRegistry } from "./label-registry.ts";
import type { ReconcileDependencies } from "./reconcile.ts";
import { openRecorder } from "./recorder.ts";

/**
 * Wires a store into the dependencies of {@link ReconcileDependencies}.
 *
 * @param employment what affiliation data says, where it was given
 */
export function reconcileDependencies(
  store: Store,
  now: () => Date,
  employment?: Employment,
): ReconcileDependencies {
  const { roster, log, journal, keyOf, repositories } = store;
  return {
    source: affiliationSource(roster, { members: store.members, profiles: store.profiles, employment }),
    rulesFor: rulesByPolicy(roster, employment),
    recorder: openRecorder(log, journal, keyOf),
    commits: commitPeople(commitsWorthReading(roster)),
    labels: labelRegistry(repositories),
    now,
  };
}

/** Rules are compiled once for each policy object; policies are kept as long as they are in force. */
function rulesByPolicy(roster: Roster, employment: Employment | undefined): (policy: Policy) => Rules {
  const compiled = new WeakMap<Policy, Rules>();
  return (policy) => {
    let rules = compiled.get(policy);
    if (rules === undefined) compiled.set(policy, (rules = compileRules(roster, policy, employment)));
    return rules;
  };
}
