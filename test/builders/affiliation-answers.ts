/* Everything that an index answers to a set of questions, in a form that compares: for properties. */
import fc from "fast-check";
import type {
  AffiliationFile,
  DomainRecord,
  PersonRecord,
} from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import type { AffiliationIndex } from "@recuse/shared/affiliation/index/columns.ts";

const LOGINS = ["octocat", "hubot", "wile", "coyote"];
const IDS = [1, 2, 3];
const DOMAINS = ["acme.example", "lab.acme.example", "globex.example", "umass.edu", "cs.umass.edu"];
const EMAILS = ["octocat", "hubot", "info"].flatMap((local) => DOMAINS.map((host) => `${local}@${host}`));
const ORGANIZATIONS = ["Acme", "Globex Corporation", "Initech", "Independent"];

/** Few names, so that much falls together. */
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
const between = {
  from: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
  until: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
};
const organization = fc.constantFrom(...ORGANIZATIONS);
const domain = fc.constantFrom(...DOMAINS);

export const anyPeople: fc.Arbitrary<PersonRecord[]> = fc.array(
  fc
    .record({
      logins: some(LOGINS),
      ids: some(IDS),
      emails: some(EMAILS),
      stints: fc.array(fc.record({ organization, ...between }), { maxLength: 3 }),
      sightings: fc.array(fc.record({ domain, day: fc.integer({ min: 0, max: 9 }) }), { maxLength: 2 }),
    })
    .map((each) => each as PersonRecord),
  { maxLength: 12 },
);

export const anyFile: fc.Arbitrary<Partial<AffiliationFile>> = fc.record({
  people: anyPeople,
  domains: fc.array(
    fc.record({ domain, organization, ...between }).map((each) => each as DomainRecord),
    { maxLength: 2 },
  ),
});

/** A number for each person would be no answer: what is known of her is. */
export function answersOf(index: AffiliationIndex): Record<string, unknown> {
  const told = (person: number): unknown => (person < 0 ? person : describePerson(index, person));
  const owned = (host: string): unknown => {
    const found = index.ownedDomain(host);
    return found < 0 ? found : describeDomain(index, found);
  };
  return {
    people: index.people,
    stints: index.sources.map((source) => [source.people, source.stints]),
    logins: LOGINS.map((login) => told(index.personByLogin(login))),
    ids: IDS.map((id) => told(index.personById(id))),
    emails: EMAILS.map((email) => told(index.personByEmail(email))),
    domains: DOMAINS.map(owned),
  };
}

/** Without the case of what was written, which may differ. */
function describePerson(index: AffiliationIndex, person: number): unknown {
  const stints = range(index.stintStart, person).map((at) => [
    index.organizationName(index.stintOrganization[at] ?? -1).toLowerCase(),
    index.stintFrom[at],
    index.stintUntil[at],
    index.stintSource[at],
  ]);
  const sightings = range(index.sightingStart, person).map((at) => [
    index.domainName(index.sightingDomain[at] ?? -1),
    index.sightingDay[at],
    index.sightingSource[at],
  ]);
  return {
    logins: index.loginsOf(person).map((login) => login.toLowerCase()),
    stints: stints.map((stint) => JSON.stringify(stint)).sort(),
    sightings,
  };
}

function describeDomain(index: AffiliationIndex, domain: number): unknown {
  const records = range(index.domainRecordStart, domain).map((at) =>
    JSON.stringify([
      index.organizationName(index.domainRecordOrganization[at] ?? -1).toLowerCase(),
      index.domainRecordFrom[at],
      index.domainRecordUntil[at],
      index.domainRecordSource[at],
    ]),
  );
  const learnt = index.learntOrganization[domain] ?? -1;
  return {
    domain: index.domainName(domain),
    records: records.sort(),
    learnt: learnt < 0 ? learnt : index.organizationName(learnt).toLowerCase(),
    counts: [index.learntAgreeing[domain], index.learntPeople[domain]],
  };
}

function range(start: Uint32Array, row: number): number[] {
  const from = start[row] ?? 0;
  return Array.from({ length: (start[row + 1] ?? from) - from }, (_, at) => from + at);
}
