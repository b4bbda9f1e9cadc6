/*
 * What affiliation data says of its sources, of one person and of one domain, in lines for whoever holds the
 * data. Names out of the files are made printable.
 */
import { domainReasons } from "../affiliation/employment/domain-owner.ts";
import type { Employment } from "../affiliation/employment/employment.ts";
import { CONTRADICTED, OPEN, SHARED, UNKNOWN, type AffiliationIndex } from "../affiliation/index/columns.ts";
import { counted, employerName, shownName, sourceWords } from "../affiliation/lint/words.ts";
import type { OrganizationRegistry } from "../affiliation/organizations/registry.ts";
import { ageWords } from "../conflict/wording.ts";
import { dayText, type DayNumber } from "../roster/dates.ts";
import { employerWords } from "./explanation.ts";
import { printable } from "./printable.ts";

export interface Asked {
  readonly employment: Employment;
  readonly index: AffiliationIndex;
  readonly registry: OrganizationRegistry;
}

/**
 * A line for each source, and what was learnt from all together.
 *
 * @param files what the sources' files are called, in their order
 */
export function sourcesText(index: AffiliationIndex, files: readonly string[], today: DayNumber): string {
  const lines = index.sources.map(({ title, asOf, people, stints, file }, source) => {
    const sightings = count(index.sightingSource, (each) => each === source);
    const date = asOf === undefined ? "of unknown date" : `as of ${dayText(asOf)}${ageWords(today - asOf)}`;
    return `  ${files[source] ?? file}: ${shownName(title)}, ${date}; ${[
      counted(people, "person", "people"),
      counted(stints, "stint", "stints"),
      counted(sightings, "sighting", "sightings"),
    ].join(", ")}\n`;
  });
  const learnt = count(index.learntOrganization, (each) => each >= 0);
  const divided = count(index.learntOrganization, (each) => each === CONTRADICTED);
  const all = [
    counted(index.people, "person", "people"),
    `${counted(learnt, "domain", "domains")} whose owner was learnt`,
    `${counted(divided, "domain", "domains")} too divided to tell`,
  ];
  return `${lines.join("")}  together: ${all.join(", ")}\n`;
}

/** @param wanted a login, with or without `@`, an e-mail address, or a numeric id */
export function personText(asked: Asked, wanted: string, day: DayNumber): string {
  const { employment, index } = asked;
  const login = wanted.replace(/^@/, "");
  const isEmail = login.includes("@");
  const id = /^[1-9]\d{0,14}$/.test(wanted) ? Number(wanted) : undefined;
  const byId = id === undefined ? undefined : employment.find({ id });
  const who = byId ?? employment.find(isEmail ? { email: login } : { login });
  if (who === undefined) {
    const found = isEmail ? index.personByEmail(login) : index.personByLogin(login);
    return found === SHARED
      ? "several people have it by the data, so it identifies none of them\n"
      : "the data knows nobody of it\n";
  }
  const logins = index.loginsOf(who).map(shownName).join(", ");
  const ids = idsOf(index, who).join(", ");
  const name = `${logins === "" ? "no login" : logins}${ids === "" ? "" : ` (id ${ids})`}`;
  const employers = employment
    .employersOn(who, day)
    .map((employer) => `  ${printable(employerWords(employment, employer, day))}`);
  const lines = [
    name,
    `on ${dayText(day)}:`,
    ...(employers.length === 0 ? ["  nothing known"] : employers),
    ...section("stints:", stintsOf(asked, who)),
    ...section("seen at:", sightingsOf(asked, who)),
    ...section("addresses at:", addressesOf(asked, who)),
  ];
  return `${lines.join("\n")}\n`;
}

/** @param host in the form of host.ts */
export function domainText({ employment, index, registry }: Asked, host: string, day: DayNumber): string {
  const { owner, basis, domain, records, known, learnt } = domainReasons(
    index,
    employment,
    registry,
    host,
    day,
  );
  const whose =
    owner === undefined ? "nobody's that is known" : `${employerName(employment, owner)}'s, ${String(basis)}`;
  const spoken = domain === undefined || domain === host ? "" : ` of ${domain}`;
  const lessons =
    learnt === undefined
      ? []
      : [
          learnt.organization === undefined
            ? `  learnt${spoken}: nothing, its ${String(learnt.people)} people are too divided`
            : `  learnt${spoken}: ${shownName(learnt.organization)}, ${String(learnt.agreeing)} of ${String(learnt.people)} people with an address there`,
        ];
  const lines = [
    `${host} on ${dayText(day)}: ${whose}`,
    ...records.map(
      ({ organization, source, from, until }) =>
        `  record${spoken}: ${shownName(organization)}, ${span(from, until)}, by ${sourceWords(employment, source)}`,
    ),
    ...(known === undefined ? [] : [`  known: ${shownName(known)}, by the files of organizations`]),
    ...lessons,
  ];
  return `${lines.join("\n")}\n`;
}

function stintsOf({ employment, index }: Asked, who: number): string[] {
  return rows(index.stintStart, who).map((row) => {
    const from = index.stintFrom[row] ?? UNKNOWN;
    const until = index.stintUntil[row] ?? OPEN;
    const dates = span(from === UNKNOWN ? undefined : from, until === OPEN ? undefined : until);
    const name = index.organizationName(index.stintOrganization[row] ?? 0);
    return `  ${dates}: ${shownName(name)}, by ${sourceWords(employment, index.stintSource[row] ?? 0)}`;
  });
}

/** Each domain once, with its last day. */
function sightingsOf({ index }: Asked, who: number): string[] {
  const last = new Map<string, { day: DayNumber; times: number }>();
  for (const row of rows(index.sightingStart, who)) {
    const domain = index.domainName(index.sightingDomain[row] ?? 0);
    const day = index.sightingDay[row] ?? 0;
    const before = last.get(domain);
    last.set(domain, { day: Math.max(day, before?.day ?? day), times: (before?.times ?? 0) + 1 });
  }
  return [...last].map(
    ([domain, { day, times }]) => `  ${domain}, last on ${dayText(day)}, on ${String(times)} days`,
  );
}

function addressesOf({ employment, index }: Asked, who: number): string[] {
  return rows(index.addressStart, who).map((row) => {
    const domain = index.domainName(index.addressDomain[row] ?? 0);
    const owner = employment.ownerOf(domain, Infinity);
    return `  ${domain}${owner === undefined ? "" : `, ${employerName(employment, owner)}'s`}`;
  });
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function idsOf({ id, idPerson }: AffiliationIndex, who: number): string[] {
  return Array.from(id).flatMap((each, row) => (idPerson[row] === who ? [String(each)] : []));
}

function rows(start: Uint32Array, who: number): number[] {
  const first = start[who] ?? 0;
  return Array.from({ length: (start[who + 1] ?? first) - first }, (_, at) => first + at);
}

function span(from: DayNumber | undefined, until: DayNumber | undefined): string {
  const began = from === undefined ? "since an unknown day" : `from ${dayText(from)}`;
  return until === undefined ? began : `${began} until ${dayText(until)}`;
}

function count(column: Int32Array | Uint16Array, counts: (value: number) => boolean): number {
  let sum = 0;
  for (const value of column) if (counts(value)) sum += 1;
  return sum;
}
