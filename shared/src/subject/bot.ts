/*
 * Accounts of programs. GitHub's APIs write one bot in several ways: `dependabot[bot]` with type `Bot` (REST, and
 * addresses of commits), `app/dependabot` (searches, and the `gh` program), `dependabot` with type `Bot`
 * (GraphQL). https://docs.github.com/en/rest/users/users
 */
import type { Person } from "./subject.ts";

/** What tells a bot from a person. */
export interface BotSigns {
  readonly login?: string | undefined;
  /** GitHub's word for the kind of account. */
  readonly type?: string | null | undefined;
  readonly bot?: boolean | undefined;
}

const AFFIXED = /^(?:app\/(.+)|(.+)\[bot\])$/i;

/** Bots that REST writes without the suffix, so that an address or a file does not give them away. */
const WITHOUT_SUFFIX: ReadonlySet<string> = new Set(["copilot"]);

/** Local parts of addresses behind which nobody reads, such as agents sign with. */
const NOBODYS = /^(?:(?:no-?reply|bot|copilot)[+.@-]|[^@]{1,100}\[bot\]@)/i;

export function isBot({ login = "", type, bot }: BotSigns): boolean {
  return bot === true || type === "Bot" || AFFIXED.test(login) || WITHOUT_SUFFIX.has(login.toLowerCase());
}

/** A login in the one form in which logins are compared: lower case, and `slug[bot]` for a bot however it is written. */
export function loginKey(login: string, signs: Omit<BotSigns, "login"> = {}): string {
  const [, before, after] = AFFIXED.exec(login) ?? [];
  const slug = before ?? after;
  const name = (slug ?? login).toLowerCase();
  return slug !== undefined || isBot({ ...signs, login }) ? `${name}[bot]` : name;
}

/** `bot: true` for a bot, nothing for anybody else. */
export function botMark(signs: BotSigns): { readonly bot?: true } {
  return isBot(signs) ? { bot: true } : {};
}

/**
 * Do the people of a subject tell who had a bot bring it? Whoever wrote its commits or is named in a trailer: agents
 * name the person who gave them the task as co-author. Who is assigned or reviews need not have asked for it.
 *
 * https://docs.github.com/en/copilot/responsible-use/agents
 */
export function isAttributed(people: readonly Person[]): boolean {
  return people.some((person) => {
    if (person.unidentified === true || person.bot === true) return false;
    if (person.role === "on-behalf-of") return true;
    if (person.role !== "co-author") return false;
    if (person.id !== undefined || person.login !== undefined) return true;
    return person.email !== undefined && !NOBODYS.test(person.email);
  });
}
