/* What the suite prints: the extension host has no terminal, so the lines travel to the runner with the outcome. */

const lines: string[] = [];

export function printLine(line: string): void {
  lines.push(line);
}

export function printedText(): string {
  return lines.join("\n");
}
