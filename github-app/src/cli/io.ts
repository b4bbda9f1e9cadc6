/*
 * What a subcommand may touch, and how it fails: with one sentence and an exit status. 0 fine, 1 the answer
 * is bad news, 2 usage, configuration or input error.
 */
import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Readable, Writable } from "node:stream";
import { nearest } from "@recuse/shared/config/nearest.ts";

export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
}

/** One subcommand, in a file of its own. */
export interface Command {
  /** Half a line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
  /** It has subcommands, and answers `--help` itself. */
  readonly explainsItself?: boolean;
}

/** An end that the user can act on: its message is printed as it is, without a stack trace. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Parses arguments strictly. @throws CommandError with exit status 2 and one sentence */
export function options<const T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  known: T,
  positionals: { readonly least: number; readonly most: number; readonly name: string } = NONE,
): { values: ReturnType<typeof parseArgs<{ options: T }>>["values"]; positionals: string[] } {
  const parsed = strictly(args, known);
  const count = parsed.positionals.length;
  if (count < positionals.least) throw new CommandError(`expected ${positionals.name}; see --help`);
  if (count > positionals.most) {
    throw new CommandError(`expected no argument ${parsed.positionals[positionals.most] ?? ""}; see --help`);
  }
  return parsed;
}

const NONE = { least: 0, most: 0, name: "no arguments" };

function strictly<const T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  known: T,
): { values: ReturnType<typeof parseArgs<{ options: T }>>["values"]; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: known,
      allowPositionals: true,
      strict: true,
    });
    return { values, positionals };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [sentence = text] = text.split(/\.\s/);
    const [, given] = /^Unknown option '--([^']+)'/.exec(text) ?? [];
    const meant = given === undefined ? undefined : nearest(given, Object.keys(known));
    const question = meant === undefined ? "" : `, did you mean --${meant}?`;
    throw new CommandError(`${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}${question}; see --help`);
  }
}

/** Writes and waits for the reader; false once the reader has gone away. */
export async function print(stream: Writable, text: string): Promise<boolean> {
  if (stream.destroyed || stream.errored) return false;
  return new Promise((resolve) => {
    stream.write(text, (error) => {
      resolve(error === null || error === undefined);
    });
  });
}

/** Writes sentences to standard error. */
export function warningsTo(io: Io): (sentence: string) => void {
  return (sentence) => {
    io.stderr.write(`recuse: ${sentence}\n`);
  };
}

/** @throws CommandError for what is no OWNER/REPO */
export function requireRepository(repository: string): void {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new CommandError("expected OWNER/REPO, such as octo-org/engine");
  }
}
