/*
 * The editor's tests: `node test/editor/run.ts` builds the extension, finds or installs an editor and a browser, runs
 * the suite inside the extension host and the one that drives the workbench, and reports the counts.
 *
 * RECUSE_TEST_REPORT  file for the counts, as JSON
 * RECUSE_TEST_EDITOR  `skip`: where no editor or browser can be had, skip instead of failing
 * RECUSE_TEST_VSCODE, RECUSE_TEST_BROWSER  executables to use
 */
import Mocha from "mocha";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { runInExtensionHost } from "./extension-host.ts";
import { obtainBrowser } from "./host/browser.ts";
import { findEditor } from "./host/find-editor.ts";
import { runToEnd } from "./host/processes.ts";
import { HostUnavailableError } from "./host/unavailable.ts";
import { failedOutcome, runMocha, type Outcome } from "./outcome.ts";

const HERE = import.meta.dirname;
const BUILD_LIMIT_MS = 120_000;

const started = performance.now();
const outcome = await runAll();
await report(outcome);

async function runAll(): Promise<Outcome> {
  try {
    await runToEnd(process.execPath, [path.join(HERE, "../../extension/build.ts")], {
      limitMilliseconds: BUILD_LIMIT_MS,
    });
    const browser = await obtainBrowser(say);
    const editor = await findEditor(say);
    say(`${editor.name}, driven by ${browser} (ready after ${seconds()})`);

    const inside = await runInExtensionHost(editor, browser);
    say(inside.printed);
    say(`extension host suite done after ${seconds()}`);
    process.env["RECUSE_TEST_BROWSER"] = browser;
    const outside = await runOutside();
    say(`all done after ${seconds()}`);
    return merge(inside, outside);
  } catch (error) {
    if (error instanceof HostUnavailableError) return unavailable(error);
    return failedOutcome(`the editor's tests broke: ${messageOf(error)}`);
  }
}

/** The tests that drive the workbench from outside, and those of this harness itself. */
async function runOutside(): Promise<Outcome> {
  const mocha = new Mocha({ ui: "bdd", reporter: "spec", timeout: 60_000 });
  for (const file of ["outcome.test.ts", "ui.test.ts"]) mocha.addFile(path.join(HERE, file));
  await mocha.loadFilesAsync();
  const counts = await runMocha(mocha);
  return { ...counts, printed: "" };
}

function unavailable(error: HostUnavailableError): Outcome {
  const cause = error.cause === undefined ? "" : `\n${messageOf(error.cause)}`;
  if (process.env["RECUSE_TEST_EDITOR"] !== "skip") return failedOutcome(`${error.message}${cause}`);
  say(`SKIPPED, all of the editor's tests: ${error.message}${cause}`);
  return { ...failedOutcome(""), failures: [], skips: [`all of the editor's tests: ${error.message}`] };
}

function merge(a: Outcome, b: Outcome): Outcome {
  return {
    complete: true,
    passed: a.passed + b.passed,
    failures: [...a.failures, ...b.failures],
    skips: [...a.skips, ...b.skips],
    printed: "",
  };
}

async function report({ passed, failures, skips }: Outcome): Promise<void> {
  for (const failure of failures) say(`failed: ${failure}`);
  say(`${passed} passed, ${failures.length} failed, ${skips.length} skipped`);
  const file = process.env["RECUSE_TEST_REPORT"];
  if (file !== undefined && file !== "") {
    const counts = { passed, failed: failures.length, skipped: skips.length, failures, skips };
    await writeFile(file, JSON.stringify(counts));
  }
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function seconds(): string {
  return `${((performance.now() - started) / 1_000).toFixed(1)} s`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
