/* `recuse log`: finds the subcommand of the audit log. */
import { nearest } from "@recuse/shared/config/nearest.ts";
import { CommandError, print, type Command, type Io } from "./io.ts";

/** Loaded only when asked for. */
const SUBCOMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  verify: () => import("./log-verify.ts"),
  show: () => import("./log-show.ts"),
  prove: () => import("./log-prove.ts"),
  export: () => import("./log-export.ts"),
  reveal: () => import("./log-reveal.ts"),
  erase: () => import("./log-erase.ts"),
  keys: () => import("./log-keys.ts"),
  witness: () => import("./log-witness.ts"),
  publish: () => import("./log-publish.ts"),
};

const usage = `Usage: recuse log COMMAND [OPTIONS]

  verify    a log in a folder or at an address, a proof or a reveal: is it what was signed, did it only grow
  show      the entries, the newest first
  prove     a file that shows offline that an entry is in the log
  export    a whole log as JSON, CSV or HTML
  reveal    opens what an entry committed to, for whoever has the file
  erase     forgets an organization; every proof stays
  keys      the logs' verifier keys, and new ones
  witness   has a witness cosign the public log's checkpoint
  publish   checkpoint and tiles of the public log on a branch of a repository

recuse log COMMAND --help tells more.
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name.startsWith("-")) {
    if (name === "--help" || name === "-h") return help(usage, io);
    throw new CommandError("expected a command after recuse log, such as verify; see recuse log --help");
  }
  const load = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (load === undefined) {
    const meant = nearest(name, Object.keys(SUBCOMMANDS));
    const question = meant === undefined ? "" : `, did you mean ${meant}?`;
    throw new CommandError(
      `recuse log has no command ${JSON.stringify(name)}${question}; see recuse log --help`,
    );
  }
  const { command } = await load();
  if (rest.includes("--help") || rest.includes("-h")) return help(command.usage, io);
  return command.run(rest, io);
}

async function help(text: string, io: Io): Promise<number> {
  await print(io.stdout, text);
  return 0;
}

export const command: Command = {
  summary: "the audit log: verify, show, prove, export, reveal, erase, keys, witness, publish",
  usage,
  run,
  explainsItself: true,
};
