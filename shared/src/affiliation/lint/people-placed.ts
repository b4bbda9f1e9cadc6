/*
 * Declared but unsupported: people whom the data places elsewhere on the entry's dates, says nothing of on these
 * dates, or does not know at all. A community's people work elsewhere, so nothing can speak against them.
 */
import { contains, dayText, interval, type DayNumber } from "../../roster/dates.ts";
import type { KnownPerson } from "../../roster/schema.ts";
import { REPORTED_FROM } from "../employment/credence.ts";
import type { Employer } from "../employment/employers.ts";
import { isStaffed } from "../roster-index.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { personOfEntry } from "./known-person.ts";
import { onDay, shownName, sidesOf } from "./words.ts";

/** Days of one entry that are looked at, the latest. */
const MOST_DAYS = 64;

export const peoplePlaced: Rule = (knowledge) => {
  if (knowledge.employment.people === 0) return [];
  return knowledge.roster.people.flatMap((entry, at) => {
    const organization = knowledge.organizations.byId.get(entry.organization);
    if (organization === undefined || !isStaffed(organization)) return [];
    return findingsOf(knowledge, entry, ["people", at], shownName(organization.name));
  });
};

function findingsOf(
  knowledge: LintKnowledge,
  entry: KnownPerson,
  path: LintFinding["path"],
  organization: string,
): LintFinding[] {
  const { employment } = knowledge;
  const who = personOfEntry(employment, entry);
  if (who === undefined) {
    const message = "the data does not know this person; nothing but this entry says where she works";
    return [{ rule: "people-unknown", path, severity: "suggestion", message }];
  }
  const days = daysOf(knowledge, entry, who).map((day) => ({ day, ...standing(knowledge, entry, who, day) }));
  const elsewhere = days.filter(({ says }) => says === "elsewhere");
  const supported = days.filter(({ says }) => says === "here");
  const last = elsewhere.at(-1);
  const first = supported[0];
  if (last === undefined) {
    if (first !== undefined || days.length === 0) return [];
    const message =
      "no source says where this person was on these dates; correct the dates, or keep them if you know better";
    return [{ rule: "people-outside-dates", path, severity: "suggestion", message }];
  }
  const sides = sidesOf(employment, last.others);
  if (entry.from === undefined && first !== undefined && last.day < first.day) {
    const message = `the data places this person at ${organization} from ${dayText(first.day)} on and elsewhere before (${sides}); write from, if that is right`;
    return [{ rule: "people-start", path, severity: "suggestion", message }];
  }
  const message = `contested ${onDay(last.day)}: this entry says ${organization}, ${sides}; correct its organization or its dates, or keep it if you know better`;
  return [{ rule: "people-elsewhere", path, severity: "warning", message }];
}

interface Standing {
  readonly says: "here" | "elsewhere" | "nothing";
  readonly others: readonly Employer[];
}

/** What the data says of the day: only what it reports can speak against an entry. */
function standing(
  { employment, organizations }: LintKnowledge,
  { organization }: KnownPerson,
  who: number,
  day: DayNumber,
): Standing {
  const family = organizations.withParents(organization, day);
  const others = employment.employersOn(who, day);
  const isHere = ({ organization: employer }: Employer): boolean =>
    organizations.at(employer, day).has(organization) ||
    organizations.idsOf(employer).some((id) => family.includes(id));
  if (others.some(isHere)) return { says: "here", others };
  const reported = others.filter(({ credence }) => credence >= REPORTED_FROM);
  return { says: reported.length > 0 ? "elsewhere" : "nothing", others: reported };
}

/** The entry's first and last day, and every day between on which something changes by the data; ascending. */
function daysOf({ employment, today }: LintKnowledge, entry: KnownPerson, who: number): DayNumber[] {
  const held = interval(entry.from, entry.until);
  const changes = employment
    .factsOf(who)
    .claims.flatMap(({ from, until }) => [from, until, until === undefined ? undefined : until - 1]);
  const ends = [held.from, held.until === undefined ? today : held.until - 1];
  const days = [...ends, ...changes].filter(
    (day): day is DayNumber => day !== undefined && day <= today && contains(held, day),
  );
  return [...new Set(days)].sort((a, b) => a - b).slice(-MOST_DAYS);
}
