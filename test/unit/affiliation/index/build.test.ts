import assert from "node:assert/strict";
import fc from "fast-check";
import type { AffiliationFile, PersonRecord } from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import { buildIndex, MOST_FILES } from "@recuse/shared/affiliation/index/build.ts";
import { NOBODY, OPEN, SHARED, UNKNOWN } from "@recuse/shared/affiliation/index/columns.ts";
import { answersOf, anyFile } from "../../../builders/affiliation-answers.ts";
import { affiliationFile, indexOf, NAMES, personRecord } from "../../../builders/affiliation-file.ts";

const files = fc.array(anyFile, { minLength: 1, maxLength: 2 });

/** A number below `count`, another one each time. */
type Pick = (count: number) => number;

/** Each file changed by the function, and every answer the same. */
function unchangedBy(change: (file: Partial<AffiliationFile>, pick: Pick) => unknown): void {
  fc.assert(
    fc.property(files, fc.nat(), (given, seed) => {
      let state = seed;
      const pick: Pick = (count) => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
        return (state >>> 8) % count;
      };
      const changed = given.map((file) => change(file, pick) as Partial<AffiliationFile>);
      assert.deepEqual(answersOf(indexOf(...changed)), answersOf(indexOf(...given)));
    }),
    { numRuns: 300 },
  );
}

function shuffled<T>(values: readonly T[], pick: Pick): T[] {
  const left = [...values];
  return values.flatMap(() => left.splice(pick(left.length), 1));
}

function eachText(file: Partial<AffiliationFile>, change: (text: string) => string): unknown {
  return {
    ...file,
    people: file.people?.map((record) => ({
      ...record,
      logins: record.logins.map(change),
      emails: record.emails.map(change),
      stints: record.stints.map((stint) => ({ ...stint, organization: change(stint.organization) })),
      sightings: record.sightings.map((each) => ({ ...each, domain: change(each.domain) })),
    })),
    domains: file.domains?.map((each) => ({
      ...each,
      domain: change(each.domain),
      organization: change(each.organization),
    })),
  };
}

describe("an affiliation index", () => {
  it("answers the same whatever the order of records and of what is in them", () => {
    unchangedBy((file, pick) => ({
      ...file,
      people: shuffled(file.people ?? [], pick).map((record) => ({
        logins: shuffled(record.logins, pick),
        ids: shuffled(record.ids, pick),
        emails: shuffled(record.emails, pick),
        stints: shuffled(record.stints, pick),
        sightings: shuffled(record.sightings, pick),
      })),
      domains: shuffled(file.domains ?? [], pick),
    }));
  });

  it("answers the same whatever the case", () => {
    unchangedBy((file, pick) =>
      eachText(file, (text) => (pick(2) === 0 ? text.toUpperCase() : text.toLowerCase())),
    );
  });

  it("answers the same with white space around names and more of it inside them", () => {
    unchangedBy((file, pick) =>
      eachText(file, (text) => {
        const space = ["", " ", "\t ", "\u00a0"][pick(4)] ?? "";
        return `${space}${text.replaceAll(" ", `${space} `)}${space}`;
      }),
    );
  });

  it("answers the same when records, stints and domains are there twice", () => {
    const twice = <T>(values: readonly T[] = []): T[] => [...values, ...values];
    unchangedBy((file) => ({
      ...file,
      people: twice(file.people).map((record) => ({
        logins: twice(record.logins),
        ids: twice(record.ids),
        emails: twice(record.emails),
        stints: twice(record.stints),
        sightings: twice(record.sightings),
      })),
      domains: twice(file.domains),
    }));
  });

  it("numbers sources as files come, and says of each what it holds", () => {
    const people = [
      personRecord({ logins: ["octocat"], stints: [{ organization: "Acme", until: 10 }] }),
      personRecord({ logins: ["hubot"] }),
    ];
    const index = indexOf({ people, title: "one", asOf: 7 }, { people, title: "two", disclosure: "private" });
    assert.deepEqual(
      index.sources.map(({ title, asOf, disclosure, people, stints }) => [
        title,
        asOf,
        disclosure,
        people,
        stints,
      ]),
      [
        ["one", 7, "public", 1, 1],
        ["two", undefined, "private", 1, 1],
      ],
    );
    assert.deepEqual([...index.stintSource], [0, 1]);
    assert.deepEqual([...index.stintFrom], [UNKNOWN, UNKNOWN]);
    assert.deepEqual([...index.stintUntil], [10, 10]);
  });

  it("is asked by id, login and address, and nothing it is asked makes it throw", () => {
    const index = indexOf({
      people: [
        personRecord({ logins: ["octocat"], ids: [2 ** 40], emails: ["Octo.Cat@Acme.example"] }),
        personRecord({ logins: ["hubot"], emails: ["büro@münchen.example", "both@acme.example"] }),
        personRecord({ logins: ["__proto__"], emails: ["both@acme.example"] }),
      ],
    });
    const person = index.personById(2 ** 40);
    assert.deepEqual(index.loginsOf(person), ["octocat"]);
    const rows: readonly (readonly [number, number])[] = [
      [index.personByLogin("OctoCat"), person],
      [index.personByLogin("octocats"), NOBODY],
      [index.personByLogin("octoca"), NOBODY],
      [index.personByLogin(""), NOBODY],
      [index.personByLogin("\ud800"), NOBODY],
      [index.personByLogin("constructor"), NOBODY],
      [index.personByLogin("o\u212atocat"), NOBODY],
      [index.personById(Number.NaN), NOBODY],
      [index.personById(-1), NOBODY],
      [index.personById(0), NOBODY],
      [index.personById(Infinity), NOBODY],
      [index.personByEmail("octo.cat@ACME.example"), person],
      [index.personByEmail("octo.cat@acme.example."), person],
      [index.personByEmail("octo.cat@notacme.example"), NOBODY],
      [index.personByEmail("BÜRO@MÜNCHEN.example"), index.personByLogin("hubot")],
      [index.personByEmail("büro@xn--mnchen-3ya.example"), index.personByLogin("hubot")],
      [index.personByEmail("both@acme.example"), SHARED],
      [index.personByEmail("@"), NOBODY],
      [index.domainIndex(""), NOBODY],
      [index.ownedDomain("..."), NOBODY],
    ];
    rows.forEach(([answer, expected], row) => {
      assert.equal(answer, expected, `row ${String(row)}`);
    });
    assert.deepEqual(index.loginsOf(index.personByLogin("__PROTO__")), ["__proto__"]);
    assert.deepEqual(index.loginsOf(-1), []);
    assert.throws(() => index.organizationName(0), RangeError);
  });

  it("takes records and questions that are larger than any", function () {
    this.timeout(20_000);
    const many = Array.from({ length: 200_000 }, (_, at) => String(at));
    const index = indexOf({
      people: [
        personRecord({
          logins: many,
          emails: many.map((local) => `u@${local}.example`),
          stints: many.map((organization) => ({ organization })),
          sightings: many.map((label) => ({ domain: `${label}.example`, day: 1 })),
        }),
      ],
    });
    assert.equal(index.people, 1);
    assert.equal(index.personByLogin("199999"), 0);
    assert.equal(index.ownedDomain("a.".repeat(1_000_000)), NOBODY);
    assert.equal(index.personByLogin("a".repeat(1_000_000)), NOBODY);
  });

  it("has no people when it has no files", () => {
    const index = indexOf();
    assert.equal(index.people, 0);
    assert.equal(index.personByLogin("octocat"), NOBODY);
    assert.equal(index.personById(1), NOBODY);
    assert.equal(index.ownedDomain("acme.example"), NOBODY);
  });

  it("takes what files say of a domain before what is learnt of it or below it", () => {
    const staff = (host: string, organization: string): PersonRecord[] =>
      Array.from({ length: 4 }, (_, at) =>
        personRecord({
          logins: [`${host.replaceAll(".", "-")}-${String(at)}`],
          emails: [`u${String(at)}@${host}`],
          stints: [{ organization }],
        }),
      );
    const index = indexOf({
      people: [
        ...staff("acme.example", "Globex"),
        ...staff("lab.acme.example", "Initech"),
        ...staff("initech.example", "Initech"),
      ],
      domains: [{ domain: "acme.example", organization: "Acme", from: 5 }],
    });
    const acme = index.ownedDomain("deep.lab.acme.example");
    assert.equal(index.domainName(acme), "acme.example");
    assert.ok((index.learntOrganization[acme] ?? 0) < 0);
    const at = index.domainRecordStart[acme] ?? -1;
    assert.equal(index.organizationName(index.domainRecordOrganization[at] ?? -1), "Acme");
    assert.deepEqual([index.domainRecordFrom[at], index.domainRecordUntil[at]], [5, OPEN]);
    const initech = index.ownedDomain("Mail.Initech.example");
    assert.equal(index.domainName(initech), "initech.example");
    assert.equal(index.organizationName(index.learntOrganization[initech] ?? -1), "Initech");
    assert.deepEqual([index.learntAgreeing[initech], index.learntPeople[initech]], [4, 4]);
    assert.equal(index.ownedDomain("notinitech.example"), NOBODY);
    assert.equal(index.domainIndex("mail.initech.example"), NOBODY);
  });

  it("refuses more files than a source's number can say", () => {
    const file = { name: "x", sha256: "00", parsed: affiliationFile() };
    assert.throws(() => buildIndex(new Array(MOST_FILES + 1).fill(file), NAMES), RangeError);
  });
});
