/* The command line: finds the subcommand, and turns whatever it ends with into an exit status. */
import { nearest } from "@recuse/shared/config/nearest.ts";
import { RosterFileError } from "@recuse/shared/node/roster-file.ts";
import { VERSION } from "../version.ts";
import { CommandError, print, type Command, type Io } from "./io.ts";

/** Loaded only when asked for, so that each starts fast. */
const COMMANDS: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  init: () => import("./init.ts"),
  check: () => import("./check.ts"),
  scan: () => import("./scan.ts"),
  sweep: () => import("./sweep.ts"),
  intake: () => import("./intake.ts"),
  serve: () => import("./serve.ts"),
  demo: () => import("./demo.ts"),
  replay: () => import("./replay.ts"),
  pin: () => import("./pin.ts"),
  roster: () => import("./roster.ts"),
  affiliations: () => import("./affiliations.ts"),
  log: () => import("./log.ts"),
};

/** Runs the command line. @returns the exit status */
export async function main(args: readonly string[], io: Io): Promise<number> {
  io.stdout.on("error", ignoreClosedReader);
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (error instanceof CommandError || error instanceof RosterFileError) {
      await print(io.stderr, `recuse: ${error.message}\n`);
      return error instanceof CommandError ? error.exitCode : 2;
    }
    await print(io.stderr, `recuse: ${unexpected(error, io)}\n`);
    return 2;
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  const [name = "--help", ...rest] = args;
  if (name === "--version" || name === "-v") {
    await print(io.stdout, `recuse ${VERSION}\n`);
    return 0;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    await print(io.stdout, await overview());
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    const meant = nearest(name, Object.keys(COMMANDS));
    throw new CommandError(
      `there is no command ${JSON.stringify(name)}${meant === undefined ? "" : `, did you mean ${meant}?`}; ` +
        "recuse --help lists them",
    );
  }
  const { command } = await load();
  if (command.explainsItself !== true && (rest.includes("--help") || rest.includes("-h"))) {
    await print(io.stdout, command.usage);
    return 0;
  }
  return command.run(rest, io);
}

async function overview(): Promise<string> {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;
  const rows = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => {
      const { command } = await load();
      return `  ${name.padEnd(width)}${command.summary}\n`;
    }),
  );
  return (
    "recuse: conflict-aware triage for professional open-source maintainers\n\n" +
    `Usage: recuse COMMAND [OPTIONS]\n\n${rows.join("")}\n` +
    "recuse COMMAND --help tells more. Exit status: 0 fine, 1 the answer is bad news, 2 usage or input error.\n"
  );
}

/** One sentence; the trace only for who asks for it, for it may quote what must stay private. */
function unexpected(error: unknown, io: Io): string {
  if (!(error instanceof Error)) return "unexpected failure";
  if (io.env["RECUSE_DEBUG"] !== undefined) return error.stack ?? error.message;
  const code = "code" in error ? String(error.code) : undefined;
  // Errors of this project carry a code of their own and a sentence that is safe to print.
  if (code !== undefined && /^[a-z-]+$/.test(code)) return error.message;
  const kind = code === undefined ? error.constructor.name : `${error.constructor.name} ${code}`;
  return `unexpected ${kind}; run again with RECUSE_DEBUG=1 and report what it says`;
}

function ignoreClosedReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

/** Runs the command line of this process. Called by bin/recuse.js. */
export async function runProcess(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
  });
}
