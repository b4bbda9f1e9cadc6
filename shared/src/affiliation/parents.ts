/*
 * A parent organization: whoever is at the child is, from the day of the take-over on, also at the parent.
 */
import { dayNumber, intersect, type DayNumber } from "../roster/dates.ts";
import type { Organization } from "../roster/schema.ts";
import type { Affiliation } from "./affiliation.ts";

interface Ancestor {
  readonly organization: string;
  /** The latest take-over on the way up. */
  readonly from: DayNumber;
  /** `, and Initech belongs to Acme` */
  readonly words: string;
  /** Every organization below it may be named. */
  readonly publicBelow: boolean;
}

/**
 * Answers an affiliation and what follows from it for every parent, the dates cut accordingly. The evidence
 * names the child, so it is public only where the child is. Organizations that own each other end the way up.
 */
export function withParents(
  organizations: readonly Organization[],
): (affiliation: Affiliation) => readonly Affiliation[] {
  const byId = new Map(organizations.map((organization) => [organization.id, organization]));
  const ancestors = new Map(organizations.map((child) => [child.id, ancestorsOf(child, byId)]));
  return (affiliation) => {
    const above = ancestors.get(affiliation.organization);
    if (above === undefined || above.length === 0) return [affiliation];
    return [affiliation, ...above.flatMap((ancestor) => inherited(affiliation, ancestor))];
  };
}

function ancestorsOf(child: Organization, byId: ReadonlyMap<string, Organization>): Ancestor[] {
  const above: Ancestor[] = [];
  const seen = new Set([child.id]);
  let below = child;
  let from = -Infinity;
  let words = "";
  let publicBelow = true;
  for (;;) {
    const parent = below.parent === undefined ? undefined : byId.get(below.parent.organization);
    if (below.parent === undefined || parent === undefined || seen.has(parent.id)) return above;
    seen.add(parent.id);
    from = Math.max(from, dayNumber(below.parent.from));
    words += `, and ${below.name} belongs to ${parent.name}`;
    publicBelow &&= below.disclosure === "public";
    above.push({ organization: parent.id, from, words, publicBelow });
    below = parent;
  }
}

function inherited(affiliation: Affiliation, ancestor: Ancestor): Affiliation[] {
  const interval = intersect(affiliation.interval, { from: ancestor.from });
  if (interval === undefined) return [];
  return [
    {
      ...affiliation,
      organization: ancestor.organization,
      through: affiliation.organization,
      evidence: affiliation.evidence + ancestor.words,
      publicEvidence: affiliation.publicEvidence && ancestor.publicBelow,
      interval,
    },
  ];
}
