/* Declared but unsupported: people by login alone. Logins are renamed and taken over, so that they only report. */
import { personOfEntry } from "./known-person.ts";
import type { Rule } from "./finding.ts";

export const peopleIdentified: Rule = ({ roster, employment, index }) =>
  roster.people.flatMap((entry, at) => {
    if (entry.login === undefined || entry.id !== undefined) return [];
    const who = personOfEntry(employment, entry);
    const row = who === undefined ? -1 : index.idPerson.indexOf(who);
    const known = row < 0 ? "" : `; by the data it is ${String(index.id[row])}`;
    const message = `a login without an id is never more than reported, and whoever takes it over matches; add the numeric id${known}`;
    return [{ rule: "people-by-login", path: ["people", at, "login"], severity: "warning", message }];
  });
