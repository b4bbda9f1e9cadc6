/* bin/recuse.js under an old Node: it says one sentence, or goes on with the Node that npm installed. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { skip } from "../report/skip.ts";

const BIN = fileURLToPath(new URL("../../github-app/bin/recuse.js", import.meta.url));

/** A published copy that says which Node runs it and with what, and ends with 7 when it is told to. */
const PROGRAM = `
export async function runProcess() {
  if (process.argv[2] === "serve") {
    const alive = setInterval(() => {}, 1000);
    process.once("SIGTERM", () => { clearInterval(alive); console.log("stopped"); process.exitCode = 7; });
  }
  if (process.argv[2] === "fail") process.exitCode = 1;
  console.log(process.versions.node, ...process.argv.slice(2));
}
`;

/** A Node of this machine that is too old even for bundles. */
function oldNode(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "node")).find((path) => existsSync(path) && isOld(path));
}

function isOld(path: string): boolean {
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  const [, major = "99", minor = "0"] = /^v(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major) < 22 || (major === "22" && Number(minor) < 12);
}

describe("bin/recuse.js", function () {
  this.timeout(20_000);
  let folder = "";
  let bin = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "recuse-bin-"));
    bin = join(folder, "package/bin/recuse.js");
    mkdirSync(join(folder, "package/dist"), { recursive: true });
    cpSync(BIN, bin);
    writeFileSync(join(folder, "package/package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "package/dist/recuse.mjs"), PROGRAM);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts this test's own Node where npm would. */
  function installNode(): void {
    const home = join(folder, `node_modules/node-linux-${process.arch}`);
    mkdirSync(join(home, "bin"), { recursive: true });
    writeFileSync(join(home, "package.json"), "{}");
    symlinkSync(process.execPath, join(home, "bin/node"));
  }

  function run(node: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(node, [bin, ...args], { encoding: "utf8", env: { PATH: dirname(node) } });
  }

  it("runs the bundle of a published copy, and passes the arguments on", () => {
    const { status, stdout, stderr } = run(process.execPath, "check", "--as-of", "2026-03-01");
    assert.equal(stderr, "");
    assert.equal(stdout, `${process.versions.node} check --as-of 2026-03-01\n`);
    assert.equal(status, 0);
  });

  it("says one sentence and ends with 2 where the program is missing", () => {
    rmSync(join(folder, "package/dist"), { recursive: true });
    const { status, stdout, stderr } = run(process.execPath, "check");
    assert.match(stderr, /^recuse: the program could not be loaded: .*\n$/);
    assert.equal(stdout, "");
    assert.equal(status, 2);
  });

  for (const [title, sources, needed] of [
    ["a published copy", false, "22.12"],
    ["a checkout", true, "22.18"],
  ] as const) {
    it(`refuses an old Node in ${title} with one sentence and status 2`, function () {
      const old = oldNode();
      if (old === undefined) return skip(this, "no Node older than 22.12 on the PATH");
      if (sources) {
        mkdirSync(join(folder, "package/src/cli"), { recursive: true });
        writeFileSync(join(folder, "package/src/cli/main.ts"), "");
      }
      const { status, stdout, stderr } = run(old, "check");
      assert.match(
        stderr,
        /^recuse: this is Node \d+\.\d+\.\d+; install Node [\d.]+ or later \(24 is best\)\n$/,
      );
      assert.ok(stderr.includes(`install Node ${needed} or later`), stderr);
      assert.equal(stdout, "");
      assert.equal(status, 2);
    });
  }

  it("goes on with the Node that npm installed, with the same arguments and status", function () {
    const old = oldNode();
    if (old === undefined || process.platform !== "linux") {
      return skip(this, "no Node older than 22.12 on the PATH, or not Linux");
    }
    installNode();
    const { status, stdout, stderr } = run(old, "fail", "a b");
    assert.equal(stderr, "");
    assert.equal(stdout, `${process.versions.node} fail a b\n`);
    assert.equal(status, 1);
  });

  it("passes a signal on to it and waits for its end", async function () {
    const old = oldNode();
    if (old === undefined || process.platform !== "linux") {
      return skip(this, "no Node older than 22.12 on the PATH, or not Linux");
    }
    installNode();
    const child = spawn(old, [bin, "serve"], { env: {}, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.endsWith("serve\n")) child.kill("SIGTERM");
    });
    const [status] = (await once(child, "close")) as [number | null];
    assert.equal(output, `${process.versions.node} serve\nstopped\n`);
    assert.equal(status, 7);
  });
});
