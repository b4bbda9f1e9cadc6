/* Where each scan got to, so that one that was stopped goes on instead of beginning again. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import { openDurableLow } from "@recuse/shared/node/durable-lowdb.ts";

const Scans = z.record(z.string(), z.strictObject({ since: z.string() }));

export interface ScanProgress {
  /** Everything that was updated before this time has been seen; undefined when no scan is unfinished. */
  readonly watermark: string | undefined;
  readonly reached: (watermark: string) => Promise<void>;
  /** The whole tracker has been seen: the next scan begins anew. */
  readonly finished: () => Promise<void>;
}

/**
 * Nothing is written, and no folder made, before there is something to keep.
 *
 * @param key the repository and whatever makes one scan another than the next
 * @param warn takes one sentence when the file was damaged and its backup was read instead
 */
export async function openScanProgress(
  path: string,
  key: string,
  warn: (sentence: string) => void,
): Promise<ScanProgress> {
  const low = await openDurableLow(path, { schema: Scans, initial: {}, warn });

  async function write(): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await low.write();
  }

  return {
    watermark: low.data[key]?.since,
    reached: async (since) => {
      low.data[key] = { since };
      await write();
    },
    finished: async () => {
      if (low.data[key] === undefined) return;
      low.data = Object.fromEntries(Object.entries(low.data).filter(([each]) => each !== key));
      await write();
    },
  };
}
