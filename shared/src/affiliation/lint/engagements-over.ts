/* Declared without effect: engagements that have ended and cooled off. */
import { dayText } from "../../roster/dates.ts";
import { coolOffOf, heldDuring, phaseOf } from "../../roster/engagement.ts";
import type { LintFinding, Rule } from "./finding.ts";

export const engagementsOver: Rule = ({ roster, today }) =>
  roster.engagements.flatMap((engagement, at): LintFinding[] => {
    const held = heldDuring(engagement);
    const coolOff = coolOffOf(engagement);
    if (held.until === undefined || phaseOf(held, coolOff, today) !== "over") return [];
    const message = `has ended and cooled off, and counts for nothing since ${dayText(held.until + coolOff)}; remove it, or keep it to judge the past by`;
    return [{ rule: "engagement-over", path: ["engagements", at], severity: "suggestion", message }];
  });
