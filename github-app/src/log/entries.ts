/* The entries of a log in a folder, decoded, and what this machine knows of what they hide. Verifies nothing. */
import { join } from "node:path";
import { decodeDetails, decodeEntry, type DetailsLine, type Entry } from "@recuse/shared/audit/entry.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { readLines } from "@recuse/shared/node/log-lines.ts";
import { stat } from "node:fs/promises";
import { CommandError } from "../cli/io.ts";
import { fileLines } from "./lines.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** An entry with the exact bytes of its line. */
export interface ReadEntry {
  readonly entry: Entry;
  readonly line: Uint8Array;
}

/**
 * Every entry of a log in a folder, in order.
 *
 * @param name of the log in messages
 * @throws CommandError with status 1 at a line that is no entry
 */
export async function* readEntries(folder: string, name: string): AsyncGenerator<ReadEntry, void, undefined> {
  let number = 0;
  for await (const batch of fileLines(join(folder, "entries.jsonl"), `${name}/entries.jsonl`)) {
    for (const line of batch) {
      number += 1;
      yield { entry: decoded(line, `${name}/entries.jsonl:${number}`), line };
    }
  }
}

/** What entries of these logs hide, by the entry's id. Empty where this machine has no details. */
export async function readDetails(logFolder: string, log: LogName): Promise<Map<string, DetailsLine>> {
  const path = join(logFolder, "details.jsonl");
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  const details = new Map<string, DetailsLine>();
  for await (const { bytes, complete, number } of readLines(path, size)) {
    // What a crash left of the last line belongs to no entry.
    if (!complete) continue;
    try {
      const detail = decodeDetails(utf8.decode(bytes));
      if (detail.log === log) details.set(detail.id, detail);
    } catch {
      throw new CommandError(`details.jsonl:${number}: this line is not what the log wrote`, 1);
    }
  }
  return details;
}

function decoded(line: Uint8Array, place: string): Entry {
  try {
    return decodeEntry(utf8.decode(line));
  } catch {
    throw new CommandError(`${place}: this line is not an entry; recuse log verify tells more`, 1);
  }
}
