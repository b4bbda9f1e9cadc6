/* What the manifest promises, seen from inside the editor that read it. Runs first: it sees the extension asleep. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import * as z from "zod";
import { recuse } from "./extension.ts";
import { printLine } from "./printed.ts";

const Validation = z.object({ url: z.string() });
const Manifest = z.object({
  main: z.string(),
  icon: z.string(),
  contributes: z.object({
    commands: z.array(z.object({ command: z.string() })),
    viewsContainers: z.object({ activitybar: z.array(z.object({ icon: z.string() })) }),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
    jsonValidation: z.array(Validation),
    yamlValidation: z.array(Validation),
  }),
});

describe("manifest", () => {
  it("leaves the extension asleep until it is used", async () => {
    await untilEditorIsCalm();
    assert.equal(recuse().isActive, false);
    const start = performance.now();
    await recuse().activate();
    const milliseconds = performance.now() - start;
    assert.equal(recuse().isActive, true);
    printLine(
      `    activation in a calm editor, loading included: ${milliseconds.toFixed(1)} ms (budget 50 ms)`,
    );
  });

  it("declares every command that is registered, and the reverse", async () => {
    const { contributes } = Manifest.parse(recuse().packageJSON);
    const views = Object.values(contributes.views)
      .flat()
      .map(({ id }) => id);
    const registered = (await vscode.commands.getCommands(true)).filter(
      // The editor itself adds focus, open and the like under the name of each view.
      (command) => command.startsWith("recuse.") && !views.some((view) => command.startsWith(`${view}.`)),
    );
    const declared = contributes.commands.map(({ command }) => command);
    assert.deepEqual(registered.sort(), declared.sort());
  });

  it("shows its view in its own container", async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes("workbench.view.extension.recuse"));
    assert.ok(commands.includes("recuse.triage.focus"));
    await vscode.commands.executeCommand("recuse.triage.focus");
  });

  it("names only files that are there", async () => {
    const { main, icon, contributes } = Manifest.parse(recuse().packageJSON);
    const files = [
      main,
      icon,
      ...contributes.viewsContainers.activitybar.map((container) => container.icon),
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.yamlValidation.map(({ url }) => url),
    ];
    for (const file of files) {
      const content = await readFile(vscode.Uri.joinPath(recuse().extensionUri, file).fsPath);
      assert.ok(content.length > 0, file);
      if (file.endsWith(".json")) assert.doesNotThrow(() => void JSON.parse(content.toString("utf8")), file);
    }
  });

  it("has a text for every key of package.nls.json", () => {
    const untranslated = JSON.stringify(recuse().packageJSON).match(/"%[^"%]+%"/g);
    assert.equal(untranslated, null);
  });
});

/**
 * Waits until the extension host and the window answer at once, for at most 10 seconds: activation waits for both, and
 * while an editor starts that wait is not the extension's.
 */
async function untilEditorIsCalm(): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (let calm = 0; calm < 10 && performance.now() < deadline;) {
    const asked = performance.now();
    await vscode.commands.executeCommand("setContext", "recuse.test.calm", true);
    calm = performance.now() - asked < 10 ? calm + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
