/*
 * Recuse: Check Roster. Takes the roster in the active editor, else asks for one, and shows what is wrong with it
 * in the Problems panel. In a folder that is not trusted it reads nothing.
 */
import * as path from "node:path";
import * as vscode from "vscode";
import type { RosterProblems } from "../editor/roster-problems.ts";

/** Runs the command to its end; a person who picks nothing ends it silently. */
export async function checkRoster(problems: RosterProblems): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t("Recuse reads no roster in a folder that you do not trust."),
    );
    return;
  }
  const document = rosterInActiveEditor() ?? (await askForRoster());
  if (document === undefined) return;

  const count = await problems.check(document);
  if (count > 0) {
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    return;
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t("Recuse: the roster has no problems."), 5_000);
}

function rosterInActiveEditor(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) return undefined;
  return path.posix.basename(document.uri.path) === "roster.json" ? document : undefined;
}

async function askForRoster(): Promise<vscode.TextDocument | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Roster to check"),
    openLabel: vscode.l10n.t("Check"),
    canSelectMany: false,
    filters: { JSON: ["json"] },
  });
  const file = chosen?.[0];
  if (file === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document;
}
