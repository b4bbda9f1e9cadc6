/* Findings in words that a maintainer can repeat to whoever the finding's exposure allows. */
import type { Affiliation } from "../affiliation/affiliation.ts";
import type { Interest } from "../roster/imputation.ts";
import type { Person } from "../subject/subject.ts";
import type { Finding } from "./determination.ts";
import type { Cell } from "./presets.ts";

const ACCOUNT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,98}(?:\[bot\])?$/;

/** The person's account for display, when it is one: GitHub's text is not trusted to be. */
export function accountOf(person: Person): { account: string } | Record<string, never> {
  return person.login !== undefined && ACCOUNT.test(person.login) ? { account: person.login } : {};
}

export function clientEvidence(affiliation: Affiliation, { organization, standing }: Interest): string {
  const relation = {
    current: `${organization.name} is a client`,
    "cool-off": `${organization.name} was a client until recently`,
    imputed: `${organization.name} is a client of a colleague`,
  }[standing];
  return `${affiliation.evidence}; ${relation}`;
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
