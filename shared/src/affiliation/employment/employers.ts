/*
 * Where somebody works on a day, by what is on record of her: what sources say of the day itself, what still
 * follows from them later, and where her commits came from. Several employers are a set, not a winner; what
 * contradicts each other is marked and kept.
 */
import type { DayNumber } from "../../roster/dates.ts";
import { against, inOrder, keepBest, related, type Answer } from "./answers.ts";
import {
  claimInputs,
  credenceOf,
  GRACE_DAYS,
  STATED,
  REPORTED_FROM,
  SUGGESTED_FROM,
  sightingInputs,
  type Inputs,
  type Weights,
} from "./credence.ts";
import { NOBODY, type Claim, type OrganizationNumber, type PersonFacts, type SeenAt } from "./facts.ts";

/** What must be known of organizations and sources to judge a person. */
export interface Surroundings {
  /** Until which day the source speaks. */
  readonly asOf: (source: number) => DayNumber;
  /** Of 6,000 people of the data, how many were ever there. */
  readonly sizeOf: (organization: OrganizationNumber) => number;
  /** The organization itself, and whatever it belonged to on the day. */
  readonly familyOf: (organization: OrganizationNumber, day: DayNumber) => readonly OrganizationNumber[];
  /** Did it still exist on the day? */
  readonly exists: (organization: OrganizationNumber, day: DayNumber) => boolean;
  /** By name: the same whatever the numbers are. */
  readonly keyOf: (organization: OrganizationNumber) => string;
  /** The place of a source among all by what it is called: the same whatever the order of the files is. */
  readonly rankOf: (source: number) => number;
}

export interface Employer {
  /** {@link NOBODY} where a source says that she works for nobody. */
  readonly organization: OrganizationNumber;
  /** Between 0 and 1; see credence.ts. */
  readonly credence: number;
  /** `stated`: a source says so of this day. `continued`: it said so when it stopped. `seen`: commits from there. */
  readonly basis: "stated" | "continued" | "seen";
  /** The day up to which the evidence reaches, at most the day asked for. */
  readonly asOf: DayNumber;
  readonly source: number;
  /** Whose commits reach further than that source does, and keep its word alive. */
  readonly seenBy?: number;
  /** The source does not know since when. */
  readonly sinceUnknown: boolean;
  /** Answers of other records that cannot be true at the same time unless she works for both. */
  readonly against: readonly OrganizationNumber[];
}

/** A stint of unknown start is not believed further back than this from where it is known to hold; ten years. */
const UNKNOWN_START_REACH = 3650;
/** A commit alone is no more than a question after five years: nobody's is known to hold for ever. */
const COMMIT_REACH = 1826;
const FAR = 0.5;

/** What could be answered, before it is asked how far it can be believed. */
export interface Candidate extends Omit<Employer, "against" | "credence"> {
  /** Answers of one origin are a set; those of two can contradict each other. */
  readonly origin: string;
  /** The signs for and against it; a number where it needs none. */
  readonly signs: Inputs | number;
  /** When commits last came from there; absent: never. */
  readonly lastSeen?: DayNumber;
}

const NOTHING: readonly Employer[] = [];

/** Everybody whose word an answer rests on. */
export function sourcesOf({ source, seenBy }: Pick<Employer, "source" | "seenBy">): readonly number[] {
  return seenBy === undefined || seenBy === source ? [source] : [source, seenBy];
}

/** Everything that is at least worth a question, the most credible first. */
export function employersOn(
  facts: PersonFacts,
  day: DayNumber,
  around: Surroundings,
  weights?: Weights,
): readonly Employer[] {
  const { claims, sightings } = everythingOn(facts, day, around);
  const claimed = claims.map((claim) => ({ ...claim, credence: believed(claim, weights) }));
  // Commits add nothing to a statement that is believed. A stale one must not hide them, nor one about the parent
  // those from a company of it, or more evidence would be worth less.
  const seen = sightings
    .map((sighting) => ({ ...sighting, credence: believed(sighting, weights) }))
    .filter(
      ({ organization, credence }) =>
        !claimed.some(
          (claim) =>
            claim.credence >= Math.min(credence, REPORTED_FROM) &&
            around.familyOf(claim.organization, day).includes(organization),
        ),
    );
  const answers: Answer[] = [];
  for (const candidate of [...claimed, ...seen]) {
    const { credence, organization, origin } = candidate;
    if (credence < SUGGESTED_FROM) continue;
    if (organization === NOBODY || around.exists(organization, day))
      keepBest(answers, { ...candidate, origins: [origin] }, around);
  }
  if (answers.length === 0) return NOTHING;
  return inOrder(answers, around).map((answer, _, all) => {
    const { organization, credence, basis, asOf, source, seenBy, sinceUnknown } = answer;
    return {
      organization,
      credence,
      basis,
      asOf,
      source,
      ...(seenBy === undefined ? {} : { seenBy }),
      sinceUnknown,
      against: against(answer, all, day, around),
    };
  });
}

function believed({ signs }: Candidate, weights: Weights | undefined): number {
  return typeof signs === "number" ? signs : credenceOf(signs, weights);
}

/**
 * Everything that sources and commits say of the day, however little it is worth; commits only where no source
 * speaks of the organization. Several may name one organization.
 */
export function candidatesOn(facts: PersonFacts, day: DayNumber, around: Surroundings): Candidate[] {
  const { claims, sightings } = everythingOn(facts, day, around);
  const alone = sightings.filter(
    ({ organization }) => !claims.some((each) => related(each.organization, organization, day, around)),
  );
  return [...claims, ...alone];
}

function everythingOn(
  facts: PersonFacts,
  day: DayNumber,
  around: Surroundings,
): { readonly claims: readonly Candidate[]; readonly sightings: readonly Candidate[] } {
  const lastSeen = lastSightings(facts.seen, day, around);
  return {
    claims: facts.claims.flatMap((claim) => claimed(facts, claim, lastSeen, day, around) ?? []),
    sightings: lastSeen.flatMap((sighting) => sighted(facts, sighting, lastSeen, day, around) ?? []),
  };
}

/** Does any source speak of the day, if only to say that she worked for nobody? */
export function isOnRecord(facts: PersonFacts, day: DayNumber, around: Surroundings): boolean {
  return facts.claims.some((claim) => isStated(claim, day, around.asOf(claim.source)));
}

function isStated({ from, until }: Claim, day: DayNumber, asOf: DayNumber): boolean {
  return (
    day <= asOf + GRACE_DAYS && (from === undefined || from <= day) && (until === undefined || day < until)
  );
}

function claimed(
  facts: PersonFacts,
  claim: Claim,
  lastSeen: readonly SeenAt[],
  day: DayNumber,
  around: Surroundings,
): Candidate | undefined {
  const { organization, from, until, source, record } = claim;
  const asOf = around.asOf(source);
  const own = lastSeen.filter((each) => related(each.organization, organization, day, around));
  const last = latestOf(own);
  const seen = last?.day;
  const answer = {
    organization,
    source,
    sinceUnknown: from === undefined,
    origin: `${source}/${record}`,
    ...(seen === undefined ? {} : { lastSeen: seen }),
  };
  if (isStated(claim, day, asOf)) {
    const isFarBefore = from === undefined && day < Math.min(until ?? asOf, asOf) - UNKNOWN_START_REACH;
    return {
      ...answer,
      basis: "stated",
      asOf: Math.min(day, asOf),
      signs: isFarBefore ? FAR : STATED,
    };
  }
  const wasOpen = (from === undefined || from <= asOf) && (until === undefined || until > asOf);
  if (day <= asOf || !wasOpen || (until !== undefined && day >= until)) return undefined;
  const elsewhere = latestOf(lastSeen.filter((each) => !own.includes(each)))?.day;
  const isNewer =
    elsewhere !== undefined && elsewhere > (seen ?? -Infinity) && elsewhere > (from ?? -Infinity);
  const signs = claimInputs({
    age: day - asOf,
    size: organization === NOBODY ? 1 : around.sizeOf(organization),
    hasAddress: facts.addresses.some((each) => related(each, organization, day, around)),
    seen: seen === undefined ? undefined : day - seen,
    seenElsewhere: isNewer ? day - elsewhere : undefined,
    moves: movesBy(facts, source, asOf),
  });
  const isSeenLater = last !== undefined && last.day > asOf;
  return {
    ...answer,
    basis: "continued",
    asOf: isSeenLater ? last.day : asOf,
    ...(isSeenLater ? { seenBy: last.source } : {}),
    signs,
  };
}

function sighted(
  facts: PersonFacts,
  sighting: SeenAt,
  lastSeen: readonly SeenAt[],
  day: DayNumber,
  around: Surroundings,
): Candidate | undefined {
  const isOther = ({ organization }: { organization: OrganizationNumber }): boolean =>
    !related(organization, sighting.organization, day, around);
  const left = facts.claims.some(
    (claim) =>
      !isOther(claim) && claim.until !== undefined && claim.until > sighting.day && claim.until <= day,
  );
  if (left) return undefined;
  const superseded =
    lastSeen.some((other) => isOther(other) && other.day > sighting.day) ||
    facts.claims.some((claim) => {
      const { from } = claim;
      return isOther(claim) && from !== undefined && from > sighting.day && from <= day;
    });
  if (superseded) return undefined;
  return {
    organization: sighting.organization,
    source: sighting.source,
    basis: "seen",
    asOf: sighting.day,
    sinceUnknown: true,
    origin: "seen",
    lastSeen: sighting.day,
    signs: day - sighting.day > COMMIT_REACH ? FAR : sightingInputs(day - sighting.day),
  };
}

/** When she was last seen at each organization, up to the day. */
function lastSightings(seen: readonly SeenAt[], day: DayNumber, { rankOf }: Surroundings): SeenAt[] {
  const last = new Map<OrganizationNumber, SeenAt>();
  for (const sighting of seen) {
    if (sighting.day > day) continue;
    const known = last.get(sighting.organization);
    const isLater =
      known === undefined ||
      known.day < sighting.day ||
      (known.day === sighting.day && rankOf(sighting.source) < rankOf(known.source));
    if (isLater) last.set(sighting.organization, sighting);
  }
  return [...last.values()];
}

function latestOf(sightings: readonly SeenAt[]): SeenAt | undefined {
  let last: SeenAt | undefined;
  for (const sighting of sightings) if (last === undefined || sighting.day > last.day) last = sighting;
  return last;
}

/** How often she moved, by one source; undefined where it dates nothing. */
function movesBy(
  facts: PersonFacts,
  source: number,
  asOf: DayNumber,
): { ends: number; years: number } | undefined {
  const days: DayNumber[] = [];
  let ends = 0;
  for (const claim of facts.claims) {
    if (claim.source !== source) continue;
    if (claim.from !== undefined) days.push(claim.from);
    if (claim.until === undefined) continue;
    days.push(claim.until);
    ends += 1;
  }
  if (days.length === 0) return undefined;
  return { ends, years: Math.max(0, asOf - Math.min(...days)) / 365 };
}
