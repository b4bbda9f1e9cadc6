import assert from "node:assert/strict";
import type { Intake } from "@recuse/shared/conflict/intake.ts";
import {
  emptyIntakeTally,
  intakeJson,
  intakeSummary,
  intakeText,
  tallyIntake,
} from "@recuse/shared/report/intake.ts";
import { HUBOT, OCTOCAT } from "../../builders/roster.ts";

const OPEN: Intake = {
  ref: "octo-org/engine#7",
  maintainer: OCTOCAT,
  before: "clear",
  level: "disclose",
  asks: "disclose",
  findings: [],
  meets: [],
  state: "open",
  involved: false,
};
const MET: Intake = {
  ...OPEN,
  before: "disclose",
  level: "recuse",
  asks: "recuse",
  meets: [{ id: "acme", name: "Acme" }],
};
const CLOSED: Intake = { ...OPEN, state: "closed", involved: true };

describe("an intake in words", () => {
  it("for people", () => {
    assert.equal(intakeText(OPEN), "disclose octo-org/engine#7  @octocat\n");
    assert.equal(
      intakeText(MET),
      "recuse   octo-org/engine#7  @octocat  (disclose so far)\n         meets Acme there\n",
    );
    assert.equal(
      intakeText({ ...MET, before: "recuse", state: "closed" }),
      "recuse   octo-org/engine#7  @octocat  (recuse already; closed)\n         meets Acme there\n",
    );
    assert.equal(
      intakeText(CLOSED),
      "disclose octo-org/engine#7  @octocat  (closed, she was involved: to be disclosed)\n",
    );
  });

  it("for programs", () => {
    assert.deepEqual(JSON.parse(intakeJson(MET)), {
      ref: "octo-org/engine#7",
      state: "open",
      maintainer: "octocat",
      before: "disclose",
      level: "recuse",
      asks: "recuse",
      involved: false,
      meets: ["acme"],
      findings: [],
    });
  });

  it("counted: each subject once, by the highest that is asked of anybody", () => {
    const tally = emptyIntakeTally();
    tallyIntake(tally, "octo-org/engine", []);
    tallyIntake(tally, "octo-org/engine", [MET, { ...OPEN, maintainer: HUBOT }]);
    tallyIntake(tally, "octo-org/site", [{ ...OPEN, asks: "unknown" }]);
    tallyIntake(tally, "octo-org/site", [CLOSED, { ...CLOSED, maintainer: HUBOT, involved: false }]);
    assert.equal(
      intakeSummary(tally, "Globex", "a retainer of the practice"),
      [
        "octo-org/engine: 2 subjects, 1 recuse, 0 disclose",
        "octo-org/site: 2 subjects, 0 recuse, 0 disclose, 1 unknown; 1 closed recently, 1 of them to be disclosed",
        "@octocat: 1 recuse, 0 disclose, 1 unknown; 1 closed recently, 1 of them to be disclosed",
        "@hubot: 0 recuse, 1 disclose; 1 closed recently, 0 of them to be disclosed",
        "meets Acme on 1 subject",
        "Globex as a retainer of the practice would conflict with 1 open of 4 subjects (1 recuse, 0 disclose, 1 unknown), " +
          "1 of all with another client there; 1 closed recently, 1 of them to be disclosed",
        "",
      ].join("\n"),
    );
  });
});
