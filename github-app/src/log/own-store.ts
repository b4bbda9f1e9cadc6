/* Writing to this machine's own logs from the command line: under the App's lock, so that it must not run. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openFileLog, type FileLog } from "@recuse/shared/node/file-log.ts";
import { lockProcess } from "@recuse/shared/node/process-lock.ts";
import { dataFolder } from "../store/folder.ts";
import { print, type Io } from "../cli/io.ts";
import { logEnvironment } from "./environment.ts";
import { ownLogFolder } from "./places.ts";

/**
 * Holds the App's lock while the work is done.
 *
 * @throws ProcessLockError while the App runs
 */
export async function underLock<T>(io: Io, work: () => Promise<T>): Promise<T> {
  const folder = dataFolder(io.env, io.cwd);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockProcess(join(folder, "lock"));
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** Opens the logs for the work and closes them after it, everything durable. The lock is held by the caller. */
export async function withOwnLog<T>(io: Io, work: (log: FileLog) => Promise<T>): Promise<T> {
  const log = await openFileLog(ownLogFolder(io), {
    now: () => io.now().getTime(),
    ...(await logEnvironment(io, dataFolder(io.env, io.cwd))),
  });
  for (const warning of log.warnings) await print(io.stderr, `recuse: ${warning}\n`);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}
