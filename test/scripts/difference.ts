/* What differs between two texts, line by line, in the form of a unified diff without its headers. */

/** `-` lines were expected, `+` lines came; undefined where nothing differs. */
export function difference(expected: string, actual: string): string | undefined {
  if (expected === actual) return undefined;
  const before = expected.split("\n");
  const after = actual.split("\n");
  const common = longestCommon(before, after);
  const lines: string[] = [];
  let [a, b] = [0, 0];
  while (a < before.length || b < after.length) {
    if (a < before.length && b < after.length && before[a] === after[b]) {
      lines.push(`  ${before[a] ?? ""}`);
      a += 1;
      b += 1;
    } else if (b >= after.length || (a < before.length && common(a + 1, b) >= common(a, b + 1))) {
      lines.push(`- ${before[a] ?? ""}`);
      a += 1;
    } else {
      lines.push(`+ ${after[b] ?? ""}`);
      b += 1;
    }
  }
  return lines.join("\n");
}

/** The number of lines that the rests of both texts, from two places on, have in common and in order. */
function longestCommon(
  before: readonly string[],
  after: readonly string[],
): (a: number, b: number) => number {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const at = (a: number, b: number): number => table[a * width + b] ?? 0;
  for (let a = before.length - 1; a >= 0; a -= 1) {
    for (let b = after.length - 1; b >= 0; b -= 1) {
      table[a * width + b] =
        before[a] === after[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  return at;
}
