/* Temporary folders of the editor tests. One that nobody removed, because a signal came, goes when the process ends. */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";

const present = new Set<string>();
let sweepsAtExit = false;

/** Makes a folder of its own and returns its path. */
export async function makeTemporary(purpose: string): Promise<string> {
  if (!sweepsAtExit) {
    sweepsAtExit = true;
    process.once("exit", () => {
      for (const folder of present) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });
  }
  const folder = await mkdtemp(path.join(tmpdir(), `recuse-${purpose}-`));
  present.add(folder);
  return folder;
}

/** Removes a folder that {@link makeTemporary} made, retrying while a dying process still writes there. */
export async function removeTemporary(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  present.delete(folder);
}
