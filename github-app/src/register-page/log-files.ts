/* The published log's files as a page reads them: over any reader, which may be a server that lies. */
import { parseBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { TILE_WIDTH, tilePath, type Tile } from "@recuse/shared/audit/tiles.ts";

/** The content at a path relative to the log, such as `checkpoint`; undefined where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** A file of the log is not there. */
export class AbsentError extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`${path} is not there`);
    this.name = "AbsentError";
    this.path = path;
  }
}

/** @throws AbsentError */
export async function fileOf(read: ReadFile, path: string): Promise<Uint8Array> {
  const content = await read(path);
  if (content === undefined) throw new AbsentError(path);
  return content;
}

/**
 * A tile; the full one in place of a partial one that was removed since.
 *
 * @throws AbsentError
 * @see https://c2sp.org/tlog-tiles#partial-tiles
 */
export async function tileOf(read: ReadFile, tile: Tile): Promise<Uint8Array> {
  const content = await read(tilePath(tile));
  return content ?? fileOf(read, tilePath({ ...tile, width: TILE_WIDTH }));
}

/**
 * The entries of a bundle.
 *
 * @throws AbsentError, TileError
 */
export async function bundleOf(read: ReadFile, tile: Tile): Promise<Uint8Array[]> {
  const content = await read(tilePath(tile));
  if (content !== undefined) return parseBundle(tile.width, content);
  const full = await fileOf(read, tilePath({ ...tile, width: TILE_WIDTH }));
  return parseBundle(TILE_WIDTH, full).slice(0, tile.width);
}
