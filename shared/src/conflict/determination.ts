/*
 * What the rules say of one maintainer and one subject. Computed from the roster, the policy and the
 * journal; contains private matter unless it came out of publishable().
 */
import type { Strength } from "../affiliation/affiliation.ts";
import type { Role } from "../subject/subject.ts";

/** Highest first. `clear` means "no known conflict"; a look-up that failed is `unknown`, never `clear`. */
export const LEVELS = ["recuse", "disclose", "unknown", "clear"] as const;
export type Level = (typeof LEVELS)[number];

/** How the subject is tied to the maintainer's organization, or to herself. */
export type Relation =
  Role | "wrote" | "helped" | "colleague-helped" | "two-clients" | "unidentified" | "pinned";

/** How the maintainer is tied to the organization at the time of acting. */
export type Standing = "current" | "cool-off" | "imputed";

/**
 * Who may learn of a finding. `public`: the organization and the evidence both are. `neutral`: only the
 * neutral label in the repositories that the organization's own `labelIn` names. `private`: the maintainer
 * alone, and the private log.
 */
export type Exposure = "public" | "neutral" | "private";

export interface Finding {
  readonly relation: Relation;
  /** The roster's id; absent where no organization is involved (she wrote it, nobody can be looked up). */
  readonly organization?: string;
  /** The roster's display name of the organization. */
  readonly organizationName?: string;
  /** Whose account ties the organization to the subject, for display; a valid login or absent. */
  readonly account?: string;
  readonly strength: Strength;
  readonly standing?: Standing;
  readonly source: string;
  /** In words a maintainer can repeat to whoever the exposure allows. */
  readonly evidence: string;
  /** What speaks against it, for the roster's owner alone, whatever the exposure. */
  readonly remark?: string;
  /** What the rules asked for before a person's pin lowered it: whoever must not clear herself is held to this. */
  readonly pinnedFrom?: Level;
  /** What this finding alone asks for. */
  readonly level: Level;
  /** The rules ask for one approval by somebody unconflicted beside hers. */
  readonly unconflictedApproval: boolean;
  readonly exposure: Exposure;
}

export interface Maintainer {
  readonly login: string;
  readonly id: number;
}

export interface Determination {
  readonly ref: string;
  readonly maintainer: Maintainer;
  readonly level: Level;
  readonly findings: readonly Finding[];
}

/** The higher of two levels. */
export function higher(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? a : b;
}
