/* The one error that says: the editor tests cannot run on this machine, and what to do about it. */

export class HostUnavailableError extends Error {
  readonly code: "no-editor" | "no-browser";

  constructor(code: HostUnavailableError["code"], sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = "HostUnavailableError";
    this.code = code;
  }
}
