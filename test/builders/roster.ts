/* Rosters for tests: small, valid, and overridden field by field. */
import { Roster } from "@recuse/shared/roster/schema.ts";
import type * as z from "zod";

type RosterInput = z.input<typeof Roster>;
type OrganizationInput = RosterInput["organizations"][number];

/** The maintainer of most tests. */
export const OCTOCAT = { login: "octocat", id: 583231 };
/** Her colleague in the practice. */
export const HUBOT = { login: "hubot", id: 480938 };

/** A 32-byte key in base64 whose bytes are all the same. */
export function key(byte: number): string {
  return Buffer.alloc(32, byte).toString("base64");
}

/** A public client with a domain, a GitHub organization and a key of its own. */
export function acme(overrides: Partial<OrganizationInput> = {}): OrganizationInput {
  return {
    id: "acme",
    name: "Acme",
    github: { orgs: ["acme"] },
    domains: ["acme.test"],
    disclosure: "public",
    commitmentKey: key(1),
    ...overrides,
  };
}

/** One maintainer with one client and one person of that client, public in everything. */
export function roster(overrides: Partial<RosterInput> = {}): Roster {
  return Roster.parse({
    version: 1,
    repositories: ["octo-org/*"],
    practice: { name: "A practice", members: [{ ...OCTOCAT, from: "2020-01-01" }] },
    organizations: [acme()],
    engagements: [{ owner: "octocat", organization: "acme", kind: "retainer", from: "2025-01-01" }],
    people: [{ login: "wile", id: 1001, organization: "acme", disclosure: "public" }],
    ...overrides,
  } satisfies RosterInput);
}
