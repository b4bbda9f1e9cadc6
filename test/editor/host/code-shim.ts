#!/usr/bin/env node
/*
 * Stands in for the executable `code`: takes the arguments that @vscode/test-electron passes, runs the tests inside
 * the extension host of code-server, shown by a real browser, and ends with the status that the tests asked for.
 */
import * as path from "node:path";
import { format, parseArgs } from "node:util";
import { launchBrowser, obtainBrowser } from "./browser.ts";
import { startCodeServer, workbenchAddress } from "./code-server.ts";
import { obtainCodeServer } from "./install.ts";
import { stopWithParent } from "./leftovers.ts";

const RUN_LIMIT_MS = 120_000;

interface TestRun {
  readonly extension: string;
  readonly suite: string;
  readonly folder: string;
}

function readArguments(args: string[]): TestRun {
  const { values, positionals } = parseArgs({ args, strict: false, allowPositionals: true });
  const { extensionDevelopmentPath: extension, extensionTestsPath: suite } = values;
  const folder = positionals[0];
  if (typeof extension !== "string" || typeof suite !== "string" || folder === undefined) {
    throw new Error("expected a folder, --extensionDevelopmentPath=… and --extensionTestsPath=…");
  }
  return { extension: path.resolve(extension), suite: path.resolve(suite), folder: path.resolve(folder) };
}

/** Resolves with the status that the workbench reports when the suite has ended. */
async function runInExtensionHost(run: TestRun): Promise<number> {
  const server = await startCodeServer(await obtainCodeServer(say), {
    env: suiteEnvironment(),
    // A built workbench ignores the extension under test without it.
    editorOptions: ["enable-smoke-test-driver"],
  });
  try {
    const browser = await launchBrowser(await obtainBrowser(say));
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const status = new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`no result within ${RUN_LIMIT_MS} ms`));
        }, RUN_LIMIT_MS).unref();
        page.once("crash", () => {
          reject(new Error("the workbench's page crashed"));
        });
        page.exposeFunction("codeAutomationExit", resolve).catch(reject);
      });
      // What the workbench and the suite print; read when something went wrong.
      await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
        say(format(...args));
      });
      const remote = `vscode-remote://${server.authority}`;
      await page.goto(
        workbenchAddress(server, run.folder, [
          ["extensionDevelopmentPath", `${remote}${run.extension}`],
          ["extensionTestsPath", `${remote}${run.suite}`],
          ["skipWelcome", "true"],
        ]),
      );
      return await status;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

function suiteEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("RECUSE_TEST_")));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

stopWithParent();
try {
  process.exitCode = await runInExtensionHost(readArguments(process.argv.slice(2)));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 97;
}
