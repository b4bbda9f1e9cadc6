/*
 * The deciders' own employers against the authors': the rule of projects that keep no list of clients, and ask
 * only that nobody decides on a colleague's proposal. Rests on affiliation data alone.
 */
import { REPORTED_FROM, strengthOf } from "../affiliation/employment/credence.ts";
import { sourcesOf, type Employer } from "../affiliation/employment/employers.ts";
import type { Employment } from "../affiliation/employment/employment.ts";
import { shownLogin } from "../affiliation/personal-tie.ts";
import { daysOf } from "../affiliation/resolve.ts";
import { dayNumber, type DayNumber } from "../roster/dates.ts";
import type { Person, Subject } from "../subject/subject.ts";
import type { Finding } from "./determination.ts";
import type { Cell } from "./presets.ts";
import { accountOf, ageWords } from "./wording.ts";

/** Whoever decides: known by login, and by numeric id where that is known. */
export interface Decider {
  readonly login: string;
  readonly id?: number | undefined;
}

/** What is known of an organization of the data by a roster: whose id it has there, and who may learn of it. */
export interface EmployerNaming {
  /** What the finding calls it; absent where the finding must not name one. */
  readonly organization?: string;
  readonly organizationName: string;
  readonly isPublic: boolean;
}

/** One author with the same employer on a day. */
interface Shared {
  readonly author: Person;
  readonly hers: Employer;
  readonly theirs: Employer;
  readonly day: DayNumber;
  /** Not the same organization, but one belongs to the other, or both to a third. */
  readonly isFamily: boolean;
}

const NOTHING: readonly Finding[] = [];

/** Who wrote it, as far as it counts for this rule. */
export function authorsOf(subject: Subject): Person[] {
  return subject.people.filter(({ role }) => role === "author" || role === "co-author");
}

/**
 * A finding for every organization that she shared with an author when the subject came up, when the author joined
 * it, or on the day of acting. What only a common owner ties together is a suggestion.
 *
 * @param cell what the table asks for where the employer is the same
 * @param asOf the day of acting
 */
export function employerFindings(
  employment: Employment,
  decider: Decider,
  authors: readonly Person[],
  subject: Subject,
  cell: Cell,
  asOf: DayNumber,
  naming: (employer: Employer) => EmployerNaming,
): readonly Finding[] {
  const her = employment.find(decider);
  if (her === undefined) return NOTHING;
  const created = dayNumber(subject.createdAt);
  const found = new Map<number, Shared>();
  for (const author of authors) {
    const they = employment.find(author);
    if (they === undefined || they === her) continue;
    for (const day of new Set(daysOf(author, created, asOf))) {
      for (const shared of sharedOn(employment, her, they, author, day)) {
        const known = found.get(shared.hers.organization);
        if (known === undefined || credenceOf(known) < credenceOf(shared)) {
          found.set(shared.hers.organization, shared);
        }
      }
    }
  }
  return [...found.values()].map((shared) => finding(employment, decider, shared, cell, naming(shared.hers)));
}

/** Is anything on record of where she worked on one of the days that count? */
export function isKnown(
  employment: Employment,
  person: Decider | Person,
  days: readonly DayNumber[],
): boolean {
  const who = employment.find(person);
  if (who === undefined) return false;
  return days.some(
    (day) =>
      employment.isOnRecord(who, day) ||
      employment.employersOn(who, day).some(({ credence }) => credence >= REPORTED_FROM),
  );
}

function* sharedOn(
  employment: Employment,
  her: number,
  they: number,
  author: Person,
  day: DayNumber,
): Generator<Shared> {
  const { familyOf } = employment.organizations;
  for (const hers of employment.employersOn(her, day)) {
    if (hers.organization < 0) continue;
    const family = familyOf(hers.organization, day);
    for (const theirs of employment.employersOn(they, day)) {
      if (theirs.organization < 0) continue;
      const isSame = hers.organization === theirs.organization;
      const isFamily = !isSame && familyOf(theirs.organization, day).some((each) => family.includes(each));
      if (isSame || isFamily) yield { author, hers, theirs, day, isFamily };
    }
  }
}

/** As credible as the weaker side; family counts least. */
function credenceOf({ hers, theirs, isFamily }: Shared): number {
  return Math.min(hers.credence, theirs.credence) - (isFamily ? 1 : 0);
}

function finding(
  employment: Employment,
  decider: Decider,
  { author, hers, theirs, day, isFamily }: Shared,
  cell: Cell,
  { isPublic, organizationName, ...naming }: EmployerNaming,
): Finding {
  const credence = Math.min(hers.credence, theirs.credence);
  const strength = isFamily ? "suggested" : (strengthOf(credence) ?? "suggested");
  const sources = [hers, theirs].flatMap(sourcesOf);
  const titles = [...new Set(sources.map(employment.titleOf))].join(" and ");
  const age = ageWords(day - Math.min(hers.asOf, theirs.asOf));
  const who = `${shownLogin(decider.login)} and ${shownLogin(author.login)}`;
  const where = isFamily
    ? `work for companies that belong together, ${organizationName} and ${employment.organizations.nameOf(theirs.organization)}`
    : `are both at ${organizationName}`;
  const remark = contestedWords(employment, [hers, theirs]);
  const suggested = strength === "suggested";
  return {
    relation: author.role,
    ...naming,
    organizationName,
    ...accountOf(author),
    strength,
    source: "affiliation data",
    evidence: `${who} ${where} by ${titles}, ${strength}${age}`,
    ...(remark === "" ? {} : { remark }),
    ...(suggested ? { level: "clear", unconflictedApproval: false } : cell),
    exposure: !suggested && isPublic && sources.every(employment.isPublic) ? "public" : "private",
  };
}

function contestedWords(employment: Employment, sides: readonly Employer[]): string {
  const others = new Set(sides.flatMap(({ against }) => against));
  if (others.size === 0) return "";
  const names = [...others].map((each) => (each < 0 ? "nobody" : employment.organizations.nameOf(each)));
  return `contested: other data says ${names.join(" and ")}`;
}
