/*
 * Organizations that prose names. A mention is only ever a suggestion, so the scan is plain: whole words, no
 * stemming, and code, links and quotations are searched like everything else. It runs over every body, so it
 * looks at each character once and compares only where three folded characters hash to the start of a name.
 *
 * Names of four letters and more match in any case, unless they are written in capitals alone; those and the
 * shorter ones match as written. A single character is no name. A space in a name matches one to four
 * spaces or line breaks.
 */

export interface NamedOrganization<T> {
  readonly names: readonly string[];
  /** What the scan answers with. */
  readonly value: T;
}

interface Pattern {
  readonly text: string;
  readonly exact: boolean;
  /** The index of the organization. */
  readonly organization: number;
}

/** Code units of words in the scripts that have case, folded to lower case; 0 for everything else. */
const FOLD = foldTable();
/** 1 for the same code units: half as large, for the inner loop. */
const IN_WORD = Uint8Array.from(FOLD, (folded) => (folded === 0 ? 0 : 1));
const HASH_SIZE = 8192;
const SPACES = 4;
const NAME_LENGTH = 200;

/** Compiles the names once; the scan then answers each organization that a text names, in the order given. */
export function mentionScanner<T>(
  organizations: readonly NamedOrganization<T>[],
): (text: string) => readonly T[] {
  const buckets: Pattern[][] = Array.from({ length: HASH_SIZE }, () => []);
  const filled = new Uint8Array(HASH_SIZE);
  for (const pattern of organizations.flatMap(patternsOf)) {
    const hash = hashAt(pattern.text, 0);
    filled[hash] = 1;
    buckets[hash]?.push(pattern);
  }
  if (!filled.includes(1)) return () => [];
  // a name such as .NET begins where no word does
  const signsStart = filled[0] === 1;

  return (text) => {
    let found: Set<number> | undefined;
    const end = text.length;
    let at = 0;
    while (at < end) {
      const inWord = IN_WORD[text.charCodeAt(at)] === 1;
      if (inWord || signsStart) {
        const hash = hashAt(text, at);
        if (filled[hash] === 1) {
          for (const pattern of buckets[hash] ?? []) {
            if (found?.has(pattern.organization) === true || !matchesAt(text, at, pattern)) continue;
            found ??= new Set();
            found.add(pattern.organization);
          }
        }
      }
      at += 1;
      if (inWord) while (at < end && IN_WORD[text.charCodeAt(at)] === 1) at += 1;
    }
    if (found === undefined) return [];
    return organizations.flatMap(({ value }, index) => (found.has(index) ? [value] : []));
  };
}

function patternsOf<T>({ names }: NamedOrganization<T>, organization: number): Pattern[] {
  const texts = new Set(names.map((name) => name.normalize("NFC").trim().replace(/\s+/g, " ")));
  return [...texts]
    .filter((text) => text.length >= 2 && text.length <= NAME_LENGTH)
    .map((text) => ({ text, exact: isExact(text), organization }));
}

function isExact(name: string): boolean {
  const letters = name.match(/\p{L}/gu)?.length ?? 0;
  return letters < 4 || (name === name.toUpperCase() && name !== name.toLowerCase());
}

/** Of three folded characters at most: a space or a sign ends them, however many of it follow. */
function hashAt(text: string, at: number): number {
  const end = text.length;
  const first = FOLD[text.charCodeAt(at)] ?? 0;
  const second = first !== 0 && at + 1 < end ? (FOLD[text.charCodeAt(at + 1)] ?? 0) : 0;
  const third = second !== 0 && at + 2 < end ? (FOLD[text.charCodeAt(at + 2)] ?? 0) : 0;
  return (first * 961 + second * 31 + third) & (HASH_SIZE - 1);
}

function matchesAt(text: string, start: number, { text: name, exact }: Pattern): boolean {
  let at = start;
  for (let index = 0; index < name.length; index += 1, at += 1) {
    if (at >= text.length) return false;
    const wanted = name.charCodeAt(index);
    const here = text.charCodeAt(at);
    if (wanted === SPACE) {
      let run = 0;
      while (run < SPACES && isSpace(text.charCodeAt(at + run))) run += 1;
      if (run === 0) return false;
      at += run - 1;
      continue;
    }
    if (here === wanted) continue;
    const folded = FOLD[here] ?? 0;
    if (exact || folded === 0 || folded !== FOLD[wanted]) return false;
  }
  const last = FOLD[name.charCodeAt(name.length - 1)] ?? 0;
  return at >= text.length || last === 0 || (FOLD[text.charCodeAt(at)] ?? 0) === 0;
}

const SPACE = 0x20;

function isSpace(code: number): boolean {
  return code === SPACE || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xa0;
}

function foldTable(): Uint16Array {
  const table = new Uint16Array(0x1_0000);
  for (const [from, to] of [
    [0x30, 0x2000],
    [0x2c00, 0x2e00],
  ] as const) {
    for (let code = from; code < to; code += 1) {
      const character = String.fromCharCode(code);
      if (!/[\p{L}\p{N}\p{M}_]/u.test(character)) continue;
      const lower = character.toLowerCase();
      table[code] = lower.length === 1 ? lower.charCodeAt(0) : code;
    }
  }
  return table;
}
