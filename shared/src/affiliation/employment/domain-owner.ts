/*
 * Whose an e-mail domain is, and why: what files say, what is known of organizations, what was learnt from people.
 * For explaining; the answer itself is Employment's `ownerOf`.
 */
import type { DayNumber, Interval } from "../../roster/dates.ts";
import { CONTRADICTED, NOTHING_LEARNT, OPEN, UNKNOWN, type AffiliationIndex } from "../index/columns.ts";
import type { OrganizationRegistry } from "../organizations/registry.ts";
import type { Employment } from "./employment.ts";
import type { OrganizationNumber } from "./facts.ts";

export interface DomainRecordSays extends Interval {
  /** As the file writes it; hostile. */
  readonly organization: string;
  readonly source: number;
}

export interface DomainReasons {
  /** By {@link Employment.ownerOf}. */
  readonly owner: OrganizationNumber | undefined;
  /** Which of the reasons decided; absent without an owner. */
  readonly basis?: "record" | "known" | "learnt";
  /** The longest domain at or above the host that the data speaks of; absent: of none. */
  readonly domain?: string;
  /** What files say of it, on whatever day. */
  readonly records: readonly DomainRecordSays[];
  /** Its owner by the files of organizations, to show. */
  readonly known?: string;
  /** What was learnt; without an organization: its people are too divided to say. */
  readonly learnt?: { readonly organization?: string; readonly agreeing: number; readonly people: number };
}

/** @param host in the form of host.ts */
export function domainReasons(
  index: AffiliationIndex,
  employment: Employment,
  registry: OrganizationRegistry,
  host: string,
  day: DayNumber,
): DomainReasons {
  const owner = employment.ownerOf(host, day);
  const domain = spokenOf(index, host);
  const records = domain === undefined ? [] : recordsOf(index, domain);
  const key = registry.domainOwner(host, day);
  const known = key === undefined ? undefined : (registry.nameOf(key) ?? key);
  const learnt = domain === undefined ? undefined : learntOf(index, domain);
  const isRecorded = records.some(({ from = -Infinity, until = Infinity }) => from <= day && day < until);
  const basis = isRecorded ? "record" : known === undefined ? "learnt" : "known";
  return {
    owner,
    ...(owner === undefined ? {} : { basis }),
    ...(domain === undefined ? {} : { domain: index.domainName(domain) }),
    records,
    ...(known === undefined ? {} : { known }),
    ...(learnt === undefined ? {} : { learnt }),
  };
}

/** The longest domain at or above the host with a record or a lesson, a contradicted one included. */
function spokenOf(index: AffiliationIndex, host: string): number | undefined {
  for (let rest = host; ;) {
    const domain = index.domainIndex(rest);
    if (domain >= 0) {
      const isRecorded = index.domainRecordStart[domain] !== index.domainRecordStart[domain + 1];
      if (isRecorded || index.learntOrganization[domain] !== NOTHING_LEARNT) return domain;
    }
    const dot = rest.indexOf(".");
    if (dot < 0) return undefined;
    rest = rest.slice(dot + 1);
  }
}

function recordsOf(index: AffiliationIndex, domain: number): DomainRecordSays[] {
  const records: DomainRecordSays[] = [];
  const end = index.domainRecordStart[domain + 1] ?? 0;
  for (let row = index.domainRecordStart[domain] ?? end; row < end; row += 1) {
    const from = index.domainRecordFrom[row] ?? UNKNOWN;
    const until = index.domainRecordUntil[row] ?? OPEN;
    records.push({
      organization: index.organizationName(index.domainRecordOrganization[row] ?? 0),
      source: index.domainRecordSource[row] ?? 0,
      ...(from === UNKNOWN ? {} : { from }),
      ...(until === OPEN ? {} : { until }),
    });
  }
  return records;
}

function learntOf(index: AffiliationIndex, domain: number): DomainReasons["learnt"] {
  const organization = index.learntOrganization[domain] ?? NOTHING_LEARNT;
  if (organization === NOTHING_LEARNT) return undefined;
  const people = index.learntPeople[domain] ?? 0;
  if (organization === CONTRADICTED) return { agreeing: 0, people };
  const agreeing = index.learntAgreeing[domain] ?? 0;
  return { organization: index.organizationName(organization), agreeing, people };
}
