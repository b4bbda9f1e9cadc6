/*
 * An affiliation ties a person to an organization at a date. Sources produce them, one small module
 * each behind the interface below; the rules consume them and never ask where they came from.
 */
import type { DayNumber, Interval } from "../roster/dates.ts";
import type { Person } from "../subject/subject.ts";

/** DESIGN's three strengths. `suggested` never labels and never raises a level: it asks a person. */
export type Strength = "confirmed" | "reported" | "suggested";

export interface Affiliation {
  /** The roster's id of the organization. */
  readonly organization: string;
  readonly strength: Strength;
  /** Anyone could have written it (a trailer, an unverified address): never enough to recuse. */
  readonly selfAsserted: boolean;
  /** Where it comes from, in one stable word or two, such as `roster id`. */
  readonly source: AffiliationSourceName;
  /**
   * Why, in words a maintainer can repeat. Says nothing of e-mail local parts, and holds only the roster's own
   * words and tokens that were checked against GitHub's grammar.
   */
  readonly evidence: string;
  /** Anyone can see the evidence: a head repository, a commit's domain, a person whose entry is `disclosure: public`. */
  readonly publicEvidence: boolean;
  /** When the affiliation holds; absent bounds are unknown. */
  readonly interval: Interval;
  /** The day the source spoke; absent: now. */
  readonly asOf?: DayNumber;
  /** What speaks against it, for the roster's owner alone: it may name any organization. */
  readonly remark?: string;
  /** The organization from which a parent inherited it, by the roster's id. */
  readonly through?: string;
  /** The organization's name as the source wrote it, hostile, where a name was matched. Compared, never repeated. */
  readonly named?: string;
  /** A person's pin speaks against it and made it a suggestion; this is the strength it had. */
  readonly beforePin?: Strength;
}

export type AffiliationSourceName =
  | "roster id"
  | "roster login"
  | "roster e-mail"
  | "e-mail domain"
  | "head repository"
  | "organization account"
  | "on-behalf-of trailer"
  | "mention"
  | "public member"
  | "profile company"
  | "affiliation data"
  | "pin";

/** What a source could not find out about a person: never an affiliation, and never that there is none. */
export interface Gap {
  /** The roster's id of the organization. */
  readonly organization: string;
  /** What could not be looked up, and why; holds the same as {@link Affiliation.evidence} may. */
  readonly words: string;
}

/** One source of affiliations, such as the roster. Look-ups are synchronous: whatever must be fetched was fetched before. */
export interface AffiliationSource {
  /**
   * Every affiliation the source knows of this person on one of the days; absent: at any time. A source whose
   * answers do not weaken with time may answer more. An absence is an empty list, never a denial. The last of
   * the days is the day of acting.
   */
  readonly of: (person: Person, days?: readonly DayNumber[]) => readonly Affiliation[];
  /** Organizations that the prose names, by roster id. Only ever suggestions. */
  readonly mentionedIn: (text: string) => readonly Affiliation[];
  /** What speaks against another source's answer on these days, in words for the roster's owner alone. */
  readonly doubts?: (
    person: Person,
    affiliation: Affiliation,
    days: readonly DayNumber[],
  ) => string | undefined;
  /** What could not be looked up of this person; absent where a source has nothing to look up. */
  readonly gaps?: (person: Person) => readonly Gap[];
}

/** A person of a subject with what is known of her. */
export interface ResolvedPerson {
  readonly person: Person;
  readonly affiliations: readonly Affiliation[];
  /** What could not be looked up of her. */
  readonly gaps?: readonly Gap[];
}
