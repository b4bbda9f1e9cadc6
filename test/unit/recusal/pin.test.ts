import assert from "node:assert/strict";
import * as fc from "fast-check";
import { EntryDraft } from "@recuse/shared/audit/entry.ts";
import type { LogName, OpenedEntry } from "@recuse/shared/audit/log.ts";
import { emptyJournal, fold, pinsOf, type Journal } from "@recuse/shared/recusal/journal.ts";
import { isInForce, pinEntry, type PinSaid } from "@recuse/shared/recusal/pin.ts";
import { pinsOnSubject, standingPins } from "@recuse/shared/recusal/standing-pins.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { HUBOT, OCTOCAT } from "../../builders/roster.ts";

const WILE = { about: "person", account: { id: 1001, login: "wile" }, verdict: "is" } as const;
const WILE_NOT = { about: "person", account: { id: 1001 }, verdict: "is-not" } as const;
const SEVEN = {
  about: "subject",
  repository: { name: "octo-org/engine" },
  ref: "octo-org/engine#7",
  number: 7,
  maintainer: OCTOCAT.id,
  verdict: "conflict",
} as const;
const SEVEN_NOT = { ...SEVEN, verdict: "no-conflict" } as const;
const NAME = { about: "organization", name: "Acme Bikes", verdict: "is-not" } as const;

let tick = 0;

interface Made {
  readonly said: PinSaid;
  readonly organization?: string;
  readonly log?: LogName;
  readonly erased?: boolean;
}

function entryId(index: number): string {
  return index.toString().padStart(26, "0");
}

/** An opened entry of a pin; its id rises with every call. */
function opened({ said, organization = "acme", log = "private", erased = false }: Made): OpenedEntry {
  tick += 1;
  const { draft, hidden } = pinEntry({ by: OCTOCAT, organization, reason: "she told me", said });
  const entry = { v: 1, id: entryId(tick), index: tick, at: "2026-03-01T00:00:00.000Z", ...draft } as const;
  return erased ? { log, entry } : { log, entry, hidden };
}

function withdrawing({ entry }: OpenedEntry): OpenedEntry {
  return opened({ said: { about: "withdrawal", pin: entry.id } });
}

function folded(entries: readonly OpenedEntry[], journal: Journal = emptyJournal()): Journal {
  for (const entry of entries) fold(journal, entry);
  return journal;
}

function standing(...entries: OpenedEntry[]): string[] {
  return pinsOf(folded(entries)).map(
    ({ organization, said }) => `${said.about} ${said.verdict} ${organization}`,
  );
}

describe("the entry of a pin", () => {
  it("says plainly who, when and how, and nothing of whom or what", () => {
    for (const said of [WILE, SEVEN, NAME]) {
      const { log, draft, hidden } = pinEntry({ by: OCTOCAT, organization: "acme", reason: "r", said });
      assert.equal(log, "private");
      assert.deepEqual(draft, { type: "pin", by: OCTOCAT, cause: { kind: "command" } });
      assert.deepEqual(hidden, { organization: "acme", reason: "r", detail: said });
    }
  });

  it("is refused where it says more, or not who", () => {
    const { draft } = pinEntry({ by: OCTOCAT, organization: "acme", reason: "r", said: WILE });
    assert.equal(EntryDraft.safeParse(draft).success, true);
    const table: [string, object][] = [
      ["nobody's", { by: undefined }],
      ["a subject", { subject: { kind: "issue", number: 7, ref: "octo-org/engine#7" } }],
      ["a repository", { repository: { name: "octo-org/engine" } }],
      ["a maintainer", { maintainer: HUBOT }],
      ["a level", { level: "recuse" }],
    ];
    for (const [name, more] of table) {
      assert.equal(EntryDraft.safeParse({ ...draft, ...more }).success, false, name);
    }
  });

  it("is not made of what is no pin", () => {
    const bad: unknown[] = [
      { about: "person", verdict: "is" },
      { about: "person", account: {}, verdict: "is" },
      { ...WILE, until: "2026-02-30" },
      { ...WILE, verdict: "conflict" },
      { ...SEVEN, level: "clear" },
    ];
    for (const said of bad) {
      assert.throws(() =>
        pinEntry({ by: OCTOCAT, organization: "acme", reason: "r", said: said as PinSaid }),
      );
    }
  });
});

describe("the fold of pins", () => {
  it("keeps the later of two about one target", () => {
    assert.deepEqual(standing(opened({ said: WILE }), opened({ said: WILE_NOT })), ["person is-not acme"]);
    assert.deepEqual(standing(opened({ said: SEVEN }), opened({ said: SEVEN_NOT })), [
      "subject no-conflict acme",
    ]);
  });

  it("keeps two about different targets", () => {
    assert.deepEqual(
      standing(
        opened({ said: WILE }),
        opened({ said: WILE_NOT, organization: "globex" }),
        opened({ said: { ...SEVEN, maintainer: HUBOT.id } }),
        opened({ said: SEVEN_NOT }),
        opened({ said: NAME }),
      ),
      [
        "person is acme",
        "person is-not globex",
        "subject conflict acme",
        "subject no-conflict acme",
        "organization is-not acme",
      ],
    );
  });

  it("takes one person for one, however her login is written", () => {
    const by = (account: { login: string }, verdict: "is" | "is-not") =>
      opened({ said: { about: "person", account, verdict } });
    assert.deepEqual(standing(by({ login: "wile" }, "is"), by({ login: "WILE" }, "is-not")), [
      "person is-not acme",
    ]);
  });

  it("forgets what was taken back, and nothing older comes back for it", () => {
    const [first, second] = [opened({ said: WILE }), opened({ said: WILE_NOT })];
    assert.deepEqual(standing(first, second, withdrawing(second)), []);
    assert.deepEqual(standing(first, second, withdrawing(first)), ["person is-not acme"]);
  });

  it("knows nothing of an erased one, of a public one, and of what it cannot read", () => {
    assert.deepEqual(standing(opened({ said: WILE, erased: true })), []);
    assert.deepEqual(standing(opened({ said: WILE, log: "public" })), []);
    const later = opened({ said: WILE });
    assert.deepEqual(standing({ ...later, hidden: { ...later.hidden, detail: { about: "weather" } } }), []);
  });

  it("answers the same list until something changes", () => {
    const journal = folded([opened({ said: WILE })]);
    const list = pinsOf(journal);
    assert.equal(pinsOf(journal), list);
    fold(journal, opened({ said: NAME }));
    assert.notEqual(pinsOf(journal), list);
  });

  it("holds until a day, which no longer counts", () => {
    const [pin] = pinsOf(folded([opened({ said: { ...WILE, until: "2026-03-02" } })]));
    assert.ok(pin);
    assert.equal(isInForce(pin, dayNumber("2026-03-01")), true);
    assert.equal(isInForce(pin, dayNumber("2026-03-02")), false);
  });

  it("finds a subject's by the repository's id, else by its name", () => {
    const withId = { ...SEVEN, repository: { id: 42, name: "octo-org/engine" } };
    const table: [string, PinSaid, { id?: number; name: string }, number, number][] = [
      ["by name", SEVEN, { name: "Octo-Org/Engine" }, 7, 1],
      ["by name, the subject knows its id", SEVEN, { id: 42, name: "octo-org/engine" }, 7, 1],
      ["renamed", withId, { id: 42, name: "octo-org/motor" }, 7, 1],
      ["the name was taken", withId, { id: 43, name: "octo-org/engine" }, 7, 0],
      ["another number", SEVEN, { name: "octo-org/engine" }, 8, 0],
      ["another repository", SEVEN, { name: "octo-org/motor" }, 7, 0],
    ];
    for (const [name, said, repository, number, expected] of table) {
      const pins = standingPins(folded([opened({ said })]).pins);
      const subject = { ref: `${repository.name}#${String(number)}`, number, repository };
      assert.equal(pinsOnSubject(pins, subject).length, expected, name);
    }
  });

  it("of two that know a subject differently, the later counts", () => {
    const pins = standingPins(
      folded([
        opened({ said: { ...SEVEN, repository: { id: 42, name: "octo-org/engine" } } }),
        opened({ said: SEVEN_NOT }),
      ]).pins,
    );
    const found = pinsOnSubject(pins, {
      ref: SEVEN.ref,
      number: 7,
      repository: { id: 42, name: "octo-org/engine" },
    });
    assert.deepEqual(
      found.map(({ said }) => said.verdict),
      ["no-conflict"],
    );
  });
});

const anySaid = fc.constantFrom<PinSaid>(WILE, WILE_NOT, SEVEN, SEVEN_NOT, NAME, { ...NAME, verdict: "is" });
const anyEntries = fc
  .array(
    fc.record({
      said: anySaid,
      organization: fc.constantFrom("acme", "globex"),
      erased: fc.boolean(),
      withdrawn: fc.boolean(),
    }),
    { maxLength: 20 },
  )
  .map((all) =>
    all.flatMap(({ withdrawn, ...made }) => {
      const entry = opened(made);
      return withdrawn ? [entry, withdrawing(entry)] : [entry];
    }),
  );

describe("the fold of pins, for any entries", () => {
  it("comes to the same in any order, in parts, and twice over", () => {
    fc.assert(
      fc.property(anyEntries, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (entries, keys) => {
        const whole = pinsOf(folded(entries));
        const shuffled = entries
          .map((entry, index) => ({ entry, key: keys[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const journal = folded(shuffled);
        assert.deepEqual(pinsOf(journal), whole);
        assert.deepEqual(pinsOf(folded(shuffled, journal)), whole);
      }),
    );
  });

  it("what stands is the last readable word on its target, and was not taken back", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const readable = entries.filter(({ hidden }) => hidden !== undefined);
        const said = (entry: OpenedEntry) => JSON.stringify(entry.hidden?.detail);
        for (const pin of pinsOf(folded(entries))) {
          const entry = readable.find((each) => each.entry.id === pin.id);
          assert.ok(entry);
          assert.ok(
            !readable.some((each) => said(each) === JSON.stringify({ about: "withdrawal", pin: pin.id })),
          );
          const later = readable.filter(
            (each) => each.entry.id > pin.id && each.hidden?.organization === pin.organization,
          );
          assert.ok(!later.some((each) => said(each) === said(entry)));
        }
      }),
    );
  });
});
