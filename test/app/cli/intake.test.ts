/*
 * `recuse intake` against the fault server: open subjects and those that were closed lately, other clients there,
 * what it costs, and that nobody ever learns whom it is about.
 */
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inFolder, run, type Ended } from "../../builders/command-line.ts";
import { PRIVATE_KEY } from "../../builders/fault-app.ts";
import { acme, OCTOCAT, roster } from "../../builders/roster.ts";
import { assertContract, trackerItem, writesOf, type TrackerRow } from "../../builders/tracker.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const ENGINE = "octo-org/engine";
const SITE = "octo-org/site";
const CANARY = "zzcanaryzz";
const NEW_CLIENT = [
  ...[CANARY, "--name", "Zzcanaryzz Industries", "--alias", "Zzcanaryzz Labs"],
  ...["--github-org", CANARY, "--domain", `${CANARY}.example`],
];
const ROSTER = roster({ repositories: [ENGINE, SITE], organizations: [acme({ domains: [] })] });

interface Line {
  readonly ref: string;
  readonly state: string;
  readonly level: string;
  readonly involved: boolean;
  readonly meets: readonly string[];
}

describe("recuse intake", function () {
  this.timeout(30_000);
  let gitHub: FaultServer;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    gitHub.putMembers("acme", []);
    // Were it asked for, it would answer.
    gitHub.putMembers(CANARY, [{ login: "mona", id: 9002 }]);
  });
  afterEach(async () => {
    await gitHub.close();
    assertContract(gitHub);
    assert.deepEqual(writesOf(gitHub), []);
  });

  /** Subjects whose head repository is the new client's. */
  function put(repository: string, ...rows: readonly (TrackerRow & { readonly theirs?: boolean })[]): void {
    for (const { theirs = true, ...row } of rows) {
      const item = { ...trackerItem(repository, { pull: theirs, ...row }) };
      const repo = { id: 43, full_name: `${CANARY}/engine`, private: false, owner: { login: CANARY, id: 8 } };
      if (theirs)
        Object.assign(item, { head: { ref: "x", sha: "1".repeat(40), label: `${CANARY}:x`, repo } });
      gitHub.putSubject(repository, item);
    }
  }

  interface Scene {
    readonly cwd: string;
    readonly intake: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  }

  async function inScene(work: (scene: Scene) => Promise<void>, given = ROSTER): Promise<void> {
    await inFolder(async (cwd) => {
      await writeFile(join(cwd, "roster.json"), JSON.stringify(given), { mode: 0o600 });
      const intake: Scene["intake"] = (args, env = {}) =>
        run(["intake", ...args], { cwd, env: { GITHUB_API_URL: gitHub.url, ...env } });
      await work({ cwd, intake });
    });
  }

  function short({ stdout }: Ended): string[] {
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line)
      .map(({ ref, state, level, involved, meets }) =>
        [ref.replace("octo-org/", ""), state, level, ...(involved ? ["involved"] : []), ...meets].join(" "),
      );
  }

  /** Neither where nor how: no address, no header, no body names the client. */
  function assertUnnamed(): void {
    assert.doesNotMatch(JSON.stringify(gitHub.requests), /zzcanaryzz/i);
    assert.ok(gitHub.count() > 0);
  }

  it("open ones and those closed lately; the roster stays, nothing is kept, nothing names the client", async () => {
    const wile = { login: "wile", id: 1001 };
    put(
      ENGINE,
      { number: 1 },
      { number: 2, user: wile },
      { number: 3, theirs: false },
      { number: 4, state: "closed", updatedAt: "2026-02-20T10:00:00Z", assignees: [OCTOCAT] },
      { number: 5, state: "closed", updatedAt: "2026-02-21T10:00:00Z" },
      { number: 6, state: "closed", updatedAt: "2025-11-01T10:00:00Z" },
    );
    put(SITE, { number: 1, theirs: false });
    await inScene(async ({ intake, cwd }) => {
      const before = await readFile(join(cwd, "roster.json"), "utf8");
      const ended = await intake([...NEW_CLIENT, "--format", "jsonl"]);
      assert.equal(ended.status, 0, ended.stderr);
      assert.deepEqual(short(ended), [
        "engine#1 open disclose",
        "engine#2 open disclose acme",
        "engine#4 closed disclose involved",
        "engine#5 closed disclose",
      ]);
      assert.equal(
        ended.stderr,
        [
          "octo-org/engine: 5 subjects, 0 recuse, 2 disclose; 2 closed recently, 1 of them to be disclosed",
          "octo-org/site: 1 subject, 0 recuse, 0 disclose",
          "@octocat: 0 recuse, 2 disclose; 2 closed recently, 1 of them to be disclosed",
          "meets Acme on 1 subject",
          "Zzcanaryzz Industries as retainer of the practice would conflict with 2 open of 6 subjects " +
            "(0 recuse, 2 disclose), 1 of all with another client there; 2 closed recently, 1 of them to be disclosed",
          // members; two policies each; engine: two lists of issues, two of pulls, commits of two; site: two lists
          "13 calls to GitHub, nothing written",
          "",
        ].join("\n"),
      );
      assertUnnamed();
      assert.equal(await readFile(join(cwd, "roster.json"), "utf8"), before);
      assert.deepEqual(await readdir(cwd), ["roster.json"]);
    });
  });

  it("for people, by the App's key, in one repository", async () => {
    put(ENGINE, { number: 1 });
    await inScene(async ({ intake }) => {
      const ended = await intake([...NEW_CLIENT, ENGINE], { APP_ID: "1001", PRIVATE_KEY });
      assert.equal(ended.status, 0, ended.stderr);
      assert.match(ended.stdout, /^disclose octo-org\/engine#1 {2}@octocat\n {9}head-repository: /);
      assertUnnamed();
    });
  });

  it("a prospect of the roster: never asked for either, whatever else lists the same organization", async () => {
    put(ENGINE, { number: 1 });
    const prospect = {
      owner: "octocat",
      organization: "secret",
      kind: "prospect" as const,
      from: "2026-01-01",
    };
    await inScene(
      async ({ intake }) => {
        const ended = await intake(["secret", "--format", "jsonl"]);
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(short(ended), ["engine#1 open disclose"]);
        assertUnnamed();
      },
      roster({
        repositories: [ENGINE],
        organizations: [
          { id: "secret", name: "Secret", github: { orgs: [CANARY] } },
          acme({ domains: [], github: { orgs: ["acme", "ZZcanaryzz"] } }),
        ],
        engagements: [prospect],
      }),
    );
  });

  it("--recent decides how lately; GitHub is asked for no more", async () => {
    put(ENGINE, { number: 1, state: "closed", updatedAt: "2026-01-30T10:00:00Z" });
    await inScene(async ({ intake }) => {
      assert.deepEqual(
        short(await intake([...NEW_CLIENT, ENGINE, "--format", "jsonl", "--recent", "10"])),
        [],
      );
      const asked = gitHub.requests.find(({ query }) => query.includes("state=closed"));
      assert.match(asked?.query ?? "", /since=2026-02-19T00%3A00%3A00Z/);
      const ended = await intake([...NEW_CLIENT, ENGINE, "--format", "jsonl", "--recent", "40"]);
      assert.deepEqual(short(ended), ["engine#1 closed disclose"]);
    });
  });

  it("stops before the calls run out, says so, exit 1", async () => {
    put(ENGINE, ...Array.from({ length: 150 }, (_, index) => ({ number: index + 1, theirs: false })));
    gitHub.state.quota = { remaining: 503, resetAtSeconds: 1_800_000_000 };
    await inScene(async ({ intake }) => {
      const ended = await intake([...NEW_CLIENT]);
      assert.equal(ended.status, 1);
      assert.match(ended.stdout, /of 100 subjects/);
      assert.match(ended.stderr, /\nstopped with 499 of 5000 calls left: this is not all; /);
      assert.equal(gitHub.requests.filter(({ path }) => path.includes("/site/")).length, 0);
    });
  });
});
