/*
 * What the extension host loads and calls: mocha over the tests of this folder. Bundled to CommonJS before the run,
 * because a host that is handed ESM tests waits for ever; so the tests are imported here by name.
 */
import Mocha from "mocha";
import { format } from "node:util";
import { runMocha, writeOutcome } from "../outcome.ts";
import { printedText, printLine } from "./printed.ts";

/** Called by VS Code; a rejection makes the run fail. */
export async function run(): Promise<void> {
  const file = process.env["RECUSE_TEST_OUTCOME"];
  if (file === undefined) throw new Error("RECUSE_TEST_OUTCOME is not set");

  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => {
    printLine(format(...words));
  };
  const mocha = new Mocha({ ui: "bdd", reporter: "spec", color: false, timeout: 20_000 });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./manifest.test.ts");
  await import("./check-roster.test.ts");

  const counts = await runMocha(mocha);
  await writeOutcome(file, { ...counts, printed: printedText() });
  if (counts.failures.length > 0) throw new Error(`failed tests: ${counts.failures.length}`);
}
