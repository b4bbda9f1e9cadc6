import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { lockProcess, ProcessLockError } from "@recuse/shared/node/process-lock.ts";
import { skip } from "../../report/skip.ts";

const HOLDER = fileURLToPath(new URL("lock-holder.ts", import.meta.url));

type Child = ChildProcessByStdio<null, Readable, null>;

describe("a process lock", () => {
  let folder = "";
  let path = "";
  let children: Child[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-lock-"));
    path = join(folder, "lock");
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map(ended));
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a holder; the promise is its first line. */
  function start(): { child: Child; said: Promise<string> } {
    const child = spawn(process.execPath, [HOLDER, path], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    const said = once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line));
    return { child, said };
  }

  async function ended(child: Child): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  it("keeps others out while its holder lives, and says who holds it", async () => {
    const { child, said } = start();
    assert.equal(await said, "held");
    await assert.rejects(lockProcess(path), (error) => {
      assert.ok(error instanceof ProcessLockError);
      assert.ok(error.message.includes(`process ${String(child.pid)}`), error.message);
      return true;
    });
  });

  it("is free again after kill -9 of its holder", async () => {
    const { child, said } = start();
    assert.equal(await said, "held");
    await ended(child);
    const lock = await lockProcess(path);
    await lock.release();
    assert.deepEqual(await readdir(folder), []);
  });

  it("is not held by a later process that got the same id", async function () {
    if (process.platform !== "linux") skip(this, "only Linux tells when a process started");
    await writeFile(path, JSON.stringify({ pid: process.ppid, started: "1" }));
    const lock = await lockProcess(path);
    await lock.release();
  });

  it("is free where the file is damaged, as after a power cut", async () => {
    for (const damaged of ["", "\0\0\0", "{}", '{"pid":-1,"started":""}']) {
      await writeFile(path, damaged);
      const lock = await lockProcess(path);
      await lock.release();
    }
  });

  it("goes to exactly one of many that find it abandoned at once", async function () {
    this.timeout(30_000);
    await writeFile(path, JSON.stringify({ pid: 2 ** 22 + 1, started: "1" }));
    const said = await Promise.all(Array.from({ length: 6 }, () => start().said));
    assert.equal(said.filter((line) => line === "held").length, 1, said.join("\n"));
  });

  it("is not taken twice by one process, and releasing leaves another's lock alone", async () => {
    const lock = await lockProcess(path);
    await assert.rejects(lockProcess(path), ProcessLockError);
    await writeFile(path, '{"pid":1,"started":"another"}');
    await lock.release();
    assert.equal(await readFile(path, "utf8"), '{"pid":1,"started":"another"}');
  });

  it("makes the folder it lies in, and leaves nothing but the lock there", async () => {
    const nested = join(folder, "not", "there", "yet", "lock");
    const lock = await lockProcess(nested);
    assert.deepEqual(await readdir(join(folder, "not", "there", "yet")), ["lock"]);
    await lock.release();
  });
});
