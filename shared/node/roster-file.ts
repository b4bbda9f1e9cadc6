/*
 * The roster on disk. Reading says everything that is wrong with it, by line and column; writing goes
 * through lowdb over a durable file, under a lock of its own.
 */
import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { jsonProblem } from "../src/config/json-grammar.ts";
import { problemText, type Problem } from "../src/config/problem.ts";
import { parseLocatedRoster, type LocatedRoster } from "../src/roster/parse.ts";
import { Roster } from "../src/roster/schema.ts";
import { openDurableLow } from "./durable-lowdb.ts";
import { lockProcess } from "./process-lock.ts";

export class RosterFileError extends Error {
  readonly code: "missing" | "unreadable" | "invalid";
  readonly problems: readonly Problem[];

  constructor(code: RosterFileError["code"], message: string, problems: readonly Problem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}

/**
 * Reads and checks a roster.
 *
 * @param name what problems call the file
 *
 * @throws RosterFileError whose message lists every problem, a line each, and repeats no value
 */
export async function readRoster(path: string, name = path): Promise<Roster> {
  return (await readLocatedRoster(path, name)).roster;
}

/** {@link readRoster}, with the place of every value. @throws RosterFileError as it does */
export async function readLocatedRoster(path: string, name = path): Promise<LocatedRoster> {
  const result = parseLocatedRoster(await textOf(path, name), name);
  if (result.ok) return result.value;
  throw new RosterFileError("invalid", result.problems.map(problemText).join("\n"), result.problems);
}

/**
 * Reads a roster for a program that writes logs: every organization gets a commitment key, which is written
 * back durably before anything can rest on it. The previous roster stays beside it as `.bak`.
 *
 * @throws RosterFileError as {@link readRoster} does
 */
export async function openRoster(path: string): Promise<Roster> {
  const roster = await readRoster(path);
  if (roster.organizations.every(({ commitmentKey }) => commitmentKey !== undefined)) return roster;
  if (!isJson(await textOf(path, path))) {
    const message =
      "expected a commitmentKey for every organization; they are made and added to JSON files only";
    throw new RosterFileError("invalid", `${path}: ${message}, keep the roster as roster.json`);
  }
  const lock = await lockProcess(`${path}.lock`);
  try {
    const low = await openDurableLow(path, { schema: Roster, initial: roster, warn: () => undefined });
    for (const organization of low.data.organizations) {
      organization.commitmentKey ??= randomBytes(32).toString("base64");
    }
    await low.write();
    return low.data;
  } finally {
    await lock.release();
  }
}

/** One sentence when others may read the roster, else undefined. */
export async function rosterExposure(path: string): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return undefined;
  return `${path} can be read by other accounts of this machine: run chmod 600 ${basename(path)}`;
}

/** YAML is read as well, but a file that people comment is not rewritten. */
function isJson(text: string): boolean {
  return jsonProblem(text) === undefined;
}

async function textOf(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw missing
      ? new RosterFileError("missing", `${name}: no such file; recuse init writes a roster to start from`)
      : new RosterFileError("unreadable", `${name}: cannot be read; check its permissions`);
  }
}
