/*
 * `Co-authored-by:` and `on-behalf-of:` lines in commit messages and in the bodies of pull requests. Anyone
 * can write them of anyone: whoever uses them must treat them as self-asserted. Every step is linear in the
 * length of the text.
 */
import { isLogin } from "./account.ts";

export interface CoAuthor {
  readonly name: string;
  readonly email: string;
}

export interface OnBehalfOf {
  readonly name?: string;
  readonly email?: string;
  /** The organization's account. */
  readonly login?: string;
}

export interface Trailers {
  readonly coAuthors: readonly CoAuthor[];
  readonly onBehalfOf: readonly OnBehalfOf[];
}

/** Where the text comes from: a commit's message, or the body of a pull request. */
export type TrailerPlace = "commit" | "body";

/** Longer than any body GitHub takes (65,536 characters), with room for commit messages. */
const TEXT_LENGTH = 262_144;
const LINE_LENGTH = 1000;
const NAME_LENGTH = 200;
const TRAILERS = 100;
/** RFC 5321 allows 254 characters in all. */
const ADDRESS = /^[^\s<>@"(),:;]{1,64}@[^\s<>@"(),:;]{1,253}$/;
const NONE: Trailers = { coAuthors: [], onBehalfOf: [] };

/**
 * The trailers of a commit's message (its last paragraph only, as git has it, and never its first) or of a
 * pull request's body (any line of its own outside code, quotations and comments). At most 100 of each kind.
 *
 * https://git-scm.com/docs/git-interpret-trailers,
 * https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits
 */
export function trailersOf(text: string, place: TrailerPlace = "commit"): Trailers {
  if (!/co-authored-by|on-behalf-of/i.test(text)) return NONE;
  const lines = (place === "commit" ? text.slice(-TEXT_LENGTH) : text.slice(0, TEXT_LENGTH)).split(
    /\r\n|\n|\r/,
  );
  const coAuthors: CoAuthor[] = [];
  const onBehalfOf: OnBehalfOf[] = [];
  for (const line of place === "commit" ? lastParagraph(lines) : prose(lines)) {
    if (line.length > LINE_LENGTH) continue;
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const token = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (token === "co-authored-by" && coAuthors.length < TRAILERS) push(coAuthors, coAuthor(value));
    if (token === "on-behalf-of" && onBehalfOf.length < TRAILERS) push(onBehalfOf, beneficiary(value));
  }
  return { coAuthors, onBehalfOf };
}

function lastParagraph(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && isBlank(lines[end - 1])) end -= 1;
  let start = end;
  while (start > 0 && !isBlank(lines[start - 1])) start -= 1;
  if (lines.slice(0, start).every(isBlank)) return [];
  // git reads a line that begins with a space as the continuation of the one before
  return lines.slice(start, end).filter((line) => !/^\s/.test(line));
}

/** The lines of Markdown that are neither code nor quoted nor commented out. */
function* prose(lines: readonly string[]): Generator<string> {
  let fence: string | undefined;
  let comment = false;
  for (const line of lines) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined;
      continue;
    }
    if (!comment && mark !== undefined) {
      fence = mark;
      continue;
    }
    const opened = line.lastIndexOf("<!--");
    const closed = line.lastIndexOf("-->");
    const inside = comment || opened >= 0;
    if (opened > closed) comment = true;
    else if (closed >= 0) comment = false;
    if (!inside && !/^(?: {0,3}>| {4}|\t| {1,3}\t)/.test(line)) yield line;
  }
}

function coAuthor(value: string): CoAuthor | undefined {
  const open = value.lastIndexOf("<");
  if (open < 0 || !value.endsWith(">")) return undefined;
  const email = value.slice(open + 1, -1).trim();
  if (!ADDRESS.test(email)) return undefined;
  return { name: value.slice(0, open).trim().slice(0, NAME_LENGTH), email };
}

/** GitHub's form is `@organization name@organization.example`; the address is optional, brackets too. */
function beneficiary(value: string): OnBehalfOf | undefined {
  const words = value.split(/\s+/);
  const last = words.at(-1) ?? "";
  const address = last.startsWith("<") && last.endsWith(">") ? last.slice(1, -1) : last;
  const email = ADDRESS.test(address) ? address : undefined;
  const name = (email === undefined ? words : words.slice(0, -1)).join(" ");
  const login = name.startsWith("@") && isLogin(name.slice(1)) ? name.slice(1) : undefined;
  if (login !== undefined) return { login, ...(email === undefined ? {} : { email }) };
  if (name === "" && email === undefined) return undefined;
  return {
    ...(name === "" ? {} : { name: name.slice(0, NAME_LENGTH) }),
    ...(email === undefined ? {} : { email }),
  };
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item);
}
