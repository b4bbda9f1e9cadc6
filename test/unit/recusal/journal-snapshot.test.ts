/* A journal that was written down and read again knows everything that it knew, and goes on the same. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import type { OpenedEntry } from "@recuse/shared/audit/log.ts";
import { decodeJournal, encodeJournal } from "@recuse/shared/recusal/journal-snapshot.ts";
import { emptyJournal, fold, pinsOf, subjectState, type Journal } from "@recuse/shared/recusal/journal.ts";
import { pinEntry } from "@recuse/shared/recusal/pin.ts";
import { HUBOT, OCTOCAT } from "../../builders/roster.ts";

const REPOSITORY = { id: 7, name: "octo-org/engine" };
const SHA = "0".repeat(64);
const SAID: readonly (Partial<Entry> & Pick<Entry, "type">)[] = [
  { type: "determination", maintainer: OCTOCAT, level: "recuse" },
  { type: "determination", maintainer: HUBOT, level: "disclose" },
  { type: "effect", effect: { kind: "label-added", label: "recusal/required" } },
  { type: "effect", effect: { kind: "label-removed", label: "recusal/required" } },
  { type: "override", override: { label: "recusal/required", action: "removed" } },
  { type: "effect", effect: { kind: "comment-intended" } },
  { type: "effect", effect: { kind: "comment", comment: 5, sha256: SHA } },
  { type: "effect", effect: { kind: "comment-removed", comment: 5 } },
];

/** What an entry says, and of which subject; or a pin, or taking one back. */
const anything = fc.oneof(
  fc.record({ says: fc.constantFrom(...SAID), number: fc.integer({ min: 1, max: 3 }) }),
  fc.constantFrom("is" as const, "is-not" as const).map((verdict) => ({ verdict })),
  fc.integer({ min: 0, max: 9 }).map((withdraws) => ({ withdraws })),
);
type Anything = typeof anything extends fc.Arbitrary<infer Value> ? Value : never;

function idOf(index: number): string {
  return index.toString().padStart(26, "0");
}

function opened(said: Anything, index: number): OpenedEntry {
  const basis = { v: 1, id: idOf(index), index, at: "2026-03-01T00:00:00.000Z" } as const;
  if ("says" in said) {
    const subject = {
      kind: "issue",
      number: said.number,
      ref: `octo-org/engine#${String(said.number)}`,
    } as const;
    const entry = {
      ...basis,
      repository: REPOSITORY,
      subject,
      cause: { kind: "scan" },
      ...said.says,
    } as const;
    return { log: index % 2 === 0 ? "public" : "private", entry };
  }
  const { draft, hidden } = pinEntry({
    by: OCTOCAT,
    organization: "acme",
    reason: "she told me",
    said:
      "verdict" in said
        ? { about: "person", account: { id: 1001 }, verdict: said.verdict }
        : { about: "withdrawal", pin: idOf(said.withdraws) },
  });
  return { log: "private", entry: { ...basis, ...draft }, hidden };
}

function told(journal: Journal): unknown {
  const states = [1, 2, 3].map((number) => {
    const { organizationsOf: _, ...state } = subjectState(journal, REPOSITORY, number);
    return state;
  });
  return { states, pins: pinsOf(journal) };
}

describe("a journal's snapshot", () => {
  it("says what the journal said, and whatever is folded later says the same on both", () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), fc.nat(20), (all, cut) => {
        const entries = all.map(opened);
        const journal = emptyJournal();
        for (const entry of entries.slice(0, cut)) fold(journal, entry);
        const again = decodeJournal(encodeJournal(journal));
        assert.deepEqual(told(again), told(journal));
        for (const entry of entries.slice(cut)) {
          fold(journal, entry);
          fold(again, entry);
        }
        assert.deepEqual(told(again), told(journal));
      }),
      { numRuns: 500 },
    );
  });

  it("refuses what is none", () => {
    for (const text of ["", "{}", "[]", '{"subjects":{}}', '{"subjects":[],"names":[],"pins":[]}']) {
      assert.throws(() => decodeJournal(text));
    }
  });
});
