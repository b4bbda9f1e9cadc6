/*
 * What of a determination may be seen. Everything public (labels, comments, checks, the public log, counts)
 * starts from these functions and never from the determination itself.
 */
import type { Determination, Finding } from "./determination.ts";
import { levelOf } from "./determine.ts";
import { addTwoClients, withoutTwoClients } from "./two-clients.ts";

/** The determination as the public may know it: only findings whose organization and evidence both are public. */
export function publishable(determination: Determination): Determination {
  return restricted(determination, (finding) => finding.exposure === "public");
}

/**
 * The determination as far as a label may show it: the public findings, and those of organizations that
 * opted into the neutral label. Its findings must not be repeated anywhere; its level may.
 */
export function labelable(determination: Determination): Determination {
  return restricted(determination, (finding) => finding.exposure !== "private");
}

function restricted(determination: Determination, allows: (finding: Finding) => boolean): Determination {
  if (determination.findings.length === 0) return determination;
  const findings = addTwoClients(withoutTwoClients(determination.findings).filter(allows)).map(withoutRemark);
  return { ...determination, findings, level: levelOf(findings) };
}

function withoutRemark(finding: Finding): Finding {
  if (finding.remark === undefined) return finding;
  const { remark: _, ...rest } = finding;
  return rest;
}
