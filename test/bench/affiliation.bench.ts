/*
 * What 46,000 people of affiliation data cost: loading them from the cache, building the index from records and
 * from text, looking people up; the whole way of a command, from files to employers on a day; and in the same run
 * the naive way, a map of records parsed from JSON. Each in a process of its own, whose peak memory is compared
 * with that of one that imported the same and did nothing. `--smoke` for a small size.
 */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type {
  AffiliationFile,
  ParseAffiliations,
  PersonRecord,
} from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import { parseAffiliations } from "@recuse/shared/affiliation/formats/format.ts";
import { dayNumber } from "@recuse/shared/roster/dates.ts";
import { openAffiliations } from "@recuse/shared/node/affiliation-cache.ts";
import { openEmploymentFiles } from "../../github-app/src/affiliations/employment-files.ts";
import { generatedFile, gitdmText, loginAt } from "./affiliation-people.ts";

const SMOKE = process.argv.includes("--smoke");
const PEOPLE = SMOKE ? 2000 : 46_000;
const RUNS = SMOKE ? 1 : 5;
const LOOK_UPS = SMOKE ? 20_000 : 200_000;
const PASSES = 9;
const SECONDS = 1;
const MEGABYTES = 150;
const TODAY = dayNumber("2026-03-01");
/** A young generation so large that nothing of it is collected while bytes are counted. */
const COUNTING = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"];
const SELF = fileURLToPath(import.meta.url);

/** Case and a company's legal form aside, as cheap as such a function can be. */
const NAMES = {
  nameKey: (name: string) => name.toLowerCase(),
  organizationOf: (name: string) => (name === "Independent" ? undefined : name.toLowerCase()),
};

interface Measured {
  readonly milliseconds: number;
  /** Of the thread that does the work: what other processes take is not in it. */
  readonly cpuMilliseconds: number;
  /** Peak so far, before anything is looked up. */
  readonly peakMegabytes: number;
  readonly lookUpsPerSecond?: number;
  readonly bytesPerLookUp?: number;
}

/** `command`: as one opens its files without a cache, and asks for employers rather than for people. */
type Way = "nothing" | "cache" | "records" | "text" | "command" | "naive";

/** What the process of its own does. */
async function measure(way: Way, folder: string): Promise<Measured> {
  const started = performance.now();
  const cpu = process.threadCpuUsage();
  const personOf = await loaded(way, folder);
  const { user, system } = process.threadCpuUsage(cpu);
  const milliseconds = performance.now() - started;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const cpuMilliseconds = (user + system) / 1000;
  return {
    milliseconds,
    cpuMilliseconds,
    peakMegabytes,
    ...(personOf === undefined ? {} : lookUps(personOf)),
  };
}

/** A look-up by login that says whether somebody was found. */
async function loaded(way: Way, folder: string): Promise<((login: string) => boolean) | undefined> {
  if (way === "nothing") return undefined;
  const json = join(folder, "records.json");
  if (way === "naive") {
    const { people } = JSON.parse(await readFile(json, "utf8")) as AffiliationFile;
    const byLogin = new Map<string, PersonRecord>();
    for (const record of people) for (const login of record.logins) byLogin.set(login.toLowerCase(), record);
    return (login) => byLogin.has(login.toLowerCase());
  }
  if (way === "command") return employersByLogin(folder);
  const { index, fromCache } = await openAffiliations({
    files: [way === "text" ? join(folder, "gitdm.txt") : json],
    cache: way === "cache" ? join(folder, "cache") : undefined,
    today: TODAY,
    lenient: false,
    parse: way === "text" ? parseAffiliations : parseRecords,
    names: NAMES,
    fingerprint: "bench",
  });
  if (fromCache !== (way === "cache") || index.people !== PEOPLE)
    throw new Error(`${way}: not what was meant`);
  return (login) => index.personByLogin(login) >= 0;
}

function parseRecords(text: string): ReturnType<ParseAffiliations> {
  return { file: JSON.parse(text) as AffiliationFile, problems: [], oddities: [] };
}

/** Is anybody known to have employed this login today? */
async function employersByLogin(folder: string): Promise<(login: string) => boolean> {
  const { employment } = await openEmploymentFiles({
    affiliations: ["gitdm.txt"],
    organizations: [],
    cwd: folder,
    lenient: false,
    today: TODAY,
  });
  return (login) => {
    const person = employment.find({ login });
    if (person === undefined) return false;
    employment.employersOn(person, TODAY);
    return true;
  };
}

/** Half of them hits, in another case than the data's, half misses. */
function lookUps(
  personOf: (login: string) => boolean,
): Omit<Measured, "milliseconds" | "cpuMilliseconds" | "peakMegabytes"> {
  const asked = Array.from({ length: LOOK_UPS }, (_, at) => {
    const login = loginAt((at * 31) % PEOPLE);
    // Through bytes, so that the texts are as flat as those that come from JSON.
    return Buffer.from(at % 2 === 0 ? login.toUpperCase() : `${login}0z`).toString("latin1");
  });
  let hits = 0;
  const pass = (): void => {
    // Not for-of: where that is not optimized, it allocates more than what is measured.
    for (let at = 0; at < LOOK_UPS; at += 1) if (personOf(asked[at] ?? "")) hits += 1;
  };
  pass();
  if (hits !== LOOK_UPS / 2) throw new Error("the benchmark measured something else");
  const spent = Array.from({ length: PASSES }, () => {
    const started = performance.now();
    pass();
    return performance.now() - started;
  });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  pass();
  const bytes = process.memoryUsage().heapUsed - before;
  return {
    lookUpsPerSecond: (LOOK_UPS * 1000) / median(spent),
    bytesPerLookUp: Math.max(0, bytes) / LOOK_UPS,
  };
}

/** The median of several processes; bytes are counted in one more. */
function inProcesses(way: Way, folder: string): Measured {
  const runs = Array.from({ length: RUNS }, () => inProcess(way, folder, []));
  const of = (key: keyof Measured): number => median(runs.map((run) => run[key] ?? Number.NaN));
  return {
    milliseconds: of("milliseconds"),
    cpuMilliseconds: of("cpuMilliseconds"),
    peakMegabytes: of("peakMegabytes"),
    lookUpsPerSecond: of("lookUpsPerSecond"),
    bytesPerLookUp: inProcess(way, folder, COUNTING).bytesPerLookUp ?? Number.NaN,
  };
}

function inProcess(way: Way, folder: string, flags: readonly string[]): Measured {
  const args = [...flags, SELF, "--way", way, folder, ...(SMOKE ? ["--smoke"] : [])];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Measured;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function compare(folder: string): Promise<void> {
  const file = generatedFile(PEOPLE);
  await writeFile(join(folder, "records.json"), JSON.stringify(file));
  await writeFile(join(folder, "gitdm.txt"), gitdmText(file));
  const built = await openAffiliations({
    files: [join(folder, "records.json")],
    cache: join(folder, "cache"),
    today: TODAY,
    lenient: false,
    parse: parseRecords,
    names: NAMES,
    fingerprint: "bench",
  });
  const ways = ["cache", "records", "text", "command", "naive"] as const;
  const idle = inProcesses("nothing", folder).peakMegabytes;
  const measured = new Map(ways.map((way) => [way, inProcesses(way, folder)]));
  const cache = measured.get("cache");
  const text = measured.get("text");
  const command = measured.get("command");
  const naive = measured.get("naive");
  if (cache === undefined || text === undefined || command === undefined || naive === undefined)
    throw new Error("the benchmark measured nothing");

  const megabytes = async (name: string): Promise<number> =>
    (await stat(join(folder, name))).size / 1024 / 1024;
  process.stdout.write(
    `${String(PEOPLE)} people, ${String(built.index.stintFrom.length)} stints, ${String(built.index.organizations)} organization names; ` +
      `cache ${(await megabytes("cache")).toFixed(1)} MB, gitdm text ${(await megabytes("gitdm.txt")).toFixed(1)} MB, JSON ${(await megabytes("records.json")).toFixed(1)} MB\n`,
  );
  process.stdout.write(
    `${"".padEnd(12)}${"ms".padStart(10)}${"CPU ms".padStart(10)}${"MB".padStart(10)}${"look-ups/s".padStart(14)}${"bytes each".padStart(12)}\n`,
  );
  for (const [way, each] of measured) {
    process.stdout.write(
      `${way.padEnd(12)}${each.milliseconds.toFixed(0).padStart(10)}${each.cpuMilliseconds.toFixed(0).padStart(10)}${(each.peakMegabytes - idle).toFixed(1).padStart(10)}` +
        `${(each.lookUpsPerSecond ?? 0).toFixed(0).padStart(14)}${(each.bytesPerLookUp ?? 0).toFixed(2).padStart(12)}\n`,
    );
  }
  const faster = (cache.lookUpsPerSecond ?? 0) / (naive.lookUpsPerSecond ?? 1);
  process.stdout.write(`look-ups : naive ${faster.toFixed(2)}\n`);

  const ratio = {
    "load, seconds": cache.milliseconds / 1000,
    "load, MB": cache.peakMegabytes - idle,
    "load without a cache, seconds": text.milliseconds / 1000,
    "load without a cache, MB": text.peakMegabytes - idle,
    "a command's, seconds": command.milliseconds / 1000,
    "a command's, MB": command.peakMegabytes - idle,
  };
  const budget = {
    "load, seconds": SECONDS,
    "load, MB": MEGABYTES,
    "load without a cache, seconds": SECONDS,
    "load without a cache, MB": MEGABYTES,
    "a command's, seconds": SECONDS,
    "a command's, MB": MEGABYTES,
  };
  const keys = Object.keys(ratio) as (keyof typeof ratio)[];
  const met = Object.fromEntries(keys.map((key) => [key, ratio[key] <= budget[key]]));
  for (const key of keys) {
    process.stdout.write(
      `${key.padEnd(32)}${ratio[key].toFixed(2).padStart(10)}  budget ${String(budget[key])}: ${met[key] === true ? "met" : "MISSED"}\n`,
    );
  }
  const results = join(import.meta.dirname, "results");
  await mkdir(results, { recursive: true });
  const figures = { idleMegabytes: idle, lookUpsAgainstNaive: faster, ...Object.fromEntries(measured) };
  const report = { name: "affiliation", smoke: SMOKE, figures, ratio, budget, met };
  await writeFile(join(results, "affiliation.json"), `${JSON.stringify(report, null, 2)}\n`);
}

const asked = process.argv.indexOf("--way");
if (asked >= 0) {
  const measured = await measure(process.argv[asked + 1] as Way, process.argv[asked + 2] ?? "");
  process.stdout.write(JSON.stringify(measured));
} else {
  const folder = await mkdtemp(join(tmpdir(), "recuse-bench-affiliation-"));
  try {
    await compare(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
