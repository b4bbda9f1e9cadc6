/* The options by which commands are given affiliation data, and what is said about the files. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { problemText } from "@recuse/shared/config/problem.ts";
import { AffiliationFileError } from "@recuse/shared/node/affiliation-file.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { INDEX_FILE, openEmploymentFiles, type OpenedEmployment } from "../affiliations/employment-files.ts";
import { pathList } from "../env.ts";
import { dataFolder } from "../store/folder.ts";
import { CommandError, print, type Io } from "./io.ts";

/** For the argument parser. */
export const AFFILIATION_OPTIONS = {
  affiliations: { type: "string", multiple: true },
  organizations: { type: "string", multiple: true },
  lenient: { type: "boolean" },
} as const;

/** For the usage of a command. */
export const AFFILIATION_USAGE = `  --affiliations FILE   who worked where (docs/affiliation-data.md); may be given again;
                        default: the files of $RECUSE_AFFILIATIONS, separated as in PATH
  --organizations FILE  names, renames and acquisitions of organizations; may be given again;
                        default: the files of $RECUSE_ORGANIZATIONS
  --lenient             use what is sound of a file with mistakes, and say the rest
`;

export interface AffiliationValues {
  readonly affiliations?: readonly string[] | undefined;
  readonly organizations?: readonly string[] | undefined;
  readonly lenient?: boolean | undefined;
}

/**
 * What the given files say, or undefined when none are given. An index that lies in the App's folder is used, and
 * written anew when it is stale or damaged; without that folder nothing is written.
 *
 * @throws CommandError with every mistake, a line each
 */
export async function openGivenAffiliations(
  values: AffiliationValues,
  io: Io,
): Promise<OpenedEmployment | undefined> {
  const affiliations = values.affiliations ?? pathList(io.env["RECUSE_AFFILIATIONS"]);
  const organizations = values.organizations ?? pathList(io.env["RECUSE_ORGANIZATIONS"]);
  if (affiliations.length === 0) {
    if (organizations.length === 0) return undefined;
    throw new CommandError("--organizations: expected --affiliations as well, which it helps to read");
  }
  return openKept({ ...values, affiliations, organizations }, io);
}

/** {@link openGivenAffiliations} with everything that was opened, which may be no file at all. @throws CommandError */
export async function openKept(values: AffiliationValues, io: Io): Promise<OpenedEmployment> {
  const affiliations = values.affiliations ?? pathList(io.env["RECUSE_AFFILIATIONS"]);
  const organizations = values.organizations ?? pathList(io.env["RECUSE_ORGANIZATIONS"]);
  const kept = indexFile(io);
  const isKept = affiliations.length > 0 && existsSync(kept);
  const given = { affiliations, organizations, lenient: values.lenient };
  const opened = await openFiles(given, io, isKept ? kept : undefined);
  if (values.lenient === true) {
    for (const problem of opened.problems)
      await print(io.stderr, `recuse: left out: ${problemText(problem)}\n`);
  }
  return opened;
}

/** Where the index lies unless told otherwise. */
export function indexFile(io: Io): string {
  return join(dataFolder(io.env, io.cwd), INDEX_FILE);
}

/** Opens the files, with the index in a file of its own where one is named. @throws CommandError */
export async function openFiles(
  { affiliations = [], organizations = [], lenient = false }: AffiliationValues,
  io: Io,
  cache: string | undefined,
): Promise<OpenedEmployment> {
  try {
    const opened = await openEmploymentFiles({
      affiliations,
      organizations,
      lenient,
      cache,
      cwd: io.cwd,
      today: dayNumber(io.now().toISOString()),
    });
    if (opened.warning !== undefined) await print(io.stderr, `recuse: ${opened.warning}\n`);
    return opened;
  } catch (error) {
    if (!(error instanceof AffiliationFileError)) throw error;
    throw new CommandError(error.message + (error.code === "invalid" ? mendWords(error, organizations) : ""));
  }
}

/** A file of organizations is used whole or not at all, so that nobody is taken for somebody else. */
function mendWords({ problems }: AffiliationFileError, organizations: readonly string[]): string {
  const canBeLeftOut = !problems.some(({ file }) => organizations.includes(file));
  return `\nnothing was loaded; mend the lines${canBeLeftOut ? ", or pass --lenient" : ""}`;
}
