/* What can go wrong with stored deliveries. Messages name files and what to do, never anything of a payload. */

/** `damaged`: a file is not what was written. `closed`: used after close. */
export type InboxErrorCode = "damaged" | "closed";

export class InboxError extends Error {
  readonly code: InboxErrorCode;

  constructor(code: InboxErrorCode, message: string) {
    super(message);
    this.name = "InboxError";
    this.code = code;
  }
}

/** Thrown by whoever works a delivery: trying again cannot help. The message must hold nothing of the payload. */
export class PermanentError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PermanentError";
  }
}
