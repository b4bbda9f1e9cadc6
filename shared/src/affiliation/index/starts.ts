/*
 * The `…Start` columns: parts of differing lengths, one after another.
 */

/** Where each row's part begins, and the end. */
export function starts<T>(rows: readonly T[], lengthOf: (row: T) => number): Uint32Array<ArrayBuffer> {
  const start = new Uint32Array(rows.length + 1);
  rows.forEach((row, index) => {
    start[index + 1] = (start[index] ?? 0) + lengthOf(row);
  });
  return start;
}
