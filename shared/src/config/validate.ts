/*
 * A schema over a located document: every problem with its line, its field and what to do about it.
 * Nothing here knows what the file is for. Messages never repeat a value, and an unknown key only where it
 * is nearly a known one: a client's name put in the wrong place must not end up in a log.
 */
import * as z from "zod";
import { readDocument, type LocatedDocument } from "./document.ts";
import { nearest } from "./nearest.ts";
import { fieldText, type Result } from "./problem.ts";

type RawIssue = z.core.$ZodRawIssue;
type Schema = z.core.$ZodType;

/** Reads and validates one file; see {@link readDocument} for `file` and `longest`. */
export function parseFile<T>(schema: z.ZodType<T>, text: string, file: string, longest: number): Result<T> {
  const document = readDocument(text, file, longest);
  return document.ok ? validate(schema, document.value) : document;
}

/** Every problem of the document in the order in which they stand in the file, or what the schema made of it. */
export function validate<T>(schema: z.ZodType<T>, document: LocatedDocument): Result<T> {
  const checked = check(schema, document.value);
  if (checked.ok) return checked;
  const problems = checked.misfits.map((misfit) => ({
    file: document.file,
    ...(misfit.key === undefined
      ? document.positionOf(misfit.path)
      : document.positionOfKey(misfit.path, misfit.key)),
    field: misfit.field,
    message: misfit.message,
  }));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** What does not fit a schema, and where in the value it stands. */
export interface Misfit {
  readonly path: readonly PropertyKey[];
  /** The key itself is what is wrong, inside the mapping at the path. */
  readonly key?: string;
  readonly field: string;
  readonly message: string;
}

/** {@link validate} for a value whose places in a file are not known, or not worth finding before they are needed. */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly misfits: readonly Misfit[] } {
  const parsed = schema.safeParse(value, { error: explain });
  if (parsed.success) return { ok: true, value: parsed.data };
  const misfits = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey(schema, issue.path, key))
      : [{ path: issue.path, field: fieldText(issue.path), message: issue.message }],
  );
  return { ok: false, misfits };
}

function unknownKey(schema: Schema, path: readonly PropertyKey[], key: string): Misfit {
  const known = keysAt(schema, path);
  const meant = nearest(key, known);
  return {
    path,
    key,
    field: fieldText(meant === undefined ? path : [...path, key]),
    message:
      meant === undefined
        ? `unknown key; remove it, the keys here are ${known.join(", ")}`
        : `unknown key; did you mean ${meant}?`,
  };
}

/** Strips defaults and the like down to the schema that decides the shape. */
function bare(schema: Schema | undefined): Schema | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return bare(schema.unwrap());
  }
  return schema;
}

function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  let here = bare(schema);
  for (const step of path) {
    if (here instanceof z.ZodArray) here = bare(here.element);
    else if (here instanceof z.ZodObject && typeof step === "string") {
      const shape: Readonly<Record<string, Schema>> = here.shape;
      here = bare(shape[step]);
    } else return [];
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
};

/** zod's issue in a sentence that says what was expected; schemas may say it better themselves. */
function explain(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      const wanted = TYPES[issue.expected] ?? issue.expected;
      if (issue.input === undefined) return `expected ${wanted} here; add the key, it is required`;
      if (issue.expected === "boolean" && isOldBoolean(issue.input)) {
        return "expected true or false; yes, no, on and off are plain text in YAML 1.2, write true or false";
      }
      return `expected ${wanted}, found ${nameOfType(issue.input)}`;
    }
    case "invalid_value": {
      const values = issue.values.map(String);
      if (issue.input === undefined) return `expected ${oneOf(values)}; add the key, it is required`;
      const meant = typeof issue.input === "string" ? nearest(issue.input, values) : undefined;
      return meant === undefined
        ? `expected ${oneOf(values)}`
        : `expected ${oneOf(values)}; did you mean ${meant}?`;
    }
    case "too_small":
      return `expected at least ${amount(issue.origin, Number(issue.minimum))}`;
    case "too_big":
      return `expected at most ${amount(issue.origin, Number(issue.maximum))}`;
    case "invalid_format":
      return issue.format === "email" ? "expected an e-mail address such as octocat@acme.example" : undefined;
    case "invalid_union":
      return "expected one of the forms that the documentation of this field lists";
    default:
      return undefined;
  }
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`;
}

function amount(origin: string, count: number): string {
  if (origin === "string") return `${String(count)} character${count === 1 ? "" : "s"}`;
  if (origin === "array") return `${String(count)} ${count === 1 ? "entry" : "entries"}`;
  return String(count);
}

function isOldBoolean(value: unknown): boolean {
  return typeof value === "string" && /^(?:y|yes|n|no|on|off|true|false)$/i.test(value);
}

function nameOfType(value: unknown): string {
  if (value === null) return "nothing; add a value or remove the key";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of keys";
  if (typeof value === "string") return "a text";
  if (typeof value === "boolean") return "true or false; put quotes around it if a text is meant";
  return "a number; put quotes around it if a text is meant";
}
