import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { backupOf, replaceFile } from "@recuse/shared/node/durable-file.ts";

const WRITER = fileURLToPath(new URL("roster-writer.ts", import.meta.url));

describe("a durable file", () => {
  let folder = "";
  let path = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-durable-"));
    path = join(folder, "roster.json");
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("is written with mode 0600 whatever the umask and the old file say", async () => {
    await writeFile(path, "old", { mode: 0o644 });
    await replaceFile(path, "new");
    assert.equal(await readFile(path, "utf8"), "new");
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(folder), ["roster.json"]);
  });

  it("takes another mode", async () => {
    await replaceFile(path, "new", { mode: 0o644 });
    assert.equal((await stat(path)).mode & 0o777, 0o644);
  });

  it("keeps what it replaces, with the same mode, when asked", async () => {
    await replaceFile(path, "one", { keepBackup: true });
    assert.deepEqual(await readdir(folder), ["roster.json"]);
    await chmod(path, 0o644);
    await replaceFile(path, "two", { keepBackup: true });
    await replaceFile(path, "three", { keepBackup: true });
    assert.equal(await readFile(path, "utf8"), "three");
    assert.equal(await readFile(backupOf(path), "utf8"), "two");
    assert.equal((await stat(backupOf(path))).mode & 0o777, 0o600);
    assert.equal((await readdir(folder)).length, 2);
  });

  it("leaves the old file and no temporary one when it fails", async () => {
    await mkdir(join(path, "in the way"), { recursive: true });
    await assert.rejects(replaceFile(path, "new"));
    assert.deepEqual(await readdir(folder), ["roster.json"]);
    assert.deepEqual(await readdir(path), ["in the way"]);
  });

  it("replaces what a symbolic link points to, not the link", async () => {
    const target = join(folder, "elsewhere.json");
    await writeFile(target, "old");
    await symlink("elsewhere.json", path);
    await replaceFile(path, "new");
    assert.ok((await lstat(path)).isSymbolicLink());
    assert.equal(await readFile(target, "utf8"), "new");
  });

  it("is not disturbed by temporary files that a crash left over, and can be replaced by many at once", async () => {
    await writeFile(join(folder, ".roster.json.left-over.tmp"), '{"hal');
    await replaceFile(path, "content 0");
    const contents = Array.from({ length: 20 }, (_, index) => `content ${String(index)}`);
    await Promise.all(contents.map((content) => replaceFile(path, content, { keepBackup: true })));
    assert.ok(contents.includes(await readFile(path, "utf8")));
    assert.ok(contents.includes(await readFile(backupOf(path), "utf8")));
    assert.equal((await readdir(folder)).length, 3);
  });

  it("is whole after kill -9 at any moment, and never older than what was finished", async function () {
    this.timeout(60_000);
    let finishedInAll = 0;
    for (let round = 0; round < 12; round += 1) {
      const writer = spawn(process.execPath, [WRITER, path], { stdio: ["ignore", "pipe", "inherit"] });
      const exited = once(writer, "exit");
      let finished = 0;
      createInterface({ input: writer.stdout }).on("line", (line) => {
        finished = Number(line);
        // Another moment in every round, the first of them in the middle of the very next replacement.
        if (finished === 1) setTimeout(() => writer.kill("SIGKILL"), round * 3.7);
      });
      await exited;
      const { count, filler } = JSON.parse(await readFile(path, "utf8")) as { count: number; filler: string };
      assert.equal(filler, String(count).repeat(20_000));
      assert.ok(count >= finished, `${String(count)} was there, ${String(finished)} had been finished`);
      const backup = await readFile(backupOf(path), "utf8").catch(() => undefined);
      if (backup !== undefined) JSON.parse(backup);
      finishedInAll += finished;
    }
    assert.ok(finishedInAll > 24, `only ${String(finishedInAll)} replacements: nothing was tried`);
  });
});
