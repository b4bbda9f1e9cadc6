/*
 * A file that only grows, and whose every acknowledged byte would survive a power cut. The inbox and the
 * audit log are built on it. Callers that wait at the same time share one write and one fdatasync. It knows
 * nothing of records: where one begins, and what a torn one looks like, is the caller's business.
 */
import { openAppendHandle, type AppendHandle } from "./append-handle.ts";

/** `stopped`: a write or fdatasync failed and nothing can be promised any more. `closed`: used after close. */
export type AppendFileErrorCode = "stopped" | "closed";

export class AppendFileError extends Error {
  readonly code: AppendFileErrorCode;

  constructor(code: AppendFileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AppendFileError";
    this.code = code;
  }
}

export interface AppendFileOptions {
  /** Permission bits of a newly created file. */
  readonly mode?: number;
  /** Opens the file; tests inject one that fails. It must have made the file's name durable. */
  readonly open?: (path: string, mode: number) => Promise<AppendHandle>;
}

export interface AppendFile {
  /**
   * Appends the bytes in one piece, after everything that was appended before; resolves with their offset when
   * they would survive a power cut, and not before. The caller must not change the bytes until then.
   *
   * @throws AppendFileError `stopped` after the first failed write or fdatasync of this file, for everything
   *   that waits and everything that comes: the state of the file is then unknown until it is opened again and
   *   recovered, and a repeated fsync would report success for pages that the kernel has dropped
   * @throws AppendFileError `closed`
   */
  readonly append: (bytes: Uint8Array) => Promise<{ offset: number }>;
  /** Bytes in the file that are durable. */
  readonly size: number;
  /** Nothing has failed yet, and the file is open: an append may be tried. */
  readonly writable: boolean;
  /** Cuts the file to a size, durably. For recovery, before the first append; the same errors as `append`. */
  readonly truncate: (size: number) => Promise<void>;
  /** Waits for what was appended, then closes. */
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly resolve: (position: { offset: number }) => void;
  readonly reject: (error: Error) => void;
}

/** At most this many callers share one write: Linux takes 1,024 buffers at once. */
const LARGEST_GROUP = 1000;

/** Opens, or creates, a file for appending. What it already holds is made durable before this resolves. */
export async function openAppendFile(path: string, options: AppendFileOptions = {}): Promise<AppendFile> {
  const handle = await (options.open ?? openAppendHandle)(path, options.mode ?? 0o600);
  // What a killed process had written but not synced is about to be read as fact by the caller's recovery.
  try {
    await handle.datasync();
  } catch (error) {
    await handle.close();
    throw stoppedBy(path, error);
  }
  return appendTo(path, handle);
}

function appendTo(path: string, handle: AppendHandle): AppendFile {
  let size = handle.size;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let failure: AppendFileError | undefined;
  let closing: Promise<void> | undefined;

  function append(bytes: Uint8Array): Promise<{ offset: number }> {
    const refusal = failure ?? refuseClosed();
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      waiting.push({ bytes, resolve, reject });
      flushing ??= flush();
    });
  }

  /** Never rejects: a failure goes to those who wait. */
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      // Everybody who was answered, or whose request arrived, in this turn of the event loop joins the group.
      await new Promise((resolve) => setImmediate(resolve));
      const group = waiting.length > LARGEST_GROUP ? waiting.splice(0, LARGEST_GROUP) : waiting;
      if (group === waiting) waiting = [];
      try {
        const end = await writeAll(group);
        await handle.datasync();
        let offset = size;
        size = end;
        for (const { bytes, resolve } of group) {
          resolve({ offset });
          offset += bytes.length;
        }
      } catch (error) {
        failure = stoppedBy(path, error);
        for (const { reject } of [...group, ...waiting]) reject(failure);
        waiting = [];
      }
    }
    flushing = undefined;
  }

  /** Writes a group at the end of the file, however short each write comes back; answers the new end. */
  async function writeAll(group: readonly Waiting[]): Promise<number> {
    let rest = group.map(({ bytes }) => bytes).filter((bytes) => bytes.length > 0);
    let position = size;
    while (rest.length > 0) {
      const written = await handle.write(rest, position);
      if (written <= 0) throw new Error("the system took no bytes");
      position += written;
      rest = after(rest, written);
    }
    return position;
  }

  async function truncate(length: number): Promise<void> {
    const refusal = failure ?? refuseClosed();
    if (refusal) throw refusal;
    if (flushing) throw new RangeError(`${path} is being appended to: cut it before the first append`);
    if (!Number.isSafeInteger(length) || length < 0 || length > size) {
      throw new RangeError(`${path} holds ${String(size)} bytes: it cannot be cut to ${String(length)}`);
    }
    try {
      await handle.truncate(length);
      await handle.datasync();
      size = length;
    } catch (error) {
      failure = stoppedBy(path, error);
      throw failure;
    }
  }

  function refuseClosed(): AppendFileError | undefined {
    return closing && new AppendFileError("closed", `${path} was closed`);
  }

  async function finish(): Promise<void> {
    await flushing;
    await handle.close();
  }

  return {
    append,
    truncate,
    get size() {
      return size;
    },
    get writable() {
      return failure === undefined && closing === undefined;
    },
    close: () => (closing ??= finish()),
  };
}

function stoppedBy(path: string, cause: unknown): AppendFileError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppendFileError(
    "stopped",
    `${path} could not be written durably and accepts nothing more until it is opened again: ${reason}`,
    { cause },
  );
}

/** What is left of the buffers after their first bytes were taken. */
function after(buffers: readonly Uint8Array[], taken: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let left = taken;
  for (const buffer of buffers) {
    if (left >= buffer.length) left -= buffer.length;
    else {
      rest.push(left > 0 ? buffer.subarray(left) : buffer);
      left = 0;
    }
  }
  return rest;
}
