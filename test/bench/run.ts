/*
 * Runs every benchmark one after another and prints one table at the end. A budget that is missed is said,
 * and is no failure: the figure belongs to the machine. `--smoke` asks each for a small size.
 */
import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const RESULTS = `${FOLDER}results`;

/** What each benchmark writes beside its table. */
const Result = z.looseObject({
  name: z.string(),
  ratio: z.number().nullish(),
  budget: z.unknown(),
  met: z.boolean(),
});

await mkdir(RESULTS, { recursive: true });
const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".bench.ts")).sort();
const failed: string[] = [];
const results: z.infer<typeof Result>[] = [];
for (const name of names) {
  process.stdout.write(`\n== ${name}\n`);
  const status = await run(name);
  if (status !== 0) failed.push(name);
  const text = await readFile(`${RESULTS}/${name.replace(".bench.ts", ".json")}`, "utf8");
  const parsed: unknown = JSON.parse(text);
  results.push(...(Array.isArray(parsed) ? parsed : [parsed]).map((each) => Result.parse(each)));
}
await writeFile(`${RESULTS}/summary.json`, `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write("\n");
for (const { name, ratio, budget, met } of results) {
  const figure = typeof ratio === "number" ? ratio.toFixed(2) : "–";
  const said = typeof budget === "string" || typeof budget === "number" ? String(budget) : JSON.stringify(budget);
  process.stdout.write(`${met ? "met   " : "MISSED"}  ${name.padEnd(40)} ${figure.padStart(10)}  budget ${said}\n`);
}
for (const name of failed) process.stdout.write(`failed: ${name}\n`);
process.exitCode = failed.length > 0 || names.length === 0 ? 1 : 0;

async function run(name: string): Promise<number | null> {
  const child = spawn(process.execPath, [`${FOLDER}${name}`, ...process.argv.slice(2)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
}
