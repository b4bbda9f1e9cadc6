/*
 * What a file of affiliation data says, as it is written there: nothing is matched, merged or judged yet.
 * Every format is a module beside this one that turns its text into this form.
 */
import type { Problem } from "../../config/problem.ts";
import type { DayNumber, Interval } from "../../roster/dates.ts";

/** A stay with an organization, `[from, until)`. An absent `from` is an unknown start, not "always". */
export interface Stint extends Interval {
  /** As written, white space folded; may be `Independent` or no organization at all: see organizations/. */
  readonly organization: string;
}

/** A commit whose author's address was at a domain, on a day. */
export interface Sighting {
  /** In the form of host.ts; free-mail and noreply hosts are left out. */
  readonly domain: string;
  readonly day: DayNumber;
}

/** One record about one person. Several may be about the same person; merging them is the index's work. */
export interface PersonRecord {
  /** GitHub logins, as written; GitHub compares them without regard to case. */
  readonly logins: readonly string[];
  /** GitHub's numeric account ids. */
  readonly ids: readonly number[];
  /** With `@`; only those that are addresses. */
  readonly emails: readonly string[];
  readonly stints: readonly Stint[];
  readonly sightings: readonly Sighting[];
}

/** An e-mail domain and whose it was during `[from, until)`. */
export interface DomainRecord extends Interval {
  /** In the form of host.ts. */
  readonly domain: string;
  readonly organization: string;
}

export interface AffiliationFile {
  /** What people call such data, such as `CNCF gitdm`: part of the evidence's words. */
  readonly title: string;
  /** Until which day the file speaks: what it says of itself, else the latest day it names that can be meant. */
  readonly asOf: DayNumber | undefined;
  /** May its content be repeated to anyone? */
  readonly disclosure: "public" | "private";
  readonly people: readonly PersonRecord[];
  readonly domains: readonly DomainRecord[];
}

/**
 * A file that was read. `file` holds what is sound. With problems, a caller that was not told to be lenient
 * uses nothing of it. Oddities are known peculiarities of a format that were understood all the same.
 */
export interface ParsedAffiliations {
  readonly file: AffiliationFile;
  readonly problems: readonly Problem[];
  readonly oddities: readonly Problem[];
}

export interface ParseOptions {
  /** The name that problems show. */
  readonly file: string;
  /** The day on which it is read: a later day in the file cannot be meant as its date. */
  readonly today: DayNumber;
}

/** A format's parser: pure, linear, never throws, whatever the text is. */
export type ParseAffiliations = (text: string, options: ParseOptions) => ParsedAffiliations;
