/*
 * Acknowledging signed deliveries: the App, durable before its answer and working behind it, against Probot's
 * middleware that does nothing. Both are processes of their own under the same load, in alternating rounds.
 *
 *   node test/bench/acknowledge.bench.ts [--smoke]
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import * as z from "zod";
import { latenciesAt, rateOf, shots } from "./load.ts";

const SMOKE = process.argv.includes("--smoke");
const ROUNDS = SMOKE ? 1 : 3;
const WARM_UP = SMOKE ? 500 : 4000;
const TOTAL = SMOKE ? 1000 : 20_000;
const STEADY = SMOKE ? 500 : 3000;
const CONNECTIONS = 64;
const PER_SECOND = 500;
/** In milliseconds. */
const LONGEST_DRAIN = 120_000;
const BUDGET = { rate: 0.8, p99: 50, memory: 1.5 };

const Started = z.object({ port: z.number() });
const Told = z.object({ rss: z.number(), pending: z.number() });

interface Round {
  readonly rate: number;
  /** Milliseconds. */
  readonly p99: number;
  /** Most resident memory while acknowledging as fast as can be, in MB. */
  readonly memory: number;
  /** The same of the whole run, in which all that was put off is worked at once. */
  readonly memoryWorking: number;
  /** Deliveries worked a second while acknowledging, and while nothing came. */
  readonly workedMeanwhile: number;
  readonly workedAfter: number;
}

const all = shots("a secret of the benchmark only", "/api/github/webhooks");

async function round(kind: "noop" | "recuse"): Promise<Round> {
  const child: ChildProcess = fork(new URL("acknowledge-server.ts", import.meta.url), [kind]);
  let memory = 0;
  let pending = 0;
  const [first] = (await once(child, "message")) as unknown[];
  const { port } = Started.parse(first);
  child.on("message", (message) => {
    const told = Told.parse(message);
    memory = Math.max(memory, told.rss / 1024 / 1024);
    pending = told.pending;
  });
  const drain = async () => {
    const until = performance.now() + LONGEST_DRAIN;
    do {
      if (performance.now() > until) throw new Error(`${String(pending)} deliveries are not worked`);
      await new Promise((resolve) => setTimeout(resolve, 110));
    } while (pending > 0);
  };
  try {
    await rateOf(port, all, CONNECTIONS, WARM_UP);
    await drain();
    const started = performance.now();
    const rate = await rateOf(port, all, CONNECTIONS, TOTAL);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const seconds = (performance.now() - started) / 1000;
    const left = pending;
    const memoryAcknowledging = memory;
    await drain();
    const workedAfter = left / (performance.now() / 1000 - started / 1000 - seconds);
    const latencies = await latenciesAt(port, all, CONNECTIONS, PER_SECOND, STEADY);
    const p99 = latencies[Math.ceil(latencies.length * 0.99) - 1] ?? Number.NaN;
    const workedMeanwhile = (TOTAL - left) / seconds;
    return { rate, p99, memory: memoryAcknowledging, memoryWorking: memory, workedMeanwhile, workedAfter };
  } finally {
    const left = once(child, "exit");
    if (child.connected) child.send("stop");
    await left;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const rounds: Record<"noop" | "recuse", Round[]> = { noop: [], recuse: [] };
for (let n = 0; n < ROUNDS; n += 1) {
  rounds.noop.push(await round("noop"));
  rounds.recuse.push(await round("recuse"));
}
const of = (kind: "noop" | "recuse", figure: keyof Round) => median(rounds[kind].map((each) => each[figure]));

const figures = {
  "acknowledged a second, Probot doing nothing": of("noop", "rate"),
  "acknowledged a second, durably": of("recuse", "rate"),
  "worked a second meanwhile": of("recuse", "workedMeanwhile"),
  "worked a second afterwards": of("recuse", "workedAfter"),
  "p99 at 500 a second, Probot doing nothing, ms": of("noop", "p99"),
  "p99 at 500 a second, ms": of("recuse", "p99"),
  "resident memory, Probot doing nothing, MB": of("noop", "memory"),
  "resident memory, acknowledging, MB": of("recuse", "memory"),
  "resident memory, working off all that waited, MB": of("recuse", "memoryWorking"),
};
const ratio = {
  rate: of("recuse", "rate") / of("noop", "rate"),
  p99: of("recuse", "p99"),
  memory: of("recuse", "memory") / of("noop", "memory"),
};
const met = {
  rate: ratio.rate >= BUDGET.rate,
  p99: ratio.p99 < BUDGET.p99,
  memory: ratio.memory <= BUDGET.memory,
};

for (const [name, figure] of Object.entries(figures)) {
  process.stdout.write(`${name.padEnd(52)}${figure.toFixed(figure < 100 ? 1 : 0).padStart(8)}\n`);
}
for (const key of ["rate", "p99", "memory"] as const) {
  const verdict = met[key] ? "met" : "missed";
  process.stdout.write(
    `${key.padEnd(10)}${ratio[key].toFixed(2).padStart(8)}  budget ${String(BUDGET[key])}: ${verdict}\n`,
  );
}
const results = new URL("results/", import.meta.url);
await mkdir(results, { recursive: true });
const report = { name: "acknowledge", smoke: SMOKE, figures, ratio, budget: BUDGET, met };
await writeFile(new URL("acknowledge.json", results), `${JSON.stringify(report, null, 2)}\n`);
