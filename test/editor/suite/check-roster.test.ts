/* Recuse: Check Roster, on a roster with one mistake at a known place. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { BROKEN_LINE, BROKEN_TEXT, MENDED_TEXT } from "../workspace.ts";
import { recuse } from "./extension.ts";

const PATIENCE_MS = 5_000;

/** Opens it as a person does; `openTextDocument` would keep the document open for minutes after its editor. */
async function openInWorkspace(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined, "no folder is open");
  const file = vscode.Uri.joinPath(folder.uri, name);
  await vscode.commands.executeCommand("vscode.open", file);
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.toString(), file.toString());
  return document;
}

function problemsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "recuse");
}

async function untilProblems(document: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  const deadline = Date.now() + PATIENCE_MS;
  while (problemsOf(document).length !== count && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const problems = problemsOf(document);
  assert.equal(problems.length, count);
  return problems;
}

async function exchange(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  assert.ok(start >= 0, `the roster does not hold ${from}`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
  edit.replace(document.uri, range, to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe("check roster", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("finds nothing in a roster that is right", async () => {
    const document = await openInWorkspace("roster.json");
    await vscode.commands.executeCommand("recuse.checkRoster");
    assert.deepEqual(problemsOf(document), []);
  });

  it("says nothing about a roster until it is asked to", async () => {
    const document = await openInWorkspace("broken/roster.json");
    await recuse().activate();
    assert.deepEqual(problemsOf(document), []);
  });

  it("marks the value that is wrong, on its line, without repeating it", async () => {
    const document = await openInWorkspace("broken/roster.json");
    await vscode.commands.executeCommand("recuse.checkRoster");
    const [problem] = await untilProblems(document, 1);
    assert.ok(problem !== undefined);
    assert.equal(problem.range.start.line, BROKEN_LINE - 1);
    assert.equal(document.getText(problem.range), '"globex"');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.match(problem.message, /^engagements\[0\]\.organization: expected the id of an organization/);
    assert.doesNotMatch(problem.message, /globex/);
  });

  it("follows the roster while it is edited, and lets go when it is closed", async () => {
    const document = await openInWorkspace("broken/roster.json");
    await vscode.commands.executeCommand("recuse.checkRoster");
    await untilProblems(document, 1);
    await exchange(document, BROKEN_TEXT, MENDED_TEXT);
    await untilProblems(document, 0);
    await exchange(document, MENDED_TEXT, BROKEN_TEXT);
    await untilProblems(document, 1);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await untilProblems(document, 0);
  });
});

describe("roster schema", () => {
  it("completes the keys of an organization", async () => {
    const document = await openInWorkspace("roster.json");
    const afterComma = document.getText().indexOf('"domains"');
    assert.ok(afterComma > 0);
    const labels = await untilCompletions(document, document.positionAt(afterComma), "aliases");
    assert.ok(labels.includes("aliases"), labels.join(", "));
  });
});

/** The JSON language server reads a schema on first use, so that the first answers may lack it. */
async function untilCompletions(
  document: vscode.TextDocument,
  position: vscode.Position,
  wanted: string,
): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS * 2;
  for (;;) {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      position,
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    if (labels.includes(wanted) || Date.now() > deadline) return labels;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
