/* Findings as lines under a subject, and as JSON. For the holder of the roster alone: they name clients. */
import type { Finding } from "../conflict/determination.ts";
import { printable } from "./printable.ts";

/** A line with its line break for each finding, indented under its subject. */
export function findingLines(findings: readonly Finding[]): string {
  return findings
    .map((finding) => {
      const question = finding.strength === "suggested" ? "? " : "";
      return `         ${question}${finding.relation}: ${printable(whole(finding))} (${finding.strength}, ${finding.source})\n`;
    })
    .join("");
}

/** The stable form of a finding in JSON Lines. */
export function findingJson(finding: Finding): Record<string, string | null> {
  return {
    relation: finding.relation,
    organization: finding.organization ?? null,
    strength: finding.strength,
    source: finding.source,
    evidence: whole(finding),
  };
}

/** The evidence with what speaks against it. */
export function whole({ evidence, remark }: Finding): string {
  return remark === undefined ? evidence : `${evidence}; ${remark}`;
}
