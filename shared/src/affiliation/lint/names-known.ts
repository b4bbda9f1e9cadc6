/*
 * Evidence but undeclared: what the files of organizations know of a client's take-overs and names that the roster
 * does not say. Aliases of the roster count in prose as well, so that a former name is worth having there.
 */
import { dayNumber, dayText } from "../../roster/dates.ts";
import type { Organization } from "../../roster/schema.ts";
import { organizationKey } from "../organizations/organization-key.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { listed, shownName } from "./words.ts";

/** Dates of one take-over that lie no further apart, in days, are one: signed, announced, closed. */
const ABOUT = 31;

export const parentsKnown: Rule = (knowledge) =>
  knowledge.roster.organizations.flatMap((organization, at) => parentFindings(knowledge, organization, at));

function parentFindings(
  { registry, organizations, employment, roster, today }: LintKnowledge,
  { id, name, parent }: Organization,
  at: number,
): LintFinding[] {
  const path = ["organizations", at, ...(parent === undefined ? [] : ["parent", "from"])];
  if (parent !== undefined && dayNumber(parent.from) > today) {
    const message = `begins on ${dayText(dayNumber(parent.from))} only; until then nobody counts for the parent`;
    return [{ rule: "parent-later", path, severity: "suggestion", message }];
  }
  const key = organizationKey(name);
  const [above] = key === undefined ? [] : registry.parentsOf(key);
  if (above === undefined || above.from > today) return [];
  const since = dayText(above.from);
  const number = employment.organizations.ofKey(above.key);
  const listedAs = organizations.idsOf(number);
  if (parent !== undefined) {
    if (!listedAs.includes(parent.organization)) return [];
    if (Math.abs(dayNumber(parent.from) - above.from) <= ABOUT) return [];
    const message = `by what is known of organizations it belongs to the parent since ${since}; correct the day, if that is right`;
    return [{ rule: "parent-date", path, severity: "suggestion", message }];
  }
  const owner = shownName(registry.nameOf(above.key) ?? above.key);
  const isEngaged = roster.engagements.some(({ organization }) => listedAs.includes(organization));
  const [place] = listedAs;
  const message =
    place === undefined || place === id
      ? `belongs to ${owner} since ${since} by what is known of organizations; add the owner and a parent if its other people are a conflict as well`
      : `belongs to ${owner} since ${since} by what is known of organizations, and the roster lists both; add parent ${place} from ${since}`;
  return place === id
    ? []
    : [{ rule: "parent-missing", path, severity: isEngaged ? "warning" : "suggestion", message }];
}

export const aliasesKnown: Rule = ({ registry, roster, most }) =>
  roster.organizations.flatMap(({ name, aliases }, at): LintFinding[] => {
    const own = new Set([name, ...aliases].flatMap((each) => organizationKey(each) ?? []));
    const canonical = new Set([...own].map(registry.canonical));
    const missing = [...canonical].flatMap((key) =>
      [key, ...registry.aliasesOf(key)].filter((each) => ![...own].some((name) => isWithin(name, each))),
    );
    if (missing.length === 0) return [];
    const names = missing.sort().map((key) => (canonical.has(key) ? (registry.nameOf(key) ?? key) : key));
    const message = `is also called ${listed(names.map(shownName), most)}; affiliation data is matched by it already, add it to aliases to find it in prose`;
    const path = ["organizations", at, ...(aliases.length === 0 ? ["name"] : ["aliases"])];
    return [{ rule: "alias-missing", path, severity: "suggestion", message }];
  });

/** Whoever finds `acme` in prose finds `acme cloud` as well; `ac me` is a slip of the pen. */
function isWithin(key: string, longer: string): boolean {
  return ` ${longer} `.includes(` ${key} `) || longer.replaceAll(" ", "") === key.replaceAll(" ", "");
}
