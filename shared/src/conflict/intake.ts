/*
 * A client before she is one: the roster with and without her, and what she adds to a subject. Pure; nothing here
 * is ever written, and what it answers is for the roster's owner alone.
 */
import type { Engagement, Organization, Roster } from "../roster/schema.ts";
import type { Subject } from "../subject/subject.ts";
import type { Determination, Finding, Level, Maintainer } from "./determination.ts";
import { levelOf } from "./determine.ts";

/** What a new client adds for one maintainer on one subject. */
export interface Intake {
  readonly ref: string;
  readonly maintainer: Maintainer;
  /** Without the new client. */
  readonly before: Level;
  /** With her; at least `before`. */
  readonly level: Level;
  /** What the new client alone asks for. */
  readonly asks: Level;
  /** The findings about the new client, suggestions left out. */
  readonly findings: readonly Finding[];
  /** The maintainer's other clients on the subject: id and name, in order of the id. */
  readonly meets: readonly { readonly id: string; readonly name: string }[];
  readonly state: Subject["state"];
  /** She is assigned, asked for review or listed to decide, or has closed or merged it. */
  readonly involved: boolean;
}

/**
 * The roster without the prospect, and with the engagement that is being weighed. A `prospect` engagement counts as
 * one, so it is left out of both: otherwise the new client would add nothing.
 */
export function intakeRosters(
  roster: Roster,
  organization: Organization,
  engagement: Engagement,
): { readonly without: Roster; readonly with: Roster } {
  const isProspect = (each: Engagement): boolean =>
    each.organization === organization.id && each.kind === "prospect";
  const without = { ...roster, engagements: roster.engagements.filter((each) => !isProspect(each)) };
  const isListed = roster.organizations.some(({ id }) => id === organization.id);
  return {
    without,
    with: {
      ...without,
      organizations: isListed ? roster.organizations : [...roster.organizations, organization],
      engagements: [...without.engagements, engagement],
    },
  };
}

/** What the organization adds on a subject, maintainer by maintainer; nothing where she adds nothing. */
export function intakesOf(
  organization: string,
  subject: Subject,
  before: readonly Determination[],
  after: readonly Determination[],
): Intake[] {
  return after.flatMap(({ ref, maintainer, level, findings }) => {
    const was = before.find((each) => each.maintainer.id === maintainer.id);
    const known = levelOf(of(organization, was?.findings ?? []));
    const added = of(organization, findings);
    const asks = levelOf(added);
    if (asks === "clear" || asks === known) return [];
    return {
      ref,
      maintainer,
      before: was?.level ?? "clear",
      level,
      asks,
      findings: added,
      meets: othersOn(organization, [...findings, ...(was?.findings ?? [])]),
      state: subject.state,
      involved: isInvolved(subject, maintainer),
    };
  });
}

function of(organization: string, findings: readonly Finding[]): Finding[] {
  return findings.filter((each) => each.organization === organization && each.strength !== "suggested");
}

function othersOn(organization: string, findings: readonly Finding[]): Intake["meets"] {
  const others = new Map<string, string>();
  for (const { organization: id, organizationName, strength } of findings) {
    if (id === undefined || id === organization || strength === "suggested") continue;
    others.set(id, organizationName ?? id);
  }
  return [...others].map(([id, name]) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isInvolved({ involved, deciders = [] }: Subject, { login }: Maintainer): boolean {
  return [...involved, ...deciders].some((each) => each.toLowerCase() === login.toLowerCase());
}
