/* Affiliation data for tests, every field filled in, and the simplest notion of a name that they need. */
import { createHash } from "node:crypto";
import type { AffiliationFile, PersonRecord } from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import type { OrganizationNames } from "@recuse/shared/affiliation/index/build.ts";
import { buildIndex } from "@recuse/shared/affiliation/index/build.ts";
import type { AffiliationIndex } from "@recuse/shared/affiliation/index/columns.ts";

/** Case aside, names are what they are; `Independent` is no organization. */
export const NAMES: OrganizationNames = {
  nameKey: (name) => name.toLowerCase(),
  organizationOf: (name) => (name.toLowerCase() === "independent" ? undefined : name.toLowerCase()),
};

export function personRecord(given: Partial<PersonRecord> = {}): PersonRecord {
  return { logins: [], ids: [], emails: [], stints: [], sightings: [], ...given };
}

export function affiliationFile(given: Partial<AffiliationFile> = {}): AffiliationFile {
  return { title: "test data", asOf: undefined, disclosure: "public", people: [], domains: [], ...given };
}

export function indexOf(...files: readonly Partial<AffiliationFile>[]): AffiliationIndex {
  return buildIndex(
    files.map((file, at) => ({
      name: `file-${String(at)}`,
      sha256: String(at + 1)
        .repeat(64)
        .slice(0, 64),
      parsed: affiliationFile(file),
    })),
    NAMES,
  );
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
