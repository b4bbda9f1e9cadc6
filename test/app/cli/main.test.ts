import assert from "node:assert/strict";
import { Readable, Writable } from "node:stream";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { main } from "../../../github-app/src/cli/main.ts";
import { inFolder, run, spawnCommand } from "../../builders/command-line.ts";
import { roster } from "../../builders/roster.ts";

const COMMANDS = [
  ...["init", "check", "scan", "sweep", "intake", "serve", "demo", "replay"],
  ...["pin", "roster", "affiliations", "log"],
];

describe("the command line", () => {
  it("prints its version", async () => {
    const manifest = new URL("../../../github-app/package.json", import.meta.url);
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    for (const flag of ["--version", "-v"]) {
      assert.deepEqual(await run([flag], { cwd: "/" }), {
        status: 0,
        stdout: `recuse ${version}\n`,
        stderr: "",
      });
    }
  });

  it("lists every command", async () => {
    for (const args of [["--help"], ["-h"], ["help"], []]) {
      const { status, stdout, stderr } = await run(args, { cwd: "/" });
      assert.equal(status, 0);
      assert.equal(stderr, "");
      for (const command of COMMANDS) assert.match(stdout, new RegExp(`^  ${command} +\\S`, "m"));
    }
  });

  for (const command of COMMANDS) {
    it(`explains ${command} without doing anything`, async () => {
      const { status, stdout, stderr } = await run([command, "--help"], { cwd: "/nowhere" });
      assert.equal(status, 0);
      assert.ok(stdout.startsWith(`Usage: recuse ${command}`), stdout);
      assert.equal(stderr, "");
    });
  }

  const refused: [args: string[], expected: string][] = [
    [["chekc"], 'recuse: there is no command "chekc", did you mean check?; recuse --help lists them\n'],
    [["zzzzzz"], 'recuse: there is no command "zzzzzz"; recuse --help lists them\n'],
    [["toString"], 'recuse: there is no command "toString"; recuse --help lists them\n'],
    [["--subjects"], 'recuse: there is no command "--subjects"; recuse --help lists them\n'],
    [
      ["check", "--subject", "x"],
      "recuse: unknown option '--subject', did you mean --subjects?; see --help\n",
    ],
    [["check", "--zzzzzzzz"], "recuse: unknown option '--zzzzzzzz'; see --help\n"],
    [["check", "--format", "xml"], "recuse: --format: expected table, jsonl, csv\n"],
    [["check", "--as-of", "2026-02-30"], "recuse: --as-of: expected a day such as 2026-03-01\n"],
    [["check", "stray"], "recuse: expected no argument stray; see --help\n"],
  ];
  for (const [args, expected] of refused) {
    it(`refuses ${args.join(" ")}`, async () => {
      assert.deepEqual(await run(args, { cwd: "/" }), { status: 2, stdout: "", stderr: expected });
    });
  }

  it("asks for the value of an option that needs one", async () => {
    const { status, stderr } = await run(["check", "--subjects"], { cwd: "/" });
    assert.equal(status, 2);
    assert.match(stderr, /^recuse: option '--subjects <value>' argument missing; see --help\n$/);
  });

  it("says one sentence of an unexpected failure, and the trace only where it is asked for", async () => {
    const broken = (env: Record<string, string>): Promise<{ status: number; stderr: string }> => {
      let stderr = "";
      const io = {
        stdin: Readable.from([]),
        stdout: new Writable(),
        stderr: new Writable({
          write: (chunk: Buffer, _encoding, done) => {
            stderr += chunk.toString();
            done();
          },
        }),
        env,
        cwd: "/",
        now: (): Date => {
          throw new TypeError("secret of a client");
        },
      };
      return main(["check"], io).then((status) => ({ status, stderr }));
    };
    const quiet = await broken({});
    assert.deepEqual(quiet, {
      status: 2,
      stderr: "recuse: unexpected TypeError; run again with RECUSE_DEBUG=1 and report what it says\n",
    });
    assert.match((await broken({ RECUSE_DEBUG: "1" })).stderr, /secret of a client\n +at /);
  });

  it("ends quietly when its reader goes away", async function () {
    this.timeout(20_000);
    await inFolder(async (folder) => {
      await writeFile(join(folder, "roster.json"), JSON.stringify(roster()), { mode: 0o600 });
      const line = (number: number): string =>
        JSON.stringify({
          ref: `octo-org/engine#${String(number)}`,
          kind: "issue",
          title: "x".repeat(200),
          createdAt: "2026-02-01",
          people: [{ role: "author", login: "wile", id: 1001 }],
        });
      const subjects = Array.from({ length: 20_000 }, (_, index) => line(index + 1)).join("\n");
      const child = spawnCommand(["check", "--subjects", "-", "--format", "jsonl"], {
        cwd: folder,
        stdin: subjects,
      });
      child.process.stdout?.once("data", () => child.process.stdout?.destroy());
      const { status, stderr } = await child.ended;
      assert.equal(stderr, "");
      assert.equal(status, 0);
    });
  });
});
