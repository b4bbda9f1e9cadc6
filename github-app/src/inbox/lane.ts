/*
 * Which deliveries must be worked one after the other: those of one subject, else of one repository. Pure; reads
 * numeric ids alone, so that a lane can be stored and logged without anything of a payload in it.
 */
import * as z from "zod";

const Numbered = z.object({ number: z.number().int() }).optional().catch(undefined);
const Identified = z.object({ id: z.number().int() }).optional().catch(undefined);
const Payload = z.object({
  repository: Identified,
  issue: Numbered,
  pull_request: Numbered,
  discussion: Numbered,
  installation: Identified,
});

/** `repository/number`, or `repository/` where no subject is named, or empty where order does not matter. */
export function laneOf(payload: unknown): string {
  const named = Payload.safeParse(payload).data;
  if (named?.repository) {
    const number = (named.issue ?? named.pull_request ?? named.discussion)?.number;
    return `${String(named.repository.id)}/${number === undefined ? "" : String(number)}`;
  }
  return named?.installation ? `installation/${String(named.installation.id)}` : "";
}
