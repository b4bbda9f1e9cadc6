/*
 * Pins on one subject: a person says that a maintainer has a conflict there because of an organization, or that
 * she has none. The machine's own word is kept beside a pin that lowers it, because nobody clears herself.
 */
import { isInForce, type Pin, type SubjectSaid } from "../recusal/pin.ts";
import type { DayNumber } from "../roster/dates.ts";
import type { Finding, Maintainer } from "./determination.ts";
import type { KnownWork } from "./known-work.ts";
import type { Rules } from "./rules.ts";
import * as words from "./wording.ts";

/**
 * The findings with what is pinned of the maintainer on this subject. A pinned conflict is added; a pinned
 * absence of one clears the findings of its organization. What she wrote or helped with is no organization's, and
 * no pin touches it.
 */
export function withSubjectPins(
  rules: Rules,
  findings: readonly Finding[],
  maintainer: Maintainer,
  asOf: DayNumber,
  { pins }: KnownWork,
): readonly Finding[] {
  if (pins === undefined) return findings;
  const hers = pins.filter((pin) => pin.said.maintainer === maintainer.id && isInForce(pin, asOf));
  return hers.reduce((all, pin) => withPin(rules, all, pin), findings);
}

function withPin(rules: Rules, findings: readonly Finding[], pin: Pin<SubjectSaid>): readonly Finding[] {
  if (pin.said.verdict === "no-conflict") {
    return findings.map((finding) =>
      finding.organization === pin.organization ? cleared(finding, pin) : finding,
    );
  }
  const organization = rules.organization(pin.organization);
  return organization === undefined ? findings : [...findings, words.pinned(pin, organization)];
}

/** Private from here on, as the pin is. */
function cleared(finding: Finding, pin: Pin<SubjectSaid>): Finding {
  const remark = words.pinnedAway(pin);
  return {
    ...finding,
    ...(finding.level === "clear" ? {} : { pinnedFrom: finding.level }),
    remark: finding.remark === undefined ? remark : `${finding.remark}; ${remark}`,
    level: "clear",
    unconflictedApproval: false,
    exposure: "private",
  };
}
