import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeEntry } from "@recuse/shared/audit/entry.ts";
import { readRegisterEntry } from "@recuse/shared/report/register-entry.ts";

const LINE =
  '{"at":"2026-01-01T00:00:00.000Z","cause":{"kind":"delivery"},"id":"01JZZZZZZZ0000000000000000","index":3,' +
  '"level":"recuse","maintainer":{"id":583231,"login":"octocat"},"repository":{"id":1,"name":"octo-org/x"},' +
  '"subject":{"kind":"issue","number":9,"ref":"octo-org/x#9"},"type":"determination","v":1}';

describe("reading an entry for the register", () => {
  it("reads what the log's own schema reads", () => {
    const { index, id, type, at, level, maintainer } = decodeEntry(LINE);
    const read = { index, id, type, at, level, maintainer, repository: "octo-org/x" };
    assert.deepEqual(readRegisterEntry(LINE), { ...read, ref: "octo-org/x#9", number: 9, kind: "issue" });
  });

  const none = ["", "{", "[]", "null", "7", "{}", '{"index":1.5,"id":"x","type":"x","at":"x"}'];
  for (const line of none)
    it(`is none: ${line}`, () => {
      assert.equal(readRegisterEntry(line), undefined);
    });

  it("passes over members of another form, and inherits nothing", () => {
    const line =
      '{"index":1,"id":"i","type":"t","at":"a","level":7,"subject":[],"maintainer":{"id":"1"},"__proto__":{"ref":"x"}}';
    assert.deepEqual(readRegisterEntry(line), { index: 1, id: "i", type: "t", at: "a" });
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.json(), (line) => void readRegisterEntry(line)));
  });
});
