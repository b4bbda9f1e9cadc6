/* Declared but unsupported: domains of an organization that are another one's by the data. */
import { domainReasons, type DomainReasons } from "../employment/domain-owner.ts";
import { asciiHost } from "../host.ts";
import { isStaffed } from "../roster-index.ts";
import type { LintFinding, LintKnowledge, Rule } from "./finding.ts";
import { employerName, sourceWords } from "./words.ts";

export const domainsOwned: Rule = (knowledge) =>
  knowledge.roster.organizations.flatMap((organization, at) => {
    if (!isStaffed(organization)) return [];
    return organization.domains.flatMap((domain, position): LintFinding[] => {
      const message = contradiction(knowledge, organization.id, domain);
      if (message === undefined) return [];
      const path = ["organizations", at, "domains", position];
      return [{ rule: "domain-elsewhere", path, severity: "warning", message }];
    });
  });

function contradiction(
  { employment, index, registry, organizations, today }: LintKnowledge,
  id: string,
  domain: string,
): string | undefined {
  const host = asciiHost(domain);
  if (host === undefined) return undefined;
  const reasons = domainReasons(index, employment, registry, host, today);
  const { owner } = reasons;
  if (owner === undefined || owner < 0) return undefined;
  const numbers = organizations.numbersOf(id);
  const isFamily =
    organizations.at(owner, today).has(id) ||
    numbers.some((number) => employment.organizations.familyOf(number, today).includes(owner)) ||
    organizations.withParents(id, today).some((above) => organizations.numbersOf(above).includes(owner));
  if (isFamily) return undefined;
  return `this domain is ${employerName(employment, owner)}'s ${why(reasons, employment)}; remove it here, or add the other name to aliases if both are one`;
}

/** `by CNCF gitdm (as of 2023-03-29)`, `by 12 of 14 people with an address there` */
function why({ basis, records, learnt }: DomainReasons, employment: LintKnowledge["employment"]): string {
  const [record] = records;
  if (basis === "record" && record !== undefined) return `by ${sourceWords(employment, record.source)}`;
  if (basis === "known" || learnt === undefined) return "by what is known of organizations";
  return `by ${String(learnt.agreeing)} of ${String(learnt.people)} people with an address there`;
}
