/*
 * Determinations without a roster: whoever is listed to decide, by her own employer and the authors'. For a
 * project that keeps no list of clients.
 */
import type { Employment } from "../affiliation/employment/employment.ts";
import { daysOf } from "../affiliation/resolve.ts";
import { dayNumber, type DayNumber } from "../roster/dates.ts";
import { sameAccount } from "../subject/account.ts";
import type { Subject } from "../subject/subject.ts";
import type { Determination, Finding } from "./determination.ts";
import { levelOf } from "./determine.ts";
import { authorsOf, employerFindings, isKnown } from "./employers.ts";
import type { Policy } from "./policy.ts";
import type { Cell, Row } from "./presets.ts";
import { cappedCell, cellOf, tableOf } from "./table.ts";
import { notOnRecord, wrote } from "./wording.ts";

/** Stands for the numeric id of somebody of whom only the login is known. Offline only: no log takes it. */
export const NO_ID = 0;

/**
 * Judges one subject for everyone who is listed to decide on it: its own deciders, else the policy's maintainers and
 * whoever is assigned, asked for review or has acted. A decider, or a list of authors none of whom is on record,
 * is `unknown`.
 *
 * A document's listed deciders acted when it came up, unless a day of acting is given; what is open is decided today;
 * what is closed was decided when it was last updated.
 *
 * @param asOf the day of acting, where somebody gave one
 */
export function determineByEmployers(
  employment: Employment,
  policy: Policy,
  subject: Subject,
  today: DayNumber,
  asOf?: DayNumber,
): Determination[] {
  const table = tableOf(policy);
  const cell = (row: Row): Cell => cellOf(table, row, subject);
  const created = dayNumber(subject.createdAt);
  const acting = asOf ?? actingDay(subject, created, today);
  const authors = authorsOf(subject);
  const authorsKnown = authors.some((author) => isKnown(employment, author, daysOf(author, created, acting)));
  return decidersOf(subject, policy).map((login) => {
    const findings: Finding[] = [];
    const own = authors.find((author) => sameAccount(author, { login }));
    if (own !== undefined) findings.push(wrote(own, cappedCell(cell("own-work"), own.selfAsserted === true)));
    const others = authors.filter((author) => !sameAccount(author, { login }));
    const shared = employerFindings(
      employment,
      { login },
      others,
      subject,
      cell("same-employer"),
      acting,
      ({ organization }) => ({
        organization: employment.organizations.keyOf(organization),
        organizationName: employment.organizations.nameOf(organization),
        isPublic: true,
      }),
    );
    findings.push(...shared);
    if (levelOf(findings) === "clear") {
      if (!isKnown(employment, { login }, [created, acting])) findings.push(notOnRecord("decider"));
      else if (!authorsKnown && own === undefined) findings.push(notOnRecord("authors"));
    }
    return {
      ref: subject.ref,
      maintainer: { login, id: NO_ID },
      level: levelOf(findings),
      findings,
    };
  });
}

/** The logins of whoever is judged, each once. */
export function decidersOf(subject: Subject, policy: Policy): string[] {
  const logins = subject.deciders ?? [...policy.maintainers, ...subject.involved];
  const once = new Map<string, string>();
  for (const login of logins) if (!once.has(login.toLowerCase())) once.set(login.toLowerCase(), login);
  return [...once.values()];
}

/** The day on which it is decided, where nobody gave one; see {@link determineByEmployers}. */
export function actingDay({ state, updatedAt }: Subject, created: DayNumber, today: DayNumber): DayNumber {
  if (updatedAt === undefined) return created;
  return state === "open" ? today : dayNumber(updatedAt);
}
