/*
 * Installs code-server, a real VS Code workbench with a real Node extension host, from npm into `.vscode-test/host/`.
 * Once: a finished installation carries a stamp of what was asked for. It is built in a folder beside and moved into
 * place when whole, so that an interrupted or a second, simultaneous run leaves nothing half-made in use.
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { runToEnd } from "./processes.ts";
import { HostUnavailableError } from "./unavailable.ts";

const HERE = import.meta.dirname;
const REPOSITORY = path.resolve(HERE, "../../..");
const CACHE = path.join(REPOSITORY, ".vscode-test");
const INSTALLED = path.join(CACHE, "host");
const PARTIAL = /^host\.partial-(\d+)$/;
const ASKED_FOR = ["package.json", "package-lock.json"];
const INSTALL_LIMIT_MS = 600_000;
const NPM_FLAGS = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
/** The settings of npm that say where packages come from; all else that npm hands to its scripts stays behind. */
const NPM_SETTINGS_KEPT =
  /^npm_config_(registry|cache|cafile|userconfig|globalconfig|proxy|https_proxy|noproxy)$/i;

/** Where the parts of an installed host lie. */
export interface CodeServerHost {
  /** A Node of the version that code-server demands. */
  readonly node: string;
  /** The script that starts code-server. */
  readonly entry: string;
}

/**
 * The installed host, installing it first where it is missing or of another version.
 *
 * @param say told in one sentence before anything is installed
 * @throws HostUnavailableError on a platform without one, or when npm cannot install it
 */
export async function obtainCodeServer(say: (sentence: string) => void): Promise<CodeServerHost> {
  if (process.platform !== "linux") {
    throw new HostUnavailableError(
      "no-editor",
      "code-server is installed on Linux only: name a VS Code executable in RECUSE_TEST_VSCODE",
    );
  }
  await removeAbandoned();
  const stamp = await stampOfWhatIsAskedFor();
  if (!(await isInstalled(stamp))) {
    say("installing code-server into .vscode-test/host (about 800 MB, once)");
    await install(stamp);
  }
  return {
    node: path.join(INSTALLED, `node_modules/node-linux-${process.arch}/bin/node`),
    entry: path.join(INSTALLED, "node_modules/code-server/out/node/entry.js"),
  };
}

async function install(stamp: string): Promise<void> {
  const partial = path.join(CACHE, `host.partial-${String(process.pid)}`);
  await mkdir(partial, { recursive: true });
  try {
    for (const file of ASKED_FOR) await copyFile(path.join(HERE, file), path.join(partial, file));
    await npmInstall(partial, []);
    // code-server's npm package leaves the workbench's own dependencies to its install script; `npm ci` fails there.
    await npmInstall(path.join(partial, "node_modules/code-server/lib/vscode"), ["--omit=dev"]);
    await writeFile(path.join(partial, "stamp"), stamp);
    await moveIntoPlace(partial, stamp);
  } catch (error) {
    throw new HostUnavailableError(
      "no-editor",
      "npm could not install code-server: see the cause, or name a VS Code executable in RECUSE_TEST_VSCODE",
      error,
    );
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function moveIntoPlace(partial: string, stamp: string): Promise<void> {
  if (await isInstalled(stamp)) return;
  await rm(INSTALLED, { recursive: true, force: true });
  try {
    await rename(partial, INSTALLED);
  } catch (error) {
    // Another run may have been quicker by a moment: then its installation is as good as ours.
    if (!(await isInstalled(stamp))) throw error;
  }
}

async function npmInstall(folder: string, flags: readonly string[]): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || NPM_SETTINGS_KEPT.test(name)),
  );
  await runToEnd("npm", ["install", ...NPM_FLAGS, ...flags], {
    cwd: folder,
    env,
    limitMilliseconds: INSTALL_LIMIT_MS,
  });
}

async function isInstalled(stamp: string): Promise<boolean> {
  const found = await readFile(path.join(INSTALLED, "stamp"), "utf8").catch(() => undefined);
  return found === stamp;
}

async function stampOfWhatIsAskedFor(): Promise<string> {
  const hash = createHash("sha256").update(process.arch);
  for (const file of ASKED_FOR) hash.update(await readFile(path.join(HERE, file)));
  return hash.digest("hex");
}

/** Clears what runs that were killed have left behind; the folders of living processes stay. */
async function removeAbandoned(): Promise<void> {
  const names = await readdir(CACHE).catch(() => []);
  for (const name of names) {
    const pid = Number(PARTIAL.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid)) {
      // An npm that lost its parent may still be writing there: then the next run clears it.
      await rm(path.join(CACHE, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
