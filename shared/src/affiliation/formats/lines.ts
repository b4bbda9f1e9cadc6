/*
 * A text by its lines, one after another, without ever holding them all: files of affiliation data are large.
 */

/** The longest line that is read; the longest published one is a few hundred characters. */
export const LONGEST_LINE = 16_384;

const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** What is wrong with a line whatever its format, or undefined. */
export function lineProblem(line: string): string | undefined {
  if (line.length > LONGEST_LINE) {
    return `expected at most ${LONGEST_LINE} characters on a line; break it up or remove it`;
  }
  if (CONTROL.test(line)) return "expected text without control characters; remove them or the line";
  return undefined;
}

/** Calls back with every line and its number from 1, without the line end, a byte order mark and trailing white space. */
export function eachLine(text: string, take: (line: string, number: number) => void): void {
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  for (let number = 1; start < text.length; number += 1) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    take(text.slice(start, end).trimEnd(), number);
    start = end + 1;
  }
}
