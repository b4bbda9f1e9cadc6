/*
 * One process at a time. The lock is a file that names its holder by process id and start time, so that a
 * lock left behind by a killed process, or by another that got the same id later, is known to be stale.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";

const Holder = z.object({ pid: z.number().int().positive(), started: z.string() });
type Holder = z.infer<typeof Holder>;

export class ProcessLockError extends Error {
  readonly code = "held";
}

export interface ProcessLock {
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock at `path` for this process. Its folder is made where it is absent.
 *
 * @throws ProcessLockError when a process that lives holds it
 */
export async function lockProcess(path: string): Promise<ProcessLock> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const mine = JSON.stringify({ pid: process.pid, started: (await startOf(process.pid)) ?? "" });
  const candidate = `${path}.${randomUUID()}`;
  await writeFile(candidate, mine, { mode: 0o600, flag: "wx" });
  try {
    while (!(await linked(candidate, path))) {
      const holder = await holderOf(path);
      if (holder !== undefined && (await lives(holder))) {
        throw new ProcessLockError(
          `${path} is held by process ${String(holder.pid)}: stop that one first, or use another folder`,
        );
      }
      await removeStale(path, holder);
    }
  } finally {
    await rm(candidate, { force: true });
  }
  return {
    release: async () => {
      if ((await readFile(path, "utf8").catch(() => "")) === mine) await rm(path, { force: true });
    },
  };
}

/** A hard link appears whole or not at all, and fails where the name is taken. */
async function linked(candidate: string, path: string): Promise<boolean> {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await textOf(path);
  if (text === undefined) return undefined;
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A lock that cannot be read is not taken for an abandoned one: it may be another account's. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new ProcessLockError(`${path} cannot be read: another account may hold it, use another folder`);
  }
}

async function lives({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const now = await startOf(pid);
  return now === undefined || started === "" || now === started;
}

/** Moved aside before it is removed, and put back if somebody took the lock in between. */
async function removeStale(path: string, seen: Holder | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await holderOf(aside);
  const isSame = JSON.stringify(moved) === JSON.stringify(seen);
  if (!isSame) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** When a process started, in the kernel's own ticks; undefined where the system does not say. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in parentheses and may hold anything; the start time is the 22nd.
  return stat
    ?.slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .at(19);
}
