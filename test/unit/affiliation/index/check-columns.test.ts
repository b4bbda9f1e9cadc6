/* Each row breaks one thing that look-ups rely on. */
import assert from "node:assert/strict";
import { checkColumns } from "@recuse/shared/affiliation/index/check-columns.ts";
import type { Columns } from "@recuse/shared/affiliation/index/columns.ts";
import { indexOf, personRecord } from "../../../builders/affiliation-file.ts";

const { columns, sources } = indexOf({
  people: [
    personRecord({
      logins: ["octocat"],
      ids: [1, 5],
      emails: ["octocat@acme.example"],
      stints: [{ organization: "Acme", from: 1, until: 9 }, { organization: "Globex" }],
      sightings: [
        { domain: "acme.example", day: 4 },
        { domain: "acme.example", day: 5 },
      ],
    }),
    personRecord({ logins: ["hubot"], emails: ["hubot@globex.example"] }),
  ],
  domains: [{ domain: "globex.example", organization: "Globex", from: 1, until: 2 }],
});

const BROKEN: Partial<Record<keyof Columns, readonly (readonly number[])[]>> = {
  id: [[5, 1], [1, 1], [0, 5], [1, NaN], [1, 1.5], [1, Infinity], [1]],
  idPerson: [[0, 2], [0], [0, 0, 0]],
  loginStart: [[], [0], [0, 7], [1, 7, 12], [0, 13, 12], [0, 7, 13], [0, 7, 12, 12]],
  loginSlots: [[], [1, 2], [1, 2, 0], [0, 1, 0, 0], [0, 1, 1, 0], [0, 1, 3, 0], [2, 1, 1, 0]],
  loginPerson: [[0], [0, 2], [0, -1], [0, -3]],
  personLoginStart: [
    [0, 1],
    [0, 2, 1],
    [0, 1, 3],
  ],
  personLogin: [[0, 2], [0]],
  emailStart: [[0], [0, 99, 20]],
  emailSlots: [[1, 2]],
  emailPerson: [
    [0, 2],
    [-5, 0],
  ],
  stintStart: [[], [0], [0, 2, 3], [0, 3, 2], [0, 2], [0, 1, 2, 2]],
  stintOrganization: [[0, 2], [0]],
  stintFrom: [[1, 9], [1]],
  stintUntil: [[-0x8000_0000, 9], [1]],
  stintSource: [[0, 1], [0]],
  sightingStart: [
    [0, 1, 1],
    [0, 3, 2],
  ],
  sightingDomain: [[0, 2], [0]],
  sightingDay: [[5, 4], [4]],
  sightingSource: [[0, 1], [0]],
  organizationStart: [[], [0], [0, 4], [0, 5, 4, 10]],
  domainStart: [[], [0], [0, 12]],
  domainSlots: [[], [1, 2], [1, 2, 9, 0]],
  domainRecordStart: [
    [0, 1],
    [0, 1, 2],
    [1, 1, 1],
  ],
  domainRecordOrganization: [[2], []],
  domainRecordFrom: [[2], []],
  domainRecordUntil: [[1], [1, 2]],
  domainRecordSource: [[1], []],
  learntOrganization: [[-3, -1], [-1, 2], [-1]],
  learntAgreeing: [[0]],
  learntPeople: [[0, 0, 0]],
};

describe("the check of an index's columns", () => {
  it("accepts what was built", () => {
    assert.equal(checkColumns(columns, sources.length), undefined);
  });

  for (const [name, values] of Object.entries(BROKEN)) {
    for (const numbers of values) {
      it(`refuses ${name} ${JSON.stringify(numbers)}`, () => {
        const type = columns[name as keyof Columns].constructor as Uint32ArrayConstructor;
        const broken = { ...columns, [name]: type.from(numbers) };
        assert.notEqual(checkColumns(broken, sources.length), undefined);
      });
    }
  }

  it("refuses sources that there are not", () => {
    assert.notEqual(checkColumns(columns, 0), undefined);
  });
});
