/* The finding that people of two of her clients meet on one subject. Derived from the other findings. */
import type { Finding } from "./determination.ts";

/** Adds the finding when the others involve at least two organizations; suggestions, and what a person pinned away, do not count. */
export function addTwoClients(findings: readonly Finding[]): readonly Finding[] {
  const clients = new Map<string, Finding>();
  for (const finding of findings) {
    if (finding.organization === undefined || finding.strength === "suggested") continue;
    if (finding.pinnedFrom !== undefined) continue;
    if (!clients.has(finding.organization)) clients.set(finding.organization, finding);
  }
  if (clients.size < 2) return findings;
  const names = [...clients.values()].map((finding) => finding.organizationName ?? "").sort();
  const exposures = [...clients.values()].map((finding) => finding.exposure);
  return [
    ...findings,
    {
      relation: "two-clients",
      strength: "confirmed",
      source: "findings",
      evidence: `two clients here: ${names.join(" and ")}`,
      level: "clear",
      unconflictedApproval: false,
      exposure: exposures.every((each) => each === "public") ? "public" : "private",
    },
  ];
}

/** The same findings without the derived one, to derive it again from a part of them. */
export function withoutTwoClients(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.relation !== "two-clients");
}
