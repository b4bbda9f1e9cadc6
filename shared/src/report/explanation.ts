/*
 * Everybody of a subject with all that is known of them, for the roster's owner alone: why a determination came
 * out as it did, and what did not count.
 */
import type { AffiliationSource } from "../affiliation/affiliation.ts";
import { strengthOf } from "../affiliation/employment/credence.ts";
import { sourcesOf, type Employer } from "../affiliation/employment/employers.ts";
import type { Employment } from "../affiliation/employment/employment.ts";
import { daysOf, resolve } from "../affiliation/resolve.ts";
import { actingDay, decidersOf } from "../conflict/determine-employers.ts";
import { authorsOf } from "../conflict/employers.ts";
import type { Policy } from "../conflict/policy.ts";
import { ageWords } from "../conflict/wording.ts";
import { contains, dayNumber, dayText, type DayNumber, type Interval } from "../roster/dates.ts";
import type { Person, Subject } from "../subject/subject.ts";
import { printable } from "./printable.ts";

/** Lines, each person with her affiliations to organizations of the roster, whether they held on a day that counts or not. */
export function explainSubject(subject: Subject, source: AffiliationSource, asOf: DayNumber): string {
  const created = dayNumber(subject.createdAt);
  const lines = resolve(subject, source, asOf).flatMap(({ person, affiliations, gaps = [] }) => {
    const days = daysOf(person, created, asOf);
    const known = affiliations.map(({ organization, strength, source: from, evidence, remark, interval }) => {
      const counts = days.some((day) => contains(interval, day));
      const when = counts ? "" : `, not on a day that counts: ${span(interval)}`;
      const against = remark === undefined ? "" : `; ${remark}`;
      return `      ${organization}: ${evidence} (${strength}, ${from})${against}${when}`;
    });
    const missing = gaps.map(({ organization, words }) => `      ${organization}: ${words}`);
    const nothing = known.length + missing.length === 0 ? ["      nothing known"] : [];
    return [`    ${personWords(person)}`, ...known, ...missing, ...nothing];
  });
  return text(subject, lines);
}

/**
 * The same without a roster: what the data says of the authors and of whoever decides, on each day that counts. The
 * arguments are those of {@link determineByEmployers}.
 */
export function explainEmployers(
  employment: Employment,
  policy: Policy,
  subject: Subject,
  today: DayNumber,
  asOf?: DayNumber,
): string {
  const created = dayNumber(subject.createdAt);
  const acting = asOf ?? actingDay(subject, created, today);
  const deciders: Named[] = decidersOf(subject, policy).map((login) => ({ role: "decider", login }));
  const lines = [...authorsOf(subject), ...deciders].flatMap((person: Named) => {
    const who = employment.find(person);
    const days = [...new Set(daysOf(person, created, acting))];
    if (who === undefined) return [`    ${personWords(person)}`, "      not in the affiliation data"];
    const known = days.flatMap((day) => {
      const employers = employment.employersOn(who, day);
      if (employers.length === 0) return [`      ${dayText(day)}: nothing known`];
      return employers.map(
        (employer) => `      ${dayText(day)}: ${employerWords(employment, employer, day)}`,
      );
    });
    return [`    ${personWords(person)}`, ...known];
  });
  return text(subject, lines);
}

function text(subject: Subject, lines: readonly string[]): string {
  return `${[`  ${subject.ref}, filed ${subject.createdAt}`, ...lines].map((line) => indented(line)).join("\n")}\n`;
}

/** Printable, with the spaces at its start kept. */
function indented(line: string): string {
  return " ".repeat(line.length - line.trimStart().length) + printable(line);
}

interface Named extends Pick<Person, "login" | "id" | "email" | "joinedAt" | "unidentified"> {
  readonly role: string;
}

function personWords({ role, login, email, unidentified }: Named): string {
  if (unidentified === true) return `${role}: nobody who can be looked up`;
  return `${role}: ${login ?? (email === undefined ? "an organization that the text names" : "an address")}`;
}

/** `Red Hat, reported, 26 months old, by CNCF gitdm` */
export function employerWords(employment: Employment, employer: Employer, day: DayNumber): string {
  const { organization, credence, asOf, sinceUnknown, basis, against } = employer;
  const nameOf = (each: number): string => (each < 0 ? "nobody" : employment.organizations.nameOf(each));
  const how = basis === "seen" ? "seen in" : "by";
  const contested =
    against.length === 0 ? "" : `; contested: other data says ${against.map(nameOf).join(" and ")}`;
  const since = sinceUnknown && basis !== "seen" ? ", since an unknown day" : "";
  const titles = sourcesOf(employer).map(employment.titleOf).join(" and ");
  return `${nameOf(organization)}, ${strengthOf(credence) ?? "doubtful"}${ageWords(day - asOf)}${since}, ${how} ${titles}${contested}`;
}

function span({ from, until }: Interval): string {
  return `${from === undefined ? "an unknown day" : dayText(from)} to ${until === undefined ? "now" : dayText(until)}`;
}
