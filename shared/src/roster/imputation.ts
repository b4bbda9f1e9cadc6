/*
 * Whose interests a member of the practice has on a given day: her own, those of the practice, and those
 * imputed from colleagues, less what a screen keeps from her.
 */
import { contains, intersect, interval, type DayNumber } from "./dates.ts";
import { coolOffOf, heldDuring, IMPUTED, phaseOf } from "./engagement.ts";
import type { Engagement, Member, Organization, Roster } from "./schema.ts";

/** How a member is tied to an organization on a day. */
export interface Interest {
  readonly organization: Organization;
  readonly standing: "current" | "cool-off" | "imputed";
}

/** The standings from the strongest to the weakest. */
const STANDINGS = ["current", "cool-off", "imputed"] as const;

/** The members of the practice on a day, one of each account. */
export function membersOn(roster: Roster, day: DayNumber): Member[] {
  return roster.practice.members.filter((member) => contains(interval(member.from, member.until), day));
}

/**
 * The member's interests when she acts on `day` on a subject that was created on `created`.
 *
 * A screen works for subjects that came up while it stood, and is never retroactive: it does not clear
 * her of what was there before it. It keeps imputed interests and those of the practice from her, never
 * her own.
 */
export function interestsOf(
  roster: Roster,
  member: Member,
  day: DayNumber,
  created: DayNumber,
): Map<string, Interest> {
  const interests = new Map<string, Interest>();
  const organizations = new Map(roster.organizations.map((each) => [each.id, each]));
  for (const engagement of roster.engagements) {
    const organization = organizations.get(engagement.organization);
    const standing = standingOf(roster, member, engagement, day, created);
    if (organization === undefined || standing === undefined) continue;
    const known = interests.get(organization.id);
    if (known !== undefined && STANDINGS.indexOf(known.standing) <= STANDINGS.indexOf(standing)) continue;
    interests.set(organization.id, { organization, standing });
  }
  return interests;
}

function standingOf(
  roster: Roster,
  member: Member,
  engagement: Engagement,
  day: DayNumber,
  created: DayNumber,
): Interest["standing"] | undefined {
  if (isSame(engagement.owner, member.login)) {
    return present(phaseOf(heldDuring(engagement), coolOffOf(engagement), day));
  }
  if (isScreened(roster, member, engagement.organization, day, created)) return undefined;
  const membership = interval(member.from, member.until);
  if (engagement.owner === "practice") {
    const held = intersect(heldDuring(engagement), membership);
    return held && present(phaseOf(held, coolOffOf(engagement), day));
  }
  if (!IMPUTED[engagement.kind]) return undefined;
  const colleagues = roster.practice.members.filter((each) => isSame(each.login, engagement.owner));
  const together = colleagues.some((each) => contains(interval(each.from, each.until), day));
  if (!together || !contains(membership, day)) return undefined;
  return present(phaseOf(heldDuring(engagement), coolOffOf(engagement), day)) && "imputed";
}

function present(phase: ReturnType<typeof phaseOf>): "current" | "cool-off" | undefined {
  return phase === "current" || phase === "cool-off" ? phase : undefined;
}

function isScreened(
  roster: Roster,
  member: Member,
  organization: string,
  day: DayNumber,
  created: DayNumber,
): boolean {
  return roster.practice.screens.some((screen) => {
    if (screen.organization !== organization || !isSame(screen.member, member.login)) return false;
    const stands = interval(screen.from, screen.until);
    return contains(stands, day) && (stands.from === undefined || created >= stands.from);
  });
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
