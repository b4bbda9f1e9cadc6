/*
 * A roster held against everything that is known: what it declares without support, and what it should declare.
 * Pure; whoever calls has read the files.
 */
import type { LocatedDocument } from "../../config/document.ts";
import { fieldText, type Problem } from "../../config/problem.ts";
import { accountsSeen } from "./accounts-seen.ts";
import { disclosure } from "./disclosure.ts";
import { domainsOwned } from "./domains-owned.ts";
import { domainsUndeclared } from "./domains-undeclared.ts";
import { engagementsOver } from "./engagements-over.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { membersEmployers } from "./members-employers.ts";
import { aliasesKnown, parentsKnown } from "./names-known.ts";
import { namesSimilar } from "./names-similar.ts";
import { peopleIdentified } from "./people-identified.ts";
import { peoplePlaced } from "./people-placed.ts";
import { peopleRepeated } from "./people-repeated.ts";
import { peopleUndeclared } from "./people-undeclared.ts";
import { rosterOrganizations } from "./roster-organizations.ts";

/** In which list a finding stands. */
export const LINT_LISTS = ["declared but unsupported", "evidence but undeclared"] as const;
export type LintList = (typeof LINT_LISTS)[number];

const RULES: Readonly<Record<LintList, readonly Rule[]>> = {
  "declared but unsupported": [
    peoplePlaced,
    peopleIdentified,
    peopleRepeated,
    domainsOwned,
    accountsSeen,
    engagementsOver,
    disclosure,
  ],
  "evidence but undeclared": [
    membersEmployers,
    peopleUndeclared,
    parentsKnown,
    aliasesKnown,
    domainsUndeclared,
    namesSimilar,
  ],
};

/** A finding with its place in the file, as problems have one. */
export interface LocatedFinding extends Problem, Pick<LintFinding, "rule" | "severity"> {
  readonly list: LintList;
}

/**
 * Everything there is to say, by list, and in each as it stands in the file. Says nothing of a roster that
 * declares what the data supports.
 *
 * @param document where the roster's values stand
 */
export function lintRoster(
  knowledge: Omit<LintKnowledge, "organizations">,
  document: LocatedDocument,
): LocatedFinding[] {
  const organizations = rosterOrganizations(knowledge.roster, knowledge.employment);
  const all = { ...knowledge, organizations };
  return LINT_LISTS.flatMap((list) =>
    RULES[list]
      .flatMap((rule) => rule(all))
      .map(({ path, rule, severity, message }) => ({
        file: document.file,
        ...document.positionOf(path),
        field: fieldText(path),
        rule,
        severity,
        list,
        message,
      }))
      .sort((a, b) => a.line - b.line || a.column - b.column),
  );
}
