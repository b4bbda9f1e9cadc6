/* Writing to this machine's own logs from the command line: under the App's lock, so that it must not run. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openFileLog, type FileLog } from "@recuse/shared/node/file-log.ts";
import { readLogKeys } from "@recuse/shared/node/log-keys.ts";
import { lockProcess } from "@recuse/shared/node/process-lock.ts";
import { dataFolder } from "../store/folder.ts";
import { print, type Io } from "../cli/io.ts";
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
  const folder = ownLogFolder(io);
  const isElsewhere = ["RECUSE_LOG_KEY", "RECUSE_LOG_KEY_PATH"].some((name) => (io.env[name] ?? "") !== "");
  const log = await openFileLog(folder, {
    now: () => io.now().getTime(),
    ...(isElsewhere && { keys: await readLogKeys(folder, io.env) }),
  });
  for (const warning of log.warnings) await print(io.stderr, `recuse: ${warning}\n`);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}
