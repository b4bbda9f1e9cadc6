/* How many calls of the hour a command leaves for others. */
import type { RateBudget } from "../github/tracker.ts";
import { CommandError } from "./io.ts";

/** The number of `--reserve`. @throws CommandError */
export function reserveOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw new CommandError("--reserve: expected a number of calls");
  return Number(text);
}

/** Are only the calls left that are to be left? A tenth of what GitHub grants unless told otherwise. */
export function isExhausted({ remaining, limit }: RateBudget, reserve: number | undefined): boolean {
  return remaining <= (reserve ?? Math.ceil(limit / 10));
}
