/*
 * What people pinned of persons and of names, as a part of a source of affiliations. Private: who is pinned to
 * whom is the practice's own knowledge, whatever it rests on.
 */
import type { DayNumber } from "../roster/dates.ts";
import type { Organization } from "../roster/schema.ts";
import { isAbout, type Pin } from "../recusal/pin.ts";
import { isLogin } from "../subject/account.ts";
import type { Person } from "../subject/subject.ts";
import type { Affiliation, AffiliationSource, Gap } from "./affiliation.ts";
import { withParents } from "./parents.ts";
import { held, shownLogin } from "./personal-tie.ts";
import { decisionsOn, holds, nameKey, pinIndex, type Decision, type PinIndex } from "./pin-index.ts";

/**
 * The source with what people pinned. Whoever is pinned to an organization is there: confirmed by the account's
 * numeric id, otherwise reported, and never public. What is pinned against becomes a suggestion with a remark
 * that says who pinned it, at the organization and at those that inherit from it.
 *
 * Where nothing is pinned of somebody, the source's own list is answered.
 *
 * @param pins the pins that stand; the same list until one changes
 */
export function withPins(
  source: AffiliationSource,
  organizations: readonly Organization[],
  pins: () => readonly Pin[],
): AffiliationSource {
  const names = new Map(organizations.map(({ id, name }) => [id, name]));
  const inherited = withParents(organizations);
  const index = remembered(pins, pinIndex);
  const { gaps } = source;
  return {
    of: (person, days) => {
      const known = source.of(person, days);
      const { notNamed, ...people } = index();
      const day = days?.at(-1);
      const decisions = decisionsOn(people, person, day);
      if (decisions.size === 0 && (notNamed.size === 0 || known.length === 0)) return known;
      const found = known.map((each) => {
        const remark = against(each, decisions, notNamed, day, names);
        return remark === undefined ? each : demoted(each, remark);
      });
      for (const decision of decisions.values()) {
        const name = names.get(decision.pin.organization);
        if (decision.pin.said.verdict === "is" && name !== undefined) {
          found.push(...inherited(pinnedTo(person, decision, name)));
        }
      }
      return found;
    },
    mentionedIn: source.mentionedIn,
    ...(gaps === undefined ? {} : { gaps: (person) => unanswered(gaps(person), index(), person) }),
  };
}

/**
 * The names that are pinned as an organization's, by the roster's id: as good as its own name and aliases for
 * whoever matches names.
 *
 * @param day of acting; absent: whatever the day
 */
export function namesByPin(pins: readonly Pin[], day?: DayNumber): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const pin of pins) {
    if (!isAbout(pin, "organization") || pin.said.verdict !== "is" || !holds(pin, day)) continue;
    const known = names.get(pin.organization);
    if (known === undefined) names.set(pin.organization, [pin.said.name]);
    else known.push(pin.said.name);
  }
  return names;
}

/** The remark of whoever pinned against the affiliation, or undefined where nobody did. */
function against(
  { organization, through = organization, named }: Affiliation,
  decisions: ReadonlyMap<string, Decision>,
  notNamed: PinIndex["notNamed"],
  day: DayNumber | undefined,
  names: ReadonlyMap<string, string>,
): string | undefined {
  for (const id of new Set([organization, through])) {
    const pin = decisions.get(id)?.pin;
    if (pin?.said.verdict === "is-not") return `pinned by ${by(pin)}: not at ${names.get(id) ?? "it"}`;
    const other = named === undefined ? undefined : notNamed.get(nameKey(id, named));
    if (other !== undefined && holds(other, day)) {
      return `pinned by ${by(other)}: that name is not ${names.get(id) ?? "its own"}`;
    }
  }
  return undefined;
}

function demoted(affiliation: Affiliation, remark: string): Affiliation {
  return {
    ...affiliation,
    strength: "suggested",
    beforePin: affiliation.strength,
    remark: affiliation.remark === undefined ? remark : `${affiliation.remark}; ${remark}`,
  };
}

function pinnedTo(person: Person, { pin, byId }: Decision, name: string): Affiliation {
  const who = person.login === undefined ? "the address of one" : `${shownLogin(person.login)} is one`;
  return {
    organization: pin.organization,
    ...held(person, byId ? "confirmed" : "reported", `${who} of ${name}'s people, pinned by ${by(pin)}`),
    source: "pin",
    publicEvidence: false,
    interval: {},
  };
}

/** What could not be looked up need not be, where somebody said that it is not so. */
function unanswered(gaps: readonly Gap[], index: PinIndex, person: Person): readonly Gap[] {
  if (gaps.length === 0) return gaps;
  const decisions = decisionsOn(index, person, undefined);
  return decisions.size === 0
    ? gaps
    : gaps.filter(({ organization }) => decisions.get(organization)?.pin.said.verdict !== "is-not");
}

function by({ by: { login } }: Pin): string {
  return isLogin(login) ? login : "a member of the practice";
}

/** What was made of the list, until it is another list. */
function remembered<T>(list: () => readonly Pin[], make: (pins: readonly Pin[]) => T): () => T {
  let last: { readonly of: readonly Pin[]; readonly made: T } | undefined;
  return () => {
    const now = list();
    if (last?.of !== now) last = { of: now, made: make(now) };
    return last.made;
  };
}
