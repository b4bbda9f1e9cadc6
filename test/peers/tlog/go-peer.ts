/*
 * The independent verifier, built from main.go once into a folder of the system's temporary files. Go and its
 * sumdb packages are Debian's; where they are missing and may be installed, they are.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SOURCE = join(import.meta.dirname, "main.go");
const GO_PATH = "/usr/share/gocode";
const PACKAGES = ["golang-go", "golang-golang-x-mod-dev"];

/** Either the program, or why there is none. */
export type GoPeer = { readonly program: string } | { readonly missing: string };

/** Builds it, unless this very source was built before. */
export function buildGoPeer(): GoPeer {
  const version = createHash("sha256").update(readFileSync(SOURCE)).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `recuse-tlog-peer-${version}-${process.getuid?.() ?? 0}`);
  const program = join(folder, "peer");
  if (existsSync(program)) return { program };
  if (!hasGo() && !installGo()) return { missing: `no Go with x/mod: apt-get install ${PACKAGES.join(" ")}` };
  const building = join(mkdtempSync(join(tmpdir(), "recuse-go-")), "peer");
  const built = spawnSync("go", ["build", "-o", building, SOURCE], {
    env: { ...process.env, GO111MODULE: "off", GOPATH: GO_PATH, GOFLAGS: "", CGO_ENABLED: "0" },
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(`the Go verifier does not build: ${built.stderr}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  renameSync(building, program);
  return { program };
}

/** Runs it, and gives the lines of its output. */
export function runGoPeer(program: string, args: readonly string[], input = ""): string[] {
  const run = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`the Go verifier failed: ${run.stderr}`);
  return run.stdout.split("\n").slice(0, -1);
}

function hasGo(): boolean {
  const isThere = spawnSync("go", ["version"]).status === 0;
  return isThere && existsSync(join(GO_PATH, "src/golang.org/x/mod/sumdb/tlog"));
}

function installGo(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...PACKAGES], { env });
  return hasGo();
}
