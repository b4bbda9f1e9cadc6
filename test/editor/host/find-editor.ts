/*
 * Which editor runs the suite: the executable named in RECUSE_TEST_VSCODE, a VS Code that @vscode/test-electron has
 * downloaded or can download, else code-server behind the shim.
 */
import { downloadAndUnzipVSCode, SilentReporter } from "@vscode/test-electron";
import { access, constants } from "node:fs/promises";
import * as path from "node:path";
import { obtainCodeServer } from "./install.ts";
import { HostUnavailableError } from "./unavailable.ts";

const REPOSITORY = path.resolve(import.meta.dirname, "../../..");
const SHIM = path.join(import.meta.dirname, "code-shim.ts");
/** How long the download service may be silent before we do without. */
const SILENCE_LIMIT_MS = 3_000;

export interface Editor {
  readonly name: string;
  /** What `runTests` starts. */
  readonly executable: string;
}

/** @throws HostUnavailableError when no editor can be had */
export async function findEditor(say: (sentence: string) => void): Promise<Editor> {
  const named = process.env["RECUSE_TEST_VSCODE"];
  if (named !== undefined && named !== "") return namedEditor(named);
  const downloaded = canShowWindows() ? await downloadedEditor() : undefined;
  if (downloaded !== undefined) return { name: "VS Code", executable: downloaded };
  await obtainCodeServer(say);
  return { name: "code-server", executable: SHIM };
}

async function namedEditor(executable: string): Promise<Editor> {
  try {
    await access(executable, constants.X_OK);
  } catch (error) {
    throw new HostUnavailableError("no-editor", "RECUSE_TEST_VSCODE names no executable file", error);
  }
  return { name: "RECUSE_TEST_VSCODE", executable };
}

/** A desktop VS Code on a Linux without a display would only fail to start. */
function canShowWindows(): boolean {
  if (process.platform !== "linux") return true;
  return process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
}

async function downloadedEditor(): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({
      cachePath: path.join(REPOSITORY, ".vscode-test"),
      timeout: SILENCE_LIMIT_MS,
      reporter: new SilentReporter(),
    });
  } catch {
    // Out of reach or blocked: there is another editor, so nobody needs to hear of it.
    return undefined;
  }
}
