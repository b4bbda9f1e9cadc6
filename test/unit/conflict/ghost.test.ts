import assert from "node:assert/strict";
import type { OpenedEntry } from "@recuse/shared/audit/log.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { resolve } from "@recuse/shared/affiliation/resolve.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { determine } from "@recuse/shared/conflict/determine.ts";
import type { Determination, Level } from "@recuse/shared/conflict/determination.ts";
import { knownWork } from "@recuse/shared/conflict/known-work.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { compileRules } from "@recuse/shared/conflict/rules.ts";
import { emptyJournal, fold } from "@recuse/shared/recusal/journal.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { entryId } from "../../builders/pin.ts";
import { HUBOT, OCTOCAT, acme, roster } from "../../builders/roster.ts";
import { author, subject } from "../../builders/subject.ts";

const TODAY = dayNumber("2026-03-01");
const GHOST: Person = { role: "author", unidentified: true };

interface Recorded {
  readonly level: Level;
  readonly log?: LogName;
  readonly organization?: string;
  readonly maintainer?: typeof OCTOCAT;
  readonly number?: number;
}

function entry(index: number, recorded: Recorded): OpenedEntry {
  const { level, log = "public", organization = "acme", maintainer = OCTOCAT, number = 7 } = recorded;
  return {
    log,
    entry: {
      v: 1,
      id: entryId(index),
      index,
      at: "2026-02-01T00:00:00.000Z",
      type: "determination",
      repository: { id: 42, name: "octo-org/engine" },
      subject: { kind: "issue", number, ref: `octo-org/engine#${String(number)}` },
      maintainer,
      level,
      cause: { kind: "scan" },
    },
    hidden: { organization },
  };
}

function judge(recorded: readonly Recorded[], who: Person = GHOST, given: Roster = roster()): Determination {
  const journal = emptyJournal();
  for (const [index, each] of recorded.entries()) fold(journal, entry(index, each));
  const seen = subject({ kind: "proposal", people: [who] });
  const people = resolve(seen, rosterSource(given), TODAY);
  const [found] = determine(
    compileRules(given, DEFAULT_POLICY),
    seen,
    people,
    TODAY,
    knownWork(journal, seen),
  );
  assert.ok(found);
  return found;
}

function kept(...args: Parameters<typeof judge>): unknown[] {
  return judge(...args)
    .findings.filter(({ source }) => source === "record")
    .map(({ level, exposure }) => [level, exposure]);
}

describe("a subject whose author deleted the account", () => {
  it("keeps what was recorded of it", () => {
    const found = judge([{ level: "recuse" }]);
    assert.equal(found.level, "recuse");
    const [finding] = found.findings.filter(({ source }) => source === "record");
    assert.equal(finding?.relation, "author");
    assert.equal(finding.organization, "acme");
    assert.equal(finding.evidence, "recorded before the author's account was deleted");
  });

  const confidential = roster({ organizations: [acme({ disclosure: "confidential" })] });
  const ended = roster({
    engagements: [
      { owner: "octocat", organization: "acme", kind: "equity", from: "2025-01-01", until: "2026-01-01" },
    ],
  });
  const rows: [string, Parameters<typeof judge>, unknown[]][] = [
    ["publicly recorded", [[{ level: "disclose" }]], [["disclose", "public"]]],
    ["the last word counts", [[{ level: "recuse" }, { level: "disclose" }]], [["disclose", "public"]]],
    ["privately recorded", [[{ level: "disclose", log: "private" }]], [["disclose", "private"]]],
    [
      "the client is not public any more",
      [[{ level: "disclose" }], GHOST, confidential],
      [["disclose", "private"]],
    ],
    ["cleared before", [[{ level: "recuse" }, { level: "clear" }]], []],
    ["not known before", [[{ level: "unknown" }]], []],
    ["no longer an interest of hers", [[{ level: "recuse" }], GHOST, ended], []],
    ["recorded of a colleague", [[{ level: "recuse", maintainer: HUBOT }]], []],
    ["recorded of another subject", [[{ level: "recuse", number: 8 }]], []],
    ["recorded of no organization of the roster", [[{ level: "recuse", organization: "initech" }]], []],
    ["the author is there", [[{ level: "recuse" }], author({ login: "stranger", id: 9 })], []],
    ["nothing was recorded", [[]], []],
  ];
  for (const [name, args, expected] of rows) {
    it(`${name}: ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(kept(...args), expected);
    });
  }
});
