/*
 * Subjects whose author deleted the account: GitHub no longer says who it was, and the record does. What was
 * recorded of such a subject is kept, so that deleting an account clears nobody.
 */
import type { LogName } from "../audit/log.ts";
import type { ResolvedPerson } from "../affiliation/affiliation.ts";
import { recordKey } from "../recusal/journal.ts";
import { dayNumber, type DayNumber } from "../roster/dates.ts";
import { isGhost } from "../subject/account.ts";
import type { Subject } from "../subject/subject.ts";
import type { Finding, Maintainer } from "./determination.ts";
import type { KnownWork } from "./known-work.ts";
import type { Rules } from "./rules.ts";

const LOGS: readonly LogName[] = ["public", "private"];
const NOTHING: readonly Finding[] = [];

/**
 * What was recorded for the maintainer, as long as the organization is still an interest of hers. What the public
 * log holds stays public while the organization is.
 */
export function keptFindings(
  rules: Rules,
  subject: Subject,
  people: readonly ResolvedPerson[],
  maintainer: Maintainer,
  asOf: DayNumber,
  { recorded }: KnownWork,
): readonly Finding[] {
  if (recorded === undefined || !people.some(({ person }) => isGhost(person))) return NOTHING;
  const interests = rules.interests(maintainer, asOf, dayNumber(subject.createdAt));
  return LOGS.flatMap((log) =>
    recorded.organizationsOf(log, maintainer.id).flatMap((id): Finding[] => {
      const level = recorded.recorded[log].get(recordKey(maintainer.id, id));
      const interest = interests.get(id);
      if (interest === undefined || (level !== "recuse" && level !== "disclose")) return [];
      const { organization, standing } = interest;
      return [
        {
          relation: "author",
          organization: organization.id,
          organizationName: organization.name,
          strength: "reported",
          standing,
          source: "record",
          evidence: "recorded before the author's account was deleted",
          level,
          unconflictedApproval: false,
          exposure: log === "public" && organization.disclosure === "public" ? "public" : "private",
        },
      ];
    }),
  );
}
