/*
 * Child processes of the editor tests. Every one leads a process group of its own, is ended by its own id, and does
 * not outlive the test run.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { forgetGroup, rememberGroup, signalGroup } from "./leftovers.ts";

interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program as the leader of a new process group, with its output on pipes and nothing to read. */
export function startGroup(
  program: string,
  args: readonly string[],
  options: StartOptions = {},
): ChildProcess {
  const child = spawn(program, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const group = child.pid;
  if (group === undefined) return child;
  rememberGroup(group);
  child.once("exit", () => {
    signalGroup(group, "SIGKILL");
    forgetGroup(group);
  });
  return child;
}

/** Asks the group to end and, after the grace, makes it. Resolves when its leader is gone. */
export async function stopGroup(child: ChildProcess, graceMilliseconds = 5_000): Promise<void> {
  const group = child.pid;
  if (group === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  signalGroup(group, "SIGTERM");
  const impatience = setTimeout(() => {
    signalGroup(group, "SIGKILL");
  }, graceMilliseconds);
  await gone;
  clearTimeout(impatience);
}

/**
 * Runs a program to its end.
 *
 * @throws Error with the last of its output when it fails, cannot be started, or takes longer than the limit
 */
export async function runToEnd(
  program: string,
  args: readonly string[],
  options: StartOptions & { readonly limitMilliseconds: number },
): Promise<void> {
  const { limitMilliseconds, ...startOptions } = options;
  const child = startGroup(program, args, startOptions);
  const output = collectOutput(child);
  const limit = setTimeout(() => {
    if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
  }, limitMilliseconds);
  try {
    const status = await new Promise<number | string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        resolve(code ?? signal ?? "unknown");
      });
    });
    if (status !== 0) {
      throw new Error(`${program} ${args.join(" ")} ended with ${String(status)}: ${output().slice(-2_000)}`);
    }
  } finally {
    clearTimeout(limit);
  }
}

/** Gathers both streams of a child; the returned function gives what has come so far. */
export function collectOutput(child: ChildProcess): () => string {
  let text = "";
  function take(chunk: unknown): void {
    text += String(chunk);
  }
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  return () => text;
}
