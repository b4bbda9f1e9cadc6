/*
 * The test command: every suite in a process of its own, one after another, and one line of counts at the
 * very end. `npm test -- unit app` runs only those. A suite that ran nothing is a failure.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const REPORTER = fileURLToPath(new URL("report/counting-reporter.cjs", import.meta.url));

const Report = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  failures: z.array(z.string()).default([]),
  skips: z.array(z.string()).default([]),
});
type Report = z.infer<typeof Report>;

interface Suite {
  readonly name: string;
  /** Arguments for this same Node. */
  readonly args: readonly string[];
}

const MOCHA = [join(ROOT, "node_modules/mocha/bin/mocha.js"), "--timeout", "20000", "--reporter", REPORTER];

const SUITES: readonly Suite[] = [
  { name: "unit", args: [...MOCHA, "test/unit/**/*.test.ts"] },
  { name: "app", args: [...MOCHA, "test/app/**/*.test.ts", "test/peers/**/*.test.ts"] },
  { name: "register", args: [...MOCHA, "test/register/**/*.test.ts"] },
  { name: "scripts", args: ["test/scripts/run.ts"] },
  { name: "editor", args: ["test/editor/run.ts"] },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `no suite ${unknown.join(", ")}: there are ${SUITES.map(({ name }) => name).join(", ")}\n`,
  );
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "recuse-report-"));
const reports: (Report & { readonly suite: string })[] = [];
for (const suite of SUITES.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  process.stdout.write(`\n== ${suite.name}\n`);
  reports.push({ suite: suite.name, ...(await run(suite)) });
}
await rm(folder, { recursive: true, force: true });

for (const { suite, skips } of reports)
  for (const skip of skips) process.stdout.write(`skipped (${suite}): ${skip}\n`);
for (const { suite, failures } of reports) {
  for (const failure of failures) process.stdout.write(`failed (${suite}): ${failure}\n`);
}
const sum = (key: "passed" | "failed" | "skipped"): string =>
  String(reports.reduce((total, report) => total + report[key], 0));
process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped\n`);
process.exitCode = reports.some(({ failed }) => failed > 0) ? 1 : 0;

/** Runs one suite; what it leaves out of its report counts as one failure. */
async function run({ name, args }: Suite): Promise<Report> {
  const path = join(folder, `${name}.json`);
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, RECUSE_TEST_REPORT: path },
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const report = existsSync(path) ? Report.parse(JSON.parse(await readFile(path, "utf8"))) : undefined;
  if (report === undefined) return broken(`${name} ended with status ${String(status)} and reported nothing`);
  if (report.passed + report.failed === 0) return withFailure(report, `${name} ran no test`);
  if (status !== 0 && report.failed === 0) {
    return withFailure(report, `${name} ended with status ${String(status)} though no test failed`);
  }
  return report;
}

function broken(failure: string): Report {
  return { passed: 0, failed: 1, skipped: 0, failures: [failure], skips: [] };
}

function withFailure(report: Report, failure: string): Report {
  return { ...report, failed: report.failed + 1, failures: [...report.failures, failure] };
}
