/*
 * The few system calls that an append-only file needs, on one open file descriptor. The only caller is
 * append-file.ts; tests hand it one that fails or writes short. Callback `fs`, because it costs less per call
 * than a FileHandle.
 */
import { close, constants, fdatasync, fstat, fsync, ftruncate, open, writev } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

export interface AppendHandle {
  /** Size at the time of opening, in bytes. */
  readonly size: number;
  /** Writes at a position, in bytes; answers how many bytes were taken, which may be fewer than were given. */
  readonly write: (buffers: readonly Uint8Array[], position: number) => Promise<number>;
  readonly datasync: () => Promise<void>;
  readonly truncate: (size: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const openFile = promisify(open);
const closeFile = promisify(close);
const syncFile = promisify(fsync);
const statFile = promisify(fstat);
const truncateFile = promisify(ftruncate);

/** Opens, or creates, a file and makes its name durable: the folder is fsynced before this resolves. */
export async function openAppendHandle(path: string, mode: number): Promise<AppendHandle> {
  const file = await openFile(path, constants.O_RDWR | constants.O_CREAT, mode);
  try {
    await syncFolder(dirname(path));
    const { size } = await statFile(file);
    return {
      size,
      write: (buffers, position) =>
        new Promise((resolve, reject) => {
          writev(file, buffers, position, (error, written) => {
            if (error) reject(error);
            else resolve(written);
          });
        }),
      datasync: () =>
        new Promise((resolve, reject) => {
          fdatasync(file, (error) => {
            if (error) reject(error);
            else resolve();
          });
        }),
      truncate: (length) => truncateFile(file, length),
      close: () => closeFile(file),
    };
  } catch (error) {
    await closeFile(file);
    throw error;
  }
}

/** Makes the names in a folder durable: files created, renamed and removed. */
export async function syncFolder(folder: string): Promise<void> {
  const file = await openFile(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await syncFile(file);
  } finally {
    await closeFile(file);
  }
}
