/*
 * lowdb over a durable file: lowdb's own never syncs, uses one fixed temporary name, takes no lock and
 * reads whatever it finds. Here every read goes through a schema, and a damaged file is said, never
 * replaced silently.
 */
import { readFile } from "node:fs/promises";
import { Low, type Adapter } from "lowdb";
import type * as z from "zod";
import { backupOf, replaceFile } from "./durable-file.ts";

export class DurableLowError extends Error {
  readonly code: "damaged" | "unreadable";

  constructor(code: "damaged" | "unreadable", message: string) {
    super(message);
    this.code = code;
  }
}

export interface DurableLowOptions<T> {
  readonly schema: z.ZodType<T>;
  /** What to start from where there is no file yet. */
  readonly initial: T;
  /** Takes one sentence when the file was damaged and its backup was read instead. */
  readonly warn: (sentence: string) => void;
}

/** Opens a JSON file as a lowdb database, read and checked. `write()` resolves when it is durable. */
export async function openDurableLow<T>(path: string, options: DurableLowOptions<T>): Promise<Low<T>> {
  const low = new Low<T>(adapterOf(path, options), options.initial);
  await low.read();
  return low;
}

function adapterOf<T>(path: string, { schema, warn }: DurableLowOptions<T>): Adapter<T> {
  return {
    read: async () => {
      const main = await textOf(path);
      if (main === undefined) return null;
      const value = parsed(main, schema);
      if (value !== undefined) return value;
      const backup = await textOf(backupOf(path));
      const older = backup === undefined ? undefined : parsed(backup, schema);
      if (older === undefined) {
        throw new DurableLowError(
          "damaged",
          `${path} is damaged and there is no good ${backupOf(path)}: restore it or move it away`,
        );
      }
      warn(`${path} is damaged: its backup ${backupOf(path)} was read instead`);
      return older;
    },
    write: async (value) => {
      const keepBackup = parsed((await textOf(path)) ?? "", schema) !== undefined;
      await replaceFile(path, `${JSON.stringify(value, null, 2)}\n`, { keepBackup });
    },
  };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new DurableLowError("unreadable", `${path} cannot be read: check its permissions`);
  }
}

function parsed<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
