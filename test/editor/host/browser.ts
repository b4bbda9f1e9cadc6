/*
 * Finds the Chromium that shows the workbench, and on a Debian machine where we may, installs it.
 * Order: RECUSE_TEST_BROWSER, an installed Chrome or Chromium, the one Playwright downloaded, Debian's package.
 */
import { access, constants, readFile } from "node:fs/promises";
import * as path from "node:path";
import { chromium, type Browser } from "playwright-core";
import { runToEnd } from "./processes.ts";
import { HostUnavailableError } from "./unavailable.ts";

const NAMES = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome"];
const MAC_APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const INSTALL_LIMIT_MS = 300_000;

const QUIET_FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/**
 * The path of a browser that exists.
 *
 * @param say told in one sentence before anything is installed
 * @throws HostUnavailableError when there is none and none can be installed
 */
export async function obtainBrowser(say: (sentence: string) => void): Promise<string> {
  const named = process.env["RECUSE_TEST_BROWSER"];
  if (named !== undefined && named !== "") {
    if (await isExecutable(named)) return named;
    throw new HostUnavailableError("no-browser", "RECUSE_TEST_BROWSER names no executable file");
  }
  const present = (await installedBrowser()) ?? (await playwrightsOwn());
  if (present !== undefined) return present;
  if (await mayUseApt()) {
    say("no browser found: installing Debian's chromium (about a minute, once)");
    const installed = await installFromDebian();
    if (installed !== undefined) return installed;
  }
  throw new HostUnavailableError(
    "no-browser",
    "no Chrome or Chromium found: install one, or name its executable in RECUSE_TEST_BROWSER",
  );
}

/** Starts the browser headless, with its own calls home switched off. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    headless: true,
    args: asRoot ? [...QUIET_FLAGS, "--no-sandbox"] : QUIET_FLAGS,
  });
}

async function installedBrowser(): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  for (const candidate of [...candidates, ...MAC_APPLICATIONS]) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function playwrightsOwn(): Promise<string | undefined> {
  const downloaded = chromium.executablePath();
  return (await isExecutable(downloaded)) ? downloaded : undefined;
}

async function mayUseApt(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^ID(_LIKE)?="?[^"\n]*debian/m.test(release);
}

async function installFromDebian(): Promise<string | undefined> {
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    limitMilliseconds: INSTALL_LIMIT_MS,
  };
  try {
    await runToEnd("apt-get", ["update", "-qq"], options);
    await runToEnd("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  } catch (error) {
    throw new HostUnavailableError(
      "no-browser",
      "no Chrome or Chromium found and apt-get could not install chromium: install one, or name its executable in RECUSE_TEST_BROWSER",
      error,
    );
  }
  return installedBrowser();
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
