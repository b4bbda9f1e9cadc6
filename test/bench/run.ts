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

/** What each benchmark writes beside its table: one figure with its budget, or several by name. */
const Several = <T extends z.ZodType>(figure: T): z.ZodUnion<[T, z.ZodRecord<z.ZodString, T>]> =>
  z.union([figure, z.record(z.string(), figure)]);
const Result = z.looseObject({
  name: z.string(),
  ratio: Several(z.number()),
  budget: Several(z.number()),
  met: Several(z.boolean()),
});
type Result = z.infer<typeof Result>;

await mkdir(RESULTS, { recursive: true });
const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".bench.ts")).sort();
const failed: string[] = [];
const results: Result[] = [];
for (const name of names) {
  process.stdout.write(`\n== ${name}\n`);
  const status = await run(name);
  if (status !== 0) failed.push(name);
  const text = await readFile(`${RESULTS}/${name.replace(".bench.ts", ".json")}`, "utf8");
  results.push(Result.parse(JSON.parse(text)));
}
await writeFile(`${RESULTS}/summary.json`, `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write("\n");
for (const { name, ratio, budget, met } of results) {
  for (const key of typeof met === "boolean" ? [""] : Object.keys(met)) {
    const isMet = typeof met === "boolean" ? met : met[key];
    const [figure, bound] = [ratio, budget].map((each) => (typeof each === "number" ? each : each[key]));
    const title = `${name} ${key}`.trim().padEnd(40);
    process.stdout.write(
      `${isMet === true ? "met   " : "MISSED"}  ${title} ${shown(figure)}  budget ${shown(bound)}\n`,
    );
  }
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

function shown(figure: number | undefined): string {
  if (figure === undefined) return "–".padStart(10);
  return (figure >= 1000 ? figure.toFixed(0) : figure.toFixed(2)).padStart(10);
}
