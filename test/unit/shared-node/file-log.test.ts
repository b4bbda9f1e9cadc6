import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { appendFile, chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commitmentMatches, salt } from "@recuse/shared/audit/commitment.ts";
import { decodeEntry, encodeEntry, type EntryDraft } from "@recuse/shared/audit/entry.ts";
import type { LogName, OpenedEntry, Secret } from "@recuse/shared/audit/log.ts";
import { openAppendHandle, type AppendHandle } from "@recuse/shared/node/append-handle.ts";
import type { FileLogError } from "@recuse/shared/node/file-log-error.ts";
import { openFileLog, type FileLog } from "@recuse/shared/node/file-log.ts";
import { scanDetails, scanEntries } from "@recuse/shared/node/unsigned-log.ts";
import type { LogLinesError } from "@recuse/shared/node/log-lines.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const DRAFT: EntryDraft = {
  type: "determination",
  repository: { id: 7, name: "octo-org/engine" },
  subject: { kind: "proposal", number: 1, ref: "octo-org/engine#1" },
  maintainer: { id: 1, login: "octocat" },
  level: "recuse",
  cause: { kind: "delivery", delivery: "d-1" },
};
const SECRET: Secret = {
  key: KEY,
  hidden: {
    organization: "globex",
    reason: "paid by Globex Corporation",
    detail: { evidence: "hank@globex.example", alias: "GlobexCorp" },
  },
};
const LOGS: readonly LogName[] = ["public", "private"];
const START = Date.UTC(2026, 2, 1);

async function all(log: FileLog): Promise<OpenedEntry[]> {
  const entries: OpenedEntry[] = [];
  for await (const opened of log.read()) entries.push(opened);
  return entries;
}

/** A checkpoint follows its entries sooner than it does by the clock. */
function soon(run: () => void): () => void {
  const timer = setTimeout(run, 50);
  return () => {
    clearTimeout(timer);
  };
}

function isRefused(error: unknown): boolean {
  return (error as FileLogError).name === "FileLogError" && (error as FileLogError).code === "refused";
}

describe("file log", () => {
  let folder: string;
  let now: number;
  const open = () => openFileLog(folder, { now: () => now });
  const pathOf = (log: LogName) => join(folder, log, "entries.jsonl");
  const detailsPath = () => join(folder, "details.jsonl");

  /** Makes the log one of a version that signed nothing. */
  async function unsigned(): Promise<void> {
    for (const log of LOGS)
      for (const name of ["checkpoint", "checkpoints", "policy", "tile"])
        await rm(join(folder, log, name), { recursive: true, force: true });
  }

  /** A closed log with three public entries, of which the first and the last hide something. */
  async function written(): Promise<void> {
    const log = await open();
    await log.append("public", DRAFT, SECRET);
    await log.append("public", DRAFT);
    await log.append("public", DRAFT, SECRET);
    await log.close();
  }

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "recuse-log-")), "data", "log");
    now = START;
  });
  afterEach(() => rm(join(folder, "../.."), { recursive: true }));

  it("numbers each log without gaps in the order of the calls, secrets or none", async () => {
    const log = await open();
    const appended = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        log.append(
          n % 3 === 0 ? "private" : "public",
          { ...DRAFT, subject: { kind: "issue", number: n, ref: "r" } },
          n % 5 < 2 ? SECRET : undefined,
        ),
      ),
    );
    const entries = await all(log);
    for (const name of LOGS) {
      const expected = appended.filter((_, n) => (n % 3 === 0) === (name === "private"));
      const found = entries.filter((opened) => opened.log === name).map(({ entry }) => entry);
      assert.deepEqual(found, expected);
      assert.deepEqual(
        found.map(({ index }) => index),
        [...found.keys()],
      );
    }
    await log.close();
    const again = await open();
    assert.deepEqual(await all(again), entries);
    assert.deepEqual(again.warnings, []);
    assert.equal((await again.append("public", DRAFT)).index, appended.filter((_, n) => n % 3 !== 0).length);
    await again.close();
  });

  it("writes canonical lines, and nothing else", async () => {
    await written();
    const lines = (await readFile(pathOf("public"), "utf8")).split("\n");
    assert.equal(lines.pop(), "");
    assert.equal(lines.length, 3);
    for (const line of lines) {
      assert.equal(Buffer.from(encodeEntry(decodeEntry(line))).toString(), line);
    }
    assert.equal(decodeEntry(lines[0] ?? "").at, "2026-03-01T00:00:00.000Z");
  });

  it("gives back what entries hide, under commitments that open", async () => {
    await written();
    const log = await open();
    const entries = await all(log);
    assert.deepEqual(
      entries.map(({ hidden }) => hidden),
      [SECRET.hidden, undefined, SECRET.hidden],
    );
    const { entry } = entries[2] ?? assert.fail();
    const hmac = (key: Uint8Array, message: Uint8Array) => createHmac("sha256", key).update(message).digest();
    for (const field of ["organization", "reason", "detail"] as const) {
      const r = salt(hmac, KEY, entry.id, field);
      const commitment = entry.commitments?.[field] ?? "";
      assert.equal(commitmentMatches(hmac, r, entry.id, field, SECRET.hidden[field], commitment), true);
    }
    await log.close();
  });

  it("lets no word of what is hidden into the entries", async () => {
    const log = await open();
    for (const name of LOGS) await log.append(name, DRAFT, SECRET);
    await log.close();
    for (const name of LOGS) {
      const bytes = (await readFile(pathOf(name))).toString("latin1");
      assert.match(bytes, /commitments/);
      for (const form of [
        /globex/i,
        /paid/,
        new RegExp(Buffer.from("globex").toString("base64").slice(0, 7)),
      ]) {
        assert.doesNotMatch(bytes, form);
      }
    }
    assert.match(await readFile(detailsPath(), "utf8"), /globex/);
  });

  it("tells nothing of the private log by the public one's ids", async () => {
    const log = await open();
    const first = await log.append("public", DRAFT);
    for (let count = 0; count < 5; count += 1) await log.append("private", DRAFT);
    const second = await log.append("public", DRAFT);
    await log.close();
    // Within one millisecond an id is the one before it plus one: five private ones leave no gap.
    const plusOne = (id: string) => (parseInt(id.slice(-4), 32) + 1) % 32 ** 4;
    const crockford = (id: string) =>
      [...id].map((digit) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(digit).toString(32)).join("");
    assert.equal(first.id.slice(0, 10), second.id.slice(0, 10));
    assert.equal(parseInt(crockford(second.id).slice(-4), 32), plusOne(crockford(first.id)));
  });

  it("makes later ids though the clock went back, also after opening again", async () => {
    await written();
    now = START - 86_400_000;
    const log = await open();
    const later = await log.append("public", DRAFT);
    const latest = await log.append("public", DRAFT, SECRET);
    assert.ok(later.id < latest.id);
    assert.equal(later.at, "2026-02-28T00:00:00.000Z");
    await log.close();
    const again = await open();
    assert.equal((await all(again)).length, 5);
    await again.close();
  });

  it("is closed to other users, except what may be published", async () => {
    await written();
    await chmod(detailsPath(), 0o644);
    await (await open()).close();
    const modes = await Promise.all(
      [folder, detailsPath(), pathOf("private"), pathOf("public")].map(
        async (path) => (await stat(path)).mode,
      ),
    );
    assert.deepEqual(
      modes.map((mode) => (mode & 0o777).toString(8)),
      ["700", "600", "600", "644"],
    );
  });

  it("refuses what is no entry before anything is written", async () => {
    const log = await open();
    const bad: [string, unknown, unknown][] = [
      ["an unknown type", { ...DRAFT, type: "gossip" }, undefined],
      ["an unknown field", { ...DRAFT, organization: "globex" }, undefined],
      ["free text", { ...DRAFT, reason: "globex" }, undefined],
      ["no level", { ...DRAFT, level: undefined }, undefined],
      ["an effect without one", { ...DRAFT, type: "effect" }, undefined],
      ["a lone surrogate", { ...DRAFT, maintainer: { id: 1, login: "globex\ud800" } }, undefined],
      ["a short key", DRAFT, { ...SECRET, key: KEY.subarray(1) }],
      ["a lone surrogate in a secret", DRAFT, { key: KEY, hidden: { reason: "globex\udc00" } }],
      ["a secret of another shape", DRAFT, { key: KEY, hidden: { client: "globex" } }],
    ];
    for (const [name, draft, secret] of bad) {
      await assert.rejects(
        log.append("public", draft as EntryDraft, secret as Secret),
        (error: Error) => isRefused(error) && !error.message.includes("globex"),
        name,
      );
    }
    assert.equal((await log.append("public", DRAFT)).index, 0);
    await log.close();
    assert.equal((await stat(detailsPath())).size, 0);
  });

  it("reads while it is written to, and can be left early", async () => {
    const log = await open();
    await Promise.all(Array.from({ length: 50 }, () => log.append("public", DRAFT, SECRET)));
    const more = Array.from({ length: 50 }, () => log.append("public", DRAFT, SECRET));
    for await (const { entry, hidden } of log.read()) {
      assert.deepEqual(hidden, SECRET.hidden);
      if (entry.index === 20) break;
    }
    await Promise.all(more);
    assert.equal((await all(log)).length, 100);
    const last = log.append("private", DRAFT, SECRET);
    await log.close();
    assert.equal((await last).index, 0);
    await assert.rejects(log.append("public", DRAFT), { code: "closed" });
  });

  it("stops both logs at the first failed write, and goes on when opened again", async () => {
    for (const failing of ["wal", "public", "private", "details"]) {
      let broken = false;
      const faulty = async (path: string, mode: number): Promise<AppendHandle> => {
        const handle = await openAppendHandle(path, mode);
        if (!path.includes(`/${failing}`)) return handle;
        const fail = () => Promise.reject(new Error("EIO: i/o error, fdatasync"));
        return { ...handle, datasync: () => (broken ? fail() : handle.datasync()) };
      };
      const log = await openFileLog(folder, { now: () => now, open: faulty, schedule: soon });
      const before = (await all(log)).length;
      for (const name of LOGS) await log.append(name, DRAFT, SECRET);
      assert.equal(log.writable(), true);
      await log.checkpointed();
      broken = true;
      const name = failing === "private" ? "private" : "public";
      const results = await Promise.allSettled([
        log.append(name, DRAFT, SECRET),
        log.append(name, DRAFT),
        log.append(name, DRAFT, SECRET),
      ]);
      // What is durable in the write-ahead was promised; the failure shows when it is copied from there.
      const outcome = failing === "wal" ? "rejected" : "fulfilled";
      assert.deepEqual(
        results.map((result) => result.status),
        [outcome, outcome, outcome],
        failing,
      );
      await assert.rejects(log.checkpointed(), { code: "stopped" }, failing);
      assert.equal(log.writable(), false, failing);
      broken = false;
      for (const each of LOGS) await assert.rejects(log.append(each, DRAFT), { code: "stopped" }, failing);
      await log.close();
      const again = await open();
      assert.ok((await all(again)).length >= before + (failing === "wal" ? 2 : 5));
      await again.append("public", DRAFT, SECRET);
      await again.close();
    }
  }).timeout(10_000);

  it("cuts every torn or zero-filled last line that was never signed, and nothing before it", async () => {
    await written();
    for (const path of [pathOf("public"), detailsPath()]) {
      const scan = path === detailsPath() ? scanDetails : scanEntries;
      const whole = await readFile(path);
      const lastLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
      const kept = path === detailsPath() ? 1 : 2;
      for (let cut = lastLine; cut < whole.length; cut += 1) {
        const zeroed = Buffer.from(whole).fill(0, cut);
        const held = Buffer.from(whole).fill(0, cut, whole.length - 1);
        const torn = [whole.subarray(0, cut), zeroed, ...(cut < whole.length - 1 ? [held] : [])];
        for (const bytes of torn) {
          await writeFile(path, bytes);
          const { bytes: sound, warning } = await scan(path, bytes.length);
          assert.equal(sound, lastLine);
          assert.equal(warning === undefined, bytes.length === lastLine);
        }
      }
      await unsigned();
      const log = await open();
      assert.match(log.warnings.join("\n"), /: cut \d+ bytes/);
      await log.close();
      assert.deepEqual(await readFile(path), whole.subarray(0, lastLine));
      assert.equal(await lineCount(path), kept);
      await unsigned();
      await writeFile(path, whole);
    }
  }).timeout(20_000);

  it("goes on after a cut, passing over details whose entry was lost", async () => {
    await written();
    await unsigned();
    const whole = await readFile(pathOf("public"));
    await writeFile(pathOf("public"), whole.subarray(0, -5));
    const log = await open();
    assert.match(log.warnings.join(), /public\/entries\.jsonl:3: cut \d+ bytes/);
    const other: Secret = { key: KEY, hidden: { organization: "initech" } };
    assert.equal((await log.append("public", DRAFT, other)).index, 2);
    assert.deepEqual(
      (await all(log)).map(({ hidden }) => hidden?.organization),
      ["globex", undefined, "initech"],
    );
    await log.close();
  });

  it("refuses a damaged file with its line, and changes nothing", async () => {
    await written();
    await unsigned();
    const whole = await readFile(pathOf("public"), "utf8");
    const [first = "", second = "", third = ""] = whole.split("\n");
    const table: [string, string[], RegExp][] = [
      ["a bad line before a valid one", [first, second.slice(0, -1), third], /entries\.jsonl:2: .* damaged/],
      ["a bad first line", ["", second, third], /entries\.jsonl:1: .* damaged/],
      ["a line missing", [first, third], /entries\.jsonl:2: expected the entry with index 1/],
      ["the first missing", [second, third], /entries\.jsonl:1: expected the entry with index 0/],
      ["a line twice", [first, second, second], /entries\.jsonl:3: expected the entry with index 2/],
      ["exchanged", [second, first, third], /entries\.jsonl:1: expected the entry with index 0/],
      ["an id from before", [first, first.replace('"index":0', '"index":1')], /entries\.jsonl:2: the id/],
      ["a last line of another version", [first, second.replace('"v":1', '"v":2')], /entries\.jsonl:2: /],
      ["a last line of another program", [first, "{}"], /entries\.jsonl:2: /],
      ["no id", [first.replace(/"id":"[^"]{26}"/, '"id":"1"')], /entries\.jsonl:1: /],
    ];
    for (const [name, lines, expected] of table) {
      const text = `${lines.join("\n")}\n`;
      assert.notEqual(text, whole, name);
      await writeFile(pathOf("public"), text);
      await appendFile(detailsPath(), '{"torn":');
      const details = await readFile(detailsPath());
      await assert.rejects(open(), (error: LogLinesError) => expected.test(error.message), name);
      assert.equal(await readFile(pathOf("public"), "utf8"), text, name);
      assert.deepEqual(await readFile(detailsPath()), details, name);
    }
  });

  it("loses no acknowledged entry to kill -9", async () => {
    let total = 0;
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 4; round += 1) {
      for (const line of await appendUntilKilled(folder, 40 + round * 60)) {
        const [name, index, id, caller, count] = line.split(" ");
        acknowledged.set(
          `${String(name)} ${String(index)}`,
          `${String(id)} ${String(caller)} ${String(count)}`,
        );
      }
      const log = await open();
      const found = new Map<string, OpenedEntry>();
      for (const opened of await all(log)) {
        found.set(`${opened.log} ${String(opened.entry.index)}`, opened);
      }
      await log.close();
      for (const [place, expected] of acknowledged) {
        const { entry, hidden } = found.get(place) ?? assert.fail(`${place} was acknowledged and is gone`);
        assert.equal(`${entry.id} ${entry.cause.delivery ?? ""}`, expected);
        if (entry.commitments === undefined) continue;
        const [, caller, count] = expected.split(" ");
        assert.deepEqual(hidden, { organization: `caller-${String(caller)}`, detail: Number(count) });
      }
      total = acknowledged.size;
    }
    assert.ok(total > 100, `only ${String(total)} entries were acknowledged`);
  }).timeout(60_000);
});

async function lineCount(path: string): Promise<number> {
  return (await readFile(path, "utf8")).split("\n").length - 1;
}

/** Runs an appending process for some milliseconds; answers the lines that it printed whole. */
async function appendUntilKilled(folder: string, milliseconds: number): Promise<string[]> {
  const script = fileURLToPath(new URL("./log-appender.ts", import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    printed += text;
    timer ??= setTimeout(() => child.kill("SIGKILL"), milliseconds);
  });
  await new Promise((resolve) => child.once("close", resolve));
  assert.equal(child.signalCode, "SIGKILL");
  const lines = printed.split("\n");
  lines.pop();
  return lines.slice(1);
}
