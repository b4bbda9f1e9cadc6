import assert from "node:assert/strict";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import type { Determination, Finding, Level } from "@recuse/shared/conflict/determination.ts";
import {
  changesOf,
  kindOfChanges,
  positionOf,
  recordedPosition,
  type ChangeKind,
} from "@recuse/shared/conflict/difference.ts";
import { levelOf } from "@recuse/shared/conflict/determine.ts";
import { emptyJournal, fold, subjectState } from "@recuse/shared/recusal/journal.ts";
import { HUBOT, OCTOCAT } from "../../builders/roster.ts";

const REPOSITORY = { id: 42, name: "octo-org/engine" };

function finding(organization: string | undefined, level: Level, more: Partial<Finding> = {}): Finding {
  return {
    relation: "author",
    ...(organization === undefined ? {} : { organization }),
    strength: "confirmed",
    source: "roster id",
    evidence: "as told",
    level,
    unconflictedApproval: false,
    exposure: "private",
    ...more,
  };
}

/** `acme:recuse globex:disclose`, `-:recuse` where no organization is involved. */
function determination(text: string, maintainer = OCTOCAT): Determination {
  const findings = text
    .split(" ")
    .filter((each) => each !== "")
    .map((each) => {
      const [organization = "", level = ""] = each.split(":");
      return finding(organization === "-" ? undefined : organization, level as Level);
    });
  return { ref: "octo-org/engine#7", maintainer, level: levelOf(findings), findings };
}

function changes(before: string, after: string): ReturnType<typeof changesOf> {
  const was = new Map([[OCTOCAT.id, { maintainer: OCTOCAT, position: positionOf(determination(before)) }]]);
  return changesOf(was, [determination(after)]);
}

describe("the difference between two judgements", () => {
  /** before, after, what it comes to, the change in short */
  const rows: readonly (readonly [string, string, ChangeKind, string])[] = [
    ["", "", "unchanged", ""],
    ["acme:disclose", "acme:disclose", "unchanged", ""],
    ["acme:disclose acme:recuse", "acme:recuse", "unchanged", ""],
    ["acme:clear", "", "unchanged", ""],
    ["", "acme:disclose", "newly-disclose", "clear disclose +acme"],
    ["", "acme:recuse", "newly-recuse", "clear recuse +acme"],
    ["acme:disclose", "acme:recuse", "newly-recuse", "disclose recuse"],
    ["acme:disclose", "acme:disclose globex:recuse", "newly-recuse", "disclose recuse +globex"],
    ["acme:disclose", "", "no-longer", "disclose clear -acme"],
    ["acme:recuse", "-:unknown", "no-longer", "recuse unknown -acme"],
    ["acme:recuse", "acme:disclose", "otherwise", "recuse disclose"],
    ["acme:disclose", "globex:disclose", "otherwise", "disclose disclose +globex -acme"],
    ["acme:recuse", "acme:recuse globex:disclose", "otherwise", "recuse recuse +globex"],
    ["", "-:unknown", "otherwise", "clear unknown"],
    ["-:unknown", "acme:disclose", "newly-disclose", "unknown disclose +acme"],
    ["", "-:recuse", "newly-recuse", "clear recuse"],
    ["", "__proto__:disclose", "newly-disclose", "clear disclose +__proto__"],
  ];
  for (const [before, after, kind, short] of rows) {
    it(`${before === "" ? "nothing" : before} → ${after === "" ? "nothing" : after}: ${kind}`, () => {
      const found = changes(before, after);
      assert.equal(kindOfChanges(found), kind);
      const words = found.map((change) =>
        [
          change.before,
          change.after,
          ...change.came.map((id) => `+${id}`),
          ...change.went.map((id) => `-${id}`),
        ].join(" "),
      );
      assert.equal(words.join(), short);
    });
  }

  it("shows the findings that ask for something new, and two clients where one of them came", () => {
    const two = finding(undefined, "clear", { relation: "two-clients" });
    const before = determination("acme:disclose");
    const acme = finding("acme", "disclose");
    const globex = finding("globex", "disclose");
    const hint = finding("initech", "clear", { strength: "suggested" });
    const after = { ...before, findings: [acme, globex, hint, two] };
    const was = new Map([[OCTOCAT.id, { maintainer: OCTOCAT, position: positionOf(before) }]]);
    assert.deepEqual(
      changesOf(was, [after]).map(({ findings }) => findings),
      [[globex, two]],
    );
  });

  it("somebody who joined, and somebody who left", () => {
    const position = positionOf(determination("acme:recuse"));
    const was = new Map([[HUBOT.id, { maintainer: HUBOT, position }]]);
    const found = changesOf(was, [determination("acme:disclose")]);
    assert.deepEqual(
      found.map(({ maintainer, before, after }) => [maintainer.login, before, after]),
      [
        ["octocat", "clear", "disclose"],
        ["hubot", "recuse", "clear"],
      ],
    );
    assert.equal(kindOfChanges(found), "newly-disclose");
  });

  it("what the log last recorded: both logs together, her own levels alone, nothing that is clear again", () => {
    const journal = emptyJournal();
    const record = (
      log: "public" | "private",
      index: number,
      organization: string | undefined,
      level: Level,
      maintainer = OCTOCAT,
    ): void => {
      const entry: Entry = {
        v: 1,
        id: `01J000000000000000000000${String(index).padStart(2, "0")}`,
        index,
        at: "2026-03-01T10:00:00Z",
        type: "determination",
        repository: REPOSITORY,
        subject: { kind: "issue", ref: "octo-org/engine#7", number: 7 },
        maintainer,
        level,
        cause: { kind: "scan" },
      };
      fold(journal, { log, entry, ...(organization === undefined ? {} : { hidden: { organization } }) });
    };
    record("public", 0, "acme", "disclose");
    record("private", 1, "acme", "recuse");
    record("private", 2, "globex", "disclose");
    record("private", 3, "globex", "clear");
    record("private", 4, undefined, "unknown");
    record("private", 5, "initech", "recuse", HUBOT);
    record("private", 6, "umbrella", "recuse", { login: "other", id: 5832310 });
    const state = subjectState(journal, REPOSITORY, 7);
    assert.deepEqual([...recordedPosition(state, OCTOCAT.id)].sort(), [
      ["", "unknown"],
      ["acme", "recuse"],
    ]);
  });
});
