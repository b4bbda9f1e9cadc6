/* Which failures will not pass by waiting. */
import { statusOf } from "./calls.ts";

/** Answers that say the same tomorrow: no permission, not there, not acceptable. A rate limit is none of them. */
const PERMANENT = new Set([400, 403, 404, 410, 422, 451]);

/** True when every failure in an error is one that trying again cannot mend. */
export function isPermanent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isPermanent);
  const status = statusOf(error);
  if (status === undefined || !PERMANENT.has(status)) return false;
  return !(error instanceof Error && /rate limit|abuse/i.test(error.message));
}
