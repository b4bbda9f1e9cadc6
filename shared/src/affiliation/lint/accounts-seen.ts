/* Declared but unsupported: accounts of an organization that no subject ever named. */
import { counted } from "./words.ts";
import type { LintFinding, Rule } from "./finding.ts";

export const accountsSeen: Rule = ({ roster, seen }) => {
  if (seen === undefined || seen.subjects() === 0) return [];
  const among = counted(seen.subjects(), "subject", "subjects");
  return roster.organizations.flatMap(({ github }, at) =>
    (["orgs", "logins"] as const).flatMap((list) =>
      github[list].flatMap((login, position): LintFinding[] => {
        if (seen.hasAccount(login)) return [];
        const message = `this account stands in none of ${among}; check its spelling, or whether it was renamed`;
        const path = ["organizations", at, "github", list, position];
        return [{ rule: "account-unseen", path, severity: "suggestion", message }];
      }),
    ),
  );
};
