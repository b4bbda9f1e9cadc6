/*
 * Verifying a log of 100,000 entries of about 700 bytes: `recuse log verify` on its folder (parse, schema, index,
 * hash, root; and with its tiles), against the Go verifier of test/peers on the same files in the same run, where Go is there.
 *
 *   node test/bench/log-verify.bench.ts [--smoke]
 */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EntryDraft } from "@recuse/shared/audit/entry.ts";
import { folderSource } from "../../github-app/src/log/source.ts";
import { trustKeys } from "../../github-app/src/log/trust.ts";
import { verifyLog } from "../../github-app/src/log/verify-log.ts";
import { buildLog, madeEntry, writeLogFolder } from "../builders/log-folder.ts";
import { buildGoPeer } from "../peers/tlog/go-peer.ts";

const SMOKE = process.argv.includes("--smoke");
const COUNT = SMOKE ? 5000 : 100_000;
const ROUNDS = SMOKE ? 1 : 5;
/** Seconds for 100,000 entries. */
const BUDGET = 1.5;

/** As the App writes them, at 700 bytes a line. */
function draftOf(index: number): EntryDraft {
  const number = index + 1;
  return {
    type: "determination",
    repository: {
      id: 700_000_000 + (index % 50),
      name: `octo-org/engine-${index % 50}${"-part".repeat(10)}`,
    },
    subject: {
      kind: "proposal",
      number,
      ref: `octo-org/engine-${index % 50}${"-part".repeat(10)}#${number}`,
    },
    maintainer: { id: 583_231, login: "octocat" },
    by: { id: 480_938, login: "hubot" },
    level: "recuse",
    cause: { kind: "delivery", delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958", policy: "0".repeat(64) },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

const folder = await mkdtemp(join(tmpdir(), "recuse-bench-"));
const hidden = { organization: "acme", reason: "x", detail: "x" };
const built = buildLog({
  entries: Array.from({ length: COUNT }, (_, index) => madeEntry(index, draftOf(index), hidden)),
});
await writeLogFolder(folder, { public: built });
const bytes = built.lines.reduce((sum, line) => sum + line.length, 0) / COUNT;
const place = { source: folderSource(join(folder, "public"), "public"), folder: join(folder, "public") };
const trust = trustKeys([built.vkey]);
const peer = buildGoPeer();
const ours: number[] = [];
const withTiles: number[] = [];
const theirs: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  withTiles.push(await timed(() => verifyLog({ place, trust })));
  // The budget is for the entries; comparing the published tiles, which whoever has the entries need not, is beside it.
  await rename(join(place.folder, "tile"), join(folder, "tile"));
  ours.push(await timed(() => verifyLog({ place, trust })));
  if (!("missing" in peer)) {
    const started = performance.now();
    const run = spawnSync(peer.program, ["verify", place.folder, built.vkey], { encoding: "utf8" });
    if (!run.stdout.startsWith("ok")) throw new Error(`the Go verifier says ${run.stdout}${run.stderr}`);
    theirs.push((performance.now() - started) / 1000);
  }
  await rename(join(folder, "tile"), join(place.folder, "tile"));
}
await rm(folder, { recursive: true });

const seconds = (median(ours) * 100_000) / COUNT;
const tileSeconds = (median(withTiles) * 100_000) / COUNT;
const goSeconds = (median(theirs) * 100_000) / COUNT;
const ratio = "missing" in peer ? undefined : seconds / goSeconds;
const met = seconds <= BUDGET;
console.log(
  [
    `entries                ${COUNT}, ${bytes.toFixed(0)} bytes each`,
    `recuse log verify      ${seconds.toFixed(2)} s for 100,000    budget ≤ ${BUDGET} s: ${met ? "met" : "missed"}`,
    `  and its tiles        ${tileSeconds.toFixed(2)} s for 100,000`,
    "missing" in peer
      ? `Go                     ${peer.missing}`
      : `Go, x/mod/sumdb        ${goSeconds.toFixed(2)} s for 100,000    ours : theirs ${(ratio ?? 0).toFixed(2)}`,
  ].join("\n"),
);
const results = join(import.meta.dirname, "results");
await mkdir(results, { recursive: true });
const report = {
  name: "log-verify",
  smoke: SMOKE,
  figures: { seconds, tileSeconds, goSeconds, bytes, toGo: ratio },
  ratio: seconds,
  budget: BUDGET,
  met,
};
await writeFile(join(results, "log-verify.json"), `${JSON.stringify(report, null, 2)}\n`);
