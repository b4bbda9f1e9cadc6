/* How long ago something was, for people. */

const STEPS = [
  { unit: "s", seconds: 1, until: 60 },
  { unit: "min", seconds: 60, until: 3600 },
  { unit: "h", seconds: 3600, until: 2 * 86_400 },
  { unit: "days", seconds: 86_400, until: Infinity },
] as const;

/** `3 min ago`, or `in 3 min` for a clock that runs ahead. @param at RFC 3339 */
export function ago(at: string, now: Date): string {
  const seconds = Math.round((now.getTime() - Date.parse(at)) / 1000);
  const length = Math.abs(seconds);
  const { unit, seconds: one } = STEPS.find(({ until }) => length < until) ?? STEPS[3];
  const count = `${Math.floor(length / one)} ${unit}`;
  return seconds < 0 ? `in ${count}` : `${count} ago`;
}
