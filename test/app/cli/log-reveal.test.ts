/* `recuse log reveal` and `erase`: what they open, what they must not, and that proofs outlive an erasure. */
import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openFileLog } from "@recuse/shared/node/file-log.ts";
import { RevealFile } from "@recuse/shared/audit/reveal.ts";
import { inFolder, run } from "../../builders/command-line.ts";
import {
  ACME_KEY,
  buildLog,
  madeEntries,
  madeEntry,
  RECUSAL,
  writeLogFolder,
} from "../../builders/log-folder.ts";
import { acme, key, roster } from "../../builders/roster.ts";

const GLOBEX_KEY = Buffer.alloc(32, 2);
const SECRET_REASON = "a reason 3";
const PUBLIC = buildLog({ entries: madeEntries(6) });
const PRIVATE = buildLog({
  origin: "recuse-log/00000000/private",
  entries: [
    madeEntry(0, RECUSAL, { organization: "globex", detail: { relation: "author" } }, GLOBEX_KEY),
    madeEntry(1, RECUSAL, { organization: "acme", reason: "private" }),
  ],
});
const ROSTER = roster({
  organizations: [
    acme(),
    { id: "globex", name: "Globex", domains: ["globex.example"], commitmentKey: key(2) },
  ],
});

async function withPractice(work: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await writeLogFolder(join(folder, ".recuse/log"), { public: PUBLIC, private: PRIVATE });
    const text = JSON.stringify(ROSTER);
    await writeFile(join(folder, "roster.json"), text);
    await writeFile(join(folder, "roster.json.bak"), text);
    await work(folder);
  });
}

async function read(path: string): Promise<RevealFile> {
  return RevealFile.parse(JSON.parse(await readFile(path, "utf8")));
}

describe("recuse log reveal", function () {
  this.timeout(30_000);

  it("opens one entry to whoever has the file, and records it", async () => {
    await withPractice(async (cwd) => {
      const revealed = await run(["log", "reveal", "3", "--output", "reveal.json"], { cwd });
      assert.equal(revealed.status, 0, revealed.stderr);
      const { status, stdout } = await run(["log", "verify", "reveal.json", "--key", PUBLIC.vkey], { cwd });
      assert.equal(status, 0);
      assert.match(stdout, /entry #3 .*\n {2}organization: acme\n {2}reason: a reason 3\n$/);
      const lines = (await readFile(join(cwd, ".recuse/log/public/entries.jsonl"), "utf8"))
        .trim()
        .split("\n");
      assert.match(lines.at(-1) ?? "", /"type":"reveal"/);
      assert.doesNotMatch(lines.at(-1) ?? "", /acme|reason 3/);
      assert.equal((await stat(join(cwd, "reveal.json"))).mode & 0o077, 0);
    });
  });

  it("opens what is about no organization: the head of the private log", async () => {
    await withPractice(async (cwd) => {
      const log = await openFileLog(join(cwd, ".recuse/log"), { now: Date.now });
      const { index } = await log.appendPrivateHead();
      await log.close();
      const { status, stderr } = await run(["log", "reveal", String(index), "--output", "head.json"], {
        cwd,
      });
      assert.equal(status, 0, stderr);
      const { stdout } = await run(["log", "verify", "head.json", "--key", PUBLIC.vkey], { cwd });
      assert.match(stdout, /private-head\n {2}detail: .*"size":2/);
    });
  });

  it("opens only the fields that were asked for", async () => {
    await withPractice(async (cwd) => {
      const { stdout } = await run(["log", "reveal", "3", "--field", "reason"], { cwd });
      assert.doesNotMatch(stdout, /acme/);
      assert.match(stdout, new RegExp(SECRET_REASON));
      assert.ok(!stdout.includes(key(1)));
    });
  });

  it("opens every entry about an organization, in both logs, and none about another", async () => {
    await withPractice(async (cwd) => {
      await run(["log", "reveal", "--organization", "acme", "--output", "all.json"], { cwd });
      const both = ["--key", PUBLIC.vkey, "--key", PRIVATE.vkey];
      const { status, stdout, stderr } = await run(["log", "verify", "all.json", ...both], { cwd });
      assert.equal(status, 0, stderr);
      assert.equal((await read(join(cwd, "all.json"))).entries.length, 4);
      assert.match(stdout, /^organization acme$/m);
      assert.doesNotMatch(await readFile(join(cwd, "all.json"), "utf8"), /globex/);
    });
  });

  const moved: [string, (file: RevealFile, other: RevealFile) => unknown, RegExp][] = [
    [
      "moved to another entry",
      (file, other) => ({
        ...file,
        entries: file.entries.map((entry) => ({ ...entry, proof: other.entries[0]?.proof })),
      }),
      /entry #5: the organization that is revealed is not what the entry committed to/,
    ],
    [
      "moved to another field",
      (file) => ({
        ...file,
        entries: file.entries.map(({ proof, values }) => ({
          proof,
          values: values.map((each) => ({
            ...each,
            field: each.field === "reason" ? "organization" : "reason",
          })),
        })),
      }),
      /is not what the entry committed to/,
    ],
    [
      "with another value",
      (file) => ({
        ...file,
        entries: file.entries.map(({ proof, values }) => ({
          proof,
          values: values.map((each) => ({ ...each, value: "globex" })),
        })),
      }),
      /is not what the entry committed to/,
    ],
    [
      "with a key of another length",
      (file) => ({ ...file, organization: { id: "acme", key: `${"A".repeat(42)}==` } }),
      /not the base64 of exactly 32 bytes/,
    ],
    [
      "with another organization's key",
      (file) => ({
        format: file.format,
        organization: { id: "acme", key: key(2) },
        entries: file.entries.map(({ proof, values }) => ({
          proof,
          values: values.map(({ field, value }) => ({ field, value })),
        })),
      }),
      /is not what the entry committed to/,
    ],
    ["with nothing in it", () => ({ format: "recuse/reveal/v1", entries: [] }), /not a reveal file/],
  ];
  for (const [name, edit, expected] of moved) {
    it(`refuses a reveal ${name}`, async () => {
      await withPractice(async (cwd) => {
        for (const entry of ["3", "5"])
          await run(["log", "reveal", entry, "--output", `${entry}.json`], { cwd });
        const edited = edit(await read(join(cwd, "3.json")), await read(join(cwd, "5.json")));
        await writeFile(join(cwd, "edited.json"), JSON.stringify(edited));
        const { status, stderr } = await run(["log", "verify", "edited.json", "--key", PUBLIC.vkey], { cwd });
        assert.match(stderr, expected);
        assert.equal(status, 1);
      });
    });
  }

  const refused: [string[], RegExp, number][] = [
    [["0"], /nothing is known here of what it hides/, 1],
    [[], /expected an entry or --organization/, 2],
    [["--organization", "initech"], /no such organization/, 1],
    [["3", "--field", "name"], /--field: expected organization, reason or detail/, 2],
  ];
  for (const [args, expected, expectedStatus] of refused) {
    it(`refuses ${args.join(" ")}`, async () => {
      await withPractice(async (cwd) => {
        const { status, stderr } = await run(["log", "reveal", ...args], { cwd });
        assert.match(stderr, expected);
        assert.equal(status, expectedStatus);
      });
    });
  }
});

describe("recuse log erase", function () {
  this.timeout(30_000);
  const KEPT = ["roster.json", "roster.json.bak", ".recuse/log/details.jsonl"];

  it("does nothing without --yes", async () => {
    await withPractice(async (cwd) => {
      const before = await Promise.all(KEPT.map((path) => readFile(join(cwd, path), "utf8")));
      const { status, stderr } = await run(["log", "erase", "--organization", "acme"], { cwd });
      assert.equal(status, 2);
      assert.match(stderr, /what 4 entries hide: give --yes/);
      assert.deepEqual(await Promise.all(KEPT.map((path) => readFile(join(cwd, path), "utf8"))), before);
    });
  });

  it("leaves nothing that opens a commitment, and every proof as it was", async () => {
    await withPractice(async (cwd) => {
      await run(["log", "prove", "3", "--output", "before"], { cwd });
      // As the App leaves it: what the entry hides has gone through the write-ahead as well.
      const log = await openFileLog(join(cwd, ".recuse/log"), { now: Date.now });
      await log.append("public", RECUSAL, {
        key: ACME_KEY,
        hidden: { organization: "acme", reason: SECRET_REASON },
      });
      await log.close();
      await writeFile(join(cwd, ".recuse/journal.snapshot"), SECRET_REASON);
      const { status, stderr } = await run(["log", "erase", "--organization", "acme", "--yes"], { cwd });
      assert.equal(status, 0, stderr);
      for (const path of KEPT) {
        const text = await readFile(join(cwd, path), "utf8");
        assert.ok(!text.includes(key(1)), `${path} still has the key`);
        assert.ok(!text.includes(SECRET_REASON), `${path} still has what was hidden`);
        assert.ok(path.endsWith("jsonl") || text.includes(key(2)), `${path} lost another key`);
      }
      for (const path of await readdir(cwd, { recursive: true })) {
        const bytes = await readFile(join(cwd, path)).catch(() => Buffer.alloc(0));
        assert.ok(!bytes.includes(SECRET_REASON) && !bytes.includes(key(1)), `${path} still tells`);
      }
      const details = await readFile(join(cwd, ".recuse/log/details.jsonl"), "utf8");
      assert.match(details, /globex/);
      assert.equal((await run(["log", "verify", "before", "--key", PUBLIC.vkey], { cwd })).status, 0);
      assert.equal((await run(["log", "verify"], { cwd })).status, 0);
      const again = await run(["log", "reveal", "3"], { cwd });
      assert.equal(again.status, 1);
      assert.match(again.stderr, /was erased/);
      const shown = await run(["log", "show", "--type", "erasure"], { cwd });
      assert.match(shown.stdout, /public #7 .*erasure/);
      assert.match(shown.stdout, /private #2 .*erasure/);
    });
  });

  it("leaves no trace in public of a client that was never in public", async () => {
    await withPractice(async (cwd) => {
      const path = join(cwd, ".recuse/log/public/entries.jsonl");
      const before = await readFile(path, "utf8");
      const { status } = await run(["log", "erase", "--organization", "globex", "--yes"], { cwd });
      assert.equal(status, 0);
      assert.equal(await readFile(path, "utf8"), before);
    });
  });

  it("refuses an organization that nothing is known of", async () => {
    await withPractice(async (cwd) => {
      const { status, stderr } = await run(["log", "erase", "--organization", "initech", "--yes"], { cwd });
      assert.equal(status, 2);
      assert.match(stderr, /no key of such an organization/);
    });
  });
});
