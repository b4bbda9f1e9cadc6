/*
 * Accounts as GitHub writes them: what a login looks like, when two accounts are one, which addresses stand
 * for an account, and which account stands for nobody.
 */
import { botMark, loginKey, type BotSigns } from "./bot.ts";
import type { Person, Role } from "./subject.ts";

/** A GitHub account; the numeric id is the identity, the login can be renamed and taken over. */
export interface Account extends BotSigns {
  readonly login?: string | undefined;
  readonly id?: number | undefined;
}

const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,98}(\[bot\])?$/;

/** https://github.com/ghost takes the place of every deleted account. */
const GHOST_ID = 10_137;
const GHOST_LOGIN = "ghost";

const NOREPLY_HOST = "@users.noreply.github.com";
const NOREPLY_LOCAL = /^(?:([1-9]\d{0,14})\+)?([A-Za-z0-9][A-Za-z0-9_-]{0,98}(?:\[bot\])?)$/;

/** Is it a login by GitHub's grammar? Only such a login may be repeated to people. */
export function isLogin(text: string): boolean {
  return LOGIN.test(text);
}

/** Is it nobody: no account at all, an empty one, or the stand-in for deleted accounts? */
export function isNobody(account: Account | null | undefined): boolean {
  if (account === null || account === undefined) return true;
  if (account.id !== undefined) return account.id === GHOST_ID;
  return account.login === undefined || account.login === "" || account.login.toLowerCase() === GHOST_LOGIN;
}

/** The author whose account is gone, so that nobody can be looked up any more. */
export function isGhost({ role, unidentified }: Person): boolean {
  return role === "author" && unidentified === true;
}

/** One account? Ids decide where both have one; otherwise the logins do, without regard to case or to a bot's affix. */
export function sameAccount(a: Account, b: Account): boolean {
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id;
  if (a.login === undefined || b.login === undefined) return false;
  return loginKey(a.login, a) === loginKey(b.login, b);
}

/** The account in a role; a deleted or absent one becomes a person whom nobody can look up. */
export function personOf(role: Role, account: Account | null | undefined): Person {
  if (account === null || account === undefined || isNobody(account)) return { role, unidentified: true };
  return {
    role,
    ...(account.login === undefined ? {} : { login: account.login }),
    ...(account.id === undefined ? {} : { id: account.id }),
    ...botMark(account),
  };
}

/**
 * The account that one of GitHub's own noreply addresses stands for: `1+octocat@users.noreply.github.com`, or
 * the older form without the id. Anyone can write such an address into a commit.
 *
 * https://docs.github.com/en/account-and-profile/reference/email-addresses-reference
 */
export function noreplyAccount(email: string): Account | undefined {
  const local = email.length - NOREPLY_HOST.length;
  if (local <= 0 || email.length > 320 || !email.toLowerCase().endsWith(NOREPLY_HOST)) return undefined;
  const match = NOREPLY_LOCAL.exec(email.slice(0, local));
  if (match === null) return undefined;
  return { login: match[2], ...(match[1] === undefined ? {} : { id: Number(match[1]) }) };
}

/** The same people, each once: what was said twice of somebody counts once, with the earliest date. */
export function distinctPeople(people: readonly Person[]): Person[] {
  const seen = new Map<string, Person>();
  for (const person of people) {
    const key = identityOf(person);
    const before = seen.get(key);
    seen.set(key, before === undefined ? person : merged(before, person));
  }
  return [...seen.values()];
}

function identityOf({ role, login, id, email, name, unidentified }: Person): string {
  const account = id === undefined ? [login?.toLowerCase()] : [id];
  const named = id === undefined && login === undefined && email === undefined ? name : undefined;
  return JSON.stringify([role, ...account, email?.toLowerCase(), named, unidentified]);
}

function merged(a: Person, b: Person): Person {
  if ((a.selfAsserted ?? false) !== (b.selfAsserted ?? false)) return a.selfAsserted === true ? b : a;
  if ((a.verified ?? false) !== (b.verified ?? false)) return a.verified === true ? a : b;
  if (b.joinedAt === undefined || a.joinedAt === undefined) return a.joinedAt === undefined ? a : b;
  return Date.parse(b.joinedAt) < Date.parse(a.joinedAt) ? b : a;
}
