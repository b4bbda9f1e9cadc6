/*
 * The register page's script and style. A published copy has them built beside the program; from a checkout the
 * script is bundled when it is first asked for.
 */
import { readFile } from "node:fs/promises";
import { isAbsent } from "./public-log.ts";

export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

let made: Promise<PageAssets> | undefined;

/** Made once for the process; after a failure the next caller tries again. */
export function pageAssets(): Promise<PageAssets> {
  made ??= makeAssets().catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

async function makeAssets(): Promise<PageAssets> {
  const script = (await readBeside("./register.js")) ?? (await bundled());
  const style = (await readBeside("./register.css")) ?? (await readBeside("../register-page/register.css"));
  if (style === undefined) throw new Error("register.css is missing from this copy of the program");
  return { script, style };
}

async function bundled(): Promise<string> {
  // Never reached in a published copy, which has no bundler.
  const { bundlePageScript } = await import("../../page-script.ts");
  return bundlePageScript();
}

async function readBeside(path: string): Promise<string | undefined> {
  return readFile(new URL(path, import.meta.url), "utf8").catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
}
