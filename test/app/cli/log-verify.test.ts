/* `recuse log verify`, `prove`, `show`: good logs, and every way to tamper with one, in a folder and over HTTP. */
import assert from "node:assert/strict";
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { encodeEntry } from "@recuse/shared/audit/entry.ts";
import { cosign } from "@recuse/shared/audit/cosignature.ts";
import { formatVerifierKey } from "@recuse/shared/audit/note-key.ts";
import { formatNote, parseNote, withSignatures } from "@recuse/shared/audit/note.ts";
import { listenOnLoopback, stopListening } from "../../../github-app/src/demo/loopback.ts";
import { inFolder, run } from "../../builders/command-line.ts";
import { node } from "../../builders/cryptography.ts";
import { buildLog, madeEntries, madeEntry, RECUSAL, writeLogFolder } from "../../builders/log-folder.ts";
import { WITNESS_KEYS } from "../../builders/log-keys.ts";

const ENTRIES = madeEntries(300);
const GOOD = buildLog({ entries: ENTRIES, heads: [0, 1, 100, 256] });
const PUBLIC = ".recuse/log/public";

/** A folder with the log as `.recuse/log/public`. */
async function withLog(built: typeof GOOD, work: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    await writeLogFolder(join(folder, ".recuse/log"), { public: built });
    await work(folder);
  });
}

async function editLines(folder: string, edit: (lines: string[]) => string[]): Promise<void> {
  const path = join(folder, PUBLIC, "entries.jsonl");
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  await writeFile(
    path,
    edit(lines)
      .map((line) => `${line}\n`)
      .join(""),
  );
}

describe("recuse log verify", function () {
  this.timeout(30_000);

  it("accepts what was signed, and says what protects it", async () => {
    await withLog(GOOD, async (cwd) => {
      const first = await run(["log", "verify"], { cwd });
      assert.equal(first.stderr, "");
      assert.equal(first.status, 0);
      assert.match(first.stdout, /^public: verified through #299, 28 days ago by the log's own clock/);
      assert.match(first.stdout, /trusted on first use/);
      assert.match(first.stdout, /consistent with 4 older heads/);
      assert.match(first.stdout, /could have written all of it anew/);
      const keyed = await run(["log", "verify", PUBLIC, "--key", GOOD.vkey], { cwd });
      assert.equal(keyed.status, 0);
      assert.match(keyed.stdout, /by the key you gave/);
      await writeFile(join(cwd, "kept"), GOOD.checkpoint(200));
      const since = await run(["log", "verify", PUBLIC, "--key", GOOD.vkey, "--since", "kept"], { cwd });
      assert.equal(since.status, 0, since.stderr);
      assert.doesNotMatch(since.stdout, /anew/);
    });
  });

  it("needs the witnesses that the policy asks for, and tells when they saw it", async () => {
    const [witness] = WITNESS_KEYS;
    assert.ok(witness !== undefined);
    await withLog(GOOD, async (cwd) => {
      const policy = `log ${GOOD.vkey}\nwitness W1 ${formatVerifierKey(witness)}\nquorum W1\n`;
      await writeFile(join(cwd, "policy"), policy);
      const before = await run(["log", "verify", "--policy", "policy"], { cwd });
      assert.equal(before.status, 1);
      assert.match(before.stderr, /too few of the policy's witnesses/);
      const note = parseNote(GOOD.checkpoint(300));
      const seen = cosign(node, witness, note.text, Date.parse("2026-03-01T11:57:00Z") / 1000);
      await writeFile(join(cwd, PUBLIC, "checkpoint"), formatNote(withSignatures(note, [seen])));
      const after = await run(["log", "verify", "--policy", "policy"], { cwd });
      assert.equal(after.status, 0, after.stderr);
      assert.match(after.stdout, /witnessed by W1 3 min ago/);
      assert.doesNotMatch(after.stdout, /anew/);
    });
  });

  const other = buildLog({
    entries: madeEntries(310).map((made, at) =>
      at === 5 ? madeEntry(5, { ...RECUSAL, type: "breach" }) : made,
    ),
  });
  const stranger = buildLog({ entries: ENTRIES, seed: 9 });
  const tampered: [name: string, tamper: (folder: string) => Promise<void>, expected: RegExp][] = [
    [
      "modified, with tiles to compare",
      (folder) =>
        editLines(folder, (lines) => lines.with(270, (lines[270] ?? "").replace("octocat", "octodog"))),
      /^recuse: public\/entries\.jsonl:271: entry #270: the entries are not those that were signed$/m,
    ],
    [
      "modified, without tiles",
      async (folder) => {
        await rm(join(folder, PUBLIC, "tile"), { recursive: true });
        await editLines(folder, (lines) => lines.with(270, (lines[270] ?? "").replace("octocat", "octodog")));
      },
      /^recuse: public\/entries\.jsonl:257: .* one of #256 to #299$/m,
    ],
    [
      "deleted",
      (folder) => editLines(folder, (lines) => lines.toSpliced(7, 1)),
      /entries\.jsonl:8: entry #7: .*index/,
    ],
    [
      "inserted",
      (folder) => editLines(folder, (lines) => lines.toSpliced(7, 0, lines[7] ?? "")),
      /entries\.jsonl:9: entry #8: .*index/,
    ],
    [
      "reordered",
      (folder) => editLines(folder, (lines) => lines.with(7, lines[8] ?? "").with(8, lines[7] ?? "")),
      /entries\.jsonl:8: entry #7: .*index/,
    ],
    [
      "truncated",
      (folder) => editLines(folder, (lines) => lines.slice(0, 280)),
      /entries\.jsonl:281: .* 300 were signed/,
    ],
    [
      "no entry",
      (folder) => editLines(folder, (lines) => lines.with(3, "{}")),
      /entries\.jsonl:4: entry #3: /,
    ],
    [
      "another checkpoint of the same key",
      (folder) => writeFile(join(folder, PUBLIC, "checkpoint"), other.checkpoint(300)),
      /the entries are not those that were signed/,
    ],
    [
      "set back",
      async (folder) => {
        await writeFile(join(folder, PUBLIC, "checkpoint"), GOOD.checkpoint(100));
        await editLines(folder, (lines) => lines.slice(0, 100));
      },
      /checkpoints\/256: .*set back/,
    ],
    [
      "two histories",
      (folder) => writeFile(join(folder, PUBLIC, "checkpoints/100"), other.checkpoint(100)),
      /checkpoints\/100: .*another history/,
    ],
    [
      "another key",
      (folder) => writeFile(join(folder, PUBLIC, "checkpoint"), stranger.checkpoint(300)),
      /public\/checkpoint: no known key has signed/,
    ],
    [
      "a tile",
      (folder) => writeFile(join(folder, PUBLIC, "tile/0/000"), Buffer.alloc(8192)),
      /public\/tile\/0\/000 is absent or is not that of the entries/,
    ],
  ];
  for (const [name, tamper, expected] of tampered) {
    it(`refuses with the reason: ${name}`, async () => {
      await withLog(GOOD, async (cwd) => {
        await tamper(cwd);
        const { status, stderr, stdout } = await run(["log", "verify", "--key", GOOD.vkey], { cwd });
        assert.match(stderr, expected);
        assert.equal(status, 1);
        assert.equal(stdout, "");
      });
    });
  }

  it("passes over what nobody has signed yet, also a line that a crash tore", async () => {
    await withLog(buildLog({ entries: ENTRIES, size: 290 }), async (cwd) => {
      await appendFile(join(cwd, PUBLIC, "entries.jsonl"), '{"v":1,"at');
      const { status, stdout } = await run(["log", "verify"], { cwd });
      assert.equal(status, 0);
      assert.match(stdout, /10 more not under a signed checkpoint yet/);
    });
  });

  const refused: [string[], RegExp][] = [
    [["nowhere"], /nowhere: there is no log here/],
    [["--key", "x"], /--key: expected a verifier key/],
    [["--key", GOOD.vkey, "--policy", "x"], /give one of them/],
    [["--since", "kept"], /no such file/],
    [[`${PUBLIC}/checkpoint`], /says nothing without the log's verifier key/],
    [["a", "b"], /expected no argument b/],
  ];
  for (const [args, expected] of refused) {
    it(`refuses with status 2: ${args.join(" ").slice(0, 50)}`, async () => {
      await withLog(GOOD, async (cwd) => {
        const { status, stderr } = await run(["log", "verify", ...args], { cwd });
        assert.match(stderr, expected);
        assert.equal(status, 2);
      });
    });
  }
});

describe("recuse log verify, over HTTP", function () {
  this.timeout(30_000);
  const files = new Map<string, Uint8Array>();
  let server: Server;
  let address: string;
  before(async () => {
    server = createServer((request, response) => {
      if (request.url === "/away/checkpoint") {
        response.writeHead(302, { location: "http://other.example/checkpoint" }).end();
        return;
      }
      const content = files.get((request.url ?? "").replace("/log/", ""));
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    address = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  });
  beforeEach(() => {
    files.clear();
    for (const [path, content] of GOOD.files) if (path !== "entries.jsonl") files.set(path, content);
  });
  after(() => stopListening(server));

  async function verify(path = "/log/"): Promise<Awaited<ReturnType<typeof run>>> {
    return run(["log", "verify", `${address}${path}`, "--key", GOOD.vkey], { cwd: "/" });
  }

  it("accepts it, also where partial tiles gave way to full ones", async () => {
    const { status, stdout, stderr } = await verify();
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(stdout, /verified through #299/);
    const grown = buildLog({ entries: madeEntries(512) });
    for (const path of ["tile/0/001", "tile/entries/001"])
      files.set(path, grown.files.get(path) ?? Buffer.alloc(0));
    files.delete("tile/0/001.p/44");
    files.delete("tile/entries/001.p/44");
    assert.equal((await verify()).status, 0);
  });

  const cases: [string, () => void, RegExp, number][] = [
    [
      "an entry that differs",
      () => {
        const bundle = Buffer.from(files.get("tile/entries/000") ?? []);
        bundle.write("octodog", bundle.indexOf("octocat"));
        files.set("tile/entries/000", bundle);
      },
      /bundle 0, place 1: entry #0: the entries are not those that were signed/,
      1,
    ],
    [
      "a missing bundle",
      () => files.delete("tile/entries/001.p/44"),
      /tile\/entries\/001\.p\/44: is missing/,
      1,
    ],
    ["a missing tile", () => files.delete("tile/0/000"), /tile\/0\/000 is absent/, 1],
    ["no checkpoint", () => files.delete("checkpoint"), /there is none, so nothing is signed/, 1],
    ["a file that is too large", () => files.set("checkpoint", Buffer.alloc(2_000_000)), /larger than/, 1],
  ];
  for (const [name, tamper, expected, expectedStatus] of cases) {
    it(`refuses ${name}`, async () => {
      tamper();
      const { status, stderr } = await verify();
      assert.match(stderr, expected);
      assert.equal(status, expectedStatus);
    });
  }

  it("follows no redirect to another place", async () => {
    const { status, stderr } = await verify("/away/");
    assert.match(stderr, /redirects to another place/);
    assert.equal(status, 2);
  });
});

describe("recuse log prove", () => {
  it("writes a proof that is checked alone, by number and by id, and not for a changed entry", async () => {
    await withLog(GOOD, async (cwd) => {
      const made = ENTRIES[271];
      assert.ok(made !== undefined);
      for (const asked of ["271", "#271", made.entry.id]) {
        const proved = await run(["log", "prove", asked, "--output", "proof"], { cwd });
        assert.equal(proved.status, 0, proved.stderr);
        const { status, stdout } = await run(["log", "verify", "proof", "--key", GOOD.vkey], { cwd });
        assert.equal(status, 0);
        assert.match(
          stdout,
          /^proof: entry #271 is in the log recuse-log\/00000000 of 300, witnessed by nobody$/m,
        );
        assert.ok(stdout.includes(Buffer.from(encodeEntry(made.entry)).toString()));
      }
      const proof = await readFile(join(cwd, "proof"), "utf8");
      await writeFile(join(cwd, "moved"), proof.replace("index 271", "index 270"));
      const { status, stderr } = await run(["log", "verify", "moved", "--key", GOOD.vkey], { cwd });
      assert.match(stderr, /leads to another root/);
      assert.equal(status, 1);
    });
  });

  it("proves consistency from a size", async () => {
    await withLog(GOOD, async (cwd) => {
      const { status, stdout } = await run(["log", "prove", "--from", "100"], { cwd });
      assert.equal(status, 0);
      assert.match(stdout, /^([A-Za-z0-9+/]{43}=\n)+$/);
    });
  });

  const refused: [string[], RegExp, number][] = [
    [["999"], /has no entry #999/, 1],
    [["01ARZ3NDEKTSV4RRFFQ69G5FAV"], /has no entry 01ARZ/, 1],
    [["x"], /expected an entry's number/, 2],
    [[], /expected an entry or --from/, 2],
    [["--from", "301"], /covers 300 entries, not 301/, 1],
    [["5", "--log", "other"], /--log: expected public or private/, 2],
  ];
  for (const [args, expected, expectedStatus] of refused) {
    it(`refuses ${args.join(" ")}`, async () => {
      await withLog(GOOD, async (cwd) => {
        const { status, stderr } = await run(["log", "prove", ...args], { cwd });
        assert.match(stderr, expected);
        assert.equal(status, expectedStatus);
      });
    });
  }
});

describe("recuse log show", () => {
  it("shows the newest first, with what this machine knows of what they hide", async () => {
    await withLog(GOOD, async (cwd) => {
      const { stdout } = await run(["log", "show", "--log", "public", "--limit", "2"], { cwd });
      assert.match(
        stdout,
        /^public #299 .*@octocat {2}recuse {2}octo-org\/engine#300\n +organization: acme\n +reason: a reason 299\npublic #298/,
      );
      const lines = await run(
        ["log", "show", "--log", "public", "--subject", "octo-org/engine#12", "--format", "jsonl"],
        { cwd },
      );
      assert.deepEqual(
        lines.stdout
          .trim()
          .split("\n")
          .map((line) => (JSON.parse(line) as { entry: { index: number } }).entry.index),
        [11],
      );
    });
  });

  it("prints hostile text as one line", async () => {
    const hostile = {
      ...RECUSAL,
      repository: { name: "o/r" },
      subject: { kind: "issue" as const, ref: "o/r#1\u001b[2J\nroot \u202e" },
    };
    await withLog(buildLog({ entries: [madeEntry(0, hostile, { reason: "\u0007a\nb" })] }), async (cwd) => {
      const { stdout } = await run(["log", "show", "--log", "public"], { cwd });
      assert.doesNotMatch(stdout, /[\u001b\u0007\u202e]/);
      assert.equal(stdout.trim().split("\n").length, 2);
    });
  });
});
