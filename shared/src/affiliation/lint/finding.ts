/*
 * What a roster's lint finds, and what its rules may look at. Findings are for the roster's owner alone: they name
 * people and organizations, so they never go to a log.
 */
import type { DayNumber } from "../../roster/dates.ts";
import type { Roster } from "../../roster/schema.ts";
import type { Employment } from "../employment/employment.ts";
import type { AffiliationIndex } from "../index/columns.ts";
import type { KnownOrganization } from "../organizations/organizations-file.ts";
import type { OrganizationRegistry } from "../organizations/registry.ts";
import type { RosterOrganizations } from "./roster-organizations.ts";
import type { SeenInSubjects } from "./seen.ts";

/** `warning`: a determination can come out wrong by it. `suggestion`: worth a look, such as whatever is fuzzy. */
export type Severity = "warning" | "suggestion";

export interface LintFinding {
  /** The rule's name, stable. */
  readonly rule: string;
  /** Of the value in the roster that is meant. */
  readonly path: readonly (string | number)[];
  readonly severity: Severity;
  /** One sentence, lower-case start: what there is, and what to do. Names; safe for a terminal. */
  readonly message: string;
}

/** Everything that rules hold against each other. */
export interface LintKnowledge {
  readonly roster: Roster;
  /** The day of judgement. */
  readonly today: DayNumber;
  /** Of no people at all where no affiliation data was given. */
  readonly employment: Employment;
  readonly index: AffiliationIndex;
  readonly registry: OrganizationRegistry;
  /** The entries of the registry, later files last. */
  readonly known: readonly KnownOrganization[];
  readonly organizations: RosterOrganizations;
  /** Absent where no subjects were given. */
  readonly seen?: SeenInSubjects | undefined;
  /** So many people or names are listed in one sentence. */
  readonly most: number;
}

/** One rule, pure; its findings stand in the order of the roster. */
export type Rule = (knowledge: LintKnowledge) => readonly LintFinding[];
