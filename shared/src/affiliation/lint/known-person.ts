/* The person of the affiliation data whom an entry of the roster's people means. */
import type { KnownPerson } from "../../roster/schema.ts";
import type { Employment } from "../employment/employment.ts";

/** By id and login, else by the first address that is one person's alone; undefined where the data knows nobody. */
export function personOfEntry({ find }: Employment, { id, login, emails }: KnownPerson): number | undefined {
  const found = find({ id, login });
  if (found !== undefined) return found;
  for (const email of emails) {
    const other = find({ email });
    if (other !== undefined) return other;
  }
  return undefined;
}
