/*
 * `recuse log publish` against the fault server: what lands on the branch, what it refuses, what never leaves.
 * Every request is checked against GitHub's description afterwards.
 */
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { listenOnLoopback, stopListening } from "../../../github-app/src/demo/loopback.ts";
import { inFolder, run, type Ended } from "../../builders/command-line.ts";
import {
  buildLog,
  madeEntries,
  madeEntry,
  RECUSAL,
  writeLogFolder,
  type BuiltLog,
} from "../../builders/log-folder.ts";
import { assertContract } from "../../builders/tracker.ts";
import { commitFiles, filesAt } from "../../peers/fault-git.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const REPOSITORY = "octo-org/register";
const ENTRIES = madeEntries(400);
const CANARY = "canary-of-the-private-log";
const PRIVATE = buildLog({
  origin: "recuse-log/00000000/private",
  entries: [
    madeEntry(0, { ...RECUSAL, repository: { name: `octo-org/${CANARY}` } }, { organization: CANARY }),
  ],
});

describe("recuse log publish", function () {
  this.timeout(30_000);
  let gitHub: FaultServer;
  beforeEach(async () => {
    gitHub = await startFaultServer();
  });
  afterEach(async () => {
    await gitHub.close();
    assertContract(gitHub);
  });

  async function publishing(
    work: (publish: (built: BuiltLog) => Promise<Ended>, cwd: string) => Promise<void>,
  ) {
    await inFolder(async (cwd) => {
      const publish = async (built: BuiltLog) => {
        await rm(join(cwd, ".recuse/log"), { recursive: true, force: true });
        await writeLogFolder(join(cwd, ".recuse/log"), { public: built, private: PRIVATE });
        gitHub.requests.length = 0;
        const env = { GITHUB_API_URL: gitHub.url, GITHUB_TOKEN: "x" };
        return run(["log", "publish", REPOSITORY], { cwd, env });
      };
      await work(publish, cwd);
    });
  }
  const sized = (size: number) => buildLog({ entries: ENTRIES.slice(0, size) });
  /** As if it had been published before: a write costs a second, for GitHub's sake. */
  function putOnBranch({ files }: BuiltLog): void {
    const published = [...files].filter(([path]) => /^(checkpoint|policy|tile\/.*)$/.test(path));
    commitFiles(gitHub.state.git, REPOSITORY, "recusal-log", new Map(published));
  }
  const published = () => filesAt(gitHub.state.git, REPOSITORY, "recusal-log");

  it("begins a branch, adds only what is new, and what lies there verifies from an address", async () => {
    await publishing(async (publish) => {
      const first = await publish(sized(3));
      assert.equal(first.stderr, "");
      assert.equal(first.status, 0);
      assert.deepEqual([...published().keys()].sort(), [
        "checkpoint",
        "policy",
        "tile/0/000.p/3",
        "tile/entries/000.p/3",
      ]);
      const second = await publish(sized(5));
      assert.equal(second.status, 0, second.stderr);
      assert.deepEqual(
        gitHub.requests.map(({ operation }) => operation),
        [
          "git/get-ref",
          "git/get-commit",
          "repos/get-content",
          "git/create-blob",
          "git/create-blob",
          "git/create-tree",
          "git/create-commit",
          "git/update-ref",
        ],
      );
      const files = published();
      assert.ok(files.has("tile/0/000.p/3") && files.has("tile/0/000.p/5"));
      const server = createServer((request, response) => {
        const content = files.get((request.url ?? "").slice(1));
        response.writeHead(content === undefined ? 404 : 200).end(content);
      });
      const address = `http://127.0.0.1:${await listenOnLoopback(server)}/`;
      const verified = await run(["log", "verify", address, "--key", sized(1).vkey], { cwd: "/" });
      await stopListening(server);
      assert.equal(verified.status, 0, verified.stderr);
      assert.match(verified.stdout, /through #4,/);
    });
  });

  it("writes nothing where nothing is new", async () => {
    await publishing(async (publish) => {
      putOnBranch(sized(30));
      const again = await publish(sized(30));
      assert.match(again.stdout, /holds all 30 entries already/);
      assert.deepEqual(
        gitHub.requests.filter(({ method }) => method !== "GET").map(({ operation }) => operation),
        [],
      );
    });
  });

  it("goes on after a change of keys, over what the old key signed", async () => {
    await publishing(async (publish, cwd) => {
      putOnBranch(sized(30));
      assert.equal((await publish(sized(30))).status, 0);
      assert.equal((await run(["log", "keys", "rotate", "--yes"], { cwd })).status, 0);
      const env = { GITHUB_API_URL: gitHub.url, GITHUB_TOKEN: "x" };
      const after = await run(["log", "publish", REPOSITORY], { cwd, env });
      assert.equal(after.stderr, "");
      assert.match(after.stdout, /entries up to 31 published/);
    });
  });

  it("sends nothing of the private log, the details and the key", async () => {
    await publishing(async (publish) => {
      putOnBranch(sized(300));
      await publish(sized(310));
      const sent = gitHub.requests.map(({ body, path }) => `${path}\n${body}`).join("\n");
      const files = [...published().values()].map((content) => content.toString("latin1")).join("\n");
      for (const text of [sent, files])
        assert.doesNotMatch(text, /canary|acme|a reason|PRIVATE\+KEY|\/private/);
    });
  });

  const other = buildLog({
    entries: ENTRIES.slice(0, 400).map((made, at) =>
      at === 5 ? madeEntry(5, { ...RECUSAL, type: "breach" }) : made,
    ),
  });
  const refused: [string, BuiltLog, RegExp][] = [
    ["a restored backup", sized(200), /holds 300 entries, and there are 200 here: .*restored backup/],
    ["another history", other, /holds another history of its 300 entries/],
    ["another key", buildLog({ entries: ENTRIES, seed: 9 }), /no known key has signed/],
  ];
  for (const [name, built, expected] of refused) {
    it(`refuses ${name}, and writes nothing`, async () => {
      await publishing(async (publish) => {
        putOnBranch(sized(300));
        const { status, stderr } = await publish(built);
        assert.match(stderr, expected);
        assert.equal(status, 1);
        assert.ok(gitHub.requests.every(({ method }) => method === "GET"));
      });
    });
  }

  it("refuses a log of its own that does not verify, before it asks GitHub anything", async () => {
    await publishing(async (publish) => {
      const broken = sized(300);
      broken.files.set("tile/0/000", Buffer.alloc(8192));
      const { status, stderr } = await publish(broken);
      assert.match(stderr, /tile\/0\/000/);
      assert.equal(status, 1);
      assert.equal(gitHub.requests.length, 0);
    });
  });

  it("forces nothing where the branch moves meanwhile", async () => {
    await publishing(async (publish) => {
      putOnBranch(sized(300));
      gitHub.onAnswer = ({ operation }) => {
        if (operation !== "git/create-tree") return;
        const { refs, commits } = gitHub.state.git;
        commits.set("f".repeat(40), { tree: "none", parents: [] });
        refs.set(`${REPOSITORY}:heads/recusal-log`, "f".repeat(40));
      };
      const { status, stderr } = await publish(sized(310));
      assert.match(stderr, /moved meanwhile/);
      assert.equal(status, 1);
    });
  });

  it("says what GitHub's refusals mean", async () => {
    await publishing(async (publish, cwd) => {
      gitHub.fail("git/create-blob", { kind: "answer", status: 403 });
      const forbidden = await publish(sized(3));
      assert.match(
        forbidden.stderr,
        /GITHUB_TOKEN may not write to octo-org\/register: give it write access/,
      );
      assert.equal(forbidden.status, 2);
      const nobody = await run(["log", "publish", REPOSITORY], { cwd, env: { GITHUB_API_URL: gitHub.url } });
      assert.match(nobody.stderr, /set GITHUB_TOKEN/);
      for (const args of [["engine"], ["o/r", "--branch", "../x"]]) {
        assert.equal((await run(["log", "publish", ...args], { cwd })).status, 2);
      }
    });
  });
});
