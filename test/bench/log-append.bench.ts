/*
 * Durable appends to the log: one caller against awaited write and fdatasync of the same bytes, and 64 callers
 * against one. The figures of one run are compared with each other only; the disk decides the rest.
 *
 *   node test/bench/log-append.bench.ts [--smoke]
 */
import { closeSync, fdatasync, fdatasyncSync, openSync, write, writeSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { EntryDraft } from "@recuse/shared/audit/entry.ts";
import type { Secret } from "@recuse/shared/audit/log.ts";
import { openFileLog } from "@recuse/shared/node/file-log.ts";

const SMOKE = process.argv.includes("--smoke");
/** Short slices in turn, so that a disk that slows down slows all of them alike. The first ones warm up. */
const SLICES = SMOKE ? 4 : 150;
const WARM_UP = SMOKE ? 1 : 30;
const ONE = 50;
const CALLERS = 64;
const EACH = 8;
const BUDGET = { one: 0.8, callers: 20 };

const DRAFT: EntryDraft = {
  type: "determination",
  repository: { id: 7, name: "octo-org/engine" },
  subject: { kind: "proposal", number: 1, ref: "octo-org/engine#1" },
  maintainer: { id: 1, login: "octocat" },
  level: "recuse",
  cause: { kind: "delivery", delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958", policy: "0".repeat(64) },
};
const SECRET: Secret = { key: new Uint8Array(32), hidden: { organization: "acme", detail: "author" } };

const writeAt = promisify(write);
const sync = promisify(fdatasync);

interface Contender {
  readonly name: string;
  /** How many appends a slice makes. */
  readonly appends: number;
  readonly slice: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openLog(
  folder: string,
  name: string,
  callers: number,
  each: number,
  secret?: Secret,
): Promise<Contender> {
  const log = await openFileLog(join(folder, name), { now: Date.now });
  const caller = async () => {
    for (let count = 0; count < each; count += 1) await log.append("public", DRAFT, secret);
  };
  return {
    name,
    appends: callers * each,
    slice: async () => {
      await Promise.all(Array.from({ length: callers }, caller));
    },
    close: log.close,
  };
}

/** The same bytes by `put`, which makes each line durable at a position before the next. */
function openRaw(
  folder: string,
  name: string,
  line: Uint8Array,
  put: (file: number, line: Uint8Array, position: number) => Promise<unknown>,
): Contender {
  const file = openSync(join(folder, name), "w");
  let position = 0;
  return {
    name,
    appends: ONE,
    slice: async () => {
      for (let count = 0; count < ONE; count += 1) {
        await put(file, line, position);
        position += line.length;
      }
    },
    close: () => {
      closeSync(file);
      return Promise.resolve();
    },
  };
}

async function putAwaited(file: number, line: Uint8Array, position: number): Promise<void> {
  await writeAt(file, line, 0, line.length, position);
  await sync(file);
}

function putSynchronously(file: number, line: Uint8Array, position: number): Promise<void> {
  writeSync(file, line, 0, line.length, position);
  fdatasyncSync(file);
  return Promise.resolve();
}

/** A line as the log writes it. */
async function sampleLine(folder: string): Promise<Uint8Array> {
  const log = await openFileLog(folder, { now: Date.now });
  await log.append("public", DRAFT);
  await log.close();
  return readFile(join(folder, "public", "entries.jsonl"));
}

/** Appends a second of each contender, by name. */
async function race(contenders: readonly Contender[]): Promise<Map<string, number>> {
  const spent = new Map(contenders.map(({ name }) => [name, 0]));
  for (let slice = 0; slice < WARM_UP + SLICES; slice += 1) {
    for (const contender of contenders) {
      const started = performance.now();
      await contender.slice();
      if (slice < WARM_UP) continue;
      spent.set(contender.name, (spent.get(contender.name) ?? 0) + performance.now() - started);
    }
  }
  return new Map(
    contenders.map(({ name, appends }) => [name, (appends * SLICES * 1000) / (spent.get(name) ?? 0)]),
  );
}

const RAW = "write + fdatasync, awaited";
const ONE_CALLER = "log, one caller";
const MANY_CALLERS = "log, 64 callers";

const folder = await mkdtemp(join(tmpdir(), "recuse-bench-"));
const line = await sampleLine(join(folder, "sample"));
const contenders = [
  openRaw(folder, RAW, line, putAwaited),
  openRaw(folder, "write + fdatasync, synchronous", line, putSynchronously),
  await openLog(folder, ONE_CALLER, 1, ONE),
  await openLog(folder, `${ONE_CALLER}, with hidden details`, 1, ONE, SECRET),
  await openLog(folder, MANY_CALLERS, CALLERS, EACH),
  await openLog(folder, `${MANY_CALLERS}, with hidden details`, CALLERS, EACH, SECRET),
];
const rates = await race(contenders);
await Promise.all(contenders.map((contender) => contender.close()));
await rm(folder, { recursive: true });

const rateOf = (name: string) => rates.get(name) ?? Number.NaN;
const figures = Object.fromEntries(rates);
const ratio = {
  one: rateOf(ONE_CALLER) / rateOf(RAW),
  callers: rateOf(MANY_CALLERS) / rateOf(ONE_CALLER),
};
const met = { one: ratio.one >= BUDGET.one, callers: ratio.callers >= BUDGET.callers };

const rows = Object.entries(figures).map(
  ([name, figure]) => `${name.padEnd(40)}${figure.toFixed(0).padStart(9)} /s`,
);
const verdict = (name: string, value: number, budget: number, isMet: boolean) =>
  `${name.padEnd(40)}${value.toFixed(2).padStart(9)}    budget ≥ ${String(budget)}: ${isMet ? "met" : "missed"}`;
console.log(
  [
    ...rows,
    verdict("one caller : awaited", ratio.one, BUDGET.one, met.one),
    verdict("64 callers : one caller", ratio.callers, BUDGET.callers, met.callers),
  ].join("\n"),
);

const results = join(import.meta.dirname, "results");
await mkdir(results, { recursive: true });
const report = { name: "log-append", smoke: SMOKE, figures, ratio, budget: BUDGET, met };
await writeFile(join(results, "log-append.json"), `${JSON.stringify(report, null, 2)}\n`);
