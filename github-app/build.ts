/*
 * Bundles the command line for publishing: @recuse/shared inside, dependencies outside by explicit list, for
 * a packed copy under node_modules is not stripped of its types. Beside it the register page's script and style.
 */
import { build } from "esbuild";
import { copyFile, writeFile } from "node:fs/promises";
import { bundlePageScript } from "./page-script.ts";

await build({
  entryPoints: [new URL("src/cli/main.ts", import.meta.url).pathname],
  outfile: new URL("dist/recuse.mjs", import.meta.url).pathname,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22.12",
  external: ["probot", "pino", "emulate", "@octokit/*", "esbuild"],

  // CommonJS parts inside ask for require.
  banner: {
    js: 'import { createRequire as recuseRequire } from "node:module"; const require = recuseRequire(import.meta.url);',
  },
  logLevel: "warning",
});

await writeFile(new URL("dist/register.js", import.meta.url), await bundlePageScript());
await copyFile(
  new URL("src/register-page/register.css", import.meta.url),
  new URL("dist/register.css", import.meta.url),
);
