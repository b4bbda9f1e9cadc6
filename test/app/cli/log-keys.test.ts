/* `recuse log keys`: new keys, a history that goes on, and nothing secret printed. */
import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFileLog } from "@recuse/shared/node/file-log.ts";
import { formatLogKeys, makeLogKeys } from "@recuse/shared/node/log-keys.ts";
import { inFolder, run } from "../../builders/command-line.ts";
import { buildLog, madeEntries, RECUSAL, writeLogFolder } from "../../builders/log-folder.ts";

const PUBLIC = buildLog({ entries: madeEntries(20), heads: [3] });
const PRIVATE = buildLog({ entries: madeEntries(2), origin: "recuse-log/00000000/private" });

describe("recuse log keys", function () {
  this.timeout(30_000);

  async function withLogs(work: (folder: string) => Promise<void>): Promise<void> {
    await inFolder(async (cwd) => {
      await writeLogFolder(join(cwd, ".recuse/log"), { public: PUBLIC, private: PRIVATE });
      await work(cwd);
    });
  }

  it("shows verifier keys and nothing else", async () => {
    await withLogs(async (cwd) => {
      const { status, stdout } = await run(["log", "keys", "show"], { cwd });
      assert.equal(status, 0);
      assert.equal(stdout, `public   ${PUBLIC.vkey}\nprivate  ${PRIVATE.vkey}\n`);
    });
  });

  it("rotates: old heads and proofs still count, the old key signs no more", async () => {
    await withLogs(async (cwd) => {
      await run(["log", "prove", "5", "--output", "proof"], { cwd });
      const before = await readFile(join(cwd, ".recuse/log/key"), "utf8");
      const { status, stdout, stderr } = await run(["log", "keys", "rotate", "--yes"], { cwd });
      assert.equal(status, 0, stderr);
      const after = await readFile(join(cwd, ".recuse/log/key"), "utf8");
      assert.notEqual(after, before);
      assert.equal((await stat(join(cwd, ".recuse/log/key"))).mode & 0o777, 0o600);
      for (const secret of [...before.split("\n"), ...after.split("\n"), "PRIVATE"])
        assert.ok(secret === "" || !`${stdout}${stderr}`.includes(secret));
      const verified = await run(["log", "verify"], { cwd });
      assert.equal(verified.status, 0, verified.stderr);
      assert.match(verified.stdout, /consistent with 2 older heads/);
      const [, vkey = ""] = /^public +(\S+)$/m.exec(stdout) ?? [];
      assert.notEqual(vkey, PUBLIC.vkey);
      assert.equal((await run(["log", "verify", "proof", "--key", PUBLIC.vkey], { cwd })).status, 0);
      // The head that covers the change is signed by both; the next one is not.
      const both = await run(["log", "verify", ".recuse/log/public", "--key", PUBLIC.vkey], { cwd });
      assert.equal(both.status, 0, both.stderr);
      const log = await openFileLog(join(cwd, ".recuse/log"), { now: Date.now });
      await log.append("public", RECUSAL);
      await log.close();
      assert.equal((await run(["log", "verify", ".recuse/log/public", "--key", vkey], { cwd })).status, 0);
      const again = await run(["log", "verify", ".recuse/log/public", "--key", PUBLIC.vkey], { cwd });
      assert.equal(again.status, 1);
      assert.match(again.stderr, /no known key has signed/);
      assert.equal((await run(["log", "verify"], { cwd })).status, 0);
    });
  });

  it("finishes a change that was interrupted, with the keys that it had begun to sign with", async () => {
    await withLogs(async (cwd) => {
      const begun = formatLogKeys(makeLogKeys("recuse-log/00000000"));
      await writeFile(join(cwd, ".recuse/log/key.next"), begun, { mode: 0o600 });
      const { status, stderr } = await run(["log", "keys", "rotate", "--yes"], { cwd });
      assert.equal(status, 0, stderr);
      assert.equal(await readFile(join(cwd, ".recuse/log/key"), "utf8"), begun);
      await assert.rejects(stat(join(cwd, ".recuse/log/key.next")), { code: "ENOENT" });
      assert.equal((await run(["log", "verify"], { cwd })).status, 0);
    });
  });

  const refused: [string[], Record<string, string>, RegExp][] = [
    [["rotate"], {}, /give --yes/],
    [["other"], {}, /expected show or rotate/],
    [["rotate", "--yes"], { RECUSE_LOG_KEY: "x" }, /RECUSE_LOG_KEY holds the keys/],
  ];
  for (const [args, env, expected] of refused) {
    it(`refuses ${args.join(" ")} ${Object.keys(env).join(" ")}`, async () => {
      await withLogs(async (cwd) => {
        const { status, stderr } = await run(["log", "keys", ...args], { cwd, env });
        assert.match(stderr, expected);
        assert.equal(status, 2);
      });
    });
  }
});
