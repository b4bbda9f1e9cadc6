/* What a parser made of a text, in lines that a table of cases can hold. */
import { problemText } from "@recuse/shared/config/problem.ts";
import { dayNumber, dayText, type Interval } from "@recuse/shared/roster/dates.ts";
import type {
  ParseAffiliations,
  ParsedAffiliations,
  PersonRecord,
} from "@recuse/shared/affiliation/formats/affiliation-file.ts";

export const TODAY = dayNumber("2026-06-15");

export function read(parse: ParseAffiliations, text: string, file = "f"): ParsedAffiliations {
  return parse(text, { file, today: TODAY });
}

/** `Acme [2019-05-01, 2020-01-01)`, with nothing where a bound is absent. */
export function stintText({ organization, ...stay }: Interval & { readonly organization: string }): string {
  return `${organization} ${intervalText(stay)}`;
}

/** `octocat #1 octo@acme.example: Acme [,2019-05-01); seen acme.example 2019-02-01` */
export function personText({ logins, ids, emails, stints, sightings }: PersonRecord): string {
  const who = [...logins, ...ids.map((id) => `#${id}`), ...emails].join(" ");
  const what = [
    ...stints.map(stintText),
    ...sightings.map(({ domain, day }) => `seen ${domain} ${dayText(day)}`),
  ];
  return `${who}: ${what.join("; ")}`;
}

export function people(parsed: ParsedAffiliations): string[] {
  return parsed.file.people.map(personText);
}

export function domains(parsed: ParsedAffiliations): string[] {
  return parsed.file.domains.map(
    ({ domain, organization, ...stay }) => `${domain} ${organization} ${intervalText(stay)}`,
  );
}

export function problems(parsed: ParsedAffiliations): string[] {
  return parsed.problems.map(problemText);
}

export function oddities(parsed: ParsedAffiliations): string[] {
  return parsed.oddities.map(problemText);
}

export function asOf(parsed: ParsedAffiliations): string | undefined {
  return parsed.file.asOf === undefined ? undefined : dayText(parsed.file.asOf);
}

function intervalText({ from, until }: Interval): string {
  return `[${from === undefined ? "" : dayText(from)},${until === undefined ? "" : dayText(until)})`;
}
