/* `recuse roster`: what can be done with a roster besides judging by it. */
import type { Command } from "./io.ts";
import { LINT_USAGE, rosterLint } from "./roster-lint.ts";
import { subcommands } from "./subcommands.ts";

export const command: Command = {
  summary: "lint: what a roster declares without evidence, and what it should declare",
  usage: LINT_USAGE,
  run: subcommands("roster", { lint: rosterLint }, ["publish"]),
};
