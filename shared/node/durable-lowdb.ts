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
  readonly code: "damaged" | "unreadable" | "invalid";

  constructor(code: DurableLowError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

export interface DurableLowOptions<T> {
  readonly schema: z.ZodType<T>;
  /** What to start from where there is no file yet. */
  readonly initial: T;
  /** Takes one sentence when the file was damaged or missing and its backup was read instead. */
  readonly warn: (sentence: string) => void;
}

/** Opens a JSON file as a lowdb database, read and checked. `write()` resolves when it is durable. */
export async function openDurableLow<T>(path: string, options: DurableLowOptions<T>): Promise<Low<T>> {
  const low = new Low<T>(adapterOf(path, options), options.initial);
  await low.read();
  return low;
}

function adapterOf<T>(path: string, { schema, warn }: DurableLowOptions<T>): Adapter<T> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: async () => {
      const main = await textOf(path);
      const value = main === undefined ? undefined : parsed(main, schema);
      if (value !== undefined) return value;
      const state = main === undefined ? "missing" : "damaged";
      const backup = await textOf(backupOf(path));
      if (main === undefined && backup === undefined) return null;
      const older = backup === undefined ? undefined : parsed(backup, schema);
      if (older === undefined) {
        throw new DurableLowError(
          "damaged",
          `${path} is ${state} and there is no good ${backupOf(path)}: restore it or move both away`,
        );
      }
      warn(`${path} is ${state}: its backup ${backupOf(path)} was read instead`);
      return older;
    },
    // One at a time: of two renames under way, the older content could be the last.
    write: (value) => {
      const next = last.then(() => write(path, value, schema));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** A good file becomes the backup; a damaged one never replaces a good backup. */
async function write<T>(path: string, value: T, schema: z.ZodType<T>): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (parsed(text, schema) === undefined) {
    throw new DurableLowError(
      "invalid",
      `${path} was not written: what it would hold could not be read again`,
    );
  }
  const keepBackup = parsed((await textOf(path)) ?? "", schema) !== undefined;
  await replaceFile(path, text, { keepBackup });
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
    const result = schema.safeParse(JSON.parse(text.replace(/^\uFEFF/, "")));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
