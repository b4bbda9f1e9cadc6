/*
 * Activation and nothing else: registers what the manifest declares. The work is in commands/, editor/ and views/,
 * and what is heavy is loaded when it is first used.
 */
import * as vscode from "vscode";
import { checkRoster } from "./commands/check-roster.ts";
import { followRosters } from "./editor/roster-problems.ts";
import { emptyTriage } from "./views/triage.ts";

/** Called by VS Code when the Recuse view is first opened or one of its commands is first run. */
export function activate(context: vscode.ExtensionContext): void {
  const problems = followRosters();
  context.subscriptions.push(
    problems,
    vscode.window.registerTreeDataProvider("recuse.triage", emptyTriage()),
    vscode.commands.registerCommand("recuse.checkRoster", () => checkRoster(problems)),
  );
}
