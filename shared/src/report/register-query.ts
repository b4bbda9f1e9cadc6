/* What a reader asked the register for, out of an address and into one. */
import type { RegisterQuery } from "./register.ts";
import { GROUP_NAMES } from "./register-words.ts";

const LONGEST = 200;

/**
 * The query in the parameters of an address; what is not of the expected form counts as not asked for.
 *
 * @param parameter the value of a parameter
 */
export function readQuery(parameter: (name: string) => string | undefined): RegisterQuery {
  const text = (name: string): string | undefined => {
    const value = parameter(name)?.trim();
    return value === undefined || value === "" || value.length > LONGEST ? undefined : value;
  };
  const maintainer = text("maintainer")?.replace(/^@/, "");
  const repository = text("repository");
  const group = GROUP_NAMES.find((name) => name === text("type"));
  const since = text("since");
  const before = text("before");
  return {
    ...(maintainer === undefined ? {} : { maintainer }),
    ...(repository === undefined ? {} : { repository }),
    ...(group === undefined ? {} : { group }),
    ...(since !== undefined && isDay(since) ? { since } : {}),
    ...(before !== undefined && /^[1-9]\d{0,14}$/.test(before) ? { before: Number(before) } : {}),
  };
}

/** The address of a query, relative to the page: `?…`, or `./` for everything. */
export function queryAddress({ maintainer, repository, group, since, before }: RegisterQuery): string {
  const parameters: readonly (readonly [string, string | undefined])[] = [
    ["maintainer", maintainer],
    ["repository", repository],
    ["type", group],
    ["since", since],
    ["before", before === undefined ? undefined : String(before)],
  ];
  const asked = parameters.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value.toWellFormed())}`],
  );
  return asked.length === 0 ? "./" : `?${asked.join("&")}`;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
