/*
 * The problems of rosters that a person asked to have checked, in VS Code's Problems panel. A checked roster is
 * checked again while it is edited, until it is closed. Owns the diagnostics; the rules are the shared parser's,
 * which is loaded with the first check and not with the extension.
 */
import type { Problem } from "@recuse/shared/config/problem.ts";
import * as vscode from "vscode";

const PAUSE_WHILE_TYPING_MS = 250;
/** A JSON string, or a word, a number or a bracket. */
const VALUE = /^(?:"(?:[^"\\]|\\.)*"|[^\s,:{}[\]"]+|.)/;

export interface RosterProblems {
  /** Checks the document now and follows it from here on. Returns how many problems it has. */
  check(document: vscode.TextDocument): Promise<number>;
  dispose(): void;
}

/** Starts with no roster followed and no problem shown. */
export function followRosters(): RosterProblems {
  const shown = vscode.languages.createDiagnosticCollection("recuse");
  const followed = new Set<vscode.TextDocument>();
  const waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();

  async function check(document: vscode.TextDocument): Promise<number> {
    forgetWaiting(document);
    followed.add(document);
    const { parseRoster } = await import("@recuse/shared/roster/parse.ts");
    if (!followed.has(document)) return 0;
    const result = parseRoster(document.getText(), vscode.workspace.asRelativePath(document.uri));
    const problems = result.ok ? [] : result.problems;
    shown.set(
      document.uri,
      problems.map((problem) => diagnosticOf(problem, document)),
    );
    return problems.length;
  }

  function checkSoon(document: vscode.TextDocument): void {
    if (!followed.has(document)) return;
    forgetWaiting(document);
    waiting.set(
      document,
      setTimeout(() => void check(document), PAUSE_WHILE_TYPING_MS),
    );
  }

  function unfollow(document: vscode.TextDocument): void {
    if (!followed.delete(document)) return;
    forgetWaiting(document);
    shown.delete(document.uri);
  }

  function forgetWaiting(document: vscode.TextDocument): void {
    clearTimeout(waiting.get(document));
    waiting.delete(document);
  }

  const listeners = [
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      checkSoon(document);
    }),
    vscode.workspace.onDidCloseTextDocument(unfollow),
  ];

  return {
    check,
    dispose() {
      for (const listener of listeners) listener.dispose();
      for (const timer of waiting.values()) clearTimeout(timer);
      followed.clear();
      shown.dispose();
    },
  };
}

/** Problems count lines and columns from 1, VS Code from 0; the mark covers the value that begins there. */
function diagnosticOf(problem: Problem, document: vscode.TextDocument): vscode.Diagnostic {
  const start = document.validatePosition(new vscode.Position(problem.line - 1, problem.column - 1));
  const rest = document.lineAt(start).text.slice(start.character);
  const end = start.translate(0, VALUE.exec(rest)?.[0].length ?? 0);
  const message = problem.field === "" ? problem.message : `${problem.field}: ${problem.message}`;
  const range = new vscode.Range(start, end);
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = "recuse";
  return diagnostic;
}
