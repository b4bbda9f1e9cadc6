/*
 * Dumps of GrimoireLab SortingHat, which the Linux Foundation's tools use as well: the file that `sortinghat
 * export` wrote up to 0.7 and `load` still reads, and the answer of the GraphQL API of later versions.
 *
 * https://github.com/chaoss/grimoirelab-sortinghat, sortinghat/parsing/sh.py (0.7), sortinghat/core/schema.py
 */
import * as z from "zod";
import { check } from "../../config/validate.ts";
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
import { soundInterval, writtenDay } from "./written-interval.ts";

const Moment = z.string().refine((text) => writtenDay(text) !== undefined, {
  error: "expected a day that exists, such as 2026-03-01 or 2026-03-01T00:00:00; correct it",
});
const Name = z.string().refine((text) => text.trim() !== "" && text.length <= LONGEST_NAME, {
  error: `expected the name of an organization, of 1 to ${LONGEST_NAME} characters; correct it`,
});
const Text = z.string().nullish();

const Enrollment = z
  .object({
    start: Moment.nullish(),
    end: Moment.nullish(),
    /** A name in dumps, an object in GraphQL's answers, called `group` since 0.9. */
    organization: z
      .union([Name, z.object({ name: Name })], {
        error: "expected the name of an organization, or an organization with its name; correct it",
      })
      .optional(),
    group: z.object({ name: Name }).optional(),
  })
  .refine(({ organization, group }) => (organization ?? group) !== undefined, {
    error: "expected the organization of the enrollment; add it or remove the enrollment",
  });

const Individual = z.object({
  identities: z.array(z.object({ source: Text, username: Text, email: Text })),
  enrollments: z.array(Enrollment),
  profile: z.object({ email: Text }).nullish(),
});
type Individual = z.infer<typeof Individual>;

const Domains = z.array(z.object({ domain: z.string() }));

const NOTHING: AffiliationFile = {
  title: "SortingHat",
  asOf: undefined,
  disclosure: "private",
  people: [],
  domains: [],
};

/** Reads a dump or an answer: GitHub user names, addresses, enrollments, and the domains of organizations. */
export const parseSortingHat: ParseAffiliations = (text, options) => {
  const document = readJson(text, options, NOTHING);
  if (!document.ok) return document.parsed;
  const { value, remarks } = document;
  const people: PersonRecord[] = [];
  const domains: DomainRecord[] = [];
  for (const { at, value: individual } of individualsOf(value, remarks)) {
    const checked = check(Individual, individual);
    if (checked.ok) people.push(personOf(checked.value, at, remarks));
    else remarks.misfits(at, checked.misfits);
  }
  for (const { at, name, value: listed } of organizationsOf(value, remarks)) {
    const checked = check(Domains, listed);
    if (checked.ok) domains.push(...domainsOf(foldedName(name), checked.value, at, remarks));
    else remarks.misfits(at, checked.misfits);
  }
  const boundaries = boundariesOf(people);
  const asOf = timeOf(value, options.today, remarks) ?? latestMeantDay(boundaries, options.today);
  return { file: { ...NOTHING, asOf, people, domains }, ...remarks.said() };
};

interface Found {
  readonly at: PathOf;
  readonly value: unknown;
}

/** `uidentities` by uuid, or `data.individuals.entities`. Uuids are numbered in messages: some are addresses. */
function individualsOf(root: unknown, remarks: PathRemarks): Found[] {
  const top = isGroup(root) ? root : {};
  if (isGroup(top["uidentities"])) {
    return Object.entries(top["uidentities"]).map(([uuid, value], index) => ({
      at: { path: ["uidentities", uuid], shown: ["uidentities", index] },
      value,
    }));
  }
  const entities = entitiesOf(top, "individuals");
  if (entities !== undefined) return entities;
  remarks.problem(
    { path: isGroup(root) && "uidentities" in root ? ["uidentities"] : [] },
    "expected uidentities, or data.individuals.entities, with the people; export the data again",
  );
  return [];
}

function organizationsOf(root: unknown, remarks: PathRemarks): (Found & { readonly name: string })[] {
  const top = isGroup(root) ? root : {};
  const listed = top["organizations"];
  if (isGroup(listed)) {
    return Object.entries(listed).map(([name, value], index) => ({
      at: { path: ["organizations", name], shown: ["organizations", index] },
      name,
      value,
    }));
  }
  if (listed !== undefined) {
    remarks.problem(
      { path: ["organizations"] },
      "expected organizations with their lists of domains; correct it",
    );
  }
  return (entitiesOf(top, "organizations") ?? []).flatMap(({ at, value }) => {
    if (!isGroup(value) || typeof value["name"] !== "string") {
      remarks.problem(at, "expected an organization with a name; add it or remove the entry");
      return [];
    }
    return [{ at: below(at, "domains"), name: value["name"], value: value["domains"] ?? [] }];
  });
}

function entitiesOf(top: Readonly<Record<string, unknown>>, kind: string): Found[] | undefined {
  const isAnswer = isGroup(top["data"]);
  const answer = isGroup(top["data"]) ? top["data"] : top;
  const page = answer[kind];
  const entities = isGroup(page) ? page["entities"] : undefined;
  if (!Array.isArray(entities)) return undefined;
  const front = isAnswer ? ["data", kind, "entities"] : [kind, "entities"];
  return entities.map((value: unknown, index) => ({ at: { path: [...front, index] }, value }));
}

function personOf(
  { identities, enrollments, profile }: Individual,
  at: PathOf,
  remarks: PathRemarks,
): PersonRecord {
  const logins = new Map<string, string>();
  const emails = new Set<string>();
  for (const [index, { source, username, email }] of identities.entries()) {
    const address = email == null ? undefined : soundAddress(email);
    if (address !== undefined) emails.add(address);
    // a user name is the account's only where GitHub is what the identity was read from
    if (username == null || source == null || !isGitHub(source)) continue;
    if (isLogin(username)) logins.set(username.toLowerCase(), username);
    else remarks.oddity(below(at, "identities", index, "username"), "no GitHub login; left out");
  }
  const address = profile?.email == null ? undefined : soundAddress(profile.email);
  if (address !== undefined) emails.add(address);
  const stints = enrollments.flatMap(({ organization, group, start, end }, index): Stint[] => {
    const name = typeof organization === "string" ? organization : (organization ?? group)?.name;
    const { interval, oddity } = soundInterval(dayOrNone(start), dayOrNone(end));
    // every open enrollment ends in 2100 here: nothing odd about it
    if (interval === undefined) remarks.oddity(below(at, "enrollments", index), `the stay ${oddity}`);
    return name === undefined || interval === undefined
      ? []
      : [{ organization: foldedName(name), ...interval }];
  });
  return { logins: [...logins.values()], ids: [], emails: [...emails], stints, sightings: [] };
}

function dayOrNone(text: string | null | undefined): number | undefined {
  return text == null ? undefined : writtenDay(text);
}

/** `github`, and what newer back ends call themselves: `github2`, `github:issue`. */
function isGitHub(source: string): boolean {
  return /^github\d?(?:$|[:-])/i.test(source);
}

function domainsOf(
  organization: string,
  listed: z.infer<typeof Domains>,
  at: PathOf,
  remarks: PathRemarks,
): DomainRecord[] {
  if (organization === "" || organization.length > LONGEST_NAME) return [];
  return listed.flatMap((entry, index) => {
    const read = ownedDomain(entry.domain);
    if (read.domain !== undefined) return [{ domain: read.domain, organization }];
    remarks.oddity(below(at, index, "domain"), `left out: ${read.why}`);
    return [];
  });
}

/** When the dump was made: `"2015-01-20 20:10:56.133378"`. */
function timeOf(root: unknown, today: number, remarks: PathRemarks): number | undefined {
  const time = isGroup(root) ? root["time"] : undefined;
  if (time === undefined || time === null) return undefined;
  const day = typeof time === "string" ? writtenDay(time) : undefined;
  if (day === undefined) {
    remarks.problem(
      { path: ["time"] },
      "expected the time of the export, such as 2026-03-01 09:00:00; correct it",
    );
    return undefined;
  }
  if (day <= today) return day;
  remarks.oddity({ path: ["time"] }, "lies in the future; not taken for the file's date");
  return undefined;
}
