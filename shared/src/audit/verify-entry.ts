/*
 * One line of a log under verification: is it an entry, and the one that stands here? The bytes are hashed as
 * they are and looked at separately; nothing is ever written again to compare.
 */
import { Entry } from "./entry.ts";
import { MAX_ENTRY_BYTES } from "./tiles.ts";

/**
 * `syntax`: not JSON in UTF-8, or longer than an entry may be. `schema`: not an entry. `index`: not the number
 * of this place. `id`: not after the id before it, so that no id can come twice.
 */
export type EntryFault = "syntax" | "schema" | "index" | "id";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * What is wrong with the line at an index, or the id of its entry.
 *
 * @param line without its line feed
 * @param idBefore of the entry before; empty at the first
 */
export function checkEntry(
  line: Uint8Array,
  index: number,
  idBefore: string,
): { readonly id: string } | { readonly fault: EntryFault } {
  const value = parseLine(line);
  if (value === undefined) return { fault: "syntax" };
  const { success, data } = Entry.safeParse(value);
  if (!success) return { fault: "schema" };
  // What an entry says of its own place is under its writer's control: the place decides.
  if (data.index !== index) return { fault: "index" };
  // Ids of one length and one case are in order as text. In order means unique, without remembering them.
  if (data.id <= idBefore) return { fault: "id" };
  return { id: data.id };
}

function parseLine(line: Uint8Array): unknown {
  if (line.length > MAX_ENTRY_BYTES) return undefined;
  try {
    return JSON.parse(decoder.decode(line));
  } catch {
    return undefined;
  }
}
