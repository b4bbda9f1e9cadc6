/*
 * Private stays private: what a stranger sees of a practice with private findings and of one without is the same,
 * over a long run, in everything but random bytes.
 */
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeLogKeys } from "@recuse/shared/node/log-keys.ts";
import { quickFolder } from "../builders/log-crash.ts";
import { publicView } from "../builders/public-view.ts";
import { runPractice, type Leak, type PracticeRun } from "../builders/simulated-practice.ts";

const KEYS = makeLogKeys("log.example/recuse");

interface Seen {
  readonly run: PracticeRun;
  /** Heads with their times, then files, then what is served. */
  readonly lines: readonly string[];
}

/** Both practices through the same App. */
async function bothSeen(hours: number, leak?: Leak): Promise<{ without: Seen; having: Seen }> {
  const see = async (hasFindings: boolean): Promise<Seen> => {
    const parent = await quickFolder();
    const folder = join(parent, "log");
    try {
      const run = await runPractice({ folder, keys: KEYS, hours, hasFindings, leak });
      return { run, lines: [...run.heads, ...(await publicView(join(folder, "public"), run.ended))] };
    } finally {
      await rm(parent, { recursive: true });
    }
  };
  return { without: await see(false), having: await see(true) };
}

/** The first thing by which they can be told apart. */
function difference({ without, having }: { without: Seen; having: Seen }): string | undefined {
  const length = Math.max(without.lines.length, having.lines.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [without.lines[at], having.lines[at]];
    if (one !== other) return `without: ${String(one)}\nhaving: ${String(other)}`;
  }
  return undefined;
}

describe("a practice with private findings and one without", () => {
  it("look the same in public over a long run: files, heads and their times, pages, tiles, proofs", async () => {
    const both = await bothSeen(240);
    assert.equal(difference(both), undefined);
    const { run, lines } = both.having;
    assert.deepEqual(
      [both.without.run.counts.private, both.without.run.counts.public],
      [0, run.counts.public],
    );
    // It was a long run, with full tiles of both logs, and there was much to compare.
    assert.ok(run.counts.public > 512, String(run.counts.public));
    assert.ok(run.counts.private > 1000, String(run.counts.private));
    assert.ok(new Set(run.heads).size > 400, String(run.heads.length));
    for (const seen of [
      /"type":"private-head"/,
      /^GET proof\/37: 200 /,
      /^GET tile\/entries\/001: 200 /,
      /^GET checkpoint: 200 /,
      /^GET \?before=\d+: 200 /,
      /^checkpoints\/512 |^checkpoints\/51\d /,
      /fixed in time, last on/,
    ])
      assert.ok(
        lines.some((line) => seen.test(line)),
        String(seen),
      );
  }).timeout(120_000);

  const leaks: [Leak, RegExp][] = [
    ["head when changed", /./],
    ["late round", /^without: \S+T\S+Z \d+\nhaving: \S+T\S+Z \d+$/],
    ["longer entry", /entries\.jsonl|tile\/entries/],
    ["more entries", /./],
  ];
  for (const [leak, expected] of leaks) {
    it(`can be told apart where there is a leak: ${leak}`, async () => {
      assert.match(difference(await bothSeen(20, leak)) ?? "no difference", expected);
      assert.equal(difference(await bothSeen(20)), undefined);
    }).timeout(60_000);
  }
});
