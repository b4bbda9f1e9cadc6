/*
 * The domain-map of Jonathan Corbet's gitdm: whose an e-mail domain is, and until when it was somebody else's.
 *
 *   acme.example    Acme < 2019-05-01
 *   acme.example    Globex
 *
 * git://git.lwn.net/gitdm.git, ConfigFile.py (ReadEmailEmployers) and database.py (AddEmailEmployerMapping).
 */
import { dayNumber, isDay, type DayNumber } from "../../roster/dates.ts";
import { ownedDomain } from "./address.ts";
import type { DomainRecord, ParseAffiliations } from "./affiliation-file.ts";
import { asOfReader } from "./as-of-comment.ts";
import { boundariesOf, latestMeantDay } from "./as-of.ts";
import { eachLine, lineProblem } from "./lines.ts";
import { foldedName, LONGEST_NAME } from "./organization-name.ts";
import { lineRemarks, type LineRemarks } from "./remarks.ts";
import { soundInterval } from "./written-interval.ts";

interface Mapping {
  readonly line: number;
  readonly domain: string;
  readonly organization: string;
  readonly until: DayNumber | undefined;
}

/** Reads domains only; a line about one address names a person, whom the file says nothing else about. */
export const parseDomainMap: ParseAffiliations = (text, { file, today }) => {
  const remarks = lineRemarks(file);
  const asOf = asOfReader(remarks, today);
  const byDomain = new Map<string, Mapping[]>();
  eachLine(text, (line, number) => {
    if (line.startsWith("#")) asOf.read(line, number);
    const broken = lineProblem(line);
    if (broken !== undefined) {
      remarks.problem(number, broken);
      return;
    }
    const comment = line.indexOf("#");
    const mapping = mappingLine((comment === -1 ? line : line.slice(0, comment)).trim(), number, remarks);
    if (mapping === undefined) return;
    const before = byDomain.get(mapping.domain);
    if (before === undefined) byDomain.set(mapping.domain, [mapping]);
    else before.push(mapping);
  });
  const domains = [...byDomain.values()].flatMap((mappings) => periodsOf(mappings, remarks));
  return {
    file: {
      title: "gitdm domain-map",
      asOf: asOf.day() ?? latestMeantDay(boundariesOf([], domains), today),
      disclosure: "public",
      people: [],
      domains,
    },
    ...remarks.said(),
  };
};

function mappingLine(line: string, number: number, remarks: LineRemarks): Mapping | undefined {
  if (line === "") return undefined;
  const gap = line.search(/\s/);
  const sign = line.indexOf("<");
  const organization = foldedName(gap === -1 ? "" : line.slice(gap, sign === -1 ? line.length : sign));
  if (organization === "" || organization.length > LONGEST_NAME || (sign !== -1 && sign < gap)) {
    remarks.problem(
      number,
      "expected a domain, a space and the name of an organization; mend or remove the line",
    );
    return undefined;
  }
  const date = sign === -1 ? undefined : line.slice(sign + 1).trim();
  if (date !== undefined && !isDay(date)) {
    remarks.problem(
      number,
      "expected a day that exists after <, such as < 2026-03-01; correct it or remove the <",
    );
    return undefined;
  }
  const written = line.slice(0, gap);
  if (written.includes("@")) {
    remarks.oddity(number, "an address instead of a domain; left out, people belong in another file");
    return undefined;
  }
  const read = ownedDomain(written);
  if (read.domain === undefined) {
    if (read.isHost) remarks.oddity(number, `left out: ${read.why}`);
    else remarks.problem(number, `${read.why}; correct or remove the line`);
    return undefined;
  }
  return {
    line: number,
    domain: read.domain,
    organization,
    until: date === undefined ? undefined : dayNumber(date),
  };
}

/** Like gitdm: the earliest end comes first wherever it stands, each period begins where the one before it ends. */
function periodsOf(mappings: readonly Mapping[], remarks: LineRemarks): DomainRecord[] {
  const ordered = mappings.toSorted((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity));
  let from: DayNumber | undefined;
  let previousFrom: DayNumber | undefined;
  let previous: Mapping | undefined;
  return ordered.flatMap(({ line, domain, organization, until }): DomainRecord[] => {
    if (previous !== undefined && previous.until === until) {
      const isSame = previous.organization === organization;
      remarks.oddity(
        line,
        isSame
          ? "the domain stands here twice; read once"
          : "the domain has two owners for the same time; both are kept",
      );
      return isSame ? [] : [{ domain, organization, ...soundInterval(previousFrom, until).interval }];
    }
    const { interval, oddity } = soundInterval(from, until);
    if (oddity !== undefined) remarks.oddity(line, `the period ${oddity}`);
    previousFrom = from;
    previous = { line, domain, organization, until };
    from = until ?? from;
    return interval === undefined ? [] : [{ domain, organization, ...interval }];
  });
}
