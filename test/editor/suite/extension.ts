/* The extension under test, as the editor sees it. */
import assert from "node:assert/strict";
import * as vscode from "vscode";

export function recuse(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension<unknown>("recuse.recuse");
  assert.ok(extension !== undefined, "the editor does not know the extension recuse.recuse");
  return extension;
}
