/*
 * Performs one script in a folder of its own. The commands:
 *
 *   recuse ARGS…            runs the command line; the status must be 0
 *   !N recuse ARGS…         the same; the status must be N
 *   stdin FILE              what the next recuse reads
 *   env NAME=VALUE          for every recuse from here on
 *   stdout FILE, stderr FILE    the last output is this file of the script, byte by byte
 *   stdout /RE/, stderr /RE/    the last output holds a match
 *   ! stdout /RE/           it holds none
 *   same FILE FILE          the second file is what the first says
 *   contains FILE /RE/      a file holds a match
 *   mode FILE 600           a file's permissions, where the system has them
 *   present FILE, absent FILE
 *   git-init                makes the folder a work tree
 *
 * What recuse writes to standard error must be looked at by the script, or be nothing.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { wordsOf, type Line, type Script } from "./archive.ts";
import { difference } from "./difference.ts";

const BIN = fileURLToPath(new URL("../../github-app/bin/recuse.js", import.meta.url));
const LONGEST = 60_000;

interface Run {
  readonly line: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Scene {
  readonly folder: string;
  readonly environment: Map<string, string>;
  stdin: string;
  last: Run | undefined;
  /** Standard error that no command has looked at yet. */
  unseen: Run | undefined;
}

/** Performs a script. @returns what is wrong, with the script's line, or undefined */
export function perform({ commands, files }: Script): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "recuse-script-"));
  try {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const scene: Scene = { folder, environment: new Map(), stdin: "", last: undefined, unseen: undefined };
    for (const command of commands) {
      const wrong = step(scene, command);
      if (wrong !== undefined) return `line ${String(command.number)}: ${command.text}\n${wrong}`;
    }
    return unseen(scene);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function step(scene: Scene, { text, number }: Line): string | undefined {
  const [, status = "0", rest = text] = /^!(\d+) (.*)$/.exec(text) ?? [];
  const [, negated, command = rest] = /^(! )(.*)$/.exec(rest) ?? [];
  const [verb = "", ...words] = wordsOf(command);
  const [first = "", second = ""] = words;
  const path = join(scene.folder, first);
  switch (verb) {
    case "recuse":
      return unseen(scene) ?? run(scene, number, words, Number(status));
    case "stdin":
      scene.stdin = read(scene, first);
      return undefined;
    case "env": {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(first) ?? [];
      scene.environment.set(name, value);
      return undefined;
    }
    case "stdout":
      return compare(scene, scene.last?.stdout ?? "", command.slice(verb.length + 1), negated !== undefined);
    case "stderr":
      if (negated === undefined) scene.unseen = undefined;
      return compare(scene, scene.last?.stderr ?? "", command.slice(verb.length + 1), negated !== undefined);
    case "same":
      return difference(read(scene, first), read(scene, second));
    case "contains":
      return compare(scene, read(scene, first), command.slice(verb.length + first.length + 2), false);
    case "mode": {
      const mode = (statSync(path).mode & 0o777).toString(8);
      return process.platform === "win32" || mode === second ? undefined : `its mode is ${mode}`;
    }
    case "present":
      return existsSync(path) ? undefined : `${first} is not there`;
    case "absent":
      return existsSync(path) ? `${first} is there` : undefined;
    case "git-init":
      mkdirSync(join(scene.folder, ".git/info"), { recursive: true });
      return undefined;
    default:
      return "a script has no such command";
  }
}

function run(scene: Scene, line: number, args: readonly string[], expected: number): string | undefined {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: scene.folder,
    input: scene.stdin,
    encoding: "utf8",
    timeout: LONGEST,
    // Nothing of whoever runs the tests: no token, no roster of her own.
    env: {
      PATH: process.env["PATH"],
      HOME: scene.folder,
      TMPDIR: tmpdir(),
      ...Object.fromEntries(scene.environment),
    },
  });
  scene.stdin = "";
  scene.last = { line, stdout, stderr };
  scene.unseen = stderr === "" ? undefined : scene.last;
  if (status === expected) return undefined;
  const ended = signal ?? `status ${String(status)}`;
  return `it ended with ${ended} and not ${String(expected)}\n${stdout}${stderr}`;
}

function unseen(scene: Scene): string | undefined {
  if (scene.unseen === undefined) return undefined;
  const { line, stderr } = scene.unseen;
  return `line ${String(line)}: it wrote to standard error, and nobody looked:\n${stderr}`;
}

/** Against /RE/, or against a file of the script. */
function compare(scene: Scene, actual: string, wanted: string, negated: boolean): string | undefined {
  const [, pattern] = /^\/(.*)\/$/s.exec(wanted) ?? [];
  if (pattern === undefined) return difference(read(scene, wanted), actual);
  if (new RegExp(pattern, "m").test(actual) !== negated) return undefined;
  return `${negated ? "a" : "no"} match in:\n${actual}`;
}

function read(scene: Scene, name: string): string {
  return readFileSync(join(scene.folder, name), "utf8");
}
