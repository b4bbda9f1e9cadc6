/* `recuse log witness` against the small witness of test/peers, which refuses what only looks like growth. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inFolder, run, type Ended } from "../../builders/command-line.ts";
import {
  buildLog,
  madeEntries,
  madeEntry,
  RECUSAL,
  writeLogFolder,
  type BuiltLog,
} from "../../builders/log-folder.ts";
import { startWitness, type Witness } from "../../peers/witness.ts";

const ENTRIES = madeEntries(300);
const NOW = Date.parse("2026-03-01T11:58:00Z") / 1000;

describe("recuse log witness", function () {
  this.timeout(30_000);

  /** A witness that knows the log, and a folder that holds it at one size after another. */
  async function withWitness(
    work: (scene: {
      cwd: string;
      witness: Witness;
      ask: (built: BuiltLog) => Promise<Ended>;
    }) => Promise<void>,
  ): Promise<void> {
    await inFolder(async (cwd) => {
      const { vkey } = buildLog({ entries: [] });
      const witness = await startWitness({
        logs: [vkey],
        stateFile: join(cwd, "state.json"),
        now: () => NOW,
      });
      const policy = `log ${vkey}\nwitness small ${witness.vkey} ${witness.url}/\nquorum small\n`;
      const ask = async (built: BuiltLog) => {
        built.files.set("policy", Buffer.from(policy));
        await writeLogFolder(join(cwd, ".recuse/log"), { public: built });
        return run(["log", "witness", witness.url], { cwd });
      };
      try {
        await work({ cwd, witness, ask });
      } finally {
        await witness.close();
      }
    });
  }
  const sized = (size: number) => buildLog({ entries: ENTRIES.slice(0, size) });

  it("has it cosign from nothing and from every size it saw, and verify then names it", async () => {
    await withWitness(async ({ cwd, witness, ask }) => {
      for (const size of [0, 1, 255, 256, 300, 300]) {
        const { status, stdout, stderr } = await ask(sized(size));
        assert.equal(stderr, "");
        assert.equal(status, 0);
        assert.match(
          stdout,
          new RegExp(`^witness.example/small cosigned ${size} entries at 2026-03-01T11:58:00`),
        );
      }
      const { status, stdout } = await run(["log", "verify"], { cwd });
      assert.equal(status, 0);
      assert.match(stdout, /witnessed by small 2 min ago/);
      assert.doesNotMatch(stdout, /anew/);
      const proved = await run(["log", "prove", "7", "--output", "proof"], { cwd });
      await writeFile(join(cwd, "policy"), await readFile(join(cwd, ".recuse/log/public/policy")));
      assert.equal(proved.status, 0);
      assert.equal((await run(["log", "verify", "proof", "--policy", "policy"], { cwd })).status, 0);
      // What it is sent: sizes, hashes and the signed note; nothing of any entry.
      for (const request of witness.requests) {
        assert.match(request, /^old \d+\n([A-Za-z0-9+/]{43}=\n)*\nrecuse-log\/00000000\n\d+\n/);
        assert.doesNotMatch(request, /octo|acme|reason/);
      }
    });
  });

  it("is told by the witness where it stands, and asks again from there", async () => {
    await withWitness(async ({ witness, ask }) => {
      await ask(sized(100));
      const fresh = sized(200);
      fresh.files.set("checkpoints/100", fresh.checkpoint(100));
      const { status } = await ask(fresh);
      assert.equal(status, 0);
      assert.deepEqual(
        witness.requests.map((body) => body.split("\n")[0]),
        ["old 0", "old 0", "old 100"],
      );
    });
  });

  const other = buildLog({
    entries: ENTRIES.slice(0, 200).map((made, at) =>
      at === 5 ? madeEntry(5, { ...RECUSAL, type: "breach" }) : made,
    ),
  });
  const refused: [string, BuiltLog, RegExp][] = [
    ["set back", sized(50), /has seen 100 entries, but there are 50 here: the log was set back/],
    ["another history", other, /did not only grow/],
    [
      "another history of the same size",
      buildLog({ entries: other.entries.slice(0, 100) }),
      /another history of 100/,
    ],
  ];
  for (const [name, built, expected] of refused) {
    it(`ends with 1 where the witness refuses: ${name}`, async () => {
      await withWitness(async ({ cwd, ask }) => {
        await ask(sized(100));
        const state = await readFile(join(cwd, "state.json"), "utf8");
        const { status, stderr } = await ask(built);
        assert.match(stderr, expected);
        assert.equal(status, 1);
        assert.equal(await readFile(join(cwd, "state.json"), "utf8"), state);
      });
    });
  }

  it("takes no signature but the witness's own", async () => {
    await withWitness(async ({ cwd, witness, ask }) => {
      witness.sign = (signature) => ({ ...signature, signature: Buffer.alloc(72, 1) });
      const { status, stderr } = await ask(sized(100));
      assert.match(stderr, /no valid cosignature/);
      assert.equal(status, 1);
      const checkpoint = await readFile(join(cwd, ".recuse/log/public/checkpoint"));
      assert.deepEqual(checkpoint, Buffer.from(sized(100).checkpoint(100)));
    });
  });

  it("needs a witness that the policy names, and one that answers", async () => {
    await withWitness(async ({ cwd, witness, ask }) => {
      await ask(sized(10));
      const unknown = await run(["log", "witness", "http://127.0.0.1:9/other"], { cwd });
      assert.match(unknown.stderr, /public\/policy has no witness of this address/);
      assert.equal(unknown.status, 2);
      await witness.close();
      const silent = await run(["log", "witness", witness.url], { cwd });
      assert.match(silent.stderr, /nothing answers in time/);
      assert.equal(silent.status, 2);
    });
  });
});
