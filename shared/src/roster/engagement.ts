/*
 * What an engagement means on a given day: not begun, current, cooling off or over. Which colleague it
 * reaches is imputation.ts.
 */
import { contains, interval, type DayNumber, type Interval } from "./dates.ts";
import type { Engagement, EngagementKind } from "./schema.ts";

/** Days for which an interest lingers after an engagement has ended. */
export const COOL_OFF_DAYS: Readonly<Record<EngagementKind, number>> = {
  retainer: 365,
  contract: 365,
  grant: 365,
  board: 365,
  employment: 365,
  sponsorship: 90,
  equity: 0,
  prospect: 0,
};

/** Does an interest of this kind pass to the colleagues of its owner? */
export const IMPUTED: Readonly<Record<EngagementKind, boolean>> = {
  retainer: true,
  contract: true,
  grant: true,
  employment: true,
  prospect: true,
  board: false,
  sponsorship: false,
  equity: false,
};

export type Phase = "not-begun" | "current" | "cool-off" | "over";

/** Where a day falls in an interest that held during `[from, until)` and then cools off. */
export function phaseOf(held: Interval, coolOffDays: number, day: DayNumber): Phase {
  if (held.from !== undefined && day < held.from) return "not-begun";
  if (contains(held, day)) return "current";
  if (held.until !== undefined && day < held.until + coolOffDays) return "cool-off";
  return "over";
}

/** The half-open interval in which the engagement holds. */
export function heldDuring(engagement: Engagement): Interval {
  return interval(engagement.from, engagement.until);
}

/** The cool-off of an engagement in days: its own, or its kind's. */
export function coolOffOf(engagement: Engagement): number {
  return engagement.coolOffDays ?? COOL_OFF_DAYS[engagement.kind];
}
