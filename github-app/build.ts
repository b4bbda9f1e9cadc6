/*
 * Bundles the command line for publishing: @recuse/shared inside, dependencies outside by explicit list, for
 * a packed copy under node_modules is not stripped of its types.
 */
import { build } from "esbuild";

await build({
  entryPoints: [new URL("src/cli/main.ts", import.meta.url).pathname],
  outfile: new URL("dist/recuse.mjs", import.meta.url).pathname,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22.12",
  external: ["probot", "pino", "emulate", "@octokit/*"],
  // CommonJS parts inside ask for require.
  banner: {
    js: 'import { createRequire as recuseRequire } from "node:module"; const require = recuseRequire(import.meta.url);',
  },
  logLevel: "warning",
});
