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
  readonly sightingLately: number;
}

/** What the weights are multiplied with; what is absent is 0. */
export type Inputs = Partial<Record<keyof Weights, number>> & {
  /** She was seen there within a year, and nowhere else since. */
  readonly isFresh?: boolean;
  /** How far the source is still taken at its word: 1 on its day, falling with its age. */
  readonly recency?: number;
};

export const WEIGHTS: Weights = {
  claim: 1.37,
  claimAge: -0.56,
  claimSize: 0.36,
  claimAddress: 0.93,
  claimSeenEver: 0.5,
  claimSeenLately: 1.4,
  claimElsewhere: -2.28,
  claimElsewhereLately: -1.48,
  claimMoves: -1.01,
  sighting: 1.38,
  sightingLately: 1.22,
};

/** A size that speaks neither for her staying nor for her leaving. */
export const USUAL_SIZE = 64;
/** So many days after its date a source is still taken at its word. */
export const GRACE_DAYS = 31;
/** After so many days more the model counts for two thirds, the source's word for one. */
const WORD_FADES = 90;
/** What a source says of a day up to its own. */
export const STATED = 0.95;
/** Credences of what was seen within a year lie between these; the model orders them. */
const FRESH_FROM = 0.9;
const FRESH_SPAN = 0.09;
/** At least this credence: `reported`. */
export const REPORTED_FROM = 0.75;
/** At least this one: `suggested`, a question to a person. Below it nothing is said. */
export const SUGGESTED_FROM = 0.3;

const YEAR = 365;

/** The signs as the model's inputs, under the names of the weights. */
export function claimInputs(signs: ClaimSigns): Inputs {
  const { age, size, hasAddress, seen, seenElsewhere, moves } = signs;
  return {
    claim: 1,
    claimAge: age / YEAR,
    claimSize: Math.min(9, Math.log2(Math.max(1, size))) - Math.log2(USUAL_SIZE),
    claimAddress: hasAddress ? 1 : 0,
    claimSeenEver: seen === undefined ? 0 : 1,
    claimSeenLately: fading(seen, 1.5),
    claimElsewhere: seenElsewhere === undefined ? 0 : 1,
    claimElsewhereLately: fading(seenElsewhere, 2),
    recency: seenElsewhere === undefined ? Math.exp(-Math.max(0, age - GRACE_DAYS) / WORD_FADES) : 0,
    isFresh: seenElsewhere === undefined && isWithinYear(seen),
    // Against one move in four years, which is the rule.
    claimMoves: moves === undefined ? 0 : Math.log((4 * (moves.ends + 1)) / (moves.years + 4)),
  };
}

/**
 * The same where no source says so, but her commits came from there, and nothing is known that came after.
 *
 * @param seen days since she was last seen there
 */
export function sightingInputs(seen: number): Inputs {
  return { sighting: 1, sightingLately: fading(seen, 1.5), isFresh: isWithinYear(seen) };
}

/** Between 0 and 1. Who committed from the company's domain within a year is there, whatever else there is. */
export function credenceOf(
  { isFresh = false, recency = 0, ...inputs }: Inputs,
  weights: Weights = WEIGHTS,
): number {
  let sum = 0;
  for (const [name, value] of Object.entries(inputs)) sum += weights[name as keyof Weights] * value;
  const fitted = 1 / (1 + Math.exp(-sum));
  const seen = isFresh ? FRESH_FROM + FRESH_SPAN * fitted : 0;
  return Math.max(fitted, seen, recency * STATED + (1 - recency) * fitted);
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

function isWithinYear(days: number | undefined): boolean {
  return days !== undefined && days < YEAR;
}
