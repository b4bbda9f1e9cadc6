/*
 * Determinations as lines: JSON for programs, CSV for spreadsheets, text for people. For the holder of the
 * roster alone: they name clients.
 */
import type { Determination, Finding } from "../conflict/determination.ts";
import { findingJson, findingLines, whole } from "./finding-lines.ts";
import { csvCell, printable } from "./printable.ts";

/** The stable line of `recuse check`, without a line break. */
export function determinationJson({ ref, maintainer, level, findings }: Determination): string {
  return JSON.stringify({
    ref,
    maintainer: maintainer.login,
    level,
    organizations: organizationsOf(findings),
    findings: findings.map(findingJson),
  });
}

/** The head of the CSV form. */
export const DETERMINATION_CSV_HEAD = "ref,maintainer,level,organizations,evidence\n";

/** One CSV row with its line break. */
export function determinationCsv({ ref, maintainer, level, findings }: Determination): string {
  const evidence = findings.map(whole).join("; ");
  const cells = [ref, maintainer.login, level, organizationsOf(findings).join(" "), evidence];
  return `${cells.map(csvCell).join(",")}\n`;
}

/** Lines for people: who, what, and every finding under it; empty for `clear` without a suggestion. */
export function determinationText({ ref, maintainer, level, findings }: Determination): string {
  if (level === "clear" && findings.length === 0) return "";
  const head = `${level.padEnd(9)}${printable(ref)}  @${maintainer.login}\n`;
  return head + findingLines(findings);
}

function organizationsOf(findings: readonly Finding[]): string[] {
  const named = findings.filter(
    ({ strength, pinnedFrom }) => strength !== "suggested" && pinnedFrom === undefined,
  );
  return [...new Set(named.flatMap(({ organization }) => organization ?? []))].sort();
}
