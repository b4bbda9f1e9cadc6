/*
 * The people whom trailers name. All of it is self-asserted.
 */
import { noreplyAccount } from "./account.ts";
import { botMark } from "./bot.ts";
import type { Person } from "./subject.ts";
import { trailersOf, type TrailerPlace } from "./trailers.ts";

/** The co-authors and organizations that a text's trailers name, with the date of the commit where it has one. */
export function peopleFromTrailers(text: string, place: TrailerPlace, joinedAt?: string): Person[] {
  const { coAuthors, onBehalfOf } = trailersOf(text, place);
  const asserted = { selfAsserted: true, ...(joinedAt === undefined ? {} : { joinedAt }) };
  return [
    ...coAuthors.map(({ name, email }): Person => ({
      role: "co-author",
      ...addressee(email),
      ...(name === "" ? {} : { name }),
      ...asserted,
    })),
    ...onBehalfOf.map((named): Person => ({ role: "on-behalf-of", ...named, ...asserted })),
  ];
}

/** What an address says of its owner: the account of a noreply address, otherwise the address itself. */
export function addressee(email: string): Pick<Person, "login" | "id" | "email" | "bot"> {
  const account = noreplyAccount(email);
  if (account === undefined) return { email };
  return {
    ...(account.login === undefined ? {} : { login: account.login }),
    ...(account.id === undefined ? {} : { id: account.id }),
    ...botMark(account),
  };
}
