/* Evidence but undeclared: domains that are an organization's by the data, and not listed in the roster. */
import { asciiHost } from "../host.ts";
import type { OrganizationNumber } from "../employment/facts.ts";
import { organizationKey } from "../organizations/organization-key.ts";
import { isStaffed } from "../roster-index.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { listed } from "./words.ts";

export const domainsUndeclared: Rule = (knowledge) => {
  const { roster, organizations } = knowledge;
  const owned = ownedDomains(knowledge);
  const declared = new Set(
    roster.organizations.flatMap(({ domains }) => domains.flatMap((domain) => asciiHost(domain) ?? [])),
  );
  return roster.organizations.flatMap((organization, at): LintFinding[] => {
    if (!isStaffed(organization)) return [];
    const numbers = organizations.numbersOf(organization.id);
    const own = new Set(numbers.flatMap((number) => owned.get(number) ?? []));
    const missing = [...own].filter((host) => !isAtOrBelow(host, declared) && !isAtOrBelow(host, own, 1));
    if (missing.length === 0) return [];
    const message = `owns ${listed(missing.sort(), knowledge.most)} by the data; add what its staff writes from to domains`;
    const path = ["organizations", at, ...(organization.domains.length === 0 ? ["name"] : ["domains"])];
    return [{ rule: "domain-missing", path, severity: "suggestion", message }];
  });
};

function ownedDomains({
  index,
  employment,
  known,
  organizations,
  today,
}: LintKnowledge): Map<OrganizationNumber, string[]> {
  const owned = new Map<OrganizationNumber, string[]>();
  const add = (host: string): void => {
    const owner = employment.ownerOf(host, today);
    if (owner === undefined || organizations.idsOf(owner).length === 0) return;
    const group = owned.get(owner);
    if (group === undefined) owned.set(owner, [host]);
    else group.push(host);
  };
  for (let domain = 0; domain < index.domains; domain += 1) {
    const host = index.domainName(domain);
    // Hosts below a domain that is spoken of say nothing of their own.
    if (index.ownedDomain(host) === domain) add(host);
  }
  for (const { name, domains } of known) {
    const key = organizationKey(name);
    if (key === undefined || organizations.idsOf(employment.organizations.ofKey(key)).length === 0) continue;
    for (const domain of domains) add(asciiHost(domain) ?? domain);
  }
  return owned;
}

/** @param least how many labels lower at the least */
function isAtOrBelow(host: string, domains: ReadonlySet<string>, least = 0): boolean {
  let depth = 0;
  for (let rest = host; ; depth += 1) {
    if (depth >= least && domains.has(rest)) return true;
    const dot = rest.indexOf(".");
    if (dot < 0) return false;
    rest = rest.slice(dot + 1);
  }
}
