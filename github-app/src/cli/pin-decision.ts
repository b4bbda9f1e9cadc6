/* From the words of `recuse pin` to a decision, or to one sentence that says what is wrong with them. */
import { repositoryMatcher } from "@recuse/shared/roster/repositories.ts";
import { dayNumber, isDay } from "@recuse/shared/roster/dates.ts";
import { membersOn } from "@recuse/shared/roster/imputation.ts";
import type { Member, Roster } from "@recuse/shared/roster/schema.ts";
import type { PinDecision, StandingSaid } from "@recuse/shared/recusal/pin.ts";
import { isLogin } from "@recuse/shared/subject/account.ts";
import { CommandError } from "./io.ts";

export interface PinArguments {
  readonly about: StandingSaid["about"];
  readonly target: string | undefined;
  readonly verdict: string | undefined;
  readonly id?: string | undefined;
  readonly organization?: string | undefined;
  readonly maintainer?: string | undefined;
  readonly level?: string | undefined;
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
  readonly until?: string | undefined;
}

const TARGETS = {
  person: "LOGIN or an address",
  subject: "OWNER/REPO#N",
  organization: "NAME",
} as const;

const REASON_LENGTH = 1000;
const REF = /^([^/#\s]{1,100}\/[^/#\s]{1,100})#(\S.{0,999})$/;
const ADDRESS = /^[^\s<>@"(),:;]{1,64}@[^\s<>@"(),:;]{1,253}$/;

/**
 * What the arguments decide, checked against the roster.
 *
 * @throws CommandError with one sentence that repeats nothing out of the roster
 */
export function pinDecision(given: PinArguments, roster: Roster, now: Date): PinDecision {
  const { about, target } = given;
  if (target === undefined)
    throw new CommandError(`recuse pin ${about}: expected ${TARGETS[about]}; see --help`);
  refuseForeign(given);
  const said = saidOf(given, target, roster, now);
  return {
    by: decider(given.by, roster, now),
    organization: organizationOf(given.organization, roster),
    reason: reasonOf(given.reason),
    said,
  };
}

/** Who decides: the member that is named, or the only one. @throws CommandError where that is nobody */
export function decider(login: string | undefined, roster: Roster, now: Date): { id: number; login: string } {
  const members = membersOn(roster, dayNumber(now.toISOString()));
  const [only, another] = members;
  if (login === undefined && only !== undefined && another === undefined) return accountOf(only);
  const member = login === undefined ? undefined : named(members, login);
  if (member === undefined)
    throw new CommandError("--by: expected the login of a present member of the practice");
  return accountOf(member);
}

/** @throws CommandError where there is none */
export function reasonOf(text: string | undefined): string {
  const reason = text?.trim() ?? "";
  if (reason === "" || reason.length > REASON_LENGTH) {
    throw new CommandError(`--reason: expected why, in at most ${String(REASON_LENGTH)} characters`);
  }
  return reason;
}

/** An option of another kind of pin would be passed over, and its giver think that it counted. */
function refuseForeign({ about, id, maintainer, level, verdict }: PinArguments): void {
  const foreign: [string, string | undefined, boolean][] = [
    ["--id", id, about === "person"],
    ["--maintainer", maintainer, about === "subject"],
    ["--level", level, about === "subject" && verdict === "conflict"],
  ];
  for (const [option, value, belongs] of foreign) {
    if (value !== undefined && !belongs)
      throw new CommandError(`${option}: not an option of this pin; see --help`);
  }
}

function saidOf(given: PinArguments, target: string, roster: Roster, now: Date): StandingSaid {
  const until = untilOf(given.until, now);
  switch (given.about) {
    case "person":
      return { about: "person", ...personOf(target, given.id), verdict: oneOf(given.verdict, IS), ...until };
    case "organization":
      if (target.trim() === "" || target.length > 200) {
        throw new CommandError("NAME: expected the name as the source writes it, at most 200 characters");
      }
      return { about: "organization", name: target, verdict: oneOf(given.verdict, IS), ...until };
    case "subject":
      return {
        about: "subject",
        ...subjectOf(target, roster),
        maintainer: maintainerOf(given.maintainer, roster, now),
        verdict: oneOf(given.verdict, CONFLICT),
        ...(given.level === undefined ? {} : { level: oneOf(given.level, LEVELS) }),
        ...until,
      };
  }
}

const IS = ["is", "is-not"] as const;
const CONFLICT = ["conflict", "no-conflict"] as const;
const LEVELS = ["recuse", "disclose"] as const;

function oneOf<const Word extends string>(given: string | undefined, words: readonly Word[]): Word {
  const word = words.find((each) => each === given);
  if (word === undefined) throw new CommandError(`expected ${words.join(" or ")}; see --help`);
  return word;
}

function personOf(
  target: string,
  id: string | undefined,
): { account: { login: string; id?: number } } | { email: string } {
  if (ADDRESS.test(target)) {
    if (id !== undefined) throw new CommandError("--id: expected with a login, not with an address");
    return { email: target };
  }
  if (!isLogin(target)) throw new CommandError("LOGIN: expected a GitHub login without the @, or an address");
  if (id === undefined) return { account: { login: target } };
  if (!/^[1-9]\d{0,14}$/.test(id)) {
    throw new CommandError("--id: expected GitHub's numeric account id (gh api users/LOGIN --jq .id)");
  }
  return { account: { login: target, id: Number(id) } };
}

function subjectOf(
  ref: string,
  roster: Roster,
): { repository: { name: string }; ref: string; number?: number } {
  const [, name, id] = REF.exec(ref) ?? [];
  if (name === undefined || id === undefined) {
    throw new CommandError("expected OWNER/REPO#N, such as octo-org/engine#7");
  }
  if (!repositoryMatcher(roster.repositories)(name)) {
    throw new CommandError(`the roster does not list ${name}: add it to repositories[] to act there`);
  }
  return { repository: { name }, ref, ...(/^[1-9]\d{0,14}$/.test(id) ? { number: Number(id) } : {}) };
}

function maintainerOf(login: string | undefined, roster: Roster, now: Date): number {
  const members = membersOn(roster, dayNumber(now.toISOString()));
  const member = login === undefined ? undefined : named(members, login);
  if (member === undefined) {
    throw new CommandError("--maintainer: expected the login of a present member of the practice");
  }
  return member.id;
}

function organizationOf(id: string | undefined, { organizations }: Roster): string {
  const found = organizations.find((each) => each.id === id);
  if (found === undefined)
    throw new CommandError("--organization: expected the id of an organization in the roster");
  return found.id;
}

function untilOf(day: string | undefined, now: Date): { until?: string } {
  if (day === undefined) return {};
  if (!isDay(day) || dayNumber(day) <= dayNumber(now.toISOString())) {
    throw new CommandError("--until: expected a day after today, such as 2026-12-31");
  }
  return { until: day };
}

function named(members: readonly Member[], login: string): Member | undefined {
  return members.find((each) => each.login.toLowerCase() === login.toLowerCase());
}

function accountOf({ id, login }: Member): { id: number; login: string } {
  return { id, login };
}
