/*
 * What is wrong with a file that a person wrote, and where. Shared by everything that reads the roster or
 * a policy; holds no value out of the file, because a roster names clients and errors end up in logs.
 */

/** One thing to mend. Lines and columns count from 1, columns in UTF-16 units, as editors do. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Such as `organizations[3].domains[0]`; empty where the file as a whole is meant. */
  readonly field: string;
  /** One sentence, lower-case start: what was expected and what to do. Never repeats a value. */
  readonly message: string;
}

/** Either what was read, or everything that is wrong with it. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** `roster.json:12:5: organizations[3].domains[0]: expected …` */
export function problemText(problem: Problem): string {
  const where = `${problem.file}:${String(problem.line)}:${String(problem.column)}`;
  return problem.field === ""
    ? `${where}: ${problem.message}`
    : `${where}: ${problem.field}: ${problem.message}`;
}

/** A path as a person writes it: `["people", 2, "emails", 0]` is `people[2].emails[0]`. */
export function fieldText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${String(step)}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text;
}
