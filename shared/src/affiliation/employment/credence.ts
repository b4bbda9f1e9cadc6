/*
 * How far an answer can be believed once the data that it rests on has stopped: the one place with numbers in it.
 *
 * A logistic model, small enough to be read. It was fitted on person-months after the date of a public data set,
 * against what the people stated themselves; test/unit/affiliation/employment/tenure.test.ts fits it anew on
 * half of the people and reports on the other half. Nothing here knows a person, a source or an organization.
 */
import type { Strength } from "../affiliation.ts";

/** What speaks for and against "she is still there": a stint that was open when its source stopped. */
export interface ClaimSigns {
  /** Days since the source stopped. */
  readonly age: number;
  /** Of 6,000 people of the data, how many were ever there: people stay longer at large organizations. */
  readonly size: number;
  /** She is known to have an address at one of the organization's domains. */
  readonly hasAddress: boolean;
  /** Days since she was last seen committing from one of its domains; absent: never. */
  readonly seen?: number | undefined;
  /** Days since she was last seen at another organization, later than at this one; absent: never. */
  readonly seenElsewhere?: number | undefined;
  /** How often she changed, by the same source: ends of stints, and the years that its dated stints span. */
  readonly moves?: { readonly ends: number; readonly years: number } | undefined;
}

/** What speaks for "she is there" where no source says so, but her commits came from there. */
export interface SightingSigns {
  /** Days since she was last seen there. */
  readonly seen: number;
  /** Seen somewhere else since, or somewhere else by a stint that began since. */
  readonly superseded: boolean;
}

/** The model's weights, by sign. Dimensionless; years are of 365 days. */
export interface Weights {
  readonly claim: number;
  readonly claimAge: number;
  readonly claimSize: number;
  readonly claimAddress: number;
  readonly claimSeenEver: number;
  readonly claimSeenLately: number;
  readonly claimElsewhere: number;
  readonly claimElsewhereLately: number;
  readonly claimMoves: number;
  readonly sighting: number;
  readonly sightingStands: number;
  readonly sightingLately: number;
}

export const WEIGHTS: Weights = {
  claim: 1.42,
  claimAge: -0.55,
  claimSize: 0.35,
  claimAddress: 0.86,
  claimSeenEver: 0.52,
  claimSeenLately: 1.35,
  claimElsewhere: -2.2,
  claimElsewhereLately: -1.43,
  claimMoves: -1.04,
  sighting: -1.81,
  sightingStands: 2.54,
  sightingLately: 1.62,
};

/** So many days after its date a source is still taken at its word. */
export const GRACE_DAYS = 31;
/** At least this credence: `reported`. */
export const REPORTED_FROM = 0.75;
/** At least this one: `suggested`, a question to a person. Below it nothing is said. */
export const SUGGESTED_FROM = 0.3;

const YEAR = 365;

/** The signs as the model's inputs, under the names of the weights. */
export function claimInputs(signs: ClaimSigns): Partial<Record<keyof Weights, number>> {
  const { age, size, hasAddress, seen, seenElsewhere, moves } = signs;
  return {
    claim: 1,
    claimAge: age / YEAR,
    claimSize: Math.min(9, Math.log2(Math.max(1, size))) - 6,
    claimAddress: hasAddress ? 1 : 0,
    claimSeenEver: seen === undefined ? 0 : 1,
    claimSeenLately: fading(seen, 1.5),
    claimElsewhere: seenElsewhere === undefined ? 0 : 1,
    claimElsewhereLately: fading(seenElsewhere, 2),
    // Against one move in four years, which is the rule.
    claimMoves: moves === undefined ? 0 : Math.log((4 * (moves.ends + 1)) / (moves.years + 4)),
  };
}

/** See {@link claimInputs}. */
export function sightingInputs({ seen, superseded }: SightingSigns): Partial<Record<keyof Weights, number>> {
  return {
    sighting: 1,
    sightingStands: superseded ? 0 : 1,
    sightingLately: superseded ? 0 : fading(seen, 1.5),
  };
}

/** Between 0 and 1. */
export function credenceOf(
  inputs: Partial<Record<keyof Weights, number>>,
  weights: Weights = WEIGHTS,
): number {
  let sum = 0;
  for (const [name, value] of Object.entries(inputs)) sum += weights[name as keyof Weights] * value;
  return 1 / (1 + Math.exp(-sum));
}

/** What an answer of a credence may be called; undefined: nothing. Never `confirmed`. */
export function strengthOf(credence: number): Exclude<Strength, "confirmed"> | undefined {
  if (credence >= REPORTED_FROM) return "reported";
  return credence >= SUGGESTED_FROM ? "suggested" : undefined;
}

/** 1 on the day itself, 1/e after `years`. */
function fading(days: number | undefined, years: number): number {
  return days === undefined ? 0 : Math.exp(-Math.max(0, days) / YEAR / years);
}
