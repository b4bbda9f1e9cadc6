/*
 * Who and which accounts stand in the subjects that a roster is held against. Collected subject by subject; holds
 * each person once, by account or address.
 */
import { dayNumber, type DayNumber } from "../../roster/dates.ts";
import type { Person, Subject } from "../../subject/subject.ts";
import { isOfPeople } from "../personal-tie.ts";

export interface SeenPerson extends Pick<Person, "login" | "id" | "email"> {
  /** In how many subjects she stands. */
  readonly subjects: number;
  /** The latest day on which she joined one. */
  readonly lastDay: DayNumber;
}

export interface SeenInSubjects {
  /** In the order in which they were first met. */
  readonly people: () => readonly SeenPerson[];
  /** Does the account, in any case, stand anywhere: as a person, an owner, an organization? */
  readonly hasAccount: (login: string) => boolean;
  readonly subjects: () => number;
}

/** An empty collection. `add` is called once for each subject. */
export function collectSeen(): SeenInSubjects & { readonly add: (subject: Subject) => void } {
  const people = new Map<string, SeenPerson>();
  const accounts = new Set<string>();
  let subjects = 0;
  return {
    add: (subject) => {
      subjects += 1;
      const here = new Set<string>();
      for (const person of subject.people) {
        if (person.login !== undefined) accounts.add(person.login.toLowerCase());
        const key = isOfPeople(person) ? keyOf(person) : undefined;
        if (key === undefined || here.has(key)) continue;
        here.add(key);
        const before = people.get(key);
        const day = dayNumber(person.joinedAt ?? subject.createdAt);
        people.set(key, {
          ...before,
          ...identityOf(person),
          subjects: (before?.subjects ?? 0) + 1,
          lastDay: Math.max(before?.lastDay ?? -Infinity, day),
        });
      }
      accounts.add(subject.repository.name.split("/")[0]?.toLowerCase() ?? "");
    },
    people: () => [...people.values()],
    hasAccount: (login) => accounts.has(login.toLowerCase()),
    subjects: () => subjects,
  };
}

function keyOf({ id, login, email }: Person): string | undefined {
  if (id !== undefined) return String(id);
  return login === undefined ? email?.toLowerCase() : `@${login.toLowerCase()}`;
}

function identityOf({ id, login, email }: Person): Pick<Person, "login" | "id" | "email"> {
  return {
    ...(id === undefined ? {} : { id }),
    ...(login === undefined ? {} : { login }),
    ...(email === undefined ? {} : { email }),
  };
}
