/* Findings in words that a maintainer can repeat to whoever the finding's exposure allows. */
import type { Affiliation, Gap } from "../affiliation/affiliation.ts";
import type { DayNumber } from "../roster/dates.ts";
import type { Interest } from "../roster/imputation.ts";
import type { Organization } from "../roster/schema.ts";
import type { Pin, SubjectSaid } from "../recusal/pin.ts";
import type { Person } from "../subject/subject.ts";
import type { Finding } from "./determination.ts";
import type { Cell } from "./presets.ts";

const ACCOUNT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,98}(?:\[bot\])?$/;

/** The person's account for display, when it is one: GitHub's text is not trusted to be. */
export function accountOf(person: Person): { account: string } | Record<string, never> {
  return person.login !== undefined && ACCOUNT.test(person.login) ? { account: person.login } : {};
}

/** Evidence of this age in days or less is not called old. */
const FRESH = 31;
const MONTH = 365.25 / 12;

/** `, 26 months old`; empty while it is fresh. */
export function ageWords(days: number): string {
  if (days <= FRESH) return "";
  const months = Math.floor(days / MONTH);
  return `, ${String(months)} ${months === 1 ? "month" : "months"} old`;
}

/** @param day the one on which the affiliation counted */
export function clientEvidence(
  { evidence, asOf }: Affiliation,
  { organization, standing }: Interest,
  day: DayNumber,
): string {
  const relation = {
    current: `${organization.name} is a client`,
    "cool-off": `${organization.name} was a client until recently`,
    imputed: `${organization.name} is a client of a colleague`,
  }[standing];
  return `${evidence}${asOf === undefined ? "" : ageWords(day - asOf)}; ${relation}`;
}

export function wrote(person: Person, cell: Cell): Finding {
  return {
    relation: "wrote",
    ...accountOf(person),
    strength: person.selfAsserted === true ? "reported" : "confirmed",
    source: "author",
    evidence: person.role === "author" ? "the maintainer wrote it" : "the maintainer wrote part of it",
    ...cell,
    exposure: "public",
  };
}

export function helped(cell: Cell): Finding {
  return {
    relation: "helped",
    strength: "confirmed",
    source: "assist",
    evidence: "the maintainer helped a client with it",
    ...cell,
    exposure: "private",
  };
}

export function colleagueHelped(cell: Cell): Finding {
  return {
    relation: "colleague-helped",
    strength: "confirmed",
    source: "assist",
    evidence: "a colleague in the practice helped a client with it",
    ...cell,
    exposure: "private",
  };
}

/** A look-up that failed is `unknown`. Only organizations that are public are ever looked up. */
export function notLookedUp(person: Person, gap: Gap, { organization }: Interest): Finding {
  return {
    relation: person.role,
    organization: organization.id,
    organizationName: organization.name,
    ...accountOf(person),
    strength: "suggested",
    source: "public member",
    evidence: gap.words,
    level: "unknown",
    unconflictedApproval: false,
    exposure: "private",
  };
}

/** A conflict that a person pinned; why is the roster owner's own business. */
export function pinned(pin: Pin<SubjectSaid>, { id, name }: Organization): Finding {
  return {
    relation: "pinned",
    organization: id,
    organizationName: name,
    strength: "confirmed",
    source: "pin",
    evidence: `${pinner(pin)} pinned a conflict with ${name} here`,
    remark: pin.reason,
    level: pin.said.level ?? "disclose",
    unconflictedApproval: false,
    exposure: "private",
  };
}

/** The remark on what a pin cleared. */
export function pinnedAway(pin: Pin<SubjectSaid>): string {
  return `pinned by ${pinner(pin)}: no conflict here, ${pin.reason}`;
}

function pinner({ by: { login } }: Pin<SubjectSaid>): string {
  return ACCOUNT.test(login) ? login : "a member of the practice";
}

/** A bot brought it: no client's people are known to have, and none are known not to have. */
export function unattributed(person: Person): Finding {
  return {
    ...unidentified(),
    ...accountOf(person),
    evidence: "the author is a bot, and who had it bring this is not known",
  };
}

export function unidentified(): Finding {
  return {
    relation: "unidentified",
    strength: "confirmed",
    source: "author",
    evidence: "the author's account is gone or was not given, so nobody could be looked up",
    level: "unknown",
    unconflictedApproval: false,
    exposure: "public",
  };
}

/** Without data about one side nobody can say that there is no conflict. */
export function notOnRecord(side: "decider" | "authors"): Finding {
  return {
    relation: "unidentified",
    strength: "confirmed",
    source: "affiliation data",
    evidence:
      side === "decider"
        ? "no affiliation data about the decider at that time"
        : "no affiliation data about any author at that time",
    level: "unknown",
    unconflictedApproval: false,
    exposure: "public",
  };
}
