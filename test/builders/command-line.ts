/*
 * The command line in this process, on streams in memory, or as a process of its own. The environment is only
 * what is given: nothing of the tests' own reaches it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { main } from "../../github-app/src/cli/main.ts";

const PROGRAM = fileURLToPath(new URL("../../github-app/bin/recuse.js", import.meta.url));

export interface Ended {
  /** Null when a signal ended the process. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly now?: Date;
  /** Standard error is a terminal. */
  readonly terminal?: boolean;
}

class Collected extends Writable {
  text = "";
  isTTY = false;

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the command line in this process. */
export async function run(
  args: readonly string[],
  { cwd, env = {}, stdin = "", now = new Date("2026-03-01T12:00:00Z"), terminal = false }: RunOptions,
): Promise<Ended> {
  const stdout = new Collected();
  const stderr = new Collected();
  stderr.isTTY = terminal;
  const status = await main(args, {
    stdin: Readable.from([stdin]),
    stdout,
    stderr,
    env,
    cwd,
    now: () => now,
  });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

export interface Child {
  readonly process: ChildProcess;
  /** What came so far. */
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<Ended>;
}

/** Starts the command line as a process of its own. Whoever starts it sees to it that it ends. */
export function spawnCommand(args: readonly string[], { cwd, env = {}, stdin }: RunOptions): Child {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin ?? "");
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      resolve({ status, ...output });
    });
  });
  return { process: child, output, ended };
}

/** Hands out a folder of its own and removes it afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "recuse-cli-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
