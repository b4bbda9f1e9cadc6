/* What keeps the log in files from going on. */

/**
 * `refused`: not an entry, nothing was written. `stopped`: a write failed. `closed`: used after close.
 * `rolled-back`: the files hold less than was signed. `inconsistent`: they contradict what was signed or
 * acknowledged.
 */
export type FileLogErrorCode = "refused" | "stopped" | "closed" | "rolled-back" | "inconsistent";

export class FileLogError extends Error {
  readonly code: FileLogErrorCode;

  constructor(code: FileLogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FileLogError";
    this.code = code;
  }
}
