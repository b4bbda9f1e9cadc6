/* Rows against entries, entries against tiles, tiles against the signed root. */
import { sameBytes } from "@recuse/shared/audit/bytes.ts";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { leafHash, type TreeHead } from "@recuse/shared/audit/merkle.ts";
import { leavesOfTile, readTiles, tilesForInclusion } from "@recuse/shared/audit/proofs.ts";
import { hashesAt, TILE_WIDTH, tileAt, TileError, tilePath } from "@recuse/shared/audit/tiles.ts";
import { readRegisterEntry } from "@recuse/shared/report/register-entry.ts";
import { rowWords } from "@recuse/shared/report/register-words.ts";
import { BadNews } from "./bad-news.ts";
import { entriesWords, type PageToCheck, type SeenRow } from "./check-page.ts";
import { bundleOf, tileOf } from "./log-files.ts";

/** A log of so many bundles is checked whole, whatever the page shows of it. */
const WHOLE_LOG = 12;

/** @throws BadNews */
export async function checkEntries(page: PageToCheck, head: TreeHead): Promise<void> {
  const { rows, report, head: shown } = page;
  const outside = rows.find(({ index }) => index >= head.size);
  if (outside !== undefined)
    throw new BadNews(`Entry ${String(outside.index)} is shown and not signed.`, outside.index);
  const bundles = Math.ceil(head.size / TILE_WIDTH);
  const needed =
    bundles <= WHOLE_LOG
      ? Array.from({ length: bundles }, (_, at) => at)
      : [...new Set(rows.map(({ index }) => Math.floor(index / TILE_WIDTH)))];
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  const span = {
    from: Math.min(...byIndex.keys()),
    to: Math.min(Math.max(...byIndex.keys()) + 1, shown.size),
  };
  let checked = 0;
  for (const place of needed) {
    const entries = await checkBundle(page, head, place);
    checked += entries.length;
    for (const [at, bytes] of entries.entries()) {
      const index = place * TILE_WIDTH + at;
      const row = byIndex.get(index);
      if (row !== undefined) checkWords(row, bytes);
      else if (page.complete && index >= span.from && index < span.to) checkHidden(index, bytes);
    }
  }
  const whole = checked === head.size ? "All" : "The";
  report("good", `${whole} ${entriesWords(checked)} in the tiles of this page lead to the signed root.`);
  report("good", `Each of the ${String(rows.length)} shown here says what its entry says.`);
  if (page.complete && rows.length > 0) report("good", "None between the first and the last was left out.");
}

/** The entries of a bundle, each of them under the root. @throws BadNews */
export async function checkBundle(
  { read, host }: PageToCheck,
  head: TreeHead,
  place: number,
): Promise<readonly Uint8Array[]> {
  const tile = tileAt("entries", place, head.size);
  if (tile === undefined) return [];
  const path = tilePath(tile);
  const leaves = await leavesUnderRoot(read, host, head, place);
  let entries: Uint8Array[];
  try {
    entries = await bundleOf(read, tile);
  } catch (error) {
    if (!(error instanceof TileError)) throw error;
    throw new BadNews(`${path} was changed: ${error.message}.`, place * TILE_WIDTH);
  }
  for (const [at, entry] of entries.entries()) {
    const leaf = await hashing(host.sha256, leafHash(entry));
    const expected = leaves[at];
    if (expected !== undefined && sameBytes(leaf, expected)) continue;
    const index = place * TILE_WIDTH + at;
    throw new BadNews(`Entry ${String(index)} is not the one that was signed: ${path} was changed.`, index);
  }
  return entries;
}

async function leavesUnderRoot(
  read: PageToCheck["read"],
  host: PageToCheck["host"],
  head: TreeHead,
  place: number,
): Promise<readonly Uint8Array[]> {
  const needed = tilesForInclusion(place * TILE_WIDTH, head.size);
  try {
    const tiles = await readTiles((tile) => tileOf(read, tile), needed);
    return await leavesOfTile(host.sha256, place, head, tiles);
  } catch (error) {
    if (!(error instanceof TileError)) throw error;
    throw new BadNews(`A tile was changed: ${error.message}${partialWords(head)}.`);
  }
}

/** Only together do the partial tiles give the root: which of them was changed cannot be told. */
function partialWords({ size }: TreeHead): string {
  const partial: string[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const tile = tileAt(level, Math.floor(hashesAt(level, size) / TILE_WIDTH), size);
    if (tile !== undefined) partial.push(tilePath(tile));
  }
  return ` (partial: ${partial.join(", ")})`;
}

function checkWords({ index, parts }: SeenRow, bytes: Uint8Array): void {
  if (parts === undefined) return;
  const words = wordsOf(bytes);
  for (const [name, text] of Object.entries(parts)) {
    const expected: unknown = words === undefined ? undefined : Reflect.get(words, name);
    if (expected === text) continue;
    throw new BadNews(`This page shows entry ${String(index)} differently from what was signed.`, index);
  }
}

/** A row that should be here. Replies stand with what they answer. */
function checkHidden(index: number, bytes: Uint8Array): void {
  const words = wordsOf(bytes);
  if (words === undefined || words.kind === "Correction") return;
  throw new BadNews(`This page leaves out entry ${String(index)}: ${words.kind}, ${words.what}.`);
}

function wordsOf(bytes: Uint8Array): ReturnType<typeof rowWords> {
  const entry = readRegisterEntry(new TextDecoder().decode(bytes));
  return entry === undefined ? undefined : rowWords(entry);
}
