/* Commands that have subcommands: which one is meant, and what is said where it is none. */
import { nearest } from "@recuse/shared/config/nearest.ts";
import { CommandError, type Io } from "./io.ts";

export type Subcommand = (args: readonly string[], io: Io) => Promise<number>;

/**
 * The command's `run`: the first word names the subcommand.
 *
 * @param later subcommands that are not there yet; asked for, they are said to be so
 */
export function subcommands(
  command: string,
  known: Readonly<Record<string, Subcommand>>,
  later: readonly string[] = [],
): Subcommand {
  const names = Object.keys(known);
  const list =
    names.length === 1 ? String(names[0]) : `${names.slice(0, -1).join(", ")} or ${String(names.at(-1))}`;
  return async ([name, ...rest], io) => {
    const run = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
    if (run !== undefined) return run(rest, io);
    if (name !== undefined && later.includes(name)) {
      throw new CommandError(`${command} ${name} is not there yet; there is ${command} ${list}, see --help`);
    }
    const meant = name === undefined ? undefined : nearest(name, names);
    const question = meant === undefined ? "" : `, did you mean ${meant}?`;
    throw new CommandError(`${command}: expected ${list}${question}; see recuse ${command} --help`);
  };
}
