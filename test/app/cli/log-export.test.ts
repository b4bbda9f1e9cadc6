/* `recuse log export`: what each form holds, and what none of the public log's may hold. */
import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { inFolder, run } from "../../builders/command-line.ts";
import { buildLog, madeEntry, RECUSAL, writeLogFolder } from "../../builders/log-folder.ts";

const CANARY = "canary-7f3a";
const HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>';
const PUBLIC = buildLog({
  entries: [
    madeEntry(0),
    madeEntry(1, RECUSAL, { organization: CANARY, reason: `because of ${CANARY}`, detail: { with: CANARY } }),
    madeEntry(2, {
      ...RECUSAL,
      maintainer: { id: 1, login: "-1+1" },
      subject: { kind: "issue", ref: HOSTILE },
      repository: { name: HOSTILE },
    }),
    madeEntry(3),
  ],
  size: 3,
});
const PRIVATE = buildLog({
  origin: "recuse-log/00000000/private",
  entries: [madeEntry(0, { ...RECUSAL, subject: { kind: "issue", ref: `octo-org/${CANARY}#1` } })],
});

async function withLogs(work: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    await writeLogFolder(join(cwd, ".recuse/log"), { public: PUBLIC, private: PRIVATE });
    await work(cwd);
  });
}

describe("recuse log export", () => {
  it("writes JSON in which each entry's line is its leaf", async () => {
    await withLogs(async (cwd) => {
      const { status, stdout } = await run(["log", "export", "--format", "json"], { cwd });
      assert.equal(status, 0);
      const document = JSON.parse(stdout) as {
        entries: { index: number }[];
        checkpoint: string;
        vkey: string;
      };
      assert.deepEqual(
        document.entries.map(({ index }) => index),
        [0, 1, 2],
      );
      assert.equal(document.checkpoint, Buffer.from(PUBLIC.checkpoint(3)).toString());
      assert.equal(document.vkey, PUBLIC.vkey);
      const lines = stdout.split("\n").map((line) => line.replace(/,$/, ""));
      for (const line of PUBLIC.lines.slice(0, 3)) assert.ok(lines.includes(Buffer.from(line).toString()));
    });
  });

  it("writes CSV without a formula", async () => {
    await withLogs(async (cwd) => {
      const { stdout } = await run(["log", "export", "--format", "csv"], { cwd });
      const rows = stdout.trim().split("\r\n");
      assert.equal(rows.length, 4);
      assert.match(rows[3] ?? "", /,'-1\+1,/);
      assert.match(rows[3] ?? "", /,"'=cmd\|""\/c calc""/);
    });
  });

  it("writes HTML that holds nothing of what GitHub wrote as markup", async () => {
    await withLogs(async (cwd) => {
      const { stdout } = await run(["log", "export", "--format", "html"], { cwd });
      assert.doesNotMatch(stdout, /<script|src=|href=|url\(|@import/i);
      assert.match(stdout, /&#60;script&#62;alert/);
    });
  });

  for (const format of ["json", "csv", "html"]) {
    it(`tells nothing confidential in ${format} of the public log`, async () => {
      await withLogs(async (cwd) => {
        const { stdout } = await run(["log", "export", "--format", format], { cwd });
        assert.ok(!stdout.includes(CANARY));
        assert.doesNotMatch(stdout, /CONFIDENTIAL|"confidential"|PRIVATE\+KEY/);
      });
    });

    it(`marks ${format} with details, and of the private log, as confidential`, async () => {
      await withLogs(async (cwd) => {
        for (const args of [["--with-details"], ["--log", "private"]]) {
          const asked = ["log", "export", "--format", format, "--output", "out", ...args];
          const { status, stderr } = await run(asked, { cwd });
          assert.equal(status, 0, stderr);
          const text = await readFile(join(cwd, "out"), "utf8");
          assert.match(text, /confidential/i);
          assert.ok(text.includes(CANARY));
          assert.equal((await stat(join(cwd, "out"))).mode & 0o077, 0);
        }
      });
    });
  }

  const refused: [string[], RegExp][] = [
    [[], /--format: expected json, csv, html/],
    [["--format", "json", "--log", "x"], /--log: expected public or private/],
    [["--format", "json", "--output", "none/out"], /none\/out: cannot be written/],
  ];
  for (const [args, expected] of refused) {
    it(`refuses ${args.join(" ")}`, async () => {
      await withLogs(async (cwd) => {
        const { status, stderr } = await run(["log", "export", ...args], { cwd });
        assert.match(stderr, expected);
        assert.equal(status, 2);
      });
    });
  }
});
