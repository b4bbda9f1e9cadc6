/*
 * Affiliation data ready to be asked who works where: an index and what is known of organizations, together.
 */
import type { DayNumber } from "../../roster/dates.ts";
import { NOBODY as NO_PERSON, OPEN, UNKNOWN, type AffiliationIndex } from "../index/columns.ts";
import {
  candidatesOn,
  employersOn,
  isOnRecord,
  type Candidate,
  type Employer,
  type Surroundings,
} from "./employers.ts";
import { USUAL_SIZE, type Weights } from "./credence.ts";
import type { Claim, OrganizationNumber, PersonFacts, SeenAt } from "./facts.ts";
import { numberOrganizations, type NameReading, type Organizations } from "./organizations.ts";

/** Whom to look up: the numeric id decides, then the login, then an address that is one person's alone. */
export interface Wanted {
  readonly id?: number | undefined;
  readonly login?: string | undefined;
  readonly email?: string | undefined;
}

export interface Employment {
  readonly organizations: Organizations;
  /** The number of a person, or undefined where the data knows nobody, or more than one. */
  readonly find: (wanted: Wanted) => number | undefined;
  /** Everything on record of a person; the same object while it is remembered. */
  readonly factsOf: (person: number) => PersonFacts;
  /** See {@link employersOn}. */
  readonly employersOn: (person: number, day: DayNumber) => readonly Employer[];
  /** See {@link candidatesOn}. */
  readonly candidatesOn: (person: number, day: DayNumber) => readonly Candidate[];
  /** Does any source speak of her on the day? */
  readonly isOnRecord: (person: number, day: DayNumber) => boolean;
  /** Whose e-mail domain the host was on a day: by the files, by what is known of organizations, or learnt. */
  readonly ownerOf: (host: string, day: DayNumber) => OrganizationNumber | undefined;
  /** What people call a source, until when it speaks, and whether it may be quoted. */
  readonly titleOf: (source: number) => string;
  readonly asOf: (source: number) => DayNumber;
  readonly isPublic: (source: number) => boolean;
  /** May every source be quoted? An owner of a domain may have been learnt from any of them. */
  readonly isAllPublic: boolean;
  readonly loginsOf: (person: number) => readonly string[];
  readonly people: number;
}

/** Answers of this many people are remembered. */
const REMEMBERED = 5000;
/** Sizes of organizations are counted as if the data held so many people. */
const SIZE_BASE = 6000;
/** With fewer people the data does not tell how large an organization is. */
const ENOUGH_PEOPLE = 1000;

/**
 * @param weights other than the fitted ones, to fit them
 */
export function openEmployment(index: AffiliationIndex, reading: NameReading, weights?: Weights): Employment {
  const organizations = numberOrganizations(index, reading);
  const remembered = new Map<number, PersonFacts>();
  let sizes: ReadonlyMap<OrganizationNumber, number> | undefined;
  /** The usual size as far as there are too few people to tell. */
  function sizeOf(organization: OrganizationNumber): number {
    sizes ??= peopleByOrganization(index, organizations);
    const size = (sizes.get(organization) ?? 1) * Math.min(1, SIZE_BASE / index.people);
    const known = Math.min(1, index.people / ENOUGH_PEOPLE);
    return USUAL_SIZE * (Math.max(1, size) / USUAL_SIZE) ** known;
  }

  const asOf = (source: number): DayNumber => index.sources[source]?.asOf ?? 0;
  const around: Surroundings = {
    asOf,
    sizeOf,
    familyOf: organizations.familyOf,
    exists: organizations.exists,
    keyOf: organizations.keyOf,
    rankOf: ranked(index),
  };

  function ownerOf(host: string, day: DayNumber): OrganizationNumber | undefined {
    const domain = index.ownedDomain(host);
    const recorded = domain < 0 ? undefined : recordedOwner(index, domain, day);
    if (recorded !== undefined) return organizations.ofName(recorded);
    const key = reading.registry.domainOwner(host, day);
    if (key !== undefined) return organizations.ofKey(key);
    const learnt = domain < 0 ? -1 : (index.learntOrganization[domain] ?? -1);
    return learnt < 0 ? undefined : organizations.ofName(learnt);
  }

  function factsOf(person: number): PersonFacts {
    const before = remembered.get(person);
    if (before !== undefined) return before;
    const facts = readFacts(index, person, organizations, ownerOf);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(person, facts);
    return facts;
  }

  return {
    organizations,
    find: (wanted) => find(index, wanted),
    factsOf,
    employersOn: (person, day) => employersOn(factsOf(person), day, around, weights),
    candidatesOn: (person, day) => candidatesOn(factsOf(person), day, around),
    isOnRecord: (person, day) => isOnRecord(factsOf(person), day, around),
    ownerOf,
    titleOf: (source) => index.sources[source]?.title ?? "",
    asOf,
    isPublic: (source) => index.sources[source]?.disclosure === "public",
    isAllPublic: index.sources.every(({ disclosure }) => disclosure === "public"),
    loginsOf: (person) => index.loginsOf(person),
    people: index.people,
  };
}

function find(index: AffiliationIndex, { id, login, email }: Wanted): number | undefined {
  let found = id === undefined ? NO_PERSON : index.personById(id);
  if (found < 0 && login !== undefined) found = unlessOther(index, index.personByLogin(login), id);
  if (found < 0 && email !== undefined) found = unlessOther(index, index.personByEmail(email), id);
  return found < 0 ? undefined : found;
}

/** Whoever has another id by the data is another account: a login changes hands, an address is lent. */
function unlessOther(index: AffiliationIndex, found: number, id: number | undefined): number {
  return found >= 0 && id !== undefined && index.hasId(found) ? NO_PERSON : found;
}

/** The owner by a file on that day, as the index of a name; on the day Infinity, whoever has it still. */
function recordedOwner(index: AffiliationIndex, domain: number, day: DayNumber): number | undefined {
  const end = index.domainRecordStart[domain + 1] ?? 0;
  for (let row = index.domainRecordStart[domain] ?? end; row < end; row += 1) {
    const from = index.domainRecordFrom[row] ?? UNKNOWN;
    const until = index.domainRecordUntil[row] ?? OPEN;
    if (from <= day && (until === OPEN || day < until)) return index.domainRecordOrganization[row];
  }
  return undefined;
}

function readFacts(
  index: AffiliationIndex,
  person: number,
  organizations: Organizations,
  ownerOf: Employment["ownerOf"],
): PersonFacts {
  const claims: Claim[] = [];
  const lastStint = index.stintStart[person + 1] ?? 0;
  for (let row = index.stintStart[person] ?? lastStint; row < lastStint; row += 1) {
    const organization = organizations.ofName(index.stintOrganization[row] ?? 0);
    if (organization === undefined) continue;
    const from = index.stintFrom[row] ?? UNKNOWN;
    const until = index.stintUntil[row] ?? OPEN;
    claims.push({
      organization,
      ...(from === UNKNOWN ? {} : { from }),
      ...(until === OPEN ? {} : { until }),
      source: index.stintSource[row] ?? 0,
      record: index.stintRecord[row] ?? 0,
    });
  }
  const seen: SeenAt[] = [];
  const lastSighting = index.sightingStart[person + 1] ?? 0;
  for (let row = index.sightingStart[person] ?? lastSighting; row < lastSighting; row += 1) {
    const day = index.sightingDay[row] ?? 0;
    const organization = ownerOf(index.domainName(index.sightingDomain[row] ?? 0), day);
    if (organization === undefined || organization < 0) continue;
    seen.push({ organization, day, source: index.sightingSource[row] ?? 0 });
  }
  const addresses = new Set<OrganizationNumber>();
  const lastAddress = index.addressStart[person + 1] ?? 0;
  for (let row = index.addressStart[person] ?? lastAddress; row < lastAddress; row += 1) {
    const owner = ownerOf(index.domainName(index.addressDomain[row] ?? 0), Infinity);
    if (owner !== undefined && owner >= 0) addresses.add(owner);
  }
  return { claims, seen, addresses: [...addresses] };
}

/** How many people were ever at each organization. */
function peopleByOrganization(
  index: AffiliationIndex,
  organizations: Organizations,
): Map<OrganizationNumber, number> {
  const counts = new Map<OrganizationNumber, number>();
  for (let person = 0; person < index.people; person += 1) {
    const met = new Set<OrganizationNumber>();
    const end = index.stintStart[person + 1] ?? 0;
    for (let row = index.stintStart[person] ?? end; row < end; row += 1) {
      const organization = organizations.ofName(index.stintOrganization[row] ?? 0);
      if (organization !== undefined && organization >= 0) met.add(organization);
    }
    for (const organization of met) counts.set(organization, (counts.get(organization) ?? 0) + 1);
  }
  return counts;
}

/** Sources in the order of what is said of them; those that are called alike are one place. */
function ranked({ sources }: AffiliationIndex): (source: number) => number {
  const names = sources.map(({ title, disclosure }) => JSON.stringify([title, disclosure]));
  const order = [...new Set(names)].sort();
  const ranks = names.map((name) => order.indexOf(name));
  return (source) => ranks[source] ?? ranks.length;
}
