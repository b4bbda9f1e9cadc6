import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAppendFile, type AppendFileError } from "@recuse/shared/node/append-file.ts";
import { openAppendHandle, type AppendHandle } from "@recuse/shared/node/append-handle.ts";

const text = (string: string) => new TextEncoder().encode(string);

/** What a test changes about the real system calls. */
interface Faults {
  readonly write?: (
    handle: AppendHandle,
    buffers: readonly Uint8Array[],
    position: number,
  ) => Promise<number>;
  readonly datasync?: (handle: AppendHandle) => Promise<void>;
}

function faulty(faults: Faults, calls: string[] = []) {
  return async (path: string, mode: number): Promise<AppendHandle> => {
    const handle = await openAppendHandle(path, mode);
    return {
      ...handle,
      write: (buffers, position) => {
        calls.push("write");
        return faults.write ? faults.write(handle, buffers, position) : handle.write(buffers, position);
      },
      datasync: () => {
        calls.push("datasync");
        return faults.datasync ? faults.datasync(handle) : handle.datasync();
      },
    };
  };
}

function isStopped(error: unknown): boolean {
  return (
    (error as AppendFileError).name === "AppendFileError" && (error as AppendFileError).code === "stopped"
  );
}

describe("append file", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-append-"));
    path = join(folder, "records");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("keeps the order of the calls and answers each with its offset", async () => {
    const file = await openAppendFile(path);
    const words = Array.from({ length: 3000 }, (_, n) => `${String(n)} ${"x".repeat(n % 7)}\n`);
    const offsets = await Promise.all(words.map((word) => file.append(text(word))));
    const whole = await readFile(path, "utf8");
    assert.equal(whole, words.join(""));
    let expected = 0;
    for (const [n, word] of words.entries()) {
      assert.equal(offsets[n]?.offset, expected);
      expected += word.length;
    }
    assert.equal(file.size, expected);
    await file.close();
  });

  it("creates the file for its owner alone and continues one that exists", async () => {
    const first = await openAppendFile(path);
    await first.append(text("one\n"));
    await first.close();
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const second = await openAppendFile(path);
    assert.equal(second.size, 4);
    assert.deepEqual(await second.append(text("two\n")), { offset: 4 });
    await second.close();
    assert.equal(await readFile(path, "utf8"), "one\ntwo\n");
  });

  it("shares one write and one fdatasync between all who wait", async () => {
    const calls: string[] = [];
    const file = await openAppendFile(path, { open: faulty({}, calls) });
    calls.length = 0;
    await Promise.all(Array.from({ length: 64 }, () => file.append(text("entry\n"))));
    assert.deepEqual(calls, ["write", "datasync"]);
    await file.close();
  });

  it("acknowledges nothing before the fdatasync has come back", async () => {
    const synced = Promise.withResolvers<undefined>();
    let held = false;
    const datasync = (handle: AppendHandle) => (held ? synced.promise : handle.datasync());
    const file = await openAppendFile(path, { open: faulty({ datasync }) });
    held = true;
    let acknowledged = false;
    const appended = file.append(text("entry\n")).then(() => (acknowledged = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(await readFile(path, "utf8"), "entry\n", "the bytes are written already");
    assert.equal(acknowledged, false);
    assert.equal(file.size, 0);
    synced.resolve(undefined);
    await appended;
    assert.equal(file.size, 6);
    await file.close();
  });

  for (const largest of [1, 2, 3, 5, 1000]) {
    it(`goes on after writes of at most ${String(largest)} bytes`, async () => {
      const file = await openAppendFile(path, {
        open: faulty({
          write: (handle, buffers, position) =>
            handle.write([Buffer.concat(buffers).subarray(0, largest)], position),
        }),
      });
      const words = ["a", "", "bcd", "efghij", "", "k"];
      await Promise.all(words.map((word) => file.append(text(word))));
      await file.append(text("last"));
      assert.equal(await readFile(path, "utf8"), "abcdefghijklast");
      await file.close();
    });
  }

  const failures: { name: string; faults: (fail: () => boolean) => Faults }[] = [
    {
      name: "a failed write",
      faults: (fail) => ({
        write: (handle, buffers, position) =>
          fail() ? Promise.reject(new Error("ENOSPC")) : handle.write(buffers, position),
      }),
    },
    {
      name: "a write that takes nothing",
      faults: (fail) => ({
        write: (handle, buffers, position) => (fail() ? Promise.resolve(0) : handle.write(buffers, position)),
      }),
    },
    {
      name: "a failed fdatasync",
      faults: (fail) => ({
        datasync: (handle) => (fail() ? Promise.reject(new Error("EIO")) : handle.datasync()),
      }),
    },
  ];
  for (const { name, faults } of failures) {
    it(`stops for good after ${name}, though the next would succeed`, async () => {
      const calls: string[] = [];
      let failing = false;
      const open = faulty(
        faults(() => {
          const now = failing;
          failing = false;
          return now;
        }),
        calls,
      );
      const file = await openAppendFile(path, { open });
      await file.append(text("kept\n"));
      failing = true;
      const group = await Promise.allSettled([file.append(text("lost\n")), file.append(text("lost too\n"))]);
      for (const one of group) assert.ok(one.status === "rejected" && isStopped(one.reason));
      assert.equal(file.writable, false);
      calls.length = 0;
      await assert.rejects(file.append(text("later\n")), isStopped);
      await assert.rejects(file.truncate(0), isStopped);
      await file.close();
      assert.deepEqual(calls, [], "nothing is written and no fsync is retried");
      assert.equal(file.size, 5);
    });
  }

  it("rejects what was called while the failing group was under way", async () => {
    const failure = Promise.withResolvers<number>();
    const file = await openAppendFile(path, { open: faulty({ write: () => failure.promise }) });
    const first = file.append(text("first"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = file.append(text("second"));
    failure.reject(new Error("EIO"));
    await assert.rejects(first, isStopped);
    await assert.rejects(second, isStopped);
    await file.close();
  });

  it("cuts the file before use, and only then", async () => {
    await writeFile(path, "whole\ntor");
    const file = await openAppendFile(path);
    await assert.rejects(file.truncate(10), RangeError);
    await file.truncate(6);
    assert.equal(file.size, 6);
    const appended = file.append(text("next\n"));
    await assert.rejects(file.truncate(0), RangeError);
    assert.deepEqual(await appended, { offset: 6 });
    await file.close();
    assert.equal(await readFile(path, "utf8"), "whole\nnext\n");
  });

  it("finishes what waits before it closes, and takes nothing afterwards", async () => {
    const file = await openAppendFile(path);
    const appended = file.append(text("entry\n"));
    await Promise.all([file.close(), file.close()]);
    await appended;
    await assert.rejects(file.append(text("late\n")), (error: AppendFileError) => error.code === "closed");
    assert.equal(await readFile(path, "utf8"), "entry\n");
  });
});
