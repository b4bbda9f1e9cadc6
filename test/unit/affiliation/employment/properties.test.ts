import assert from "node:assert/strict";
import fc from "fast-check";
import { strengthOf } from "@recuse/shared/affiliation/employment/credence.ts";
import { openEmployment, type Employment } from "@recuse/shared/affiliation/employment/employment.ts";
import { nameReading } from "@recuse/shared/affiliation/employment/reading.ts";
import { employmentSource } from "@recuse/shared/affiliation/employment-source.ts";
import type { AffiliationFile, PersonRecord } from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import { buildIndex } from "@recuse/shared/affiliation/index/build.ts";
import { organizationKey } from "@recuse/shared/affiliation/organizations/organization-key.ts";
import { parseOrganizations } from "@recuse/shared/affiliation/organizations/organizations-file.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { contains, dayText } from "@recuse/shared/roster/dates.ts";
import { affiliationFile, personRecord } from "../../../builders/affiliation-file.ts";
import { roster } from "../../../builders/roster.ts";
import { author, subject } from "../../../builders/subject.ts";

const FIRST_DAY = 14_000;
const LAST_DAY = 20_800;
const TAKE_OVER = 18_000;
const ORGANIZATIONS = ["Acme", "Globex", "Initech", "Hooli"] as const;
type OrganizationName = (typeof ORGANIZATIONS)[number];

const known = parseOrganizations(
  JSON.stringify({
    version: 1,
    asOf: "2026-01-01",
    organizations: [
      { name: "Acme", aliases: ["Acme Works"] },
      { name: "Hooli", parent: { name: "Globex", from: dayText(TAKE_OVER) } },
    ],
  }),
  "organizations.json",
);
assert.ok(known.ok);
const reading = nameReading([known.value]);

const ROSTER = roster({
  organizations: ORGANIZATIONS.map((name) => ({ id: name.toLowerCase(), name })),
  engagements: [],
  people: [],
});

function domainOf(organization: OrganizationName): string {
  return `${organization.toLowerCase()}.example`;
}

/** Says whose the domains are, so that nothing must be learnt: what people teach is another matter. */
const OWNERS = affiliationFile({
  title: "owners",
  domains: ORGANIZATIONS.map((organization) => ({ domain: domainOf(organization), organization })),
});

function open(files: readonly AffiliationFile[]): Employment {
  const all = [OWNERS, ...files].map((parsed, at) => ({
    name: `file ${String(at)}`,
    sha256: String(at).repeat(64).slice(0, 64),
    parsed,
  }));
  return openEmployment(buildIndex(all, reading), reading);
}

/** From the weakest. */
const STRENGTHS: readonly string[] = ["suggested", "reported", "confirmed"];
const LOGINS = ["octocat", "hubot", "wile"] as const;

const day = fc.integer({ min: FIRST_DAY, max: LAST_DAY });
const organization = fc.constantFrom(...ORGANIZATIONS);
const stint = fc
  .record({
    organization: fc.oneof(
      { weight: 6, arbitrary: organization },
      fc.constantFrom("Independent", "Acme Works"),
    ),
    bounds: fc.tuple(fc.option(day, { nil: undefined }), fc.option(day, { nil: undefined })),
  })
  .map(({ organization: name, bounds: [a, b] }) => ({
    organization: name,
    ...(a === undefined ? {} : { from: b === undefined ? a : Math.min(a, b) }),
    ...(b === undefined ? {} : { until: (a === undefined ? b : Math.max(a, b)) + 1 }),
  }));
const record = fc
  .record({
    login: fc.constantFrom(...LOGINS),
    stints: fc.array(stint, { minLength: 1, maxLength: 3 }),
    sightings: fc.array(fc.record({ domain: organization.map(domainOf), day }), { maxLength: 3 }),
    at: fc.option(organization, { nil: undefined }),
  })
  .map(({ login, stints, sightings, at }) =>
    personRecord({
      logins: [login],
      stints,
      sightings,
      emails: at === undefined ? [] : [`${login}@${domainOf(at)}`],
    }),
  );
const file = fc
  .record({
    title: fc.constantFrom("one", "two", "three"),
    asOf: day,
    disclosure: fc.constantFrom("public" as const, "private" as const),
    people: fc.array(record, { maxLength: 5 }),
  })
  .map((given) => affiliationFile(given));
const files = fc.array(file, { minLength: 1, maxLength: 3 });

/** Everything that is answered of somebody on a day, without the numbers that mean nothing outside. */
function answersOf(employment: Employment, login: string, on: number): readonly unknown[] {
  const who = employment.find({ login });
  if (who === undefined) return [];
  const keyOf = (each: number): string => (each < 0 ? "nobody" : employment.organizations.keyOf(each));
  return employment.employersOn(who, on).map(({ organization: at, source, seenBy, against, ...rest }) => ({
    at: keyOf(at),
    seenBy: seenBy === undefined ? undefined : [employment.titleOf(seenBy), employment.isPublic(seenBy)],
    title: employment.titleOf(source),
    isPublic: employment.isPublic(source),
    against: against.map(keyOf),
    ...rest,
  }));
}

/** The same as findings say it. */
function findingsOf(employment: Employment, login: string, on: number): readonly unknown[] {
  const source = employmentSource(ROSTER, employment, { organizationKey });
  return source.of(author({ login }), [on]).map(({ evidence, remark = "", named = "", ...rest }) => ({
    ...rest,
    evidence: evidence.toLowerCase(),
    remark: remark.toLowerCase(),
    named: named.toLowerCase(),
  }));
}

/** Numbers decide an order, deterministic in the property's own input. */
function shuffled<T>(values: readonly T[], order: readonly number[]): T[] {
  return values
    .map((value, at) => ({ value, rank: order[at % order.length] ?? 0, at }))
    .sort((a, b) => a.rank - b.rank || b.at - a.at)
    .map(({ value }) => value);
}

function rewritten(person: PersonRecord, way: number): PersonRecord {
  const spell = (text: string): string => {
    if (way % 3 === 0) return text;
    return way % 3 === 1 ? text.toUpperCase() : `  ${text.toLowerCase()} \t`;
  };
  return {
    ...person,
    logins: person.logins.map(spell),
    emails: person.emails.map(spell),
    stints: shuffled(person.stints, [way, 1]).map((each) => ({
      ...each,
      organization: spell(each.organization.replace(" ", way % 2 === 0 ? " " : "  ")),
    })),
    sightings: shuffled(person.sightings, [way, 2]),
  };
}

describe("the whole chain from records to answers", function () {
  this.timeout(30_000);

  it("answers the same whatever the order, the case, the white space, and what is said twice", () => {
    const order = fc.array(fc.nat(), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(files, order, day, (given, numbers, on) => {
        const [first = 0] = numbers;
        const other = shuffled(given, numbers).map((each) => {
          const people = shuffled(each.people, numbers);
          const twice = people.slice(0, first % 3);
          return { ...each, people: [...twice, ...people].map((one, at) => rewritten(one, first + at)) };
        });
        const [one, two] = [open(given), open(other)];
        // Whoever is asked for first must not matter either.
        for (const login of LOGINS) answersOf(two, login.toUpperCase(), on);
        for (const login of [...LOGINS].reverse()) {
          assert.deepEqual(answersOf(two, login, on), answersOf(one, login, on));
          assert.deepEqual(
            findingsOf(two, login.toUpperCase(), on).map(withoutLogin),
            findingsOf(one, login, on).map(withoutLogin),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  const evidence = fc.oneof(
    fc.record({ kind: fc.constant("statement" as const), pick: fc.nat(), into: fc.nat(), asOf: day }),
    fc.record({ kind: fc.constant("commit" as const), pick: fc.nat(), into: fc.nat(), asOf: day }),
    fc.record({ kind: fc.constant("address" as const), pick: fc.nat(), into: fc.nat(), asOf: day }),
  );

  it("is never less sure of an employer for more that speaks for it", () => {
    fc.assert(
      fc.property(
        files,
        organization,
        fc.constantFrom(...LOGINS),
        day,
        evidence,
        (given, at, login, on, more) => {
          const added = corroborated(given, at, login, on, more);
          if (added === undefined) return;
          const [before, after] = [open(given), open(added)];
          assert.ok(answerAt(after, login, at, on) >= answerAt(before, login, at, on));
          assert.ok(strengthAt(after, login, at, on) >= strengthAt(before, login, at, on));
        },
      ),
      { numRuns: 4000 },
    );
  });

  it("does not lose a commit of last year behind a statement of long ago that says the same", () => {
    const seen = personRecord({ logins: ["octocat"], sightings: [{ domain: "acme.example", day: 20_000 }] });
    const stated = personRecord({ logins: ["octocat"], stints: [{ organization: "Acme", from: 15_000 }] });
    const commits = affiliationFile({ title: "commits", asOf: 20_000, people: [seen] });
    const old = affiliationFile({ title: "old", asOf: 16_000, people: [stated] });
    for (const on of [20_010, 20_500]) {
      assert.equal(strengthAt(open([commits]), "octocat", "Acme", on), 2);
      assert.equal(strengthAt(open([commits, old]), "octocat", "Acme", on), 2);
    }
  });

  it("judges the first and the last day of a stay by UTC, whatever zone the subject's time is written in", () => {
    const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const instant = fc.integer({ min: -3 * 86_400, max: 3 * 86_400 });
    fc.assert(
      fc.property(minutes, instant, fc.constantFrom(0, 400), (offset, seconds, length) => {
        const from = 19_000;
        const until = length === 0 ? undefined : from + length;
        const edge = (until ?? from) * 86_400 + seconds;
        const person = personRecord({
          logins: ["octocat"],
          stints: [{ organization: "Acme", from, ...(until === undefined ? {} : { until }) }],
        });
        const employment = open([affiliationFile({ asOf: 20_000, people: [person] })]);
        const source = employmentSource(ROSTER, employment, { organizationKey });
        const created = subject({ createdAt: written(edge, offset), people: [author({ login: "octocat" })] });
        // She acted on a day on which nobody was anywhere, so that only the day of creation can count.
        const [resolved] = resolve(created, source, FIRST_DAY);
        const isThere = edge >= from * 86_400 && (until === undefined || edge < until * 86_400);
        assert.deepEqual(
          resolved?.affiliations.map(({ organization: id }) => id),
          isThere ? ["acme"] : [],
          created.createdAt,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

/** RFC 3339 with that offset from UTC, in minutes. */
function written(seconds: number, offset: number): string {
  const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19);
  const sign = offset < 0 ? "-" : "+";
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local}${sign}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

function withoutLogin(finding: unknown): string {
  return JSON.stringify(finding).replaceAll(/octocat|hubot|wile/gi, "…");
}

interface Evidence {
  readonly kind: "statement" | "commit" | "address";
  readonly pick: number;
  readonly into: number;
  readonly asOf: number;
}

/**
 * The files with one more thing that speaks for the employer: a stay on that day that is on record said again, by
 * the same source or another, a commit from its domain, an address there. Undefined where nothing is on record to say again.
 */
function corroborated(
  given: readonly AffiliationFile[],
  at: OrganizationName,
  login: string,
  on: number,
  { kind, pick, into, asOf }: Evidence,
): readonly AffiliationFile[] | undefined {
  const stays = given.flatMap(({ people }, index) =>
    people
      .filter(({ logins }) => logins.includes(login))
      .flatMap(({ stints }) =>
        stints.filter((each) => each.organization.startsWith(at) && contains(each, on)),
      )
      .map((stint) => ({ stint, index })),
  );
  const said = stays[pick % Math.max(1, stays.length)];
  if (kind === "statement" && said === undefined) return undefined;
  const more = personRecord({
    logins: [login],
    stints: kind === "statement" && said !== undefined ? [said.stint] : [],
    sightings: kind === "commit" ? [{ domain: domainOf(at), day: asOf }] : [],
    emails: kind === "address" ? [`${login}.more@${domainOf(at)}`] : [],
  });
  const isAgain = kind === "statement" && into % 2 === 0;
  const target = isAgain
    ? (said?.index ?? 0)
    : kind === "statement"
      ? given.length
      : into % (given.length + 1);
  const extra = affiliationFile({ title: "more", asOf, people: [more] });
  if (target === given.length) return [...given, extra];
  return given.map((each, index) => (index === target ? { ...each, people: [...each.people, more] } : each));
}

/** Strongest answer that she is there or at a company of it: 0 nothing, 1 suggested, 2 reported. */
function answerAt(employment: Employment, login: string, at: OrganizationName, on: number): number {
  const who = employment.find({ login });
  if (who === undefined) return 0;
  const { organizations } = employment;
  const wanted = organizations.ofKey(organizationKey(at) ?? "");
  const there = employment
    .employersOn(who, on)
    .filter(
      ({ organization: employer }) => employer >= 0 && organizations.familyOf(employer, on).includes(wanted),
    );
  return Math.max(0, ...there.map(({ credence }) => STRENGTHS.indexOf(strengthOf(credence) ?? "") + 1));
}

/** The same of the roster's organization. */
function strengthAt(employment: Employment, login: string, at: OrganizationName, on: number): number {
  const found = employmentSource(ROSTER, employment, { organizationKey }).of(author({ login }), [on]);
  const strengths = found
    .filter(({ organization: id }) => id === at.toLowerCase())
    .map(({ strength }) => STRENGTHS.indexOf(strength) + 1);
  return Math.max(0, ...strengths);
}
