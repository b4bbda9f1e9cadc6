import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { DurableLowError, openDurableLow } from "@recuse/shared/node/durable-lowdb.ts";

const Counter = z.strictObject({ count: z.number().int().min(0), note: z.string().default("none") });
const SECRET = "zzcanaryzz";

describe("lowdb over a durable file", () => {
  let folder = "";
  let path = "";
  let warnings: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-lowdb-"));
    path = join(folder, "counter.json");
    warnings = [];
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<Awaited<ReturnType<typeof openDurableLow<z.infer<typeof Counter>>>>> {
    return openDurableLow(path, {
      schema: Counter,
      initial: { count: 0, note: "new" },
      warn: (sentence) => warnings.push(sentence),
    });
  }

  it("starts with what it was given, writes nothing by itself, and reads through the schema", async () => {
    const low = await open();
    assert.deepEqual(low.data, { count: 0, note: "new" });
    await assert.rejects(stat(path));
    await writeFile(path, '\uFEFF{"count": 3}');
    assert.deepEqual((await open()).data, { count: 3, note: "none" });
    assert.deepEqual(warnings, []);
  });

  it("keeps a backup of the content before", async () => {
    const low = await open();
    await low.update((counter) => (counter.count = 1));
    await low.update((counter) => (counter.count = 2));
    assert.equal((JSON.parse(await readFile(path, "utf8")) as { count: number }).count, 2);
    assert.equal((JSON.parse(await readFile(`${path}.bak`, "utf8")) as { count: number }).count, 1);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  const damages: [name: string, content: string | undefined, state: string][] = [
    ["cut off", '{"count": 2', "damaged"],
    ["empty", "", "damaged"],
    ["zeroes", "\0\0\0\0", "damaged"],
    ["against the schema", '{"count": -1}', "damaged"],
    ["missing", undefined, "missing"],
  ];
  for (const [name, content, state] of damages) {
    it(`reads and reports the backup where the file is ${name}, and keeps the good backup`, async () => {
      if (content !== undefined) await writeFile(path, content);
      await writeFile(`${path}.bak`, '{"count": 1, "note": "backup"}');
      const low = await open();
      assert.deepEqual(low.data, { count: 1, note: "backup" });
      assert.deepEqual(warnings, [`${path} is ${state}: its backup ${path}.bak was read instead`]);
      await low.update((counter) => (counter.count = 5));
      assert.equal((JSON.parse(await readFile(`${path}.bak`, "utf8")) as { count: number }).count, 1);
      assert.equal((await open()).data.count, 5);
      assert.equal(warnings.length, 1);
    });
  }

  it("refuses, and touches nothing, where file and backup are damaged; repeats no value", async () => {
    for (const backup of [undefined, '{"count": "zzcanaryzz"']) {
      await writeFile(path, `{"count": "${SECRET}"}`);
      if (backup !== undefined) await writeFile(`${path}.bak`, backup);
      await assert.rejects(open(), (error) => {
        assert.ok(error instanceof DurableLowError);
        assert.equal(error.code, "damaged");
        assert.ok(!error.message.includes(SECRET));
        return true;
      });
      assert.equal(await readFile(path, "utf8"), `{"count": "${SECRET}"}`);
    }
  });

  it("never writes what it could not read again", async () => {
    const low = await open();
    await low.update((counter) => (counter.count = 1));
    await assert.rejects(
      low.update((counter) => (counter.count = -1)),
      { code: "invalid" },
    );
    assert.equal((JSON.parse(await readFile(path, "utf8")) as { count: number }).count, 1);
  });

  it("ends with the last of many writes that were under way at once", async () => {
    const low = await open();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => low.update((counter) => (counter.count = index + 1))),
    );
    assert.equal((await open()).data.count, 40);
  });
});
