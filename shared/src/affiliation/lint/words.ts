/* The words that several rules of the lint share. */
import { dayText, type DayNumber } from "../../roster/dates.ts";
import { printable } from "../../report/printable.ts";
import type { Employer } from "../employment/employers.ts";
import type { Employment } from "../employment/employment.ts";
import type { OrganizationNumber } from "../employment/facts.ts";

const LONGEST_NAME = 80;

/** A name out of a file: one line, and not longer than a name is. */
export function shownName(name: string): string {
  const line = printable(name).replace(/\s+/g, " ");
  return line.length <= LONGEST_NAME ? line : `${printable(line.slice(0, LONGEST_NAME))}…`;
}

export function employerName({ organizations }: Employment, organization: OrganizationNumber): string {
  return organization < 0 ? "nobody" : shownName(organizations.nameOf(organization));
}

/** `CNCF gitdm (as of 2023-03-29) says Globex and Initech` */
export function sidesOf(employment: Employment, employers: readonly Employer[]): string {
  const bySource = Map.groupBy(employers, ({ source }) => source);
  return [...bySource]
    .map(([source, sides]) => {
      const names = sides.map(({ organization }) => employerName(employment, organization));
      return `${sourceWords(employment, source)} says ${listed(names, 3)}`;
    })
    .join(", ");
}

/** `CNCF gitdm (as of 2023-03-29)` */
export function sourceWords(employment: Employment, source: number): string {
  return `${shownName(employment.titleOf(source))} (as of ${dayText(employment.asOf(source))})`;
}

/** `a, b and c`, or `a, b and 17 more` */
export function listed(words: readonly string[], most: number): string {
  const shown = words.length <= most ? words : [...words.slice(0, most), `${words.length - most} more`];
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

/** `1 person`, `3 people` */
export function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

export function onDay(day: DayNumber): string {
  return `on ${dayText(day)}`;
}
