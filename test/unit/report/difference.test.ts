import assert from "node:assert/strict";
import type { Change } from "@recuse/shared/conflict/difference.ts";
import type { Effect } from "@recuse/shared/plan/effect.ts";
import {
  differenceJson,
  differenceSummary,
  differenceText,
  emptyTally,
  tally,
} from "@recuse/shared/report/difference.ts";
import { OCTOCAT } from "../../builders/roster.ts";

const REF = "octo-org/engine#7";
const CAME: Change = {
  maintainer: OCTOCAT,
  before: "clear",
  after: "disclose",
  came: ["acme"],
  went: [],
  findings: [
    {
      relation: "author",
      organization: "acme",
      strength: "confirmed",
      source: "roster id",
      evidence: "wile is\u001b[31m one of Acme's people",
      level: "disclose",
      unconflictedApproval: false,
      exposure: "private",
    },
  ],
};
const WENT: Change = { ...CAME, before: "recuse", after: "clear", came: [], went: ["acme"], findings: [] };
const EFFECTS: readonly Effect[] = [
  { kind: "add-labels", labels: ["a", "b"] },
  { kind: "remove-label", label: "c" },
  { kind: "create-comment", body: "secret" },
  { kind: "recover-comment", body: "secret" },
  { kind: "edit-comment", comment: 1, body: "secret" },
];

describe("a difference in words", () => {
  it("for people: no escape sequence, no comment's text", () => {
    assert.equal(
      differenceText({ ref: REF, changes: [CAME], effects: EFFECTS }),
      [
        REF,
        "  @octocat  clear → disclose  +acme",
        "         author: wile is [31m one of Acme's people (confirmed, roster id)",
        "  would write: add a, b; remove c; a comment; a comment; edit the comment",
        "",
      ].join("\n"),
    );
    assert.equal(
      differenceText({ ref: REF, changes: [WENT] }),
      `${REF}\n  @octocat  recuse → clear  -acme\n`,
    );
  });

  it("for programs", () => {
    const line = differenceJson({ ref: REF, changes: [WENT], effects: EFFECTS });
    assert.deepEqual(JSON.parse(line), {
      ref: REF,
      change: "no-longer",
      maintainers: [
        { maintainer: "octocat", before: "recuse", after: "clear", came: [], went: ["acme"], findings: [] },
      ],
      writes: [
        { kind: "add-labels", labels: ["a", "b"] },
        { kind: "remove-label", label: "c" },
        { kind: "create-comment" },
        { kind: "recover-comment" },
        { kind: "edit-comment" },
      ],
    });
    assert.equal(
      (JSON.parse(differenceJson({ ref: REF, changes: [WENT] })) as { writes: unknown }).writes,
      null,
    );
  });

  it("counted", () => {
    const counted = emptyTally();
    assert.equal(
      differenceSummary(counted),
      "0 subjects: 0 newly recuse, 0 newly disclose, 0 no longer, 0 unchanged\n",
    );
    tally(counted, { changes: [CAME] });
    assert.equal(
      differenceSummary(counted),
      "1 subject: 0 newly recuse, 1 newly disclose, 0 no longer, 0 unchanged\n",
    );
    tally(counted, { changes: [], effects: [] });
    assert.match(differenceSummary(counted), /1 unchanged\napplying would write to GitHub: nothing\n$/);
    tally(counted, { changes: [WENT], effects: EFFECTS });
    tally(counted, { changes: [], effects: [{ kind: "add-labels", labels: ["a"] }] });
    assert.equal(
      differenceSummary(counted),
      "4 subjects: 0 newly recuse, 1 newly disclose, 1 no longer, 1 otherwise changed, 1 unchanged\n" +
        "applying would write to GitHub: 3 labels added, 1 label removed, 2 comments written, 1 comment edited\n",
    );
  });
});
