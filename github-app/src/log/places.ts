/* Which logs a command works on: what the user named, or this machine's own. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { dataFolder } from "../store/folder.ts";
import { CommandError, type Io } from "../cli/io.ts";
import { folderSource, httpSource } from "./source.ts";
import type { LogPlace } from "./verify-log.ts";

/** The folder of this machine's own logs. */
export function ownLogFolder(io: Io): string {
  return join(dataFolder(io.env, io.cwd), "log");
}

/** One of this machine's own logs. @throws CommandError when it is not there */
export async function ownLog(log: LogName, io: Io): Promise<LogPlace & { readonly folder: string }> {
  const folder = join(ownLogFolder(io), log);
  if (await isThere(join(folder, "entries.jsonl"))) return { source: folderSource(folder, log), folder };
  throw new CommandError(`${folder}: there is no log yet; recuse serve begins one, or set RECUSE_DATA`);
}

/**
 * The logs at what was named: an address, a folder with one log, or one with `public` and `private`.
 *
 * @returns undefined for a file, which is no log
 * @throws CommandError when nothing is there
 */
export async function placesAt(named: string | undefined, io: Io): Promise<LogPlace[] | undefined> {
  if (named !== undefined && /^https?:\/\//i.test(named)) {
    if (!URL.canParse(named))
      throw new CommandError(`${named}: expected an address such as https://log.example/log/`);
    return [{ source: httpSource(named) }];
  }
  const folder = named === undefined ? ownLogFolder(io) : resolve(io.cwd, named);
  const shown = (named ?? "").replace(/\/+$/, "");
  const found = await stat(folder).catch(() => undefined);
  if (found?.isFile() === true) return undefined;
  if (await isThere(join(folder, "entries.jsonl"))) {
    return [{ source: folderSource(folder, shown === "" ? "." : shown), folder }];
  }
  const places: LogPlace[] = [];
  for (const log of ["public", "private"]) {
    const below = join(folder, log);
    if (!(await isThere(join(below, "entries.jsonl")))) continue;
    places.push({ source: folderSource(below, shown === "" ? log : `${shown}/${log}`), folder: below });
  }
  if (places.length > 0) return places;
  throw new CommandError(
    `${named ?? folder}: there is no log here; name its folder, address or a proof file`,
  );
}

/** The log that `--log` names. @throws CommandError for anything else */
export function logName(option: string | undefined): LogName | undefined {
  if (option === undefined || option === "public" || option === "private") return option;
  throw new CommandError("--log: expected public or private");
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
