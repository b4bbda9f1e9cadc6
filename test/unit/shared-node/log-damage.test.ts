/*
 * Small logs with every damage that a crash or a bad disk could do to their last bytes, and every single bit under
 * a checkpoint flipped: what was acknowledged is there, or the file is refused by name, and no bad state is taken.
 */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeEntry } from "@recuse/shared/audit/entry.ts";
import type { OpenedEntry } from "@recuse/shared/audit/log.ts";
import { openFileLog, type FileLog } from "@recuse/shared/node/file-log.ts";
import { makeLogKeys } from "@recuse/shared/node/log-keys.ts";
import { scanRecords } from "@recuse/shared/node/write-ahead-record.ts";
import { entriesOf, GLOBEX, OUTAGE, quickFolder } from "../../builders/log-crash.ts";

const KEYS = makeLogKeys("log.example/recuse");
const START = Date.UTC(2026, 2, 1);
const FILES = ["public/entries.jsonl", "private/entries.jsonl", "details.jsonl"] as const;

/** A log whose rounds run when they are asked for. */
interface Held {
  readonly log: FileLog;
  /** Runs the rounds that are due, the oldest first. */
  readonly round: () => void;
}

async function openHeld(folder: string): Promise<Held> {
  const due: (() => void)[] = [];
  const schedule = (run: () => void) => {
    due.push(run);
    return () => undefined;
  };
  const log = await openFileLog(folder, { now: () => START, keys: KEYS, schedule });
  return { log, round: () => due.shift()?.() };
}

/** Files of a folder by name; written and read at once, because thousands of logs are made. */
function filesOf(folder: string): ReadonlyMap<string, Buffer> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = found.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
}

function flipped(content: Buffer, bit: number): Buffer {
  const bytes = Buffer.from(content);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes;
}

/** The content torn behind a place, by every way in which a file system leaves a write undone. */
function torn(content: Buffer, at: number): Buffer[] {
  return [content.subarray(0, at), Buffer.from(content).fill(0, at), Buffer.from(content).fill(0xff, at)];
}

/** Of each log in turn, oldest first, with what they hide. */
function said(entries: readonly OpenedEntry[]): string[] {
  return entries.map(({ log, entry, hidden }) =>
    [log, Buffer.from(encodeEntry(entry)).toString(), JSON.stringify(hidden)].join(" "),
  );
}

describe("a damaged log", () => {
  let parent: string;
  let folder: string;
  /** What the disk held when the process was gone. */
  let crashed: ReadonlyMap<string, Buffer>;
  const open = () => openFileLog(folder, { now: () => START, keys: KEYS });
  const restore = (): void => {
    rmSync(folder, { recursive: true, force: true });
    for (const [name, content] of crashed) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  };
  const crashedFile = (name: string): Buffer => crashed.get(name) ?? assert.fail(`${name} is not there`);
  const recovered = async (): Promise<{ entries: string[]; warnings: readonly string[] }> => {
    const log = await open();
    try {
      return { entries: said(await entriesOf(log)), warnings: log.warnings };
    } finally {
      await log.close();
    }
  };
  const refused = async (pattern: RegExp, what: string): Promise<void> => {
    await assert.rejects(open(), (error: Error) => {
      assert.match(error.message, pattern, what);
      return true;
    });
  };

  beforeEach(async () => {
    parent = await quickFolder();
    folder = join(parent, "log");
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  it("keeps all but a record that any cut, zero-fill or 0xFF-fill tore out of the write-ahead's end", async () => {
    const { log } = await openHeld(folder);
    await log.append("public", OUTAGE, GLOBEX);
    await log.append("public", OUTAGE);
    const all = said(await entriesOf(log));
    crashed = filesOf(folder);
    await log.close();
    const whole = crashedFile("wal-0");
    const last = whole.lastIndexOf("\u001eWA1");
    assert.equal(scanRecords(whole).records.length, 2);
    let count = 0;
    const expect = async (bytes: Buffer, kept: number, isTorn: boolean): Promise<void> => {
      restore();
      writeFileSync(join(folder, "wal-0"), bytes);
      const { entries, warnings } = await recovered();
      assert.deepEqual(entries, all.slice(0, kept), `${bytes.length} bytes`);
      assert.equal(warnings.length, isTorn ? 1 : 0, warnings.join());
      if (isTorn) assert.match(warnings[0] ?? "", /wal-0: cut \d+ bytes at \d+ of an interrupted write/);
      count += 1;
    };
    for (let at = last; at < whole.length; at += 1)
      for (const bytes of torn(whole, at)) await expect(bytes, 1, bytes.length > last);
    // Blocks that were given to the file and never written.
    for (const fill of [0, 0xff])
      for (const length of [1, 7, 40, 41, 4096])
        await expect(Buffer.concat([whole, Buffer.alloc(length, fill)]), 2, true);
    assert.ok(count > 700, String(count));
  }).timeout(60_000);

  it("refuses a write-ahead with a hole of any place and length before a good record", async () => {
    const { log } = await openHeld(folder);
    await log.append("public", OUTAGE);
    await log.append("private", OUTAGE);
    await log.close();
    rmSync(folder, { recursive: true });
    const again = await openHeld(folder);
    for (let at = 0; at < 2; at += 1) await again.log.append("public", OUTAGE);
    crashed = filesOf(folder);
    await again.log.close();
    restore();
    const whole = readFileSync(join(folder, "wal-0"));
    const last = whole.lastIndexOf("\u001eWA1");
    for (let at = 0; at < last; at += 1)
      for (const fill of [0, 0xff]) {
        const bytes = Buffer.from(whole).fill(fill, at, Math.min(last, at + 1 + (at % 97)));
        if (bytes.equals(whole)) continue;
        writeFileSync(join(folder, "wal-0"), bytes);
        await refused(/wal-0: a record at byte \d+ is damaged and others follow it/, `hole at ${at}`);
        assert.deepEqual(readFileSync(join(folder, "wal-0")), bytes);
      }
    for (let bit = 0; bit < last * 8; bit += 1) {
      writeFileSync(join(folder, "wal-0"), flipped(whole, bit));
      await refused(/wal-0: a record at byte \d+ is damaged/, `bit ${bit}`);
    }
  }).timeout(60_000);

  it("loses nothing of the one write-ahead file to any damage of the other", async () => {
    const { log, round } = await openHeld(folder);
    await log.append("public", OUTAGE);
    await log.append("private", OUTAGE);
    round();
    while (log.head("public").size === 0) await new Promise((resolve) => setImmediate(resolve));
    await log.append("public", OUTAGE);
    const all = said(await entriesOf(log));
    crashed = filesOf(folder);
    await log.close();
    const [first, second] = [crashedFile("wal-0"), crashedFile("wal-1")];
    assert.ok(scanRecords(first).records.length > 0 && scanRecords(second).records.length === 1);
    // The younger one: its only record may be a torn one.
    for (let at = 0; at < second.length; at += 1)
      for (const bytes of torn(second, at)) {
        restore();
        writeFileSync(join(folder, "wal-1"), bytes);
        const { entries } = await recovered();
        assert.deepEqual(entries, [all[0], all[2]], `wal-1 torn at ${at}`);
      }
    // The older one was whole before the younger was begun.
    restore();
    for (let at = 0; at < first.length; at += 1)
      for (const bytes of torn(first, at)) {
        writeFileSync(join(folder, "wal-0"), bytes);
        await refused(
          /wal-[01]: a record.* is damaged|entries\.jsonl:\d+: the file does not end/,
          `wal-0 torn at ${at}`,
        );
      }
  }).timeout(60_000);

  it("restores what any damage left of entries and details beyond the checkpoint", async () => {
    const { log } = await openHeld(folder);
    await log.append("public", OUTAGE);
    await log.append("private", OUTAGE, GLOBEX);
    await log.close();
    const base = FILES.map((name) => readFileSync(join(folder, name)));
    const again = await openHeld(folder);
    await again.log.append("public", OUTAGE, GLOBEX);
    await again.log.append("private", OUTAGE);
    const all = said(await entriesOf(again.log));
    crashed = filesOf(folder);
    await again.log.close();
    const copied = FILES.map((name) => readFileSync(join(folder, name)));
    for (const [place, name] of FILES.entries()) {
      const whole = copied[place] ?? assert.fail();
      const from = base[place]?.length ?? 0;
      assert.ok(whole.length > from + 40);
      // Half the copy is there, or none of it, or what else the disk had there.
      for (let at = from; at < whole.length; at += 1)
        for (const bytes of torn(whole, at)) {
          restore();
          writeFileSync(join(folder, name), bytes);
          assert.deepEqual(await recovered(), { entries: all, warnings: [] }, `${name} torn at ${at}`);
          assert.deepEqual(readFileSync(join(folder, name)), whole);
        }
    }
  }).timeout(60_000);

  it("refuses a cut or fill of any length under the checkpoint, and bytes beyond that nobody acknowledged", async () => {
    const { log } = await openHeld(folder);
    for (const secret of [GLOBEX, undefined]) await log.append("public", OUTAGE, secret);
    await log.close();
    const path = join(folder, "public/entries.jsonl");
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 1)
      for (const bytes of torn(whole, at)) {
        writeFileSync(path, bytes);
        const line = whole.subarray(0, at).toString("latin1").split("\n").length;
        await refused(
          bytes.length < whole.length && (at === 0 || whole[at - 1] === 10)
            ? /public\/entries\.jsonl holds less than was signed/
            : new RegExp(`public/entries\\.jsonl:${line}: `),
          `torn at ${at}`,
        );
        assert.deepEqual(readFileSync(path), bytes);
      }
    for (let at = 1; at <= whole.length; at += 1)
      for (const more of [whole.subarray(0, at), Buffer.alloc(at), Buffer.alloc(at, 0xff)]) {
        writeFileSync(path, Buffer.concat([whole, more]));
        await refused(/public\/entries\.jsonl:[345]: /, `${at} more bytes`);
      }
    writeFileSync(path, whole);
    assert.equal((await recovered()).entries.length, 2);
  }).timeout(60_000);

  it("refuses every single flipped bit of what is signed, and mends every one of a tile", async () => {
    const { log } = await openHeld(folder);
    for (const secret of [GLOBEX, undefined]) await log.append("public", OUTAGE, secret);
    await log.append("private", OUTAGE);
    await log.close();
    for (const [name, step] of [
      ["public/entries.jsonl", 1],
      ["public/checkpoint", 1],
      ["public/checkpoints/2", 5],
      ["private/entries.jsonl", 3],
      ["private/policy", 5],
    ] as const) {
      const path = join(folder, name);
      const whole = readFileSync(path);
      for (let bit = 0; bit < whole.length * 8; bit += step) {
        const bytes = flipped(whole, bit);
        writeFileSync(path, bytes);
        const line = whole
          .subarray(0, bit >> 3)
          .toString("latin1")
          .split("\n").length;
        const place = name.endsWith(".jsonl") ? `${name}:${line}:` : name;
        await refused(new RegExp(place), `bit ${bit} of ${name}`);
        assert.deepEqual(readFileSync(path), bytes);
      }
      writeFileSync(path, whole);
    }
    for (const [name, step] of [
      ["public/tile/0/000.p/2", 1],
      ["public/tile/entries/000.p/2", 11],
    ] as const) {
      const path = join(folder, name);
      const whole = readFileSync(path);
      for (let bit = 0; bit < whole.length * 8; bit += step) {
        writeFileSync(path, flipped(whole, bit));
        assert.equal((await recovered()).entries.length, 3);
        assert.deepEqual(readFileSync(path), whole);
      }
    }
  }).timeout(60_000);
});
