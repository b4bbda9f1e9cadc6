import assert from "node:assert/strict";
import { Policy } from "@recuse/shared/conflict/policy.ts";
import { isProposal } from "@recuse/shared/subject/proposal.ts";

const policy = Policy.parse({
  version: 1,
  proposals: { labels: ["kind/Proposal"], titles: ["RFC:", "[KEP]"], types: ["Proposal"] },
});

const CASES: readonly [
  title: string,
  labels: readonly string[],
  type: string | undefined,
  expected: boolean,
][] = [
  ["a title", [], undefined, false],
  ["a title", ["kind/proposal"], undefined, true],
  ["a title", ["KIND/PROPOSAL"], undefined, true],
  ["a title", ["kind/proposal-2"], undefined, false],
  ["a title", ["my kind/proposal"], undefined, false],
  ["RFC: a title", [], undefined, true],
  ["  rfc: a title", [], undefined, true],
  ["RFCs: a title", [], undefined, false],
  ["RFC a title", [], undefined, false],
  ["Re: RFC: a title", [], undefined, false],
  ["[kep] a title", [], undefined, true],
  ["[kepx] a title", [], undefined, false],
  ["a title", [], "proposal", true],
  ["a title", [], "Proposals", false],
  ["", [], undefined, false],
];

describe("what the policy calls a proposal", () => {
  for (const [title, labels, type, expected] of CASES) {
    it(`${JSON.stringify({ title, labels, type })}: ${String(expected)}`, () => {
      assert.equal(isProposal(policy, { title, labels, type }), expected);
    });
  }

  it("a prefix of blanks alone is no prefix", () => {
    const blank = Policy.parse({ version: 1, proposals: { titles: ["  "] } });
    assert.equal(isProposal(blank, { title: "a title", labels: [] }), false);
  });
});
