/*
 * An issue or a pull request as GitHub's REST API and its webhooks write it, made into a Subject.
 */
import type { Policy } from "../conflict/policy.ts";
import type { Subject, SubjectRepository } from "./subject.ts";

export interface RestContext {
  readonly policy: Policy;
  /** Where the caller knows it better than the object's own addresses do. */
  readonly repository?: SubjectRepository;
}

/** @throws SubjectError when a field that is read is absent or of the wrong form */
export function subjectFromRest(json: unknown, context: RestContext): Subject {
  throw new Error(`not yet: ${typeof json} ${context.policy.preset}`);
}
