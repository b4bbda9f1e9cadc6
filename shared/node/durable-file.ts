/*
 * Replacing a small file so that after a crash there is either the old one or the new one, whole. For
 * files that are written seldom; what grows is append-file.ts.
 */
import { randomUUID } from "node:crypto";
import { copyFile, open, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface ReplaceOptions {
  /** Permission bits of the new file; 0600 unless given. */
  readonly mode?: number;
  /** Keep the file that is replaced beside it, under the same name with `.bak`. */
  readonly keepBackup?: boolean;
}

/**
 * Replaces the file durably: a temporary file of its own name in the same folder, written and synced, then
 * renamed over it, then the folder synced. Resolves when the new content would survive a power cut. A
 * symbolic link stays one: what it points to is replaced.
 *
 * @throws whatever the file system answered; the old file is then untouched
 */
export async function replaceFile(
  named: string,
  content: string | Uint8Array,
  options: ReplaceOptions = {},
): Promise<void> {
  const mode = options.mode ?? 0o600;
  const path = await targetOf(named);
  if (options.keepBackup === true) await keepBackup(path, mode);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeSynced(temporary, content, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The name under which the previous content of a file is kept. */
export function backupOf(path: string): string {
  return `${path}.bak`;
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}

async function writeSynced(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(path, "wx", mode);
  try {
    await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The backup is replaced the same way, so that it is never half of something. */
async function keepBackup(path: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.bak.tmp`);
  try {
    await copyFile(path, temporary);
    const handle = await open(temporary, "r+");
    try {
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, backupOf(path));
  } catch (error) {
    await rm(temporary, { force: true });
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
