/* A script's text: commands, one a line, then the files that it starts with, each after a line `-- name --`. */

export interface Line {
  /** From 1, in the script. */
  readonly number: number;
  readonly text: string;
}

export interface Script {
  readonly commands: readonly Line[];
  readonly files: ReadonlyMap<string, string>;
}

const FILE_HEADER = /^-- (\S+) --$/;

/** Reads a script. Empty lines and lines that begin with # are comments. */
export function parseScript(text: string): Script {
  const commands: Line[] = [];
  const files = new Map<string, string>();
  let file: string | undefined;
  for (const [index, line] of text.replace(/\n$/, "").split("\n").entries()) {
    const [, name] = FILE_HEADER.exec(line) ?? [];
    if (name !== undefined) {
      file = name;
      files.set(name, "");
    } else if (file !== undefined) {
      files.set(file, `${files.get(file) ?? ""}${line}\n`);
    } else if (line.trim() !== "" && !line.trimStart().startsWith("#")) {
      commands.push({ number: index + 1, text: line.trim() });
    }
  }
  return { commands, files };
}

/** Splits a command into words at spaces; 'apostrophes' keep what is between them together, as it is. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
