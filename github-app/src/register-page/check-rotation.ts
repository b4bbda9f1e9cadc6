/*
 * A log that is signed with another key than this browser saw last: only the old key can say that the new one took
 * its place, in an entry that a head signed by the old key covers.
 */
import { sameBytes } from "@recuse/shared/audit/bytes.ts";
import { parseCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import type { TreeHead } from "@recuse/shared/audit/merkle.ts";
import { noteVerifier, parseVerifierKey } from "@recuse/shared/audit/note-key.ts";
import { NoteError, openNote } from "@recuse/shared/audit/note.ts";
import { TILE_WIDTH } from "@recuse/shared/audit/tiles.ts";
import { BadNews } from "./bad-news.ts";
import { checkBundle } from "./check-entries.ts";
import { checkGrowth, type PageToCheck } from "./check-page.ts";
import { fileOf } from "./log-files.ts";

/** Bundles since the last visit that are searched. */
const MOST_SEARCHED = 200;

/**
 * Follows the key that was seen last to the one that signs now.
 *
 * @param from the size of the log that was seen last, which the newer one was shown to continue
 * @throws BadNews when the old key did not hand over to the new one
 */
export async function checkRotation(
  page: PageToCheck,
  keys: { readonly old: string; readonly now: string },
  from: number,
  head: TreeHead,
): Promise<void> {
  const first = Math.floor(from / TILE_WIDTH);
  let key = keys.old;
  for (let place = first; place * TILE_WIDTH < head.size && place < first + MOST_SEARCHED; place += 1) {
    const entries = await checkBundle(page, head, place);
    for (const [at, bytes] of entries.entries()) {
      const index = place * TILE_WIDTH + at;
      const next = index < from ? undefined : rotationFrom(key, bytes);
      if (next === undefined) continue;
      await checkHandOver(page, key, index, head);
      key = next;
    }
  }
  if (key !== keys.now)
    throw new BadNews(
      "The log is signed by another key than this browser saw last, and no entry hands over to it.",
    );
}

/** The key that this entry says takes the place of another. */
function rotationFrom(key: string, bytes: Uint8Array): string | undefined {
  const entry: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const [type, rotation] = [memberOf(entry, "type"), memberOf(entry, "rotation")];
  const to = memberOf(rotation, "to");
  if (type !== "key-rotation" || memberOf(rotation, "from") !== key || typeof to !== "string")
    return undefined;
  return to;
}

/** The head right after the rotation is one of this log, and the old key signed it. */
async function checkHandOver(page: PageToCheck, key: string, index: number, head: TreeHead): Promise<void> {
  const { read, host } = page;
  const message = await fileOf(read, `checkpoints/${String(index + 1)}`);
  try {
    const opened = await openNote(host, message, [noteVerifier(await parseVerifierKey(host.sha256, key))]);
    const signed = parseCheckpoint(opened.text);
    const other = "The head in which the old key hands over is not one of this log.";
    if (signed.size <= index) throw new BadNews(other);
    if (signed.size === head.size && !sameBytes(signed.root, head.root)) throw new BadNews(other);
    await checkGrowth(page, signed, head, { smaller: other, different: other });
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    throw new BadNews(`The old key did not sign the head in which it hands over: ${error.message}.`, index);
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
