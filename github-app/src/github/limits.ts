/* How long GitHub asks to be left alone, when it refuses a call for having been asked too much. */

/** No limit lasts longer than GitHub's hour; in milliseconds. */
const LONGEST = 3_600_000;

/**
 * How long to wait before the next call, in milliseconds; 0 where the error says nothing of it.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 *
 * @param now milliseconds since 1970
 */
export function pauseAskedFor(error: unknown, now: number): number {
  if (error instanceof AggregateError) {
    return Math.max(0, ...error.errors.map((each) => pauseAskedFor(each, now)));
  }
  const headers = fieldOf(fieldOf(error, "response"), "headers");
  const after = Number(fieldOf(headers, "retry-after") ?? 0) * 1000;
  const isSpent = String(fieldOf(headers, "x-ratelimit-remaining")) === "0";
  const reset = isSpent ? Number(fieldOf(headers, "x-ratelimit-reset") ?? 0) * 1000 - now : 0;
  const asked = Math.max(0, after, reset);
  return Number.isFinite(asked) ? Math.min(asked, LONGEST) : 0;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
