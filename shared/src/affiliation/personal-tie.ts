/*
 * An affiliation that hangs on one account, held to what that account's tie to the subject can bear.
 */
import { isLogin } from "../subject/account.ts";
import type { Person } from "../subject/subject.ts";
import type { Affiliation } from "./affiliation.ts";

const OF_PEOPLE: ReadonlySet<Person["role"]> = new Set(["author", "co-author", "committer", "mentioned"]);

/**
 * The numeric id of the person's account; undefined for nobody, for who is known by login or address alone, and
 * for the roles in which an account stands for an organization or a place rather than for a person.
 */
export function personalId(person: Person): number | undefined {
  return isOfPeople(person) ? person.id : undefined;
}

/** Does the tie stand for a person who can be looked up, rather than for an organization, a place or nobody? */
export function isOfPeople({ role, unidentified }: Person): boolean {
  return unidentified !== true && OF_PEOPLE.has(role);
}

/** The login where it follows GitHub's grammar: nothing else is repeated to anybody. */
export function shownLogin(login: string | undefined): string {
  return login !== undefined && isLogin(login) ? login : "an account";
}

/** What is mentioned only suggests; what anyone could have written is reported, and says so. */
export function held(
  { role, selfAsserted = false }: Person,
  strength: Affiliation["strength"],
  evidence: string,
): Pick<Affiliation, "strength" | "selfAsserted" | "evidence"> {
  return {
    strength: role === "mentioned" ? "suggested" : selfAsserted ? "reported" : strength,
    selfAsserted,
    evidence: selfAsserted ? `${evidence} (anyone could have written this)` : evidence,
  };
}
