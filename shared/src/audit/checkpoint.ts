/*
 * C2SP checkpoints: the text of a signed note that states a log's origin, size and root. The only place a
 * size is ever taken from.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { HASH_BYTES } from "./cryptography.ts";
import type { TreeHead } from "./merkle.ts";
import { isSize, parseSize } from "./sizes.ts";

/** `malformed`: not the text of a checkpoint. */
export type CheckpointErrorCode = "malformed";

export class CheckpointError extends Error {
  readonly code: CheckpointErrorCode = "malformed";

  constructor(message: string) {
    super(message);
    this.name = "CheckpointError";
  }
}

export interface Checkpoint extends TreeHead {
  /** Which log. */
  readonly origin: string;
  /** Lines that we never write and never read; witnesses sign them too. */
  readonly extensions: readonly string[];
}

/**
 * The text that is signed.
 *
 * @throws CheckpointError when {@link parseCheckpoint} would not read the same back
 * @see https://c2sp.org/tlog-checkpoint#note-text
 */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const lines = [origin, String(size), encodeBase64(root), ...extensions];
  const isLine = (line: string) => line !== "" && !/[\0-\x1f]/.test(line) && line.isWellFormed();
  if (!lines.every(isLine) || !isSize(size) || root.length !== HASH_BYTES)
    throw new CheckpointError("a checkpoint has an origin, a whole number as size and a root of 32 bytes");
  return `${lines.join("\n")}\n`;
}

/**
 * What the text of a note states. Whether anybody signed it is another question.
 *
 * @throws CheckpointError
 * @see https://c2sp.org/tlog-checkpoint#note-text
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.includes(""))
    throw new CheckpointError("a checkpoint is at least three lines that are not empty");
  const [origin = "", sizeLine = "", rootLine = "", ...extensions] = lines;
  const size = parseSize(sizeLine);
  if (size === undefined)
    throw new CheckpointError("line 2 of the checkpoint is no whole number from 0 to 2^53 - 1");
  const root = decodeBase64(rootLine);
  if (root?.length !== HASH_BYTES)
    throw new CheckpointError("line 3 of the checkpoint is not the base64 of 32 bytes");
  return { origin, size, root, extensions };
}
