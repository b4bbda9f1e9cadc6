/*
 * Runs every script of this folder, `*.txtar`, or those whose names are given. Reports to
 * $RECUSE_TEST_REPORT as test/run.ts expects it. `perform.ts` says what a script can do.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseScript } from "./archive.ts";
import { perform } from "./perform.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

const asked = process.argv.slice(2);
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".txtar"))
  .map((name) => name.slice(0, -".txtar".length))
  .filter((name) => asked.length === 0 || asked.includes(name))
  .sort();
const failures: string[] = [];
for (const name of names) {
  const wrong = perform(parseScript(readFileSync(`${FOLDER}${name}.txtar`, "utf8")));
  process.stdout.write(`  ${wrong === undefined ? "✔" : "✘"} ${name}\n`);
  if (wrong === undefined) continue;
  process.stdout.write(`${wrong.replace(/^/gm, "    ")}\n`);
  failures.push(`${name}.txtar: ${wrong.split("\n").slice(0, 2).join(": ")}`);
}
const report = process.env["RECUSE_TEST_REPORT"];
if (report !== undefined) {
  const counts = { passed: names.length - failures.length, failed: failures.length, skipped: 0 };
  writeFileSync(report, JSON.stringify({ ...counts, failures, skips: [] }));
}
process.exitCode = failures.length > 0 || names.length === 0 ? 1 : 0;
