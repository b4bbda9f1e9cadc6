/*
 * What is wrong with something that should have been a subject. The sentence names the field and what was
 * expected of it, never the value that was found: it came from GitHub or from a file, and is hostile.
 */

export type SubjectErrorCode =
  /** A field is absent or of the wrong form. */
  | "invalid-field"
  /** A field that the line form does not have. */
  | "unknown-key"
  /** Neither the line form nor an issue or pull request as GitHub returns it. */
  | "not-a-subject";

export class SubjectError extends Error {
  readonly code: SubjectErrorCode;

  constructor(code: SubjectErrorCode, message: string) {
    super(message);
    this.name = "SubjectError";
    this.code = code;
  }
}
