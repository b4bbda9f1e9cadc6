/*
 * The one sticky comment: why, what to do, how to object. It is written from publishable determinations
 * alone, and repeats no text that came from GitHub.
 */
import type { Determination, Finding } from "../conflict/determination.ts";
import type { Policy } from "../conflict/policy.ts";
import type { Subject } from "../subject/subject.ts";

/** Stands at the very start of the comment, invisible, so that it can be found again. */
export const COMMENT_MARKER = "<!-- recuse:sticky:v1 -->";

const NOUNS = {
  issue: "issue",
  pull_request: "pull request",
  proposal: "proposal",
  discussion: "discussion",
} as const;

/**
 * The comment for a subject on which somebody must act, or undefined where nobody must.
 *
 * @param determinations publishable ones; that a maintainer wrote the subject is left unsaid, for
 *   GitHub says it already
 */
export function conflictComment(
  subject: Subject,
  determinations: readonly Determination[],
  policy: Policy,
): string | undefined {
  const acting = determinations
    .map((each) => ({ ...each, findings: each.findings.filter(isWorthSaying) }))
    .filter(({ findings }) => findings.some(({ level }) => level === "recuse" || level === "disclose"));
  if (acting.length === 0) return undefined;
  const noun = NOUNS[subject.kind];
  const labels = [policy.labels.required, policy.labels.disclosureDue].map((label) => `\`${label}\``);
  return [
    COMMENT_MARKER,
    `**Conflict of interest on this ${noun}**`,
    "",
    "| Maintainer | Asked to | Why |",
    "| --- | --- | --- |",
    ...acting.map(rowFor),
    "",
    `**What to do.** ${instructions(acting, noun)}`,
    "",
    `**Wrong?** Say so here, or remove the label (${labels.join(" or ")}): ` +
      "it is not put back, and who removed it is recorded. " +
      "The maintainer corrects the roster, and this comment follows.",
    "",
    "<sub>Kept up to date in place. A conflict says nothing about the merits of the " +
      `${noun}; a maintainer who is not listed has no known public conflict.</sub>`,
  ].join("\n");
}

/** What the comment becomes once nobody must act any more. */
export function resolvedComment(subject: Subject): string {
  return [
    COMMENT_MARKER,
    `No conflict of interest that needs action is known on this ${NOUNS[subject.kind]} any more.`,
    "",
    "<sub>An earlier version of this comment said otherwise; the record keeps both.</sub>",
  ].join("\n");
}

function isWorthSaying(finding: Finding): boolean {
  return finding.relation !== "wrote" && finding.relation !== "unidentified";
}

function rowFor(determination: Determination): string {
  const recuses = determination.findings.some(({ level }) => level === "recuse");
  const why = [...new Set(determination.findings.map(({ evidence }) => plainText(evidence)))];
  return `| @${determination.maintainer.login} | ${recuses ? "step back" : "disclose"} | ${why.join("; ")} |`;
}

function instructions(acting: readonly Determination[], noun: string): string {
  const findings = acting.flatMap((each) => each.findings);
  return [
    ...(findings.some(({ level }) => level === "recuse")
      ? [
          `Who is asked to step back leaves the decision on this ${noun} to a maintainer without a conflict; ` +
            "arguing for or against it stays welcome.",
        ]
      : []),
    ...(findings.some(({ level }) => level === "disclose")
      ? ["Who is asked to disclose says so in the thread before deciding."]
      : []),
    ...(findings.some(({ unconflictedApproval }) => unconflictedApproval)
      ? ["One approval by a maintainer without a conflict is needed beside theirs."]
      : []),
  ].join(" ");
}

/** Text as Markdown that shows it and does nothing else: no markup, no mention, no reference, no table cell. */
function plainText(text: string): string {
  return text
    .replace(/\p{C}+/gu, " ")
    .replace(/[\\`*_~[\]<>|]/g, (mark) => `&#${String(mark.charCodeAt(0))};`)
    .replace(/([@#])(?=[\w/])/g, "$1\u2060");
}
