/* Temporary folders of the editor tests. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { forgetFolder, rememberFolder } from "./leftovers.ts";

/** Makes a folder of its own and returns its path. One that nobody removes goes when the process ends. */
export async function makeTemporary(purpose: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `recuse-${purpose}-`));
  rememberFolder(folder);
  return folder;
}

/** Removes a folder that {@link makeTemporary} made, retrying while a dying process still writes there. */
export async function removeTemporary(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  forgetFolder(folder);
}
