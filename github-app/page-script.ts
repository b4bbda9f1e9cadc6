/* Bundles the register page's script: for a build, and for a program that runs from its sources. */
import { fileURLToPath } from "node:url";

/** The script as a module of its own, minified. */
export async function bundlePageScript(): Promise<string> {
  // A bundle of this program would import it at its start otherwise, and a published copy has no bundler.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("src/register-page/verify.ts", import.meta.url))],
    bundle: true,
    platform: "browser",
    format: "esm",
    target: ["chrome111", "firefox115", "safari16.4"],
    minify: true,
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error("the page's script was not bundled");
  return script.text;
}
