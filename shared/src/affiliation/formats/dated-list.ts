/*
 * Recuse's own form of affiliation data, for lists that a project keeps about itself: who was where, from when
 * until when, and whose the domains are. JSON of any size, or YAML up to a megabyte. Because people write it by
 * hand, unknown keys and reversed dates are problems here, not oddities.
 */
import * as z from "zod";
import { readDocument } from "../../config/document.ts";
import { check } from "../../config/validate.ts";
import { dayNumber, interval } from "../../roster/dates.ts";
import { AccountId, Day, Login } from "../../roster/schema.ts";
import { asciiHost } from "../host.ts";
import { ownedDomain, sightedHost, soundAddress } from "./address.ts";
import type { AffiliationFile, DomainRecord, ParseAffiliations, PersonRecord } from "./affiliation-file.ts";
import { readJson, type JsonDocument } from "./json-document.ts";
import { foldedName, LONGEST_NAME } from "./organization-name.ts";
import { pathRemarks, type PathRemarks } from "./remarks.ts";

/** The longest YAML text, in UTF-16 units; JSON has no such bound. */
const LONGEST_YAML = 1_048_576;

const Name = z.string().refine((text) => text.trim() !== "" && text.length <= LONGEST_NAME, {
  error: `expected a name of 1 to ${LONGEST_NAME} characters`,
});
const Domain = z.string().superRefine((text, context) => {
  const read = ownedDomain(text);
  if (read.domain === undefined) context.addIssue({ code: "custom", message: read.why });
});
const Host = z.string().refine((text) => asciiHost(text)?.includes(".") === true, {
  error: "expected a domain such as acme.example, without @ and without dots around it",
});
const Address = z.string().refine((text) => soundAddress(text) !== undefined, {
  error: "expected an e-mail address such as octocat@acme.example",
});

interface Dated {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}
const inOrder = ({ from, until }: Dated): boolean =>
  from === undefined || until === undefined || from < until;
const ORDER = {
  error: "expected a day after from: until is the first day on which it no longer holds",
  path: ["until"],
};

const Stay = z
  .strictObject({ name: Name, from: Day.optional(), until: Day.optional() })
  .refine(inOrder, ORDER);

const ListedPerson = z
  .strictObject({
    login: Login.optional(),
    logins: z.array(Login).optional(),
    id: AccountId.optional(),
    emails: z.array(Address).default([]),
    organizations: z.array(Stay),
    seen: z.array(z.strictObject({ domain: Host, at: Day })).default([]),
  })
  .refine(({ login, logins = [], id, emails }) => (login ?? logins[0] ?? id ?? emails[0]) !== undefined, {
    error: "expected a login, logins, an id or emails, so that it is known who is meant; add one",
  });

const ListedDomain = z
  .strictObject({ domain: Domain, organization: Name, from: Day.optional(), until: Day.optional() })
  .refine(inOrder, ORDER);

/** Everything around the people and the domains, which are checked one by one. */
const Frame = z.strictObject({
  recuse: z.literal("affiliations"),
  version: z.literal(1),
  title: z.string().min(1).max(LONGEST_NAME),
  asOf: Day,
  disclosure: z.enum(["public", "private"]).default("private"),
  people: z.array(z.unknown()),
  domains: z.array(z.unknown()).default([]),
});

const NOTHING: AffiliationFile = {
  title: "affiliation list",
  asOf: undefined,
  disclosure: "private",
  people: [],
  domains: [],
};

/** Reads a dated list. What is wrong with one person or one domain leaves the others sound. */
export const parseDatedList: ParseAffiliations = (text, options) => {
  const document = /^\s*\{/.test(text.slice(0, 1000))
    ? readJson(text, options, NOTHING)
    : readYaml(text, options.file);
  if (!document.ok) return document.parsed;
  const { value, remarks } = document;
  const frame = check(Frame, value);
  if (!frame.ok) remarks.misfits({ path: [] }, frame.misfits);
  const people: PersonRecord[] = [];
  for (const [index, listed] of listIn(value, "people").entries()) {
    const at = { path: ["people", index] };
    const checked = check(ListedPerson, listed);
    if (checked.ok) people.push(personOf(checked.value));
    else remarks.misfits(at, checked.misfits);
  }
  const domains: DomainRecord[] = [];
  for (const [index, listed] of listIn(value, "domains").entries()) {
    const checked = check(ListedDomain, listed);
    if (checked.ok) domains.push(...domainOf(checked.value));
    else remarks.misfits({ path: ["domains", index] }, checked.misfits);
  }
  const head = frame.ok ? headOf(frame.value, options.today, remarks) : {};
  return { file: { ...NOTHING, ...head, people, domains }, ...remarks.said() };
};

function headOf(
  { title, asOf, disclosure }: z.infer<typeof Frame>,
  today: number,
  remarks: PathRemarks,
): Partial<AffiliationFile> {
  const day = dayNumber(asOf);
  if (day > today) {
    remarks.problem(
      { path: ["asOf"] },
      "expected a day that is not in the future: until when the list is known to be right",
    );
  }
  return { title: foldedName(title), disclosure, ...(day > today ? {} : { asOf: day }) };
}

function listIn(value: unknown, key: "people" | "domains"): readonly unknown[] {
  const list =
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function personOf({
  login,
  logins = [],
  id,
  emails,
  organizations,
  seen,
}: z.infer<typeof ListedPerson>): PersonRecord {
  return {
    logins: [...(login === undefined ? [] : [login]), ...logins],
    ids: id === undefined ? [] : [id],
    emails,
    stints: organizations.map(({ name, from, until }) => ({
      organization: foldedName(name),
      ...interval(from, until),
    })),
    sightings: seen.flatMap(({ domain, at }) => {
      const host = sightedHost(domain);
      return host === undefined ? [] : [{ domain: host, day: dayNumber(at) }];
    }),
  };
}

function domainOf({ domain, organization, from, until }: z.infer<typeof ListedDomain>): DomainRecord[] {
  const read = ownedDomain(domain);
  if (read.domain === undefined) return [];
  return [{ domain: read.domain, organization: foldedName(organization), ...interval(from, until) }];
}

/** YAML keeps its tree, so its places are known: it is short. */
function readYaml(text: string, file: string): JsonDocument {
  const read = readDocument(text, file, LONGEST_YAML);
  if (!read.ok) return { ok: false, parsed: { file: NOTHING, problems: read.problems, oddities: [] } };
  const { value, positionOf, positionOfKey } = read.value;
  const remarks = pathRemarks(file, (targets) =>
    targets.map(({ path, key }) => (key === undefined ? positionOf(path) : positionOfKey(path, key))),
  );
  return { ok: true, value, remarks };
}
