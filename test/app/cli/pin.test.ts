/*
 * `recuse pin` on the real file store: what a pin changes at the next look, by a scan and by the App, what
 * becomes of it when it is taken back, and who may look at it meanwhile.
 */
import assert from "node:assert/strict";
import { appendFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { start } from "../../../github-app/src/main.ts";
import { openFileStore } from "../../../github-app/src/store/file.ts";
import { inFolder, run, type Ended } from "../../builders/command-line.ts";
import {
  entriesIn,
  faultEnvironment,
  issueJson,
  PRIVATE_KEY,
  SECRET,
  stickyComments,
  subjectPayload,
} from "../../builders/fault-app.ts";
import { acme, HUBOT, OCTOCAT, roster } from "../../builders/roster.ts";
import { unthrottled } from "../../builders/running-app.ts";
import { deliver } from "../../peers/deliveries.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const REPOSITORY = "octo-org/engine";
const REQUIRED = "recusal/required";
const POLICY = "version: 1\nproposals:\n  labels: [proposal]\n";
const ROSTER = roster({ organizations: [acme({ domains: [] })] });
const NOW = new Date("2026-03-01T12:00:00Z");
const WHY = ["--organization", "acme", "--reason", "another Acme"];
const NO_CONFLICT = ["subject", `${REPOSITORY}#1`, "--maintainer", "octocat", "no-conflict", ...WHY];

describe("recuse pin", function () {
  this.timeout(30_000);
  let gitHub: FaultServer;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
  });
  afterEach(() => gitHub.close());

  /** A folder with a roster and, on GitHub, a proposal of acme's. */
  async function working(
    work: (command: (...args: readonly string[]) => Promise<Ended>, cwd: string) => Promise<void>,
    given = ROSTER,
  ): Promise<void> {
    const json = issueJson({ number: 1, labels: ["proposal"], createdAt: "2026-02-01T10:00:00Z" });
    gitHub.putSubject(REPOSITORY, json);
    await inFolder(async (cwd) => {
      await writeFile(join(cwd, "roster.json"), JSON.stringify(given), { mode: 0o600 });
      const env = { GITHUB_API_URL: gitHub.url, APP_ID: "1001", PRIVATE_KEY };
      await work((...args) => run(args, { cwd, env, now: NOW }), cwd);
    });
  }

  function shown(): string[] {
    return [...gitHub.subject(REPOSITORY, 1).labels].filter((label) => label !== "proposal");
  }

  async function pinned(
    command: (...args: readonly string[]) => Promise<Ended>,
    args: readonly string[],
  ): Promise<string> {
    const { status, stdout, stderr } = await command("pin", ...args);
    assert.equal(status, 0, stderr);
    const [, id = ""] = /^pinned, as ([0-9A-Z]{26})\n$/.exec(stdout) ?? [];
    assert.notEqual(id, "", stdout);
    return id;
  }

  it("is followed at the next look, and so is taking it back", async () => {
    await working(async (command, cwd) => {
      const scan = async (): Promise<string> => {
        const { status, stdout, stderr } = await command("scan", REPOSITORY, "--apply");
        assert.equal(status, 0, stderr);
        return stdout;
      };
      await scan();
      assert.deepEqual(shown(), [REQUIRED]);
      const id = await pinned(command, NO_CONFLICT);
      assert.match(await scan(), /pinned by octocat: no conflict here, another Acme/);
      assert.deepEqual(shown(), []);
      assert.match(stickyComments(gitHub, REPOSITORY, 1).join(), /No conflict of interest/);
      const writes = gitHub.requests.filter(({ method }) => method !== "GET").length;
      await scan();
      const more = gitHub.requests.filter(({ method }) => method !== "GET").slice(writes);
      assert.ok(
        more.every(({ path }) => path.endsWith("/access_tokens")),
        "a second look writes nothing",
      );
      const { status } = await command("pin", "withdraw", id.toLowerCase(), "--reason", "I was wrong");
      assert.equal(status, 0);
      await scan();
      assert.deepEqual(shown(), [REQUIRED]);
      assert.equal(stickyComments(gitHub, REPOSITORY, 1).length, 1);
      const pinsIn = async (log: "public" | "private"): Promise<number> =>
        (await entriesIn(join(cwd, ".recuse"), log)).filter(({ type }) => type === "pin").length;
      assert.deepEqual([await pinsIn("public"), await pinsIn("private")], [0, 2]);
    });
  });

  it("is followed by the App, and nothing of it leaves the process", async () => {
    await working(async (command, cwd) => {
      const folder = join(cwd, ".recuse");
      await pinned(command, ["person", "wile", "--id", "1001", "is-not", ...WHY]);
      await pinned(command, ["person", "mona", "--id", "7", "is", ...WHY]);
      const logged: string[] = [];
      const app = await start(
        { ...faultEnvironment(cwd, gitHub.url), folder },
        { Octokit: unthrottled(), now: () => NOW, logTo: { write: (line) => logged.push(line) } },
      );
      try {
        for (const [number, author] of [
          [1, { login: "wile", id: 1001 }],
          [2, { login: "mona", id: 7 }],
        ] as const) {
          const json = issueJson({ number, author, labels: ["proposal"], updatedAt: NOW.toISOString() });
          gitHub.putSubject(REPOSITORY, json);
          const url = `${app.url}/api/github/webhooks`;
          await deliver({ url, secret: SECRET, event: "issues", payload: subjectPayload("opened", json) });
        }
        while (app.pending() > 0) await wait(5);
      } finally {
        await app.close();
      }
      assert.deepEqual(shown(), []);
      assert.deepEqual([...gitHub.subject(REPOSITORY, 2).labels], ["proposal"]);
      const recorded = (await entriesIn(folder, "private")).filter(({ type }) => type === "determination");
      assert.deepEqual(
        recorded.map(({ subject, level }) => [subject?.number, level]),
        [[2, "recuse"]],
      );
      const told = (await entriesIn(folder, "public")).filter(({ type }) => type !== "private-head");
      assert.deepEqual(told, []);
      const said = [...gitHub.requests.map(({ body }) => JSON.stringify(body)), ...logged].join();
      assert.doesNotMatch(said, /another Acme|pinned/);
    });
  });

  it("is refused in one sentence while another process holds the store; who only looks may look", async () => {
    await working(async (command, cwd) => {
      const folder = join(cwd, ".recuse");
      await pinned(command, NO_CONFLICT);
      await writeFile(join(cwd, "subjects.jsonl"), `${JSON.stringify(lineOf(1))}\n`);
      const store = await openFileStore({
        folder,
        roster: join(cwd, "roster.json"),
        now: () => NOW,
        warn: failOn,
      });
      try {
        const refused = await command("pin", ...NO_CONFLICT);
        assert.equal(refused.status, 2);
        assert.match(refused.stderr, /^recuse: .*lock is held by process \d+: stop that one first.*\n$/);
        const entries = join(folder, "log/private/entries.jsonl");
        await appendFile(entries, '{"v":1,"id":"01');
        const before = await contents(folder);
        const listed = await command("pin", "list");
        assert.deepEqual([listed.status, listed.stderr], [0, ""]);
        assert.match(listed.stdout, /octo-org\/engine#1, maintainer 583231: no-conflict, acme\n/);
        const checked = await command("check", "--subjects", "subjects.jsonl");
        assert.deepEqual([checked.status, checked.stderr], [0, ""]);
        assert.match(checked.stdout, /pinned by octocat: no conflict here/);
        assert.deepEqual(await contents(folder), before, "looking changes nothing");
      } finally {
        await store.close();
      }
    });
  });

  it("says whose decision it is where there are several", async () => {
    const several = roster({
      practice: {
        name: "A practice",
        members: [OCTOCAT, HUBOT].map((member) => ({ ...member, from: "2020-01-01" })),
      },
    });
    await working(async (command, cwd) => {
      const { status, stderr } = await command("pin", ...NO_CONFLICT);
      assert.equal(status, 2);
      assert.match(stderr, /^recuse: --by: expected the login of a present member of the practice\n$/);
      await pinned(command, [...NO_CONFLICT, "--by", "HUBOT", "--until", "2026-06-01"]);
      const [entry] = await entriesIn(join(cwd, ".recuse"), "private");
      assert.deepEqual(entry?.by, HUBOT);
      const { stdout } = await command("pin", "list", "--format", "jsonl");
      assert.match(stdout, /"by":"hubot".*"until":"2026-06-01"/);
    }, several);
  });

  it("holds until its day and not longer", async () => {
    await working(async (command, cwd) => {
      await pinned(command, [...NO_CONFLICT, "--until", "2026-06-01"]);
      await writeFile(join(cwd, "subjects.jsonl"), `${JSON.stringify(lineOf(1))}\n`);
      const levelOn = async (day: string): Promise<unknown> => {
        const args = ["check", "--subjects", "subjects.jsonl", "--format", "jsonl", "--as-of", day];
        const { stdout } = await command(...args);
        return (JSON.parse(stdout) as { level: unknown }).level;
      };
      assert.deepEqual([await levelOn("2026-05-31"), await levelOn("2026-06-01")], ["clear", "recuse"]);
    });
  });
});

function failOn(sentence: string): void {
  assert.fail(`nothing was to be repaired: ${sentence}`);
}

/** A proposal of acme's in the line form. */
function lineOf(number: number): object {
  const people = [{ role: "author", login: "wile", id: 1001 }];
  const ref = `${REPOSITORY}#${String(number)}`;
  return { ref, kind: "proposal", title: "A title", createdAt: "2026-02-01", people };
}

/** Every file of a folder with its text and the time of its last change. */
async function contents(folder: string): Promise<unknown[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map(async (path) => [path, await readFile(path, "utf8"), (await stat(path)).mtimeMs]),
  );
}
