/*
 * Starting the App with 100,000 entries in its log: with the journal's snapshot and without, against reading and
 * parsing the same files as JSON in the same run. Every start is a process of its own; the figures leave out
 * loading it. A start without a snapshot ends with writing one down; what that takes is said beside it.
 *
 *   node test/bench/log-start.bench.ts [--smoke]
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { EntryDraft } from "@recuse/shared/audit/entry.ts";
import * as z from "zod";
import { openFileStore } from "../../github-app/src/store/file.ts";
import { journalSnapshotPath } from "../../github-app/src/store/journal-file.ts";
import { OCTOCAT, roster } from "../builders/roster.ts";

const SMOKE = process.argv.includes("--smoke");
const COUNT = SMOKE ? 5000 : 100_000;
const ROUNDS = SMOKE ? 3 : 7;
const CALLERS = 500;
/** At most so much of the start without a snapshot. */
const BUDGET = 0.8;
const STARTER = join(import.meta.dirname, "log-starter.ts");

const Started = z.object({ milliseconds: z.number(), served: z.boolean(), writing: z.number() });
const execute = promisify(execFile);

async function start(what: "parse" | "log" | "store", folder: string): Promise<z.infer<typeof Started>> {
  const { stdout } = await execute(process.execPath, [STARTER, what, folder]);
  return Started.parse(JSON.parse(stdout));
}

/** A subject each, as a practice with many proposals has it. */
function draftOf(index: number): EntryDraft {
  const name = `octo-org/engine-${index % 50}`;
  const number = index + 1;
  return {
    type: "determination",
    repository: { id: 700_000_000 + (index % 50), name },
    subject: { kind: "proposal", number, ref: `${name}#${number}` },
    maintainer: OCTOCAT,
    level: "recuse",
    cause: { kind: "delivery", delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958", policy: "0".repeat(64) },
  };
}

/** Every fifth entry is private, every other one hides its organization. */
async function fill(folder: string): Promise<void> {
  await writeFile(join(folder, "roster.json"), JSON.stringify(roster()));
  const store = await openFileStore({
    folder: join(folder, "data"),
    roster: join(folder, "roster.json"),
    now: () => new Date(),
    warn: console.error,
  });
  const key = store.keyOf("acme");
  if (key === undefined) throw new Error("the roster has no key for acme");
  const secret = { key, hidden: { organization: "acme" } };
  let next = 0;
  const caller = async () => {
    while (next < COUNT) {
      const index = next;
      next += 1;
      const log = index % 5 === 0 ? "private" : "public";
      await store.log.append(log, draftOf(index), index % 2 === 0 ? secret : undefined);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await store.close();
}

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

const folder = await mkdtemp(join(tmpdir(), "recuse-bench-"));
await fill(folder);
const snapshot = journalSnapshotPath(join(folder, "data"));
interface Round {
  readonly parse: number;
  readonly log: number;
  readonly without: number;
  readonly writing: number;
  readonly snapshot: number;
}

const rounds: Round[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const parse = await start("parse", folder);
  const log = await start("log", folder);
  await rm(snapshot, { force: true });
  const without = await start("store", folder);
  // Closing it left the snapshot.
  const kept = await start("store", folder);
  if (without.served || !kept.served) throw new Error("the snapshot must serve where it is, and only there");
  rounds.push({
    parse: parse.milliseconds,
    log: log.milliseconds,
    without: without.milliseconds,
    writing: without.writing,
    snapshot: kept.milliseconds,
  });
}
await rm(folder, { recursive: true });

const of = (name: keyof Round) => median(rounds.map((round) => round[name]));
const parse = of("parse");
const figures = {
  parse,
  log: of("log"),
  without: of("without"),
  writing: of("writing"),
  snapshot: of("snapshot"),
  toParse: { log: of("log") / parse, without: of("without") / parse, snapshot: of("snapshot") / parse },
};
const ratio = figures.snapshot / figures.without;
const met = ratio <= BUDGET;
const row = (name: string, milliseconds: number) =>
  `${name.padEnd(32)}${milliseconds.toFixed(0).padStart(7)} ms    : parsing ${(milliseconds / figures.parse).toFixed(2)}`;
console.log(
  [
    `entries                         ${String(COUNT).padStart(7)}`,
    row("reading and parsing the files", figures.parse),
    row("opening the log alone", figures.log),
    row("start without a snapshot", figures.without),
    row("  writing one down of it", figures.writing),
    row("start with a snapshot", figures.snapshot),
    `${"snapshot : without".padEnd(32)}${ratio.toFixed(2).padStart(7)}       budget ≤ ${BUDGET}: ${met ? "met" : "missed"}`,
  ].join("\n"),
);

const results = join(import.meta.dirname, "results");
await mkdir(results, { recursive: true });
const report = { name: "log-start", smoke: SMOKE, figures, ratio, budget: BUDGET, met };
await writeFile(join(results, "log-start.json"), `${JSON.stringify(report, null, 2)}\n`);
