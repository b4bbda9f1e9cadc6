/*
 * Files of affiliation data and of organizations, opened together and ready to be asked. Everything stays on
 * this machine.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { openEmployment, type Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { nameReading } from "@recuse/shared/affiliation/employment/reading.ts";
import { parseAffiliations } from "@recuse/shared/affiliation/formats/format.ts";
import type { AffiliationIndex } from "@recuse/shared/affiliation/index/columns.ts";
import {
  parseOrganizations,
  wellKnownOrganizations,
  type OrganizationsFile,
} from "@recuse/shared/affiliation/organizations/organizations-file.ts";
import type { OrganizationRegistry } from "@recuse/shared/affiliation/organizations/registry.ts";
import { problemText, type Problem } from "@recuse/shared/config/problem.ts";
import { openAffiliations, type OpenedAffiliations } from "@recuse/shared/node/affiliation-cache.ts";
import { AffiliationFileError, readWhole } from "@recuse/shared/node/affiliation-file.ts";
import type { DayNumber } from "@recuse/shared/roster/dates.ts";
import { keepHeapSmall } from "../small-heap.ts";
import { VERSION } from "../version.ts";

export interface EmploymentFiles {
  /** As their owner wrote them; problems name them so. */
  readonly affiliations: readonly string[];
  readonly organizations: readonly string[];
  /** What relative paths start from. */
  readonly cwd: string;
  /** Where the index is kept; without it every file is read every time. */
  readonly cache?: string | undefined;
  /** Use what is sound of files with problems. */
  readonly lenient: boolean;
  readonly today: DayNumber;
}

export interface OpenedEmployment {
  readonly employment: Employment;
  /** Names of organizations as the employment reads them. */
  readonly registry: OrganizationRegistry;
  /** The files that the registry is made of, what is well known first. */
  readonly organizations: readonly OrganizationsFile[];
  readonly index: AffiliationIndex;
  readonly problems: readonly Problem[];
  readonly oddities: readonly Problem[];
  readonly fromCache: boolean;
  readonly cache: OpenedAffiliations["cache"];
  readonly warning?: string;
}

/** The name of the index in the App's folder. */
export const INDEX_FILE = "affiliations.index";

/** Raised when the same files are read into another index than before. */
const READING = 1;

/**
 * Opens the files, see {@link openAffiliations}. Files of organizations are used whole or not at all. The process's
 * heap grows less from then on: without a cache a large file would otherwise take twice the memory, most of it room
 * that V8 never gives back.
 *
 * @throws AffiliationFileError with every problem, a line each; nothing is loaded then
 */
export async function openEmploymentFiles(files: EmploymentFiles): Promise<OpenedEmployment> {
  keepHeapSmall();
  const { cwd, cache, lenient, today } = files;
  const organizations: OrganizationsFile[] = [];
  for (const path of files.organizations) {
    const named = new Map([[resolve(cwd, path), path]]);
    organizations.push(await calledAsWritten(named, readOrganizations(path, cwd)));
  }
  const reading = nameReading(organizations);
  const known = [wellKnownOrganizations(), ...organizations];
  const written = new Map(files.affiliations.map((path) => [resolve(cwd, path), path]));
  const opened = await calledAsWritten(
    written,
    openAffiliations({
      files: [...written.keys()],
      cache,
      today,
      lenient,
      parse: (text, options) =>
        parseAffiliations(text, { ...options, file: written.get(options.file) ?? options.file }),
      names: reading,
      fingerprint: fingerprintOf(known),
    }),
  );
  const employment = openEmployment(opened.index, reading);
  return { ...opened, employment, registry: reading.registry, organizations: known };
}

/** What is said of a file calls it what its owner calls it. */
async function calledAsWritten<T>(written: ReadonlyMap<string, string>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AffiliationFileError)) throw error;
    const path = [...written.keys()].find((each) => error.message.startsWith(`${each}:`));
    if (path === undefined) throw error;
    const message = (written.get(path) ?? path) + error.message.slice(path.length);
    throw new AffiliationFileError(error.code, message, error.problems);
  }
}

async function readOrganizations(path: string, cwd: string): Promise<OrganizationsFile> {
  const text = new TextDecoder().decode(await readWhole(resolve(cwd, path)));
  const parsed = parseOrganizations(text, path);
  if (parsed.ok) return parsed.value;
  throw new AffiliationFileError("invalid", parsed.problems.map(problemText).join("\n"), parsed.problems);
}

function fingerprintOf(organizations: readonly OrganizationsFile[]): string {
  const hash = createHash("sha256").update(JSON.stringify(organizations)).digest("hex");
  return `recuse ${VERSION} reading ${String(READING)} organizations ${hash}`;
}
