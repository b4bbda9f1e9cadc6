/* What a roster's lint found, as lines for its owner and as JSON Lines for programs. */
import type { LocatedFinding } from "../affiliation/lint/lint-roster.ts";
import { LINT_LISTS } from "../affiliation/lint/lint-roster.ts";
import { counted } from "../affiliation/lint/words.ts";
import { problemText } from "../config/problem.ts";

/** A list under each heading that has one, and a count. @param file what the count calls the roster */
export function lintText(findings: readonly LocatedFinding[], file: string): string {
  const lists = LINT_LISTS.flatMap((list) => {
    const own = findings.filter((finding) => finding.list === list);
    if (own.length === 0) return [];
    const lines = own.map((each) => `${problemText(each)} (${each.severity}, ${each.rule})\n`);
    return [`${list}:\n${lines.join("")}\n`];
  });
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const count = `${counted(warnings, "warning", "warnings")}, ${counted(findings.length - warnings, "suggestion", "suggestions")}`;
  return `${lists.join("")}${file}: ${findings.length === 0 ? "nothing to say" : count}\n`;
}

/** One object a line; the keys and their order are stable. */
export function lintJson(findings: readonly LocatedFinding[]): string {
  return findings
    .map(({ file, line, column, field, rule, severity, list, message }) => {
      const finding = { file, line, column, field, rule, severity, list, message };
      return `${JSON.stringify(finding)}\n`;
    })
    .join("");
}
