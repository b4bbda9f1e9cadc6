/* Entry bundles of C2SP tlog-tiles: entries one after another, each behind its length in 16 bits, big-endian. */
import { joinBytes } from "./bytes.ts";
import { MAX_ENTRY_BYTES, TileError } from "./tiles.ts";

/**
 * @throws TileError `content` when an entry is longer than 65,535 bytes
 * @see https://c2sp.org/tlog-tiles#log-entries
 */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES)
      throw new TileError("content", "an entry of a bundle has at most 65535 bytes");
    parts.push(Uint8Array.of(Math.floor(entry.length / 256), entry.length % 256), entry);
  }
  return joinBytes(...parts);
}

/**
 * The entries of a bundle, as views of it.
 *
 * @param width how many there have to be
 * @throws TileError `content`
 * @see https://c2sp.org/tlog-tiles#log-entries
 */
export function parseBundle(width: number, content: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < content.length && entries.length < width) {
    const [high, low] = [content[at], content[at + 1]];
    if (high === undefined || low === undefined) break;
    const start = at + 2;
    const end = start + high * 256 + low;
    if (end > content.length) break;
    entries.push(content.subarray(start, end));
    at = end;
  }
  if (at !== content.length || entries.length !== width)
    throw new TileError("content", `the bundle does not hold exactly ${width} whole entries`);
  return entries;
}
