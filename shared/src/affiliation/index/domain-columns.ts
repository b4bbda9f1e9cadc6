/*
 * The columns that say whose domains are: what files state, and what was learnt from people.
 */
import type { AffiliationFile } from "../formats/affiliation-file.ts";
import { asciiHost } from "../host.ts";
import { NOTHING_LEARNT, OPEN, UNKNOWN, type Columns } from "./columns.ts";
import type { LearntDomain } from "./learn-domains.ts";
import { bound } from "./merge.ts";
import { starts } from "./starts.ts";
import { compareText, foldCase, foldSpace } from "./text.ts";

/** A domain record with the number of its file and the bounds of columns.ts. */
export interface SourcedDomain {
  readonly domain: string;
  readonly organization: string;
  readonly from: number;
  readonly until: number;
  readonly source: number;
}

/** Sorted by domain and start, each once; of spellings that differ by case the first in the alphabet stays. */
export function domainRecords(files: readonly Pick<AffiliationFile, "domains">[]): SourcedDomain[] {
  const written = files.flatMap(({ domains }, source) =>
    domains.map(({ domain, organization, from, until }) => ({
      domain: asciiHost(domain.trim()) ?? "",
      organization: foldSpace(organization),
      from: bound(from, UNKNOWN),
      until: bound(until, OPEN),
      source,
    })),
  );
  return written
    .filter(({ domain, organization, from, until }) => domain !== "" && organization !== "" && from < until)
    .sort(
      (a, b) =>
        compareText(a.domain, b.domain) ||
        a.from - b.from ||
        a.until - b.until ||
        a.source - b.source ||
        compareText(foldCase(a.organization), foldCase(b.organization)) ||
        compareText(a.organization, b.organization),
    )
    .filter((each, index, sorted) => {
      const before = sorted[index - 1];
      return (
        before?.domain !== each.domain ||
        foldCase(before.organization) !== foldCase(each.organization) ||
        before.from !== each.from ||
        before.until !== each.until ||
        before.source !== each.source
      );
    });
}

export function domainRecordColumns(
  records: readonly SourcedDomain[],
  domains: readonly string[],
  organizationIndex: (name: string) => number,
): Pick<
  Columns,
  | "domainRecordStart"
  | "domainRecordOrganization"
  | "domainRecordFrom"
  | "domainRecordUntil"
  | "domainRecordSource"
> {
  const counts = new Map<string, number>();
  for (const { domain } of records) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return {
    domainRecordStart: starts(domains, (domain) => counts.get(domain) ?? 0),
    domainRecordOrganization: Uint32Array.from(records, ({ organization }) =>
      organizationIndex(organization),
    ),
    domainRecordFrom: Int32Array.from(records, ({ from }) => from),
    domainRecordUntil: Int32Array.from(records, ({ until }) => until),
    domainRecordSource: Uint16Array.from(records, ({ source }) => source),
  };
}

export function learntColumns(
  learnt: readonly LearntDomain[],
  domains: readonly string[],
  organizationIndex: (name: string) => number,
): Pick<Columns, "learntOrganization" | "learntAgreeing" | "learntPeople"> {
  const byDomain = new Map(learnt.map((each) => [each.domain, each]));
  const organizationOf = (domain: string): number => {
    const organization = byDomain.get(domain)?.organization ?? NOTHING_LEARNT;
    return typeof organization === "number" ? organization : organizationIndex(organization);
  };
  return {
    learntOrganization: Int32Array.from(domains, organizationOf),
    learntAgreeing: Uint32Array.from(domains, (domain) => byDomain.get(domain)?.agreeing ?? 0),
    learntPeople: Uint32Array.from(domains, (domain) => byDomain.get(domain)?.people ?? 0),
  };
}
