import type { Roster } from "../roster/schema.ts";
import type { AffiliationSource } from "./affiliation.ts";

/** The roster as the first source of affiliations. Compiled once; look-ups are cheap. */
export function rosterSource(roster: Roster): AffiliationSource {
  throw new Error(`not yet: ${String(roster.version)}`);
}

/** Can the commits of a pull request tell anything? Decided by the roster alone, never by the subject. */
export function commitsWorthReading(roster: Roster): boolean {
  throw new Error(`not yet: ${String(roster.version)}`);
}
