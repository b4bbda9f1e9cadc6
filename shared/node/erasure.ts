/*
 * Forgetting an organization: its commitment key in the roster and the roster's backup, and what entries hide
 * about it. Each file is replaced durably. The log itself is not touched: every proof still verifies.
 */
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { decodeDetails } from "../src/audit/entry.ts";
import { backupOf, replaceFile } from "./durable-file.ts";
import { lockProcess } from "./process-lock.ts";

/** `format`: the roster is not JSON, and only such a one is rewritten. `damaged`: a line that the log did not write. */
export class ErasureError extends Error {
  readonly code: "format" | "damaged";

  constructor(code: ErasureError["code"], message: string) {
    super(message);
    this.name = "ErasureError";
    this.code = code;
  }
}

const RosterFile = z.looseObject({ organizations: z.array(z.looseObject({ id: z.unknown() })) });

/**
 * Deletes an organization's commitment key from a roster and from its backup; everything else stays.
 *
 * @returns whether there was one
 * @throws ErasureError `format`; ProcessLockError when the roster is being written
 */
export async function eraseCommitmentKey(roster: string, organization: string): Promise<boolean> {
  const lock = await lockProcess(`${roster}.lock`);
  try {
    const path = await realpath(roster);
    const before = await readFile(path, "utf8");
    const after = withoutKey(before, organization);
    if (after === undefined)
      throw new ErasureError(
        "format",
        `${roster}: keys are deleted from JSON files only: keep it as roster.json`,
      );
    const backup = await textOf(backupOf(path));
    // A backup that cannot be read may hold the key all the same: it is replaced by the roster as it is now.
    const older = backup === undefined ? undefined : (withoutKey(backup, organization) ?? after);
    if (older !== undefined && older !== backup) await replaceFile(backupOf(path), older);
    if (after !== before) await replaceFile(path, after);
    return after !== before || older !== backup;
  } finally {
    await lock.release();
  }
}

/** How many lines of the details in a log's folder are about an organization. @throws ErasureError `damaged` */
export async function countDetails(logFolder: string, organization: string): Promise<number> {
  const lines = await linesOf(logFolder);
  return lines.filter((line, at) => isAbout(line, at, organization)).length;
}

/**
 * Deletes the details about an organization. The log must be closed.
 *
 * @returns how many
 * @throws ErasureError `damaged`; nothing was changed then
 */
export async function eraseDetails(logFolder: string, organization: string): Promise<number> {
  const lines = await linesOf(logFolder);
  const kept = lines.filter((line, at) => !isAbout(line, at, organization));
  if (kept.length < lines.length)
    await replaceFile(detailsPath(logFolder), kept.map((line) => `${line}\n`).join(""));
  return lines.length - kept.length;
}

function detailsPath(logFolder: string): string {
  return join(logFolder, "details.jsonl");
}

async function linesOf(logFolder: string): Promise<string[]> {
  const text = (await textOf(detailsPath(logFolder))) ?? "";
  const lines = text.split("\n");
  // What a crash left after the last line feed belongs to no entry; it is dropped.
  lines.pop();
  return lines;
}

function isAbout(line: string, at: number, organization: string): boolean {
  try {
    return decodeDetails(line).hidden.organization === organization;
  } catch {
    throw new ErasureError(
      "damaged",
      `details.jsonl:${at + 1}: this line is not what the log wrote: restore it first`,
    );
  }
}

/** The same text where there is nothing to delete; undefined for what is not a roster in JSON. */
function withoutKey(text: string, organization: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
  const parsed = RosterFile.safeParse(value);
  if (!parsed.success) return undefined;
  const holders = parsed.data.organizations.filter(
    (each) => each.id === organization && Object.hasOwn(each, "commitmentKey"),
  );
  if (holders.length === 0) return text;
  for (const holder of holders) delete holder["commitmentKey"];
  return `${JSON.stringify(parsed.data, null, 2)}\n`;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
