/*
 * The file that says what organizations are called, were called and belong to; see docs/organizations.md.
 * This is its shape and how it is read; what follows from it is in registry.ts.
 */
import * as z from "zod";
import { parseFile } from "../../config/validate.ts";
import type { Result } from "../../config/problem.ts";
import { Day } from "../../roster/schema.ts";
import { domainProblem } from "../email-domain.ts";
import listed from "./well-known-organizations.json" with { type: "json" };
import { organizationKey } from "./organization-key.ts";

/** In UTF-16 units: room for some ten thousand organizations. */
const LONGEST_FILE = 4_000_000;

const Name = z
  .string()
  .max(200)
  .refine((name) => organizationKey(name) !== undefined, {
    error:
      "expected the name of an organization: nothing is left of this one without punctuation and legal form",
  });

const Domain = z.string().superRefine((domain, context) => {
  const problem = domainProblem(domain);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

/** No organization has more; it bounds what a file can cost. */
const MOST_PARENTS = 16;

const Parent = z.strictObject({ name: Name, from: Day, until: Day.optional() });

export const KnownOrganization = z.strictObject({
  name: Name,
  aliases: z.array(Name).default([]),
  domains: z.array(Domain).default([]),
  formerly: z.array(z.strictObject({ name: Name, until: Day })).default([]),
  parent: Parent.optional(),
  parents: z.array(Parent).max(MOST_PARENTS).optional(),
  closed: Day.optional(),
  apartFrom: z.array(Name).default([]),
});
export type KnownOrganization = z.infer<typeof KnownOrganization>;
export type KnownParent = z.infer<typeof Parent>;

export const OrganizationsShape = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1, { error: "expected 1, the only version of this file so far" }),
  asOf: Day,
  organizations: z.array(KnownOrganization),
});

/** A whole file: no name is two organizations' within it, and nothing contradicts itself. */
export const OrganizationsFile = OrganizationsShape.superRefine((file, context) => {
  for (const { path, message } of contradictions(file.organizations)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});
export type OrganizationsFile = z.infer<typeof OrganizationsFile>;

/** Reads a file of organizations; every problem with its line. */
export function parseOrganizations(text: string, file: string): Result<OrganizationsFile> {
  return parseFile(OrganizationsFile, text, file, LONGEST_FILE);
}

let wellKnown: OrganizationsFile | undefined;

/** What is known without any file: the cloud native, Linux and Java world. The same object at each call. */
export function wellKnownOrganizations(): OrganizationsFile {
  return (wellKnown ??= OrganizationsFile.parse(listed));
}

/** Whom it belongs to, or did, however the entry says so. */
export function parentsIn({ parent, parents = [] }: KnownOrganization): readonly KnownParent[] {
  return parent === undefined ? parents : [parent, ...parents];
}

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function contradictions(organizations: readonly KnownOrganization[]): Contradiction[] {
  const found: Contradiction[] = [];
  const owners = new Map<string, number>();
  organizations.forEach((organization, index) => {
    for (const { path, name } of namesOf(organization)) {
      const key = organizationKey(name);
      if (key === undefined) continue;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, index);
      else if (owner !== index) {
        found.push({
          path: ["organizations", index, ...path],
          message: `expected a name of this organization alone: organizations[${owner}] has it too; remove one of them`,
        });
      }
    }
  });
  organizations.forEach((organization, index) => {
    const ownerOf = (name: string): number | undefined => owners.get(organizationKey(name) ?? "");
    for (const { path, message } of wrongParents(organization, (name) => ownerOf(name) === index)) {
      found.push({ path: ["organizations", index, ...path], message });
    }
    organization.apartFrom.forEach((name, at) => {
      if (ownerOf(name) !== index) return;
      found.push({
        path: ["organizations", index, "apartFrom", at],
        message: "expected the name of somebody else: this is a name of the organization itself",
      });
    });
  });
  return found;
}

/** What is wrong with the parents of one entry, with the place in it. */
function wrongParents(
  { parent, parents = [] }: KnownOrganization,
  isItself: (name: string) => boolean,
): Contradiction[] {
  const found: Contradiction[] = [];
  if (parent !== undefined && parents.length > 0) {
    found.push({ path: ["parents"], message: "expected parent or parents, not both; list all of them here" });
  }
  const written = [
    ...(parent === undefined ? [] : [{ path: ["parent"], each: parent }]),
    ...parents.map((each, at) => ({ path: ["parents", at], each })),
  ];
  for (const { path, each } of written) {
    if (isItself(each.name)) {
      found.push({
        path: [...path, "name"],
        message: "expected another organization: this one cannot be its own parent",
      });
    }
    // Days of this form compare as text.
    if (each.until !== undefined && each.until <= each.from) {
      found.push({ path: [...path, "until"], message: "expected a day after from" });
    }
  }
  return found;
}

/** Every name of the organization with its place in the entry. */
function namesOf(
  organization: KnownOrganization,
): readonly { readonly path: readonly (string | number)[]; readonly name: string }[] {
  return [
    { path: ["name"], name: organization.name },
    ...organization.aliases.map((name, at) => ({ path: ["aliases", at], name })),
    ...organization.formerly.map(({ name }, at) => ({ path: ["formerly", at, "name"], name })),
  ];
}
