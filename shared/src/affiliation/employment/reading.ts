/*
 * How names of organizations are read everywhere: one set of functions, made of organizations/.
 */
import { standsFor } from "../organizations/no-organization.ts";
import { organizationKey } from "../organizations/organization-key.ts";
import { wellKnownOrganizations, type OrganizationsFile } from "../organizations/organizations-file.ts";
import { compileRegistry } from "../organizations/registry.ts";
import type { OrganizationNames } from "../index/build.ts";
import type { NameReading } from "./organizations.ts";

/** @param files further files of organizations, each winning over those before it and over what is well known */
export function nameReading(files: readonly OrganizationsFile[]): NameReading & OrganizationNames {
  const registry = compileRegistry([wellKnownOrganizations(), ...files]);
  return {
    registry,
    organizationKey,
    standsFor,
    nameKey: organizationKey,
    organizationOf: (name) => {
      const key = standsFor(name) === "organization" ? organizationKey(name) : undefined;
      return key === undefined ? undefined : registry.canonical(key);
    },
  };
}
