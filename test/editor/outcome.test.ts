/* The guard against a run that only looks green. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { makeTemporary, removeTemporary } from "./host/temporary.ts";
import { readOutcome } from "./outcome.ts";

const WHOLE = { complete: true, passed: 2, failures: [], skips: [], printed: "" };

/** What the file holds (nothing: no file), and the failures that are read from it. */
const CASES: readonly { name: string; left?: string; failures: readonly string[] }[] = [
  { name: "a whole run", left: JSON.stringify(WHOLE), failures: [] },
  { name: "a failed run", left: JSON.stringify({ ...WHOLE, failures: ["a: b"] }), failures: ["a: b"] },
  { name: "no file", failures: ["the suite ended without a result"] },
  { name: "an empty file", left: "", failures: ["the suite left an unfinished result"] },
  { name: "half a file", left: '{"complete":tr', failures: ["the suite left an unfinished result"] },
  {
    name: "a run that was cut off",
    left: JSON.stringify({ ...WHOLE, complete: false }),
    failures: ["the suite left an unfinished result"],
  },
  {
    name: "a run without a test",
    left: JSON.stringify({ ...WHOLE, passed: 0, skips: ["a"] }),
    failures: ["the suite ran no test"],
  },
];

describe("outcome of the suite in the extension host", () => {
  let folder = "";
  before(async () => {
    folder = await makeTemporary("outcome");
  });
  after(() => removeTemporary(folder));

  for (const { name, left, failures } of CASES) {
    it(`${name}: ${failures[0] ?? "green"}`, async () => {
      const file = path.join(folder, `${name}.json`);
      if (left !== undefined) await writeFile(file, left);
      assert.deepEqual((await readOutcome(file, "the suite")).failures, failures);
    });
  }
});
