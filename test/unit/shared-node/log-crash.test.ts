/*
 * Every system call of the log's write path in turn fails with EIO or ENOSPC, or is the last one before SIGKILL. What was
 * acknowledged is there afterwards, and what is there is accepted. Needs strace and the right to trace.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { openFileLog } from "@recuse/shared/node/file-log.ts";
import { skip } from "../../report/skip.ts";
import { entriesOf, OUTAGE, quickFolder } from "../../builders/log-crash.ts";

const WRITES = ["write", "pwrite64", "writev", "pwritev"];
const SYNCS = ["fdatasync", "fsync"];
const NAMES = ["openat", "rename", "mkdir", "unlink", "ftruncate"];
const TRACED = [...WRITES, ...SYNCS, ...NAMES];
/** How a call of a kind can fail. */
const FAULTS: Record<string, readonly string[]> = {
  ...Object.fromEntries(WRITES.map((call) => [call, ["error=ENOSPC", "error=EIO", "signal=SIGKILL"]])),
  ...Object.fromEntries(SYNCS.map((call) => [call, ["error=EIO", "signal=SIGKILL"]])),
  ...Object.fromEntries(NAMES.map((call) => [call, ["error=EIO", "signal=SIGKILL"]])),
};
const AT_ONCE = 3;

interface Run {
  readonly stdout: string;
  readonly trace: string;
}

describe("a log whose system calls fail", () => {
  let base: string;
  let program: string;
  let runs = 0;

  before(async function () {
    base = await quickFolder();
    program = join(base, "crasher.mjs");
    const probe = await traced(join(base, "probe"), ["-e", "trace=none"], "", ["-e", "0"]).catch(
      () => undefined,
    );
    if (probe === undefined) skip(this, "no strace here that may trace");
    await build({
      entryPoints: [fileURLToPath(new URL("./log-crasher.ts", import.meta.url))],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "silent",
    });
  });
  after(() => rm(base, { recursive: true, force: true }));

  /** A run on a copy of a log with one entry, or on an empty folder. */
  async function traced(
    folder: string,
    options: readonly string[],
    kind = "",
    args?: readonly string[],
  ): Promise<Run> {
    await mkdir(folder, { recursive: true });
    const trace = `${folder}.trace`;
    const command = [
      "-f",
      "--seccomp-bpf",
      "-qq",
      "-o",
      trace,
      ...options,
      process.execPath,
      ...(args ?? [program, folder, kind]),
    ];
    const stdout = await new Promise<string>((resolve, reject) => {
      const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
      execFile("strace", command, { env, timeout: 20_000 }, (error, out) => {
        if (error?.code === "ENOENT" || (args !== undefined && error !== null))
          reject(new Error("strace did not run", { cause: error }));
        else resolve(out);
      });
    });
    return { stdout, trace: await readFile(trace, "utf8").catch(() => "") };
  }

  /** For each call which of those that the one worker thread makes are about files: it wakes the other by writing, too. */
  async function places(start: string | undefined): Promise<Map<string, number[]>> {
    const folder = await begun(start);
    const { trace, stdout } = await traced(folder, ["-y", "-e", `trace=${TRACED.join(",")}`]);
    assert.match(stdout, /closed\n$/);
    const byThread = new Map<string, string[]>();
    for (const [, thread = "", call = ""] of trace.matchAll(/^(\d+) +(\w+\(.*)$/gm)) {
      byThread.set(thread, [...(byThread.get(thread) ?? []), call]);
    }
    const worker = [...byThread.values()].find((calls) =>
      calls.some((call) => call.startsWith("fdatasync(")),
    );
    const found = new Map<string, number[]>();
    for (const call of TRACED) {
      const own = (worker ?? []).filter((line) => line.startsWith(`${call}(`));
      const about = own.flatMap((line, at) => (/^\w+\(\d+<(anon_inode|pipe)/.test(line) ? [] : [at + 1]));
      found.set(call, call === "openat" ? about.filter((at) => at > 60) : about);
    }
    return found;
  }

  async function begun(start: string | undefined): Promise<string> {
    runs += 1;
    const folder = join(base, `run-${runs}`);
    if (start !== undefined) await cp(start, folder, { recursive: true });
    return folder;
  }

  /** What is wrong after a run, if anything is. */
  async function verdict(folder: string, stdout: string): Promise<string | undefined> {
    if (stdout.includes("late")) return "acknowledged after a failure";
    try {
      const log = await openFileLog(folder, { now: Date.now });
      const there = new Set((await entriesOf(log)).map(({ log: name, entry }) => `${name} ${entry.id}`));
      for (const [, place = ""] of stdout.matchAll(/^durable (.*)$/gm))
        if (!there.has(place)) return `lost: ${place}`;
      await log.append("public", OUTAGE);
      await log.close();
      await (await openFileLog(folder, { now: Date.now })).close();
      return undefined;
    } catch (error) {
      return `refused: ${String(error)}`;
    }
  }

  /** Every fault at every call, as `call 3 error=EIO: …` where something is wrong afterwards. */
  async function faults(
    start: string | undefined,
    kind = "",
    only: readonly string[] = TRACED,
  ): Promise<{ tried: number; wrong: string[] }> {
    const calls = await places(start);
    const wrong: string[] = [];
    const all = only.flatMap((call) =>
      (calls.get(call) ?? []).flatMap((at) => (FAULTS[call] ?? []).map((fault) => ({ call, at, fault }))),
    );
    const queue = [...all];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { call, at, fault } = next;
        const folder = await begun(start);
        const { stdout } = await traced(
          folder,
          ["-e", `trace=${call}`, "-e", `inject=${call}:${fault}:when=${at}`],
          kind,
        );
        const said = await verdict(folder, stdout);
        if (said !== undefined) wrong.push(`${call} ${at} ${fault}: ${said}`);
        await rm(folder, { recursive: true });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { tried: all.length, wrong };
  }

  it("loses nothing acknowledged and accepts nothing bad, from an empty folder on", async () => {
    const { tried, wrong } = await faults(undefined);
    assert.deepEqual(wrong, []);
    assert.ok(tried > 100, `only ${tried} faults`);
  }).timeout(180_000);

  it("is a harness that bites: a writer that acknowledges too early is found out", async () => {
    const { wrong } = await faults(undefined, "broken", ["pwritev", "writev", "pwrite64"]);
    assert.ok(
      wrong.some((each) => each.includes("lost")),
      wrong.join("\n"),
    );
  }).timeout(60_000);
});
