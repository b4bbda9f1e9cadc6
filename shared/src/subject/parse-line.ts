import type { Policy } from "../conflict/policy.ts";
import type { Subject } from "./subject.ts";

/** @throws SubjectError with one sentence that names the field and what was expected */
export function subjectFromLine(json: unknown, policy: Policy): Subject {
  throw new Error(`not yet: ${typeof json} ${policy.preset}`);
}
