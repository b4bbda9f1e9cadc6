import type { Subject } from "../subject/subject.ts";
import type { AffiliationSource, ResolvedPerson } from "./affiliation.ts";

/** The people of a subject with what is known of them, and one `mentioned` person per organization that only the prose names. */
export function resolve(subject: Subject, source: AffiliationSource): ResolvedPerson[] {
  throw new Error(`not yet: ${subject.ref} ${typeof source}`);
}
