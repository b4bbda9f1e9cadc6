/*
 * Evidence but undeclared: people who are at an organization of the roster by the data and not among its people.
 * Those who stand in the subjects come first: of them the next determination speaks.
 */
import type { DayNumber } from "../../roster/dates.ts";
import { isLogin } from "../../subject/account.ts";
import { REPORTED_FROM } from "../employment/credence.ts";
import { isStaffed } from "../roster-index.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { personOfEntry } from "./known-person.ts";
import { counted, listed } from "./words.ts";

export const peopleUndeclared: Rule = (knowledge) => {
  const { roster, employment, organizations, today, most } = knowledge;
  if (employment.people === 0) return [];
  const declared = declaredPeople(knowledge);
  const appearing = appearingPeople(knowledge, declared);
  const met = new Map<string, string[]>();
  for (const [who, { lastDay, subjects }] of appearing) {
    const name = `${nameOf(knowledge, who)} (${counted(subjects, "subject", "subjects")})`;
    for (const id of placesOf(knowledge, who, [lastDay, today])) append(met, id, name);
  }
  const others = new Map<string, string[]>();
  for (let who = 0; who < employment.people; who += 1) {
    if (declared.has(who) || appearing.has(who)) continue;
    for (const id of placesOf(knowledge, who, [today])) append(others, id, nameOf(knowledge, who));
  }
  return roster.organizations.flatMap((organization, at): LintFinding[] => {
    if (!isStaffed(organizations.byId.get(organization.id) ?? organization)) return [];
    const path = ["organizations", at, "id"];
    const finding = (
      rule: string,
      severity: LintFinding["severity"],
      names: readonly string[] = [],
      where = "",
    ): LintFinding[] => {
      if (names.length === 0) return [];
      const who = counted(names.length, "person", "people");
      const message = `${who} ${where}here by the data and not in people[]: ${listed(names, most)}; add those whom you know`;
      return [{ rule, path, severity, message }];
    };
    return [
      ...finding("people-appearing", "warning", met.get(organization.id), "of the subjects, "),
      ...finding("people-missing", "suggestion", others.get(organization.id)),
    ];
  });
};

/** Those whom people[] means, and the members of the practice: they have engagements. */
function declaredPeople({ roster, employment }: LintKnowledge): ReadonlySet<number> {
  return new Set([
    ...roster.people.flatMap((entry) => personOfEntry(employment, entry) ?? []),
    ...roster.practice.members.flatMap((member) => employment.find(member) ?? []),
  ]);
}

interface Appearing {
  readonly subjects: number;
  readonly lastDay: DayNumber;
}

/** People of the subjects by their numbers; those that the data knows under several of their names are one. */
function appearingPeople(
  { seen, employment }: LintKnowledge,
  declared: ReadonlySet<number>,
): ReadonlyMap<number, Appearing> {
  const appearing = new Map<number, Appearing>();
  for (const person of seen?.people() ?? []) {
    const who = employment.find(person);
    if (who === undefined || declared.has(who)) continue;
    const { subjects = 0, lastDay = -Infinity } = appearing.get(who) ?? {};
    appearing.set(who, {
      subjects: subjects + person.subjects,
      lastDay: Math.max(lastDay, person.lastDay),
    });
  }
  return appearing;
}

/** The organizations of the roster where she is reported on one of the days. */
function placesOf(
  { employment, organizations }: LintKnowledge,
  who: number,
  days: readonly DayNumber[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const day of days) {
    for (const { organization, credence } of employment.employersOn(who, day)) {
      if (credence < REPORTED_FROM) continue;
      for (const id of organizations.at(organization, day)) found.add(id);
    }
  }
  return found;
}

/** Her login; the data knows some people by addresses alone, which are not repeated. */
function nameOf({ employment }: LintKnowledge, who: number): string {
  return employment.loginsOf(who).find(isLogin) ?? "somebody without a login";
}

function append(groups: Map<string, string[]>, key: string, value: string): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
