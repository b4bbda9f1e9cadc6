/*
 * Changing the keys of a log. The new ones are kept beside the old ones before anything is signed with them, and
 * take their place once a checkpoint is signed by both: wherever it is interrupted, doing it again finishes it.
 */
import { rm } from "node:fs/promises";
import { replaceFile } from "./durable-file.ts";
import { openFileLog, type FileLogOptions } from "./file-log.ts";
import {
  formatLogKeys,
  LogKeysError,
  logKeysPath,
  makeLogKeys,
  readKeysAt,
  readLogKeys,
  type LogKeys,
} from "./log-keys.ts";

export interface RotateOptions extends Pick<FileLogOptions, "now" | "anchor"> {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told a sentence for everything that opening the log repaired. */
  readonly onWarning?: (warning: string) => Promise<unknown>;
}

/**
 * Makes new keys for the log in a folder, under the same origin. Each log gets a `key-rotation` entry under a
 * checkpoint that both keys sign; the policy names the new key, and the earlier one is kept under
 * `policies/<size>`, for the heads up to that size. The caller holds the process lock, and the log is not open.
 *
 * @throws LogKeysError `environment` when the keys themselves are in the environment; otherwise as `openFileLog`
 */
export async function rotateKeys(folder: string, options: RotateOptions): Promise<LogKeys> {
  const { env = {}, onWarning, ...logOptions } = options;
  const path = logKeysPath(folder, env);
  if (path === undefined)
    throw new LogKeysError(
      "environment",
      "RECUSE_LOG_KEY holds the keys, where new ones cannot be kept: put them into a file and set RECUSE_LOG_KEY_PATH",
    );
  const keys = await readLogKeys(folder, env);
  const next = await nextKeys(`${path}.next`, keys);
  const log = await openFileLog(folder, { ...logOptions, keys });
  try {
    for (const warning of log.warnings) await onWarning?.(warning);
    await log.changeKeys(next, () => replaceFile(path, formatLogKeys(next)));
  } finally {
    await log.close();
  }
  await rm(`${path}.next`, { force: true });
  return next;
}

/** Those of an interrupted change, or new ones. */
async function nextKeys(path: string, keys: LogKeys): Promise<LogKeys> {
  try {
    const begun = await readKeysAt(path);
    // Already in place: only taking away what lies beside was interrupted.
    if (begun.public.id !== keys.public.id) return begun;
  } catch (error) {
    if (!(error instanceof LogKeysError) || error.code !== "missing") throw error;
  }
  const next = makeLogKeys(keys.public.name);
  await replaceFile(path, formatLogKeys(next));
  return next;
}
