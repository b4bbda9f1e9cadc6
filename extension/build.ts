/*
 * Builds the extension into dist/: CommonJS bundles, because a host of the oldest VS Code we take loads nothing else
 * as surely, the JSON Schemas that the editor completes from, and the icons. Ends with 1 over the size budget.
 */
import { build, type Plugin } from "esbuild";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { containerIcon, galleryIcon } from "./icon.ts";

const HERE = import.meta.dirname;
const DIST = path.join(HERE, "dist");
const SCHEMAS = path.join(HERE, "../shared/schema");
/** Bytes of minified host code, all bundles together. */
const BUDGET = 600_000;

/** What is imported on first use only, each a bundle of its own: activation does not read it. */
const LOADED_LATER: Readonly<Record<string, string>> = {
  "@recuse/shared/roster/parse.ts": "parse-roster",
};

const onFirstUse: Plugin = {
  name: "on-first-use",
  setup(bundling) {
    bundling.onResolve({ filter: /./ }, ({ kind, path: imported }) => {
      if (kind !== "dynamic-import") return undefined;
      const bundle = LOADED_LATER[imported];
      if (bundle === undefined) return { errors: [{ text: `${imported} has no bundle in LOADED_LATER` }] };
      return { path: `./${bundle}.cjs`, external: true };
    });
  },
};

await rm(DIST, { recursive: true, force: true });
await mkdir(path.join(DIST, "schema"), { recursive: true });
for (const file of ["roster.schema.json", "policy.schema.json"]) {
  await copyFile(path.join(SCHEMAS, file), path.join(DIST, "schema", file));
}
await writeFile(path.join(DIST, "container.svg"), containerIcon());
await writeFile(path.join(DIST, "icon.png"), galleryIcon());

// CommonJS has no top-level await: esbuild refuses it, which is the check that nothing waits while loading.
const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: [
    { in: "src/extension.ts", out: "extension" },
    ...Object.entries(LOADED_LATER).map(([imported, bundle]) => ({ in: imported, out: bundle })),
  ],
  outdir: DIST,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node22",
  // `require` at the moment of use, which every extension host has.
  supported: { "dynamic-import": false },
  external: ["vscode"],
  plugins: [onFirstUse],
  minify: true,
  sourcemap: false,
  metafile: true,
  logLevel: "warning",
});

const sizes = Object.entries(metafile.outputs).map(([file, { bytes }]) => `${path.basename(file)} ${bytes}`);
const total = Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`extension: ${sizes.join(", ")}; ${total} of ${BUDGET} bytes`);
if (total > BUDGET) {
  console.error("the bundles are over their budget: see what grew, or do without it");
  process.exitCode = 1;
}
