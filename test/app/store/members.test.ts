import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openMembers, type MemberStore } from "../../../github-app/src/store/members.ts";
import { inFolder } from "../../builders/command-line.ts";

const ORGS = ["acme", "globex", "constructor"];
const PAGES = [
  { etag: 'W/"1"', ids: [1, 2] },
  { etag: undefined, ids: [3] },
];

describe("the store of public members", () => {
  let now = new Date("2026-03-01T12:00:00Z");
  let warnings: string[] = [];

  beforeEach(() => {
    now = new Date("2026-03-01T12:00:00Z");
    warnings = [];
  });

  async function open(folder: string, orgs = ORGS): Promise<MemberStore> {
    return openMembers(join(folder, "data", "members.json"), {
      orgs,
      now: () => now,
      warn: (sentence) => warnings.push(sentence),
    });
  }

  it("keeps what was read, for its owner alone, and writes nothing before", async () => {
    await inFolder(async (folder) => {
      const store = await open(folder);
      assert.deepEqual([store.sets.size, store.pages("acme"), store.readAt("acme")], [0, [], undefined]);
      await assert.rejects(stat(join(folder, "data")));
      await store.keep("Acme", PAGES);
      await store.keep("constructor", []);
      for (const each of [store, await open(folder)]) {
        assert.deepEqual(
          [...each.sets],
          [
            ["acme", { ids: new Set([1, 2, 3]), readOn: 20_513 }],
            ["constructor", { ids: new Set(), readOn: 20_513 }],
          ],
        );
        assert.equal(each.today(), 20_513);
        assert.deepEqual(each.pages("ACME"), [{ etag: 'W/"1"', ids: [1, 2] }, { ids: [3] }]);
        assert.deepEqual(each.readAt("acme"), now);
      }
      assert.equal((await stat(join(folder, "data", "members.json"))).mode & 0o777, 0o600);
    });
  });

  it("a failure keeps the old set and the day it was read; an answer ends the failure", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "data", "members.json");
      const store = await open(folder);
      await store.keep("acme", PAGES);
      now = new Date("2026-03-05T00:00:00Z");
      await store.failed("acme", false);
      await store.failed("globex", false);
      now = new Date("2026-03-06T00:00:00Z");
      await store.failed("acme", false);
      for (const each of [store, await open(folder)]) {
        assert.deepEqual(each.sets.get("acme"), { ids: new Set([1, 2, 3]), readOn: 20_513 });
        assert.deepEqual(each.sets.get("globex"), { ids: new Set() });
      }
      assert.match(await readFile(path, "utf8"), /"failedSince": "2026-03-05T00:00:00.000Z"/);
      await store.failed("acme", true);
      assert.deepEqual(store.sets.get("acme"), { ids: new Set([1, 2, 3]), readOn: 20_513, gone: true });
      await store.confirm("acme");
      assert.deepEqual(store.sets.get("acme"), { ids: new Set([1, 2, 3]), readOn: 20_518 });
      assert.deepEqual(store.pages("acme").length, 2);
      await store.keep("globex", []);
      assert.doesNotMatch(await readFile(path, "utf8"), /failed|gone/);
    });
  });

  it("forgets what may not be asked for any more, on the disk as well", async () => {
    await inFolder(async (folder) => {
      const store = await open(folder);
      await store.keep("acme", PAGES);
      await store.keep("globex", [{ ids: [4] }]);
      assert.deepEqual([...(await open(folder, ["globex"])).sets.keys()], ["globex"]);
      assert.doesNotMatch(await readFile(join(folder, "data", "members.json"), "utf8"), /acme/);
    });
  });

  it("is begun anew where it is damaged, and says so", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "data", "members.json");
      await (await open(folder)).keep("acme", PAGES);
      await writeFile(path, '{"acme": {"pages": [{"ids": ["zzcanaryzz"]}]}}');
      const store = await open(folder);
      assert.equal(store.sets.size, 0);
      assert.deepEqual(warnings, [
        `${path} was damaged and is begun anew: what it held is asked of GitHub again`,
      ]);
      await store.keep("acme", PAGES);
      assert.equal((await open(folder)).sets.size, 1);
      assert.equal(warnings.length, 1);
    });
  });
});
