/* Declared without effect: a public client, nobody of which may be named. */
import type { LintFinding, Rule } from "./finding.ts";

export const disclosure: Rule = ({ roster }) =>
  roster.organizations.flatMap(({ id, disclosure: says }, at): LintFinding[] => {
    const people = roster.people.filter(({ organization }) => organization === id);
    if (says !== "public" || people.length === 0 || people.some((each) => each.disclosure === "public")) {
      return [];
    }
    const message =
      "is public, but all of its people are private, so nothing that rests on people[] is ever said; write disclosure: public for those whose employer is no secret";
    const path = ["organizations", at, "disclosure"];
    return [{ rule: "public-without-people", path, severity: "suggestion", message }];
  });
