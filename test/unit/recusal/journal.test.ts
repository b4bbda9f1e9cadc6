import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import type { LogName, OpenedEntry } from "@recuse/shared/audit/log.ts";
import { emptyJournal, fold, recordKey, subjectState, type Journal } from "@recuse/shared/recusal/journal.ts";

const OCTO = { id: 1, login: "octocat" };
const SHA = "0".repeat(64);
const REPOSITORY = { id: 7, name: "octo-org/engine" };

let tick = 0;

interface Said {
  log?: LogName;
  repository?: Entry["repository"];
  number?: number;
  organization?: string;
  erased?: true;
  says: Partial<Entry> & Pick<Entry, "type">;
}

/** An opened entry; its id rises with every call. */
function opened({ log = "public", repository = REPOSITORY, number = 1, ...said }: Said): OpenedEntry {
  tick += 1;
  return {
    log,
    entry: {
      v: 1,
      id: tick.toString().padStart(26, "0"),
      index: tick,
      at: "2026-03-01T00:00:00.000Z",
      repository,
      subject: { kind: "issue", number, ref: `octo-org/engine#${number.toString()}` },
      cause: { kind: "scan" },
      ...(said.organization !== undefined || said.erased
        ? { commitments: { organization: `${"A".repeat(43)}=` } }
        : {}),
      ...said.says,
    },
    ...(said.organization === undefined ? {} : { hidden: { organization: said.organization } }),
  };
}

const level = (to: Entry["level"]) => ({ type: "determination", maintainer: OCTO, level: to }) as const;
const added = (label: string) => ({ type: "effect", effect: { kind: "label-added", label } }) as const;
const takenBack = (label: string) => ({ type: "effect", effect: { kind: "label-removed", label } }) as const;
const person = (action: "removed" | "restored", label: string) =>
  ({ type: "override", override: { label, action } }) as const;
const comment = (id: number, sha256 = SHA) =>
  ({ type: "effect", effect: { kind: "comment", comment: id, sha256 } }) as const;
const INTENDED = { type: "effect", effect: { kind: "comment-intended" } } as const;

function folded(entries: readonly OpenedEntry[], journal: Journal = emptyJournal()): Journal {
  for (const entry of entries) fold(journal, entry);
  return journal;
}

/** The state without its function, so that it can be compared. */
function plain(
  journal: Journal,
  repository: { id?: number; name: string } = REPOSITORY,
  number = 1,
): unknown {
  const { organizationsOf, recorded, labels, removedByPerson, ...rest } = subjectState(
    journal,
    repository,
    number,
  );
  return {
    ...rest,
    recorded: { public: [...recorded.public].sort(), private: [...recorded.private].sort() },
    organizations: {
      public: organizationsOf("public", 1).toSorted(),
      private: organizationsOf("private", 1).toSorted(),
    },
    labels: [...labels].sort(),
    removedByPerson: [...removedByPerson].sort(),
  };
}

describe("journal", () => {
  it("knows nothing of a subject it never heard of", () => {
    const state = subjectState(emptyJournal(), REPOSITORY, 1);
    assert.equal(state.recorded.public.size + state.recorded.private.size, 0);
    assert.deepEqual(state.organizationsOf("public", 1), []);
    assert.equal(state.labels.size + state.removedByPerson.size, 0);
    assert.equal(state.comment, undefined);
    assert.equal(state.commentIntended, false);
  });

  it("keeps the last level per log, maintainer and organization", () => {
    const state = subjectState(
      folded([
        opened({ organization: "acme", says: level("disclose") }),
        opened({ organization: "acme", says: level("recuse") }),
        opened({ organization: "globex", log: "private", says: level("recuse") }),
        opened({ says: level("disclose") }),
        opened({ number: 2, organization: "acme", says: level("clear") }),
        opened({ organization: "acme", says: { ...level("clear"), maintainer: { id: 2, login: "hubot" } } }),
      ]),
      REPOSITORY,
      1,
    );
    assert.deepEqual(
      state.recorded.public,
      new Map([
        [recordKey(1, "acme"), "recuse"],
        [recordKey(1, ""), "disclose"],
        [recordKey(2, "acme"), "clear"],
      ]),
    );
    assert.deepEqual(state.recorded.private, new Map([[recordKey(1, "globex"), "recuse"]]));
    assert.deepEqual(state.organizationsOf("public", 1), ["acme", ""]);
    assert.deepEqual(state.organizationsOf("private", 2), []);
  });

  it("does not take the level of an erased organization for nobody's", () => {
    const state = subjectState(folded([opened({ erased: true, says: level("recuse") })]), REPOSITORY, 1);
    assert.equal(state.recorded.public.size, 0);
  });

  it("knows whose a label is", () => {
    const table: [string, OpenedEntry["entry"][], string[], string[]][] = [
      ["added", [opened({ says: added("r") }).entry], ["r"], []],
      ["taken back", [added("r"), takenBack("r")].map((says) => opened({ says }).entry), [], []],
      [
        "removed by a person",
        [added("r"), person("removed", "r")].map((says) => opened({ says }).entry),
        [],
        ["r"],
      ],
      [
        "put back by a person",
        [added("r"), person("removed", "r"), person("restored", "r")].map((says) => opened({ says }).entry),
        ["r"],
        [],
      ],
      [
        "one label in two spellings",
        [added("r"), person("removed", "R")].map((says) => opened({ says }).entry),
        [],
        ["R"],
      ],
      [
        "two labels",
        [added("a"), added("b"), takenBack("a")].map((says) => opened({ says }).entry),
        ["b"],
        [],
      ],
    ];
    for (const [name, entries, labels, removed] of table) {
      const journal = folded(entries.map((entry) => ({ log: "public", entry })));
      const state = subjectState(journal, REPOSITORY, 1);
      assert.deepEqual([[...state.labels], [...state.removedByPerson]], [labels, removed], name);
    }
  });

  it("remembers the comment, and one that was only intended", () => {
    const intended = folded([opened({ says: INTENDED })]);
    assert.equal(subjectState(intended, REPOSITORY, 1).commentIntended, true);
    fold(intended, opened({ says: comment(5) }));
    fold(intended, opened({ log: "private", says: comment(5, "1".repeat(64)) }));
    const state = subjectState(intended, REPOSITORY, 1);
    assert.deepEqual(state.comment, { id: 5, sha256: "1".repeat(64) });
    assert.equal(state.commentIntended, false);
  });

  it("finds a subject after its repository was renamed, and where an id is missing", () => {
    const said = { says: added("r") };
    const renamed = { id: 7, name: "Octo-Org/Motor" };
    const taken = { id: 8, name: "octo-org/engine" };
    const table: [string, OpenedEntry[], { id?: number; name: string }, number][] = [
      ["another case", [opened(said)], { id: 7, name: "OCTO-ORG/Engine" }, 1],
      ["renamed since", [opened(said)], renamed, 1],
      ["asked by name alone", [opened(said)], { name: "octo-org/Engine" }, 1],
      [
        "recorded by name alone",
        [opened({ ...said, repository: { name: "octo-org/engine" } })],
        REPOSITORY,
        1,
      ],
      [
        "neither has the id",
        [opened({ ...said, repository: { name: "octo-org/engine" } })],
        { name: "octo-org/engine" },
        1,
      ],
      ["the name belongs to another repository now", [opened(said)], taken, 0],
      [
        "asked by a name that another repository has now",
        [opened(said), opened({ repository: taken, number: 2, says: added("r") })],
        { name: "octo-org/engine" },
        0,
      ],
    ];
    for (const [name, entries, repository, expected] of table) {
      assert.equal(subjectState(folded(entries), repository, 1).labels.size, expected, name);
    }
  });

  it("ignores entries about no subject", () => {
    const entry: Entry = {
      v: 1,
      id: "0".repeat(26),
      index: 0,
      at: "2026-03-01T00:00:00.000Z",
      type: "attestation",
      cause: { kind: "command" },
    };
    assert.equal(folded([{ log: "public", entry }, opened({ says: { type: "outage" } })]).subjects.size, 0);
  });
});

const anySaid = fc.record({
  log: fc.constantFrom<LogName>("public", "private"),
  number: fc.integer({ min: 1, max: 2 }),
  repository: fc.constantFrom<NonNullable<Entry["repository"]>>(
    { id: 7, name: "octo-org/engine" },
    { id: 8, name: "octo-org/engine" },
    { id: 7, name: "octo-org/motor" },
    { name: "octo-org/engine" },
  ),
  says: fc.constantFrom<Said["says"]>(
    level("recuse"),
    level("disclose"),
    level("clear"),
    added("r"),
    takenBack("r"),
    person("removed", "r"),
    person("restored", "R"),
    INTENDED,
    comment(1),
    comment(2),
  ),
});
const anyOrganization = fc.constantFrom(undefined, "acme", "globex");
const anyEntries = fc
  .array(fc.tuple(anySaid, anyOrganization), { maxLength: 30 })
  .map((all) =>
    all.map(([said, organization]) =>
      opened({ ...said, ...(organization === undefined ? {} : { organization }) }),
    ),
  );

/** The state of every subject that the generated entries speak of, however it is asked for. */
function everything(journal: Journal): unknown[] {
  const repositories = [
    { id: 7, name: "octo-org/engine" },
    { id: 8, name: "octo-org/engine" },
    { id: 7, name: "octo-org/motor" },
    { name: "octo-org/engine" },
    { name: "octo-org/motor" },
  ];
  return repositories.flatMap((repository) => [1, 2].map((number) => plain(journal, repository, number)));
}

describe("journal, for any entries", () => {
  it("comes to the same whether folded at once, in two parts, or twice over", () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(30), (entries, cut) => {
        const whole = everything(folded(entries));
        const parts = folded(entries.slice(cut), folded(entries.slice(0, cut)));
        assert.deepEqual(everything(parts), whole);
        assert.deepEqual(everything(folded(entries, parts)), whole);
      }),
    );
  });

  it("comes to the same however the two logs are interleaved", () => {
    fc.assert(
      fc.property(anyEntries, fc.array(fc.boolean(), { maxLength: 30 }), (entries, picks) => {
        const logs = [
          entries.filter(({ log }) => log === "public"),
          entries.filter(({ log }) => log === "private"),
        ];
        const shuffled = [
          ...picks.flatMap((pick) => (pick ? logs[0] : logs[1])?.splice(0, 1) ?? []),
          ...logs.flat(),
        ];
        assert.equal(shuffled.length, entries.length);
        assert.deepEqual(everything(folded(shuffled)), everything(folded(entries)));
      }),
    );
  });
});
