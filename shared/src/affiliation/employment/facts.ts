/*
 * What is on record of one person's employment, with organizations as numbers: the form between the index and
 * the judgement of employers.ts. Holds no names.
 */
import type { DayNumber } from "../../roster/dates.ts";

/** The number of an organization; see organizations.ts. */
export type OrganizationNumber = number;
/** A statement that she works for nobody: Independent, retired. */
export const NOBODY: OrganizationNumber = -1;

/** One source says that she was there during `[from, until)`. */
export interface Claim {
  readonly organization: OrganizationNumber;
  /** Absent: unknown, which is not "always". */
  readonly from?: DayNumber;
  readonly until?: DayNumber;
  /** The number of the source, and of the record in it: two records of one source can contradict each other. */
  readonly source: number;
  readonly record: number;
}

/** A commit from a domain of the organization. */
export interface SeenAt {
  readonly organization: OrganizationNumber;
  readonly day: DayNumber;
  readonly source: number;
}

export interface PersonFacts {
  readonly claims: readonly Claim[];
  /** By day, the earliest first. */
  readonly seen: readonly SeenAt[];
  /** Whose domains her known addresses are at. */
  readonly addresses: readonly OrganizationNumber[];
}
