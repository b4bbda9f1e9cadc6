/*
 * Text in the forms in which the index compares it.
 */

const NON_ASCII = /[^\0-\x7f]/;
/** White space that is not one space. */
const UNFOLDED = /[^\S ]|\s\s/;

/**
 * The text with ASCII letters in lower case. Logins and hosts are ASCII; folding more would make look-alikes
 * equal (the Kelvin sign folds to k).
 */
export function foldCase(text: string): string {
  return NON_ASCII.test(text)
    ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    : text.toLowerCase();
}

/** Without white space around it, runs of it inside as one space. Lone surrogates become U+FFFD. */
export function foldSpace(text: string): string {
  const trimmed = text.toWellFormed().trim();
  return UNFOLDED.test(trimmed) ? trimmed.replace(/\s+/g, " ") : trimmed;
}

/** By UTF-16 units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The function, asked once for each text. */
export function remembered<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    let entry = known.get(text);
    if (entry === undefined) known.set(text, (entry = { answer: answer(text) }));
    return entry.answer;
  };
}

/** The very list where it is in order. */
export function inOrder<T>(list: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const isInOrder = list.every((each, index) => {
    const before = list[index - 1];
    return before === undefined || compare(before, each) <= 0;
  });
  return isInOrder ? list : list.toSorted(compare);
}
