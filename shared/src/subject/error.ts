/*
 * What is wrong with something that should have been a subject. The sentence names the field and what was
 * expected of it, never the value that was found: it came from GitHub or from a file, and is hostile.
 */
import type * as z from "zod";

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

const ARTICLES: Readonly<Record<string, string>> = {
  int: "a whole number",
  array: "a list",
  object: "an object",
  string: "text",
  boolean: "true or false",
  number: "a number",
};

/** The first of zod's complaints as one sentence. */
export function subjectError(error: z.ZodError): SubjectError {
  const issue = error.issues[0];
  if (issue === undefined) return new SubjectError("not-a-subject", "expected an issue or a pull request");
  const field = fieldName(issue.path);
  if (issue.code === "unrecognized_keys") {
    const key = JSON.stringify((issue.keys[0] ?? "").slice(0, 40));
    const where = field === "" ? "" : `${field}: `;
    return new SubjectError("unknown-key", `${where}unknown key ${key}; remove it or correct its name`);
  }
  if (field === "") return new SubjectError("not-a-subject", `expected ${expectation(issue)}`);
  return new SubjectError("invalid-field", `${field}: expected ${expectation(issue)}`);
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith("expected ")) return issue.message.slice("expected ".length);
  if (issue.code === "invalid_type") return ARTICLES[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "too_big") return `at most ${String(issue.maximum)} (length or value)`;
  if (issue.code === "too_small") return `at least ${String(issue.minimum)} (length or value)`;
  return "another form";
}

function fieldName(path: readonly PropertyKey[]): string {
  let name = "";
  for (const part of path) {
    name += typeof part === "number" ? `[${String(part)}]` : `${name === "" ? "" : "."}${String(part)}`;
  }
  return name;
}
