/* Bundles the suite for the extension host, mocha inside, into one CommonJS file. */
import { build } from "esbuild";
import * as path from "node:path";

/** Writes the bundle to the file given. */
export async function bundleSuite(outfile: string): Promise<void> {
  await build({
    entryPoints: [path.join(import.meta.dirname, "suite/index.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["vscode"],
    sourcemap: "inline",
    logLevel: "error",
  });
}
