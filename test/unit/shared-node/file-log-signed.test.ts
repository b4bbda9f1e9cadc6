import assert from "node:assert/strict";
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import { commitmentMatches, salt } from "@recuse/shared/audit/commitment.ts";
import { DetailsLine, type Entry } from "@recuse/shared/audit/entry.ts";
import { noteVerifier } from "@recuse/shared/audit/note-key.ts";
import { openNote } from "@recuse/shared/audit/note.ts";
import { openCheckpoint } from "@recuse/shared/audit/witness-policy.ts";
import { parsePolicy } from "@recuse/shared/audit/witness-policy-file.ts";
import { openFileLog, type FileLog, type FileLogOptions } from "@recuse/shared/node/file-log.ts";
import { createLogKeys, makeLogKeys, readLogKeys } from "@recuse/shared/node/log-keys.ts";
import { rotateKeys } from "@recuse/shared/node/log-rotation.ts";
import { hmacSha256 } from "@recuse/shared/node/node-cryptography.ts";
import { entriesOf, GLOBEX, OUTAGE, quickFolder } from "../../builders/log-crash.ts";
import { node } from "../../builders/cryptography.ts";

const KEYS = makeLogKeys("log.example/recuse");
const START = Date.UTC(2026, 2, 1);

/** Holds rounds until they are asked for. */
function heldClock() {
  let waiting: { run: () => void; at: number }[] = [];
  let time = START;
  return {
    now: () => time,
    schedule: (run: () => void, milliseconds: number) => {
      const due = { run, at: time + milliseconds };
      waiting.push(due);
      return () => {
        waiting = waiting.filter((each) => each !== due);
      };
    },
    pass: (milliseconds: number) => {
      time += milliseconds;
      const due = waiting.filter(({ at }) => at <= time);
      waiting = waiting.filter(({ at }) => at > time);
      for (const { run } of due) run();
    },
  };
}

describe("the log in files, signed", () => {
  let folder: string;
  const open = (options: Partial<FileLogOptions> = {}): Promise<FileLog> =>
    openFileLog(folder, { now: () => START, keys: KEYS, ...options });
  const path = (...names: string[]) => join(folder, ...names);

  async function written(count: number): Promise<void> {
    const log = await open();
    for (let at = 0; at < count; at += 1)
      await log.append("public", OUTAGE, at % 2 === 0 ? GLOBEX : undefined);
    await log.append("private", OUTAGE, GLOBEX);
    await log.close();
  }

  beforeEach(async () => {
    folder = await quickFolder();
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("has a signed head, kept and published, at most a second behind; tiles were there first", async () => {
    const clock = heldClock();
    const log = await open(clock);
    await log.append("public", OUTAGE);
    const publicHead = async () =>
      parseCheckpoint((await readFile(path("public", "checkpoint"), "utf8")).replace(/\n\n[^]*$/, "\n"));
    assert.equal((await publicHead()).size, 0);
    clock.pass(1000);
    await log.checkpointed();
    assert.equal((await publicHead()).size, 1);
    assert.deepEqual(
      await readFile(path("public", "checkpoint")),
      await readFile(path("public", "checkpoints", "1")),
    );
    assert.equal((await stat(path("public", "tile", "0", "000.p", "1"))).size, 32);
    await log.append("private", OUTAGE);
    clock.pass(1000);
    await log.checkpointed();
    assert.deepEqual((await readdir(path("public", "checkpoints"))).sort(), ["0", "1"]);
    assert.deepEqual([(await stat(path("wal-0"))).size, (await stat(path("wal-1"))).size], [0, 0]);
    await log.close();
    const policy = parsePolicy(node.sha256, await readFile(path("public", "policy")));
    const trusted = openCheckpoint(node, policy, await readFile(path("public", "checkpoint")));
    assert.equal(trusted.checkpoint.origin, "log.example/recuse");
  });

  it("removes partial tiles once a full one takes their place, and mends any tile on opening", async () => {
    await written(255);
    assert.deepEqual(await readdir(path("public", "tile", "0")), ["000.p"]);
    await written(2);
    assert.deepEqual((await readdir(path("public", "tile", "0"))).sort(), ["000", "001.p"]);
    const good = await readFile(path("public", "tile", "entries", "000"));
    await writeFile(path("public", "tile", "entries", "000"), good.subarray(1));
    await rm(path("public", "tile", "1"), { recursive: true });
    await (await open()).close();
    assert.deepEqual(await readFile(path("public", "tile", "entries", "000")), good);
    assert.equal((await stat(path("public", "tile", "1", "000.p", "1"))).size, 32);
  });

  it("refuses every flipped bit of what is signed, naming file and line", async () => {
    await written(3);
    for (const [name, step] of [
      ["public/entries.jsonl", 11],
      ["public/checkpoint", 5],
      ["private/checkpoints/1", 7],
      ["public/policy", 7],
    ] as const) {
      const whole = await readFile(path(name));
      for (let bit = 0; bit < whole.length * 8; bit += step) {
        const flipped = Buffer.from(whole);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await writeFile(path(name), flipped);
        const line = whole
          .subarray(0, bit >> 3)
          .toString("latin1")
          .split("\n").length;
        await assert.rejects(open(), (error: Error) => {
          const place = name.endsWith(".jsonl") ? `${name}:${line}:` : name;
          assert.ok(error.message.includes(place), `bit ${bit} of ${name}: ${error.message}`);
          return true;
        });
        assert.deepEqual(await readFile(path(name)), flipped);
      }
      await writeFile(path(name), whole);
    }
    await (await open()).close();
  }).timeout(60_000);

  it("refuses a restored backup and another history, and says so", async () => {
    await written(2);
    const backup = `${folder}-backup`;
    await cp(folder, backup, { recursive: true });
    await written(1);
    const anchor = { public: await readFile(path("public", "checkpoint")) };
    await (await open({ anchor })).close();
    await rm(folder, { recursive: true });
    await cp(backup, folder, { recursive: true });
    await rm(backup, { recursive: true });
    await assert.rejects(open({ anchor }), {
      code: "rolled-back",
      message: /restored backup: nothing is signed/,
    });
    const other = await open();
    await other.append("public", { ...OUTAGE, cause: { kind: "start" } });
    await other.append("public", OUTAGE);
    await other.close();
    await assert.rejects(open({ anchor }), { code: "inconsistent", message: /another history/ });
    const entries = await readFile(path("public", "entries.jsonl"));
    await truncate(path("public", "entries.jsonl"), entries.lastIndexOf("\n", -2) + 1);
    await assert.rejects(open(), { code: "rolled-back" });
    await writeFile(path("public", "entries.jsonl"), Buffer.concat([entries, entries]));
    await assert.rejects(open(), { message: /entries\.jsonl:5: .*neither signed nor acknowledged/ });
  });

  it("refuses another key, and makes none where one was lost", async () => {
    await written(1);
    await assert.rejects(open({ keys: makeLogKeys("log.example/recuse") }), { code: "signature" });
    await assert.rejects(openFileLog(folder, { now: () => START }), { code: "missing" });
    await rm(path("public", "checkpoint"));
    await rm(path("public", "checkpoints"), { recursive: true });
    await assert.rejects(open(), { code: "inconsistent", message: /checkpoints are gone/ });
  });

  it("adopts a log that was never signed, with a warning", async () => {
    await written(3);
    for (const log of ["public", "private"])
      for (const name of ["checkpoint", "checkpoints", "policy", "tile"])
        await rm(path(log, name), { recursive: true });
    const log = await open();
    assert.match(log.warnings.join("\n"), /signed nothing wrote its 3 entries/);
    assert.equal(log.head("public").size, 3);
    await log.close();
    assert.deepEqual(await open().then(async (again) => (await again.close(), again.warnings)), []);
  });

  it("tells a torn write-ahead from a damaged one, and loses nothing that was acknowledged", async () => {
    const clock = heldClock();
    const log = await open(clock);
    for (let at = 0; at < 3; at += 1) await log.append("public", OUTAGE, GLOBEX);
    const copy = `${folder}-crashed`;
    await cp(folder, copy, { recursive: true });
    await log.close();
    const wal = await readFile(join(copy, "wal-0"));
    const starts = [...wal.toString("latin1").matchAll(/\u001eWA1/g)].map(({ index }) => index);
    assert.equal(starts.length, 3);
    const last = starts[2] ?? 0;
    const reopened = async (bytes: Buffer): Promise<number> => {
      await rm(folder, { recursive: true });
      await cp(copy, folder, { recursive: true });
      await writeFile(path("wal-0"), bytes);
      const again = await open();
      const entries = await entriesOf(again);
      assert.equal(again.warnings.length, bytes.equals(wal) || bytes.length === last ? 0 : 1);
      assert.ok(entries.every(({ hidden }) => hidden?.organization === "globex"));
      await again.close();
      return entries.length;
    };
    assert.equal(await reopened(wal), 3);
    for (let cut = last; cut < wal.length; cut += 5) {
      assert.equal(await reopened(wal.subarray(0, cut)), 2);
      for (const fill of [0, 0xff]) assert.equal(await reopened(Buffer.from(wal).fill(fill, cut)), 2);
    }
    for (let bit = 0; bit < last * 8; bit += 13) {
      const flipped = Buffer.from(wal);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await assert.rejects(reopened(flipped), { code: "inconsistent" }, `bit ${bit}`);
    }
    await rm(copy, { recursive: true });
  }).timeout(60_000);

  it("changes its keys under a checkpoint that both sign, and old heads still verify", async () => {
    const first = await createLogKeys(folder);
    const log = await openFileLog(folder, { now: () => START });
    await log.append("public", OUTAGE);
    await log.close();
    const next = await rotateKeys(folder, { now: () => START });
    assert.notEqual(next.public.id, first.public.id);
    assert.equal((await readLogKeys(folder)).public.id, next.public.id);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith("key")),
      ["key"],
    );
    const both = await readFile(path("public", "checkpoints", "2"));
    const verifiers = [first.public, next.public].map((key) => noteVerifier(key));
    assert.equal(openNote(node, both, verifiers).verified.length, 2);
    const earlier = parsePolicy(node.sha256, await readFile(path("public", "policies", "2")));
    assert.equal(
      openCheckpoint(node, earlier, await readFile(path("public", "checkpoints", "1"))).checkpoint.size,
      1,
    );
    const again = await openFileLog(folder, { now: () => START });
    await again.append("public", OUTAGE);
    assert.deepEqual(
      (await entriesOf(again)).map(({ entry }) => entry.type),
      ["outage", "key-rotation", "outage", "key-rotation"],
    );
    await again.close();
    const policy = parsePolicy(node.sha256, await readFile(path("public", "policy")));
    assert.equal(
      openCheckpoint(node, policy, await readFile(path("public", "checkpoint"))).checkpoint.size,
      3,
    );
  });

  it("says the private head under a key that only the details know", async () => {
    const log = await open();
    await log.append("private", OUTAGE, GLOBEX);
    const entry = await log.appendPrivateHead();
    await log.close();
    const lines = (await readFile(path("details.jsonl"), "utf8")).trimEnd().split("\n");
    const details = DetailsLine.parse(JSON.parse(lines.at(-1) ?? ""));
    const r = salt(hmacSha256, Buffer.from(details.key ?? "", "base64"), entry.id, "detail");
    assert.ok(
      commitmentMatches(
        hmacSha256,
        r,
        entry.id,
        "detail",
        details.hidden.detail,
        entry.commitments?.detail ?? "",
      ),
    );
  });

  it("looks the same in public with private entries and without, but for random bytes", async () => {
    const runs = [];
    for (const findings of [false, true]) {
      await rm(folder, { recursive: true });
      const clock = heldClock();
      const log = await open(clock);
      const seen: string[] = [];
      for (let minute = 0; minute < 300; minute += 1) {
        if (findings && minute % 3 === 0) {
          for (let count = 0; count < minute % 7; count += 1) await log.append("private", OUTAGE, GLOBEX);
        }
        if (minute % 4 === 1) await log.append("public", OUTAGE, GLOBEX);
        if (minute % 60 === 0) await log.appendPrivateHead();
        clock.pass(2000);
        clock.pass(58_000);
        await log.checkpointed();
        seen.push(String(log.head("public").size));
      }
      await log.close();
      runs.push({ seen, files: await shapes(path("public")) });
    }
    const [without, having] = runs;
    assert.deepEqual(having, without);
    assert.ok((without?.files.length ?? 0) > 100);
  }).timeout(60_000);
});

/** Every file with its size, and its content where nothing of it is random: what a stranger can tell. */
async function shapes(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  const rows = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name);
      return `${file.slice(folder.length)} ${(await stat(file)).size}`;
    }),
  );
  const lines = (await readFile(join(folder, "entries.jsonl"), "utf8")).trimEnd().split("\n");
  const plain = lines.map((line) => {
    const { id, commitments, ...rest } = JSON.parse(line) as Entry;
    return JSON.stringify([id.slice(0, 10), id.length, Object.keys(commitments ?? {}), rest]);
  });
  return [...rows.sort(), ...plain];
}
