/* The options of the commands that compare, and what goes together. */
import { AFFILIATION_OPTIONS, AFFILIATION_USAGE } from "./affiliation-options.ts";
import { CommandError } from "./io.ts";

/** For the argument parser. */
export const COMPARE_OPTIONS = {
  subjects: { type: "string" },
  roster: { type: "string" },
  policy: { type: "string" },
  "as-of": { type: "string" },
  format: { type: "string" },
  reserve: { type: "string" },
  ...AFFILIATION_OPTIONS,
} as const;

/** For the usage of a command. */
export const COMPARE_USAGE = `  --subjects FILE   JSON Lines instead of GitHub, as recuse check reads them; - reads standard input
  --roster FILE     default: $RECUSE_ROSTER, else roster.json
  --policy FILE     default: each repository's own, else the preset standard
${AFFILIATION_USAGE}  --as-of DATE      the day of acting, YYYY-MM-DD in UTC; default: today
  --format FORMAT   table or jsonl
  --reserve N       stop when N calls of the hour are left; default: a tenth of what GitHub grants
`;

export type CompareFormat = "table" | "jsonl";

/** As many repositories as there may be named. */
export const REPOSITORIES = { least: 0, most: 1000, name: "OWNER/REPO" };

/** @throws CommandError for a format that does not exist */
export function compareFormat(text = "table"): CompareFormat {
  if (text === "table" || text === "jsonl") return text;
  throw new CommandError("--format: expected table, jsonl");
}

/** @throws CommandError where both a file and repositories are named */
export function fileOrRepositories(subjects: string | undefined, repositories: readonly string[]): void {
  if (subjects === undefined || repositories.length === 0) return;
  throw new CommandError("--subjects reads a file and OWNER/REPO asks GitHub: give one of them");
}
