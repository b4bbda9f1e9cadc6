/*
 * The third step: resolved people × roster × policy → one determination per maintainer. Pure; decides
 * nothing about labels, comments or logs.
 */
import type { Affiliation, Gap, ResolvedPerson } from "../affiliation/affiliation.ts";
import { daysOf } from "../affiliation/resolve.ts";
import { contains, dayNumber, type DayNumber } from "../roster/dates.ts";
import type { Interest } from "../roster/imputation.ts";
import { isAttributed } from "../subject/bot.ts";
import type { Person, Subject } from "../subject/subject.ts";
import {
  higher,
  type Determination,
  type Exposure,
  type Finding,
  type Level,
  type Maintainer,
} from "./determination.ts";
import { authorsOf, employerFindings } from "./employers.ts";
import { keptFindings } from "./ghost.ts";
import { NOTHING_KNOWN, type KnownWork } from "./known-work.ts";
import { withSubjectPins } from "./pinned.ts";
import type { Cell, Row } from "./presets.ts";
import type { Rules } from "./rules.ts";
import { cappedCell, cellOf } from "./table.ts";
import { addTwoClients } from "./two-clients.ts";
import * as words from "./wording.ts";

const NOTHING: readonly Finding[] = [];
const CLEAR: Cell = { level: "clear", unconflictedApproval: false };
const NO_GAPS: readonly Gap[] = [];

/**
 * Judges one subject for every maintainer whom the rules name.
 *
 * Engagements count on `asOf`, the day of acting; affiliations on the day the subject was created, on
 * the day the person joined it, or on `asOf`. In a repository that the roster does not list, nobody is
 * judged and the answer is empty.
 */
export function determine(
  rules: Rules,
  subject: Subject,
  people: readonly ResolvedPerson[],
  asOf: DayNumber,
  work: KnownWork = NOTHING_KNOWN,
): Determination[] {
  if (!rules.actsIn(subject.repository.name)) return [];
  return rules.maintainersOn(asOf).map((maintainer) => {
    const findings = findingsFor(rules, subject, people, maintainer, asOf, work);
    return { ref: subject.ref, maintainer, level: levelOf(findings), findings };
  });
}

/** The level that a set of findings asks for. A suggestion asks for nothing. */
export function levelOf(findings: readonly Finding[]): Level {
  return findings.reduce<Level>((level, finding) => higher(level, finding.level), "clear");
}

/** Is this tie to the subject the maintainer herself? By numeric id where both have one, else by login. */
export function isMaintainer(person: Person, maintainer: Maintainer): boolean {
  if (person.id !== undefined) return person.id === maintainer.id;
  return person.login?.toLowerCase() === maintainer.login.toLowerCase();
}

function findingsFor(
  rules: Rules,
  subject: Subject,
  people: readonly ResolvedPerson[],
  maintainer: Maintainer,
  asOf: DayNumber,
  work: KnownWork,
): readonly Finding[] {
  const findings = ownFindings(rules, subject, people, maintainer, work);
  for (const { person, affiliations, gaps = NO_GAPS } of people) {
    if (affiliations.length + gaps.length === 0 || isMaintainer(person, maintainer)) continue;
    const created = dayNumber(subject.createdAt);
    const interests = rules.interests(maintainer, asOf, created);
    const days = daysOf(person, created, asOf);
    const found: Finding[] = [];
    for (const affiliation of affiliations) {
      const interest = interests.get(affiliation.organization);
      if (interest === undefined) continue;
      const day = days.findLast((each) => contains(affiliation.interval, each));
      if (day === undefined) continue;
      found.push(clientFinding(rules, subject, person, affiliation, interest, day));
    }
    for (const gap of gaps) {
      const interest = interests.get(gap.organization);
      const isAnswered = found.some(
        ({ organization, level }) => organization === gap.organization && level !== "clear",
      );
      if (interest !== undefined && !isAnswered) found.push(words.notLookedUp(person, gap, interest));
    }
    findings.push(...found);
  }
  findings.push(...colleagueFindings(rules, subject, maintainer, asOf, findings));
  findings.push(...keptFindings(rules, subject, people, maintainer, asOf, work));
  const pinned = withSubjectPins(rules, findings, maintainer, asOf, work);
  return pinned.length === 0 ? NOTHING : addTwoClients(pinned);
}

/** The rule about the same employer. What the other findings ask for because of an organization is not said again. */
function colleagueFindings(
  { employers, table }: Rules,
  subject: Subject,
  maintainer: Maintainer,
  asOf: DayNumber,
  others: readonly Finding[],
): readonly Finding[] {
  if (employers === undefined) return NOTHING;
  const authors = authorsOf(subject).filter((author) => !isMaintainer(author, maintainer));
  const cell = cellOf(table, "same-employer", subject);
  const { employment, listed } = employers;
  return employerFindings(employment, maintainer, authors, subject, cell, asOf, ({ organization }) => {
    const client = listed(organization);
    return {
      ...(client === undefined ? {} : { organization: client.id }),
      organizationName: client?.name ?? employment.organizations.nameOf(organization),
      isPublic: client === undefined || client.disclosure === "public",
    };
  }).filter((finding) => {
    const { organization, level } = finding;
    return (
      organization === undefined ||
      !others.some(
        (other) => other.organization === organization && higher(other.level, level) === other.level,
      )
    );
  });
}

/** What she did herself, what a colleague did, and who could not be looked up at all. */
function ownFindings(
  rules: Rules,
  subject: Subject,
  people: readonly ResolvedPerson[],
  maintainer: Maintainer,
  work: KnownWork,
): Finding[] {
  const findings: Finding[] = [];
  const seen = { wrote: false, unidentified: false };
  for (const { person, affiliations } of people) {
    if (person.unidentified === true && person.role === "author" && !seen.unidentified) {
      seen.unidentified = true;
      findings.push(words.unidentified());
    }
    if (isUnattributed(person, affiliations, people) && !seen.unidentified) {
      seen.unidentified = true;
      findings.push(words.unattributed(person));
    }
    const writes = person.role === "author" || person.role === "co-author";
    if (!writes || seen.wrote || !isMaintainer(person, maintainer)) continue;
    seen.wrote = true;
    const cell = cappedCell(cellOf(rules.table, "own-work", subject), person.selfAsserted === true);
    findings.push(words.wrote(person, cell));
  }
  if (work.helped.includes(maintainer.id)) {
    findings.push(words.helped(cellOf(rules.table, "own-work", subject)));
  }
  if (work.helped.some((id) => id !== maintainer.id)) {
    findings.push(words.colleagueHelped(cellOf(rules.table, "colleague-work", subject)));
  }
  return findings;
}

/** A bot brought it, nobody is known to have had it do so, and it is no organization's own. */
function isUnattributed(
  { role, bot }: Person,
  affiliations: readonly Affiliation[],
  people: readonly ResolvedPerson[],
): boolean {
  if (bot !== true || role !== "author") return false;
  if (affiliations.some(({ strength }) => strength !== "suggested")) return false;
  return !isAttributed(people.map(({ person }) => person));
}

function clientFinding(
  rules: Rules,
  subject: Subject,
  person: Person,
  affiliation: Affiliation,
  interest: Interest,
  day: DayNumber,
): Finding {
  const { organization, standing } = interest;
  const suggested = affiliation.strength === "suggested";
  const cell = suggested ? CLEAR : cellFor(rules, subject, person, affiliation, standing);
  const from = fromPin(rules, subject, person, affiliation, standing);
  return {
    relation: person.role,
    organization: organization.id,
    organizationName: organization.name,
    ...words.accountOf(person),
    strength: affiliation.strength,
    standing,
    source: affiliation.source,
    evidence: words.clientEvidence(affiliation, interest, day),
    ...(affiliation.remark === undefined ? {} : { remark: affiliation.remark }),
    ...(from === "clear" ? {} : { pinnedFrom: from }),
    ...cell,
    exposure: suggested ? "private" : exposureOf(rules, subject, affiliation, interest),
  };
}

/** What the affiliation would ask for if no person had pinned against it; `clear` where nobody did. */
function fromPin(
  rules: Rules,
  subject: Subject,
  person: Person,
  affiliation: Affiliation,
  standing: Interest["standing"],
): Level {
  const { beforePin: strength } = affiliation;
  if (strength === undefined || strength === "suggested") return "clear";
  return cellFor(rules, subject, person, { ...affiliation, strength }, standing).level;
}

function cellFor(
  rules: Rules,
  subject: Subject,
  person: Person,
  affiliation: Affiliation,
  standing: Interest["standing"],
): Cell {
  return cappedCell(
    cellOf(rules.table, rowOf(person, affiliation, standing), subject),
    affiliation.selfAsserted,
  );
}

function rowOf(person: Person, affiliation: Affiliation, standing: Interest["standing"]): Row {
  if (standing !== "current") return "client-remote";
  const brings = person.role === "author" || person.role === "co-author" || person.role === "head-repository";
  return brings && affiliation.strength === "confirmed" && !affiliation.selfAsserted
    ? "client-confirmed"
    : "client-reported";
}

/** Publishable only if the organization and the evidence both are; else neutral where she opted in. */
function exposureOf(
  rules: Rules,
  subject: Subject,
  affiliation: Affiliation,
  { organization }: Interest,
): Exposure {
  if (organization.disclosure === "public" && affiliation.publicEvidence) return "public";
  return rules.labelledIn(organization.id, subject.repository.name) ? "neutral" : "private";
}
