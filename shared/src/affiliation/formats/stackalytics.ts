/*
 * The default_data.json of OpenStack's Stackalytics: users with the companies they were at, one after another,
 * each up to its end date, and companies with their domains.
 *
 * https://opendev.org/openstack/stackalytics, etc/default_data.schema.json
 */
import * as z from "zod";
import { check } from "../../config/validate.ts";
import { dayNumber, isDay, type DayNumber } from "../../roster/dates.ts";
import { isLogin } from "../../subject/account.ts";
import { ownedDomain, soundAddress } from "./address.ts";
import type {
  AffiliationFile,
  DomainRecord,
  ParseAffiliations,
  PersonRecord,
  Stint,
} from "./affiliation-file.ts";
import { boundariesOf, latestMeantDay } from "./as-of.ts";
import { isGroup, readJson } from "./json-document.ts";
import { foldedName, LONGEST_NAME } from "./organization-name.ts";
import { below, type PathOf, type PathRemarks } from "./remarks.ts";
import { soundInterval } from "./written-interval.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const EndDate = z
  .string()
  .refine((text) => endDay(text) !== undefined, {
    error: "expected a day that exists, such as 2026-Mar-01, or null; correct it",
  })
  .nullish();
const CompanyName = z.string().refine((text) => text.trim() !== "" && text.length <= LONGEST_NAME, {
  error: `expected the name of a company, of 1 to ${LONGEST_NAME} characters; correct it`,
});

const User = z.object({
  github_id: z.string().nullish(),
  emails: z.array(z.string()).default([]),
  companies: z.array(z.object({ company_name: CompanyName, end_date: EndDate })).default([]),
});
type User = z.infer<typeof User>;

const Company = z.object({ company_name: CompanyName, domains: z.array(z.string()).default([]) });

const NOTHING: AffiliationFile = {
  title: "OpenStack Stackalytics",
  asOf: undefined,
  disclosure: "public",
  people: [],
  domains: [],
};

/** Reads users and companies; releases, repositories and the rest of the file say nothing of people. */
export const parseStackalytics: ParseAffiliations = (text, options) => {
  const document = readJson(text, options, NOTHING);
  if (!document.ok) return document.parsed;
  const { value, remarks } = document;
  const people: PersonRecord[] = [];
  const domains: DomainRecord[] = [];
  for (const [index, user] of listAt(value, "users", remarks).entries()) {
    const at = { path: ["users", index] };
    const checked = check(User, user);
    if (checked.ok) people.push(personOf(checked.value, at, remarks));
    else remarks.misfits(at, checked.misfits);
  }
  for (const [index, company] of listAt(value, "companies", remarks).entries()) {
    const at = { path: ["companies", index] };
    const checked = check(Company, company);
    if (checked.ok) domains.push(...domainsOf(checked.value, at, remarks));
    else remarks.misfits(at, checked.misfits);
  }
  const asOf = latestMeantDay(boundariesOf(people), options.today);
  return { file: { ...NOTHING, asOf, people, domains }, ...remarks.said() };
};

function listAt(root: unknown, key: string, remarks: PathRemarks): readonly unknown[] {
  const list = isGroup(root) ? root[key] : undefined;
  if (Array.isArray(list)) return list;
  remarks.problem({ path: [key] }, `expected a list of ${key}; add it, it may be empty`);
  return [];
}

function personOf(user: User, at: PathOf, remarks: PathRemarks): PersonRecord {
  const login = user.github_id ?? "";
  if (login !== "" && !isLogin(login)) remarks.oddity(below(at, "github_id"), "no GitHub login; left out");
  const emails = user.emails.flatMap((email, index) => {
    const sound = soundAddress(email);
    if (sound === undefined) remarks.oddity(below(at, "emails", index), "no address; left out");
    return sound ?? [];
  });
  return {
    logins: isLogin(login) ? [login] : [],
    ids: [],
    emails: [...new Set(emails)],
    stints: stintsOf(user.companies, at, remarks),
    sightings: [],
  };
}

/** Each company runs from the end of the one before it; the first began nobody knows when. */
function stintsOf(companies: User["companies"], at: PathOf, remarks: PathRemarks): Stint[] {
  const ends = companies.map(({ company_name, end_date }, index) => ({
    organization: foldedName(company_name),
    until: end_date == null ? undefined : endDay(end_date),
    index,
  }));
  const ordered = ends.toSorted((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity));
  if (ordered.some(({ index }, position) => index !== position)) {
    remarks.oddity(
      below(at, "companies"),
      "the companies do not stand in the order of their end dates; put in order",
    );
  }
  let from: DayNumber | undefined;
  return ordered.flatMap(({ organization, until, index }): Stint[] => {
    const { interval, oddity } = soundInterval(from, until);
    if (oddity !== undefined) remarks.oddity(below(at, "companies", index), `the stay ${oddity}`);
    from = until ?? from;
    return interval === undefined ? [] : [{ organization, ...interval }];
  });
}

/** `2013-Dec-01`; some files write `2013-12-01`. */
function endDay(text: string): DayNumber | undefined {
  const match = /^(\d{4})-([A-Za-z]{3}|\d{2})-(\d{2})$/.exec(text);
  const [, year = "", month = "", day = ""] = match ?? [];
  const named = MONTHS.findIndex((name) => name.toLowerCase() === month.toLowerCase()) + 1;
  const written = `${year}-${named === 0 ? month : String(named).padStart(2, "0")}-${day}`;
  return isDay(written) ? dayNumber(written) : undefined;
}

function domainsOf(company: z.infer<typeof Company>, at: PathOf, remarks: PathRemarks): DomainRecord[] {
  const organization = foldedName(company.company_name);
  return company.domains.flatMap((domain, index) => {
    // "*independent" has the domain "": everything that is nobody else's
    if (domain === "") return [];
    const read = ownedDomain(domain);
    if (read.domain !== undefined) return [{ domain: read.domain, organization }];
    remarks.oddity(below(at, "domains", index), `left out: ${read.why}`);
    return [];
  });
}
