/*
 * Tree sizes and indexes, as numbers and as text. They come from files that somebody else wrote: what is no
 * safe integer is refused, and nothing here uses an operator that cuts a number to 32 bits.
 */

/** A number of leaves, or the index of one: 0 up to 2^53 - 1. */
export function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * ASCII decimal without leading zeroes; undefined for anything else, and for what is past 2^53 - 1.
 *
 * @see https://c2sp.org/tlog-checkpoint#note-text
 */
export function parseSize(text: string): number | undefined {
  // Sixteen digits hold every safe integer.
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return isSize(value) ? value : undefined;
}

/** The largest power of two that is smaller than a number of at least 2: RFC 6962's `k`. */
export function splitPoint(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
