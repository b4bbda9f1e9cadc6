/*
 * Bytes of files of affiliation data: whatever a path leads to, no more of it than such a file can have.
 */
import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import type { Problem } from "../src/config/problem.ts";
import { dayNumber, type DayNumber } from "../src/roster/dates.ts";

/** The largest known one has 10 MB. */
export const LARGEST_FILE = 256 * 1024 * 1024;
const CHUNK = 1024 * 1024;

export class AffiliationFileError extends Error {
  readonly code: "missing" | "unreadable" | "too-large" | "invalid";
  readonly problems: readonly Problem[];

  constructor(code: AffiliationFileError["code"], message: string, problems: readonly Problem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}

/**
 * SHA-256 of a file in lower-case hexadecimal, read piece by piece.
 *
 * @throws AffiliationFileError `missing`, `unreadable`, `too-large`
 */
export async function sha256OfFile(path: string, largest = LARGEST_FILE): Promise<string> {
  const hash = createHash("sha256");
  await eachChunk(path, largest, (chunk) => {
    hash.update(chunk);
  });
  return hash.digest("hex");
}

/**
 * The UTC day on which the file was last written, at most `today`: a clock that ran ahead must not make data look
 * fresher than it can be.
 *
 * @throws AffiliationFileError `missing`, `unreadable`
 */
export async function dayOfLastChange(path: string, today: DayNumber): Promise<DayNumber> {
  try {
    return Math.min(today, dayNumber((await stat(path)).mtime.toISOString()));
  } catch (error) {
    throw unopened(path, error);
  }
}

/** @throws AffiliationFileError `missing`, `unreadable`, `too-large` */
export async function readWhole(path: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await eachChunk(path, largest, (chunk) => {
    chunks.push(chunk.slice());
  });
  return Buffer.concat(chunks);
}

/** A chunk is overwritten by the next. A device or a pipe says no size beforehand, so what comes is counted. */
async function eachChunk(path: string, largest: number, see: (chunk: Uint8Array) => void): Promise<void> {
  const buffer = new Uint8Array(CHUNK);
  let total = 0;
  try {
    const handle = await open(path, "r");
    try {
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
        if (bytesRead === 0) return;
        total += bytesRead;
        if (total > largest) throw tooLarge(path, largest);
        see(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof AffiliationFileError ? error : unopened(path, error);
  }
}

function unopened(path: string, error: unknown): AffiliationFileError {
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  return isMissing
    ? new AffiliationFileError("missing", `${path}: no such file; check the path`)
    : new AffiliationFileError(
        "unreadable",
        `${path}: cannot be read; check that it is a file and its permissions`,
      );
}

function tooLarge(path: string, largest: number): AffiliationFileError {
  const size = `${String(Math.floor(largest / 1024 / 1024))} MB`;
  return new AffiliationFileError(
    "too-large",
    `${path}: expected at most ${size} of affiliation data; split it`,
  );
}
