/* The files that commands read: where they lie unless said otherwise, and what is said when they are bad. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { problemText } from "@recuse/shared/config/problem.ts";
import { parsePolicy } from "@recuse/shared/conflict/parse-policy.ts";
import { DEFAULT_POLICY, type Policy } from "@recuse/shared/conflict/policy.ts";
import { dayNumber, isDay, type DayNumber } from "@recuse/shared/roster/dates.ts";
import { emptyJournal, type Journal } from "@recuse/shared/recusal/journal.ts";
import { dataFolder } from "../store/folder.ts";
import { readJournal } from "../store/read-journal.ts";
import { CommandError, type Io } from "./io.ts";

/** The roster's path: the option, the environment, or `roster.json` in the working directory. */
export function rosterPath(option: string | undefined, io: Io): string {
  const path = option ?? io.env["RECUSE_ROSTER"];
  return path === undefined || path === "" ? "roster.json" : path;
}

/** The policy in a file, or the standard preset without one. @throws CommandError with every problem, a line each */
export async function readPolicy(path: string | undefined, io: Io): Promise<Policy> {
  if (path === undefined) return DEFAULT_POLICY;
  const parsed = parsePolicy(await readText(path, io), path);
  if (!parsed.ok) throw new CommandError(parsed.problems.map(problemText).join("\n"));
  return parsed.value;
}

/**
 * What the store in `--data` knows, or the one in `$RECUSE_DATA` or `.recuse` if it is there. Only read: its lock
 * is left to whoever holds it.
 *
 * @throws CommandError when it cannot be read, or the folder that was given is not there
 */
export async function knownJournal(option: string | undefined, io: Io): Promise<Journal> {
  const folder = option === undefined ? dataFolder(io.env, io.cwd) : resolve(io.cwd, option);
  try {
    const isFolder = await stat(folder).then((found) => found.isDirectory());
    if (!isFolder) throw new CommandError(`${option ?? folder}: expected a folder; give another --data`);
    return await readJournal(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" && option === undefined) return emptyJournal();
    if (code === "ENOENT") throw new CommandError(`--data: ${option ?? ""}: no such folder`);
    if (/^E[A-Z]+$/.test(code)) {
      throw new CommandError(
        `${option ?? folder}: cannot be read; check its permissions, or give another --data`,
      );
    }
    throw error;
  }
}

/** @throws CommandError when the file cannot be read */
export async function readText(path: string, io: Io): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, path), "utf8");
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The day of `--as-of`, or today in UTC. */
export function asOfDay(option: string | undefined, io: Io): DayNumber {
  if (option === undefined) return dayNumber(io.now().toISOString());
  if (!isDay(option)) throw new CommandError("--as-of: expected a day such as 2026-03-01");
  return dayNumber(option);
}

/** The JSON values of a file of lines (`-`: standard input), each with its line number; empty lines are passed over. */
export async function* jsonLines(path: string, io: Io): AsyncGenerator<{ line: number; value: unknown }> {
  const input = path === "-" ? io.stdin : createReadStream(resolve(io.cwd, path));
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line += 1;
      if (text.trim() === "") continue;
      yield { line, value: parsed(text, path, line) };
    }
  } catch (error) {
    throw error instanceof CommandError ? error : unreadable(path, error);
  }
}

function parsed(text: string, path: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${path}:${String(line)}: expected one JSON object on the line`);
  }
}

function unreadable(path: string, error: unknown): CommandError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return new CommandError(`${path}: no such file`);
  return new CommandError(`${path}: cannot be read; check that it is a file and its permissions`);
}
