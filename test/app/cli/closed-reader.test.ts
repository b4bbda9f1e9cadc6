/* A reader that goes away, as `recuse check … | head -1` does: no error, no trace, no needless work. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inFolder, spawnCommand } from "../../builders/command-line.ts";
import { roster } from "../../builders/roster.ts";

const SUBJECTS = 20_000;

describe("a reader that goes away", () => {
  for (const format of ["table", "jsonl", "csv"]) {
    it(`ends check --format ${format} quietly`, async function () {
      this.timeout(20_000);
      await inFolder(async (cwd) => {
        const people = [{ role: "author", login: "wile", id: 1001 }];
        const lines = Array.from({ length: SUBJECTS }, (_, index) =>
          JSON.stringify({
            ref: `octo-org/engine#${String(index + 1)}`,
            kind: "issue",
            title: "A title",
            createdAt: "2026-02-01",
            people,
          }),
        );
        await writeFile(join(cwd, "subjects.jsonl"), lines.join("\n"));
        await writeFile(join(cwd, "roster.json"), JSON.stringify(roster()), { mode: 0o600 });
        const child = spawnCommand(["check", "--subjects", "subjects.jsonl", "--format", format], { cwd });
        child.process.stdout?.once("data", () => child.process.stdout?.destroy());
        const { status, stdout, stderr } = await child.ended;
        assert.equal(stderr, "");
        assert.equal(status, 0);
        const printed = stdout.split("\n").filter((line) => line.includes("octo-org/engine#")).length;
        assert.ok(printed > 0 && printed < SUBJECTS, `${String(printed)} lines were read`);
      });
    });
  }
});
