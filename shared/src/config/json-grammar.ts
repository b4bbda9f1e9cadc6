/*
 * Where a text stops being JSON. The engine's own messages quote the text, which a roster must not be, and
 * do not always say where; this says where and quotes nothing.
 */

export interface JsonProblem {
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly message: string;
}

/** All tokens but texts: those can be longer than a regular expression may look back on. */
const TOKEN = /[ \t\r\n]+|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{}:,]/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

const VALUE = "expected a value: an object, an array, a text in double quotes, a number, true, false or null";
const KEY = "expected a key in double quotes";

/** What the grammar waits for next. */
type Awaited = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

const MESSAGES: Readonly<Record<Awaited, string>> = {
  value: VALUE,
  "value-or-end": `${VALUE}, or ]`,
  key: `${KEY}; remove a comma before }`,
  "key-or-end": `${KEY}, or }`,
  colon: "expected a colon after the key",
  "comma-or-end": "expected a comma or the closing bracket",
  nothing: "expected nothing after the end of the outermost value",
};

/** The first place at which the text is no JSON (RFC 8259), or undefined when all of it is. Linear, without recursion. */
export function jsonProblem(text: string): JsonProblem | undefined {
  const open: ("[" | "{")[] = [];
  let awaited: Awaited = "value";
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  while (offset < text.length) {
    const token = tokenAt(text, offset);
    if (token === undefined) return { offset, message: lexicalMessage(text, offset, awaited) };
    if (!/^[ \t\r\n]/.test(token)) {
      const next = follow(awaited, token, open);
      if (next === undefined) return { offset, message: MESSAGES[awaited] };
      awaited = next;
    }
    offset += token.length;
  }
  return awaited === "nothing" ? undefined : { offset: text.length, message: MESSAGES[awaited] };
}

function tokenAt(text: string, offset: number): string | undefined {
  if (text.startsWith('"', offset)) {
    const end = textEnd(text, offset);
    return end === undefined ? undefined : text.slice(offset, end);
  }
  TOKEN.lastIndex = offset;
  return TOKEN.exec(text)?.[0];
}

/** Behind the closing quote of the text that opens at the offset, or undefined when it is no JSON text. */
export function textEnd(text: string, offset: number): number | undefined {
  for (let at = offset + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < SPACE) return undefined;
    if (code !== BACKSLASH) continue;
    ESCAPE.lastIndex = at;
    const escape = ESCAPE.exec(text)?.[0];
    if (escape === undefined) return undefined;
    at += escape.length - 1;
  }
  return undefined;
}

/** One step of the grammar: what is awaited after the token, or undefined when it may not stand here. */
function follow(awaited: Awaited, token: string, open: ("[" | "{")[]): Awaited | undefined {
  const afterValue = (): Awaited => (open.length === 0 ? "nothing" : "comma-or-end");
  switch (awaited) {
    case "key":
    case "key-or-end":
      if (token.startsWith('"')) return "colon";
      if (token !== "}" || awaited === "key") return undefined;
      open.pop();
      return afterValue();
    case "colon":
      return token === ":" ? "value" : undefined;
    case "comma-or-end": {
      const inside = open.at(-1);
      if (token === ",") return inside === "{" ? "key" : "value";
      if (token !== (inside === "{" ? "}" : "]")) return undefined;
      open.pop();
      return afterValue();
    }
    case "value":
    case "value-or-end":
      if (token === "[" || token === "{") {
        open.push(token);
        return token === "[" ? "value-or-end" : "key-or-end";
      }
      if (token === "]" && awaited === "value-or-end") {
        open.pop();
        return afterValue();
      }
      return /^[\]}:,]$/.test(token) ? undefined : afterValue();
    case "nothing":
      return undefined;
  }
}

function lexicalMessage(text: string, offset: number, awaited: Awaited): string {
  if (text.startsWith("/", offset) || text.startsWith("#", offset))
    return "expected no comment; JSON has none, remove it";
  if (text.startsWith("'", offset)) return "expected double quotes instead of single ones";
  if (text.startsWith('"', offset)) {
    return "expected a text that ends on its line and escapes every backslash and control character";
  }
  return MESSAGES[awaited];
}
