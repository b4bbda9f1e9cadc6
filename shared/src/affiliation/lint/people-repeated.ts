/*
 * Entries about one person: those that say the same can be merged, those that differ are contested, and an
 * address or a login that stands for several people identifies none of them.
 */
import { dayText, intersect, interval, type DayNumber } from "../../roster/dates.ts";
import type { KnownPerson } from "../../roster/schema.ts";
import { sameAccount } from "../../subject/account.ts";
import { normalAddress } from "../email-domain.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { shownName } from "./words.ts";

export const peopleRepeated: Rule = (knowledge) => {
  const { people } = knowledge.roster;
  const byKey = new Map<string, number[]>();
  return people.flatMap((entry, at) => {
    const findings: LintFinding[] = [];
    const compared = new Set<number>();
    for (const key of keysOf(entry)) {
      const earlier = byKey.get(key);
      if (earlier === undefined) byKey.set(key, [at]);
      else {
        for (const other of earlier) if (other !== at) compared.add(other);
        earlier.push(at);
      }
    }
    for (const other of [...compared].sort((a, b) => a - b)) {
      const finding = compare(knowledge, entry, at, other);
      if (finding === undefined) continue;
      findings.push(finding);
      // One is enough to find the rest by.
      break;
    }
    return findings;
  });
};

/** Whatever two entries about one person can have in common. */
function keysOf({ id, login, emails }: KnownPerson): readonly string[] {
  return [
    ...(id === undefined ? [] : [`#${String(id)}`]),
    ...(login === undefined ? [] : [`@${login.toLowerCase()}`]),
    ...new Set(emails.flatMap((email) => normalAddress(email) ?? [])),
  ];
}

function compare(
  { roster, organizations, today }: LintKnowledge,
  entry: KnownPerson,
  at: number,
  before: number,
): LintFinding | undefined {
  const other = roster.people[before];
  if (other === undefined) return undefined;
  const place = `people[${String(before)}]`;
  const isOne = sameAccount(entry, other) || (!isAccount(entry) && !isAccount(other));
  if (!isOne) return notOne(entry, other, at, place);
  const both = intersect(interval(entry.from, entry.until), interval(other.from, other.until));
  if (entry.organization === other.organization) {
    const message = `${place} says the same of the same person; merge the two`;
    return both && { rule: "people-twice", path: ["people", at], severity: "suggestion", message };
  }
  const day = both?.from ?? today;
  const isFamily =
    organizations.withParents(entry.organization, day).includes(other.organization) ||
    organizations.withParents(other.organization, day).includes(entry.organization);
  if (both === undefined || isFamily) return undefined;
  const names = [entry, other].map(({ organization }) =>
    shownName(organizations.byId.get(organization)?.name ?? organization),
  );
  const message = `contested${since(both.from)}: ${names.join(" here, ")} in ${place}; both count and the higher level is kept, so correct the dates unless the person is at both`;
  return { rule: "people-contested", path: ["people", at, "organization"], severity: "warning", message };
}

function notOne(entry: KnownPerson, other: KnownPerson, at: number, place: string): LintFinding {
  const isLogin = entry.login !== undefined && entry.login.toLowerCase() === other.login?.toLowerCase();
  if (isLogin) {
    const message = `${place} has the same login with another id; a login is one account's, correct the one that was renamed`;
    return { rule: "people-login", path: ["people", at, "login"], severity: "warning", message };
  }
  const theirs = new Set(other.emails.flatMap((email) => normalAddress(email) ?? []));
  const shared = entry.emails.findIndex((email) => theirs.has(normalAddress(email) ?? ""));
  const message = `${place} has the same address; one that several people have identifies none of them, so whoever writes from it is taken for both`;
  return { rule: "people-address", path: ["people", at, "emails", shared], severity: "warning", message };
}

function isAccount({ id, login }: KnownPerson): boolean {
  return id !== undefined || login !== undefined;
}

function since(day: DayNumber | undefined): string {
  return day === undefined ? "" : ` from ${dayText(day)} on`;
}
