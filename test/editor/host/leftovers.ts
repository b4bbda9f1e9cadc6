/*
 * What must not outlive the test run, however it ends: process groups and temporary folders. This file alone owns both
 * lists, because their order matters: a folder can only go when nobody writes there any more.
 */
import { rmSync } from "node:fs";

const groups = new Set<number>();
const folders = new Set<string>();
let watching = false;

/** From now on the group is killed when this process ends; `forgetGroup` when it has ended by itself. */
export function rememberGroup(group: number): void {
  watch();
  groups.add(group);
}

export function forgetGroup(group: number): void {
  groups.delete(group);
}

/** From now on the folder is removed when this process ends; `forgetFolder` when it has been removed. */
export function rememberFolder(folder: string): void {
  watch();
  folders.add(folder);
}

export function forgetFolder(folder: string): void {
  folders.delete(folder);
}

/** Signals every process of the group; one that is gone already is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Ends this process, and with it all that it started, when the one that started it is gone. */
export function stopWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 500).unref();
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.once("exit", sweep);
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.once(signal, () => process.exit(status));
  }
}

function sweep(): void {
  for (const group of groups) signalGroup(group, "SIGKILL");
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      process.stderr.write(`could not remove ${folder}: ${error instanceof Error ? error.message : ""}\n`);
    }
  }
}
