/*
 * Made-up people in the shape of the CNCF gitdm data, as its text and as the records that it is read into.
 * Sizes are those of the real data; the names are numbers.
 */
import type {
  AffiliationFile,
  PersonRecord,
  Stint,
} from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import { dayNumber, dayText } from "@recuse/shared/roster/dates.ts";

/** Organization names for so many people: most names stand with one person, a few with thousands. */
const NAMES_PER_PERSON = 12_000 / 46_000;
const FIRST_DAY = dayNumber("2010-01-01");
const SUFFIXES = ["", "", "", " Inc.", " LLC", " Corporation", " GmbH"];

export function generatedFile(people: number): AffiliationFile {
  const random = generator(46_000);
  const organizations = Math.ceil(people * NAMES_PER_PERSON);
  return {
    title: "generated",
    asOf: dayNumber("2023-03-29"),
    disclosure: "public",
    people: Array.from({ length: people }, (_, at) => person(at, organizations, random)),
    domains: [],
  };
}

/** https://github.com/cncf/gitdm, `developers_affiliations` */
export function gitdmText({ people }: AffiliationFile): string {
  return people
    .map(({ logins, emails, stints }) => {
      const lines = stints.map(({ organization, from, until }) => {
        const start = from === undefined ? "" : ` from ${dayText(from)}`;
        const end = until === undefined ? "" : ` until ${dayText(until)}`;
        return `\t${organization}${start}${end}\n`;
      });
      return `${logins[0] ?? ""}: ${emails.map((email) => email.replace("@", "!")).join(", ")}\n${lines.join("")}`;
    })
    .join("");
}

export function loginAt(at: number): string {
  // About nine characters, no two alike, neighbours not together.
  return `${at % 3 === 0 ? "Dev" : "coder"}${((at * 7919) % 1_000_003).toString(36)}${at % 2 === 0 ? "-x" : ""}`;
}

function person(at: number, organizations: number, random: () => number): PersonRecord {
  const login = loginAt(at);
  const stints = stintsOf(organizations, random);
  const employer = Math.floor(random() ** 3 * organizations);
  return {
    logins: [login],
    ids: [],
    emails: [
      `${login}@users.noreply.github.com`,
      `${login}.person@gmail.com`,
      `first.${login}@company-${String(employer)}.example`,
    ],
    stints,
    sightings: [],
  };
}

/** 2.4 on average. */
function stintsOf(organizations: number, random: () => number): Stint[] {
  const count = random() < 0.45 ? 1 : 2 + Math.floor(random() * 3.1);
  let day = FIRST_DAY;
  return Array.from({ length: count }, (_, at) => {
    const number = Math.floor(random() ** 3 * organizations);
    const organization =
      random() < 0.17
        ? "Independent"
        : `Company ${String(number)}${SUFFIXES[number % SUFFIXES.length] ?? ""}`;
    const from = at === 0 ? {} : { from: day };
    day += 30 * (1 + Math.floor(random() * 36));
    return { organization, ...from, ...(at === count - 1 ? {} : { until: day }) };
  });
}

/** The same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
