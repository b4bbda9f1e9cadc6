/* A small file of what GitHub told, which can be lost without harm: it is asked again. */
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type * as z from "zod";
import { backupOf } from "@recuse/shared/node/durable-file.ts";
import { DurableLowError, openDurableLow } from "@recuse/shared/node/durable-lowdb.ts";

export interface CacheFile<T> {
  /** What it held when it was opened. */
  readonly content: T;
  /** Replaces all of it, for its owner alone. Durable when the promise resolves. The folder is made if need be. */
  readonly write: (content: T) => Promise<void>;
}

/**
 * Opens the file; where it and its backup are damaged, both are removed, which is said, and it begins anew.
 *
 * @throws DurableLowError where it cannot be read at all
 */
export async function openCacheFile<T>(
  path: string,
  options: {
    readonly schema: z.ZodType<T>;
    readonly initial: T;
    readonly warn: (sentence: string) => void;
  },
): Promise<CacheFile<T>> {
  const low = await openDurableLow(path, options).catch(async (error: unknown) => {
    if (!(error instanceof DurableLowError) || error.code !== "damaged") throw error;
    await Promise.all([path, backupOf(path)].map((each) => rm(each, { force: true })));
    options.warn(`${path} was damaged and is begun anew: what it held is asked of GitHub again`);
    return openDurableLow(path, options);
  });
  return {
    content: low.data,
    write: async (content) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      low.data = content;
      await low.write();
    },
  };
}
