/* Runs the suite inside the extension host of a real editor, and brings its outcome out. */
import { runTests } from "@vscode/test-electron";
import * as path from "node:path";
import { Writable } from "node:stream";
import { bundleSuite } from "./bundle-suite.ts";
import type { Editor } from "./host/find-editor.ts";
import { makeTemporary, removeTemporary } from "./host/temporary.ts";
import { readOutcome, type Outcome } from "./outcome.ts";
import { makeWorkspace } from "./workspace.ts";

const EXTENSION = path.resolve(import.meta.dirname, "../../extension");

/** Never rejects because of a test: whatever goes wrong in the editor is a failure in the outcome. */
export async function runInExtensionHost(editor: Editor, browser: string): Promise<Outcome> {
  const folder = await makeTemporary("suite");
  const workspace = await makeWorkspace();
  const suite = path.join(folder, "suite.cjs");
  const outcomeFile = path.join(folder, "outcome.json");
  const heard = listen();
  try {
    await bundleSuite(suite);
    const complaint = await runTests({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath: EXTENSION,
      extensionTestsPath: suite,
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(folder, "user")}`,
        `--extensions-dir=${path.join(folder, "extensions")}`,
      ],
      extensionTestsEnv: {
        PATH: [path.dirname(process.execPath), process.env["PATH"] ?? ""].join(path.delimiter),
        RECUSE_TEST_OUTCOME: outcomeFile,
        RECUSE_TEST_BROWSER: browser,
      },
      stdout: heard.stream,
      stderr: heard.stream,
    }).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return blame(await readOutcome(outcomeFile, "the suite in the extension host"), complaint, heard.text());
  } finally {
    await removeTemporary(folder);
    await removeTemporary(workspace);
  }
}

/** An editor that complains though no test failed has failed; what it printed is shown with any failure. */
function blame(outcome: Outcome, complaint: string | undefined, heard: string): Outcome {
  const failures =
    complaint !== undefined && outcome.failures.length === 0
      ? [`the editor ended badly though no test failed: ${complaint}`]
      : outcome.failures;
  if (failures.length === 0) return outcome;
  return {
    ...outcome,
    failures,
    printed: `${outcome.printed}\n\nThe editor printed:\n${heard.slice(-4_000)}`,
  };
}

function listen(): { stream: Writable; text(): string } {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}
