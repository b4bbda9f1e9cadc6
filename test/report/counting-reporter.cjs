/* Mocha's spec reporter, which also writes the counts and every skip to the file that test/run.ts reads. */
const { writeFileSync } = require("node:fs");
const process = require("node:process");
const Mocha = require("mocha");

class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    const skips = [];
    runner.on("fail", (test, error) => {
      // The whole of it stands above, in the suite's own output.
      const message = String(error.message).replace(/\s+/g, " ").trim();
      failures.push(`${test.fullTitle()}: ${message.slice(0, 300)}`);
    });
    runner.on("pending", (test) => skips.push(test.fullTitle()));
    runner.once("end", () => {
      const path = process.env.RECUSE_TEST_REPORT;
      if (path === undefined) return;
      const { passes, pending } = this.stats;
      const report = { passed: passes, failed: failures.length, skipped: pending, failures, skips };
      writeFileSync(path, JSON.stringify(report));
    });
  }
}

module.exports = CountingReporter;
