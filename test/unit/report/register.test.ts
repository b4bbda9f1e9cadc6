import assert from "node:assert/strict";
import fc from "fast-check";
import { readRegisterEntry } from "@recuse/shared/report/register-entry.ts";
import { queryAddress, readQuery } from "@recuse/shared/report/register-query.ts";
import { emptyRegister, foldRegister, selectRows, type Register } from "@recuse/shared/report/register.ts";
import { rowWords } from "@recuse/shared/report/register-words.ts";
import { entryId, type EntryFields } from "../../builders/public-log.ts";
import { BREACH, everyKind } from "../../builders/register-entries.ts";

function entryOf(fields: EntryFields, index: number) {
  const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
  const entry = readRegisterEntry(JSON.stringify({ id: entryId(index), index, at: day, ...fields }));
  assert.ok(entry);
  return entry;
}

function folded(all: readonly EntryFields[] = everyKind()): Register {
  const register = emptyRegister();
  for (const [index, fields] of all.entries()) foldRegister(register, entryOf(fields, index), index * 10);
  return register;
}

describe("the register", () => {
  const register = folded();
  const indexes = (rows: readonly number[]) => rows.map((row) => register.rows.index[row]);

  const queries: [string, Parameters<typeof selectRows>[1], number[]][] = [
    ["breaches", { group: "breach" }, [13]],
    ["who decided instead", { group: "handover" }, [5, 4]],
    ["a maintainer, in any case", { maintainer: "HUBOT" }, [13, 12, 7, 6]],
    ["a repository, in any case", { repository: "Octo-Org/Spoon-Knife", group: "recusal" }, [12]],
    ["a repository that is not there", { repository: "octo-org/none" }, []],
    ["a maintainer who is not there", { maintainer: "wile" }, []],
    ["since a day", { since: "2026-01-17" }, [18, 17, 16]],
    ["before an entry", { before: 3 }, [2, 1, 0]],
  ];
  for (const [title, query, expected] of queries) {
    it(`finds ${title}`, () => {
      assert.deepEqual(indexes(selectRows(register, query, 50).rows), expected);
    });
  }

  it("pages through everything once, whatever the size of a page", () => {
    const all = indexes(selectRows(register, {}, 1_000).rows);
    for (const limit of [1, 2, 5, all.length]) {
      const seen: (number | undefined)[] = [];
      for (let before: number | undefined, more = true; more;) {
        const page = selectRows(register, before === undefined ? {} : { before }, limit);
        assert.equal(page.total, all.length);
        seen.push(...indexes(page.rows));
        before = page.next;
        more = before !== undefined;
      }
      assert.deepEqual(seen, all);
    }
  });

  it("tells a reply with its breach, and one by anybody else for itself", () => {
    assert.deepEqual(register.breaches.get(entryId(BREACH))?.replies, [(BREACH + 1) * 10]);
    const forged = everyKind();
    forged[BREACH + 1] = { type: "correction", about: entryId(BREACH), by: { id: 1001, login: "wile" } };
    assert.deepEqual(folded(forged).breaches.get(entryId(BREACH))?.replies, []);
    assert.equal(folded(forged).counts.get("record"), 3);
  });

  it("knows coverage, outages and when the private record was fixed", () => {
    const [octocat, hubot] = register.maintainers;
    assert.deepEqual(
      [octocat?.login, octocat?.attestedUntil, octocat?.breaches],
      ["octocat", "2026-12-31", 0],
    );
    assert.deepEqual([hubot?.login, hubot?.attestedAt, hubot?.breaches], ["hubot", undefined, 1]);
    assert.equal(register.outages.length, 1);
    assert.equal(register.privateHeadAt, "2026-01-12T00:00:00.000Z");
  });

  it("sees a silence that nobody recorded", () => {
    const heads = [0, 1, 2, 9, 10].map((hour) => ({
      type: "private-head",
      at: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
    }));
    const { outages } = folded(heads);
    assert.deepEqual(outages, [
      {
        from: "2026-01-01T02:00:00.000Z",
        until: "2026-01-01T09:00:00.000Z",
        at: "2026-01-01T09:00:00.000Z",
        isInferred: true,
      },
    ]);
  });

  it("words every recusal alike, whatever it commits to", () => {
    const plain = rowWords(entryOf({ type: "recusal" }, 0));
    const reasoned = rowWords(
      entryOf({ type: "recusal", commitments: { reason: "x", organization: "y" } }, 0),
    );
    assert.deepEqual(reasoned, plain);
  });

  it("reads back the address that it writes", () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: "binary" }).map((each) => each.trim());
    const query = fc.record(
      {
        maintainer: text.filter((each) => each !== "" && !each.startsWith("@")),
        repository: text.filter((each) => each !== ""),
        group: fc.constantFrom("breach" as const, "coverage" as const),
        since: fc.constant("2026-02-03"),
        before: fc.integer({ min: 1 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(query, (asked) => {
        const parameters = new URLSearchParams(queryAddress(asked).replace("./", ""));
        assert.deepEqual(
          readQuery((name) => parameters.get(name) ?? undefined),
          asked,
        );
      }),
    );
  });

  for (const [name, value] of [
    ["since", "2026-13-01"],
    ["since", "yesterday"],
    ["type", "__proto__"],
    ["before", "-1"],
    ["before", "1e3"],
    ["maintainer", "x".repeat(201)],
  ] as const) {
    it(`takes ${name}=${value.slice(0, 12)} for not asked`, () => {
      assert.deepEqual(
        readQuery((asked) => (asked === name ? value : undefined)),
        {},
      );
    });
  }
});
