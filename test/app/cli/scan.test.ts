/*
 * `recuse scan` against the fault server: what it costs, where it stops and goes on, what it writes, what it
 * says when GitHub refuses. Every request is checked against GitHub's description afterwards.
 */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { COMMENT_MARKER } from "@recuse/shared/plan/comment.ts";
import { inFolder, run, spawnCommand, type Ended, type RunOptions } from "../../builders/command-line.ts";
import { PRIVATE_KEY } from "../../builders/fault-app.ts";
import { acme, roster } from "../../builders/roster.ts";
import { assertContract } from "../../builders/tracker.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const REPOSITORY = "octo-org/engine";
const LIST = "issues/list-for-repo";
const PULLS = "pulls/list";
const COMMITS = "pulls/list-commits";
const MEMBERS = "orgs/list-public-members";
const CLIENT = { login: "wile", id: 1001, type: "User" };
const STRANGER = { login: "mona", id: 9002, type: "User" };
const APP = { APP_ID: "1001", PRIVATE_KEY };
const POLICY = 'version: 1\nproposals: { titles: ["RFC: "] }\n';
/** Nothing that a commit could tell: no domain, no address. */
const WITHOUT_DOMAINS = roster({ organizations: [acme({ domains: [] })] });
const WITH_DOMAINS = roster();

interface Row {
  readonly number: number;
  readonly pull?: boolean;
  readonly title?: string;
  readonly user?: typeof CLIENT;
  /** Minutes after the first of January 2024. */
  readonly minutes?: number;
}

function rest({
  number,
  pull = false,
  title = "A title",
  user = STRANGER,
  minutes = number,
}: Row): Readonly<Record<string, unknown>> & { readonly number: number } {
  const at = new Date(Date.UTC(2024, 0, 1, 0, minutes)).toISOString().replace(".000Z", "Z");
  const api = `https://api.github.com/repos/${REPOSITORY}`;
  const side = { ref: "main", sha: String(number).padStart(40, "0"), label: "octo-org:main" };
  const repo = { id: 42, full_name: REPOSITORY, private: false, owner: { login: "octo-org", id: 7 } };
  return {
    url: `${api}/${pull ? "pulls" : "issues"}/${String(number)}`,
    repository_url: api,
    html_url: `https://github.com/${REPOSITORY}/${pull ? "pull" : "issues"}/${String(number)}`,
    number,
    title,
    body: null,
    state: "open",
    user,
    labels: [],
    assignees: [],
    created_at: at,
    updated_at: at,
    ...(pull ? { head: { ...side, repo }, base: { ...side, repo } } : {}),
  };
}

describe("recuse scan", function () {
  this.timeout(30_000);
  let gitHub: FaultServer;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    // The roster's one public client is on GitHub: its members are read once, among the calls to begin with.
    gitHub.putMembers("acme", []);
  });
  afterEach(async () => {
    await gitHub.close();
    assertContract(gitHub);
  });

  function put(rows: Iterable<Row>): void {
    for (const row of rows) gitHub.putSubject(REPOSITORY, { ...rest(row) });
  }

  /** `issues` issues, then `pulls` pull requests. */
  function tracker(issues: number, pulls: number): Row[] {
    return Array.from({ length: issues + pulls }, (_, index) => ({
      number: index + 1,
      pull: index >= issues,
    }));
  }

  function operations(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { operation = "none" } of gitHub.requests) counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  }

  function writes(): string[] {
    return gitHub.requests
      .filter(({ method, path }) => method !== "GET" && !path.endsWith("/access_tokens"))
      .map(({ method, path }) => `${method} ${path.replace(`/repos/${REPOSITORY}`, "")}`);
  }

  async function scanning(
    work: (
      scan: (args?: readonly string[], more?: Partial<RunOptions>) => Promise<Ended>,
      cwd: string,
    ) => Promise<void>,
    given = WITHOUT_DOMAINS,
  ): Promise<void> {
    await inFolder(async (cwd) => {
      await writeFile(join(cwd, "roster.json"), JSON.stringify(given), { mode: 0o600 });
      await work(
        (args = [], { env, ...more } = {}) =>
          run(["scan", REPOSITORY, "--format", "jsonl", ...args], {
            cwd,
            env: { GITHUB_API_URL: gitHub.url, ...env },
            ...more,
          }),
        cwd,
      );
    });
  }

  function numbersIn(...answers: readonly Ended[]): number[] {
    return answers.flatMap(({ stdout }) =>
      [...stdout.matchAll(/"ref":"[^"#]+#(\d+)"/g)].map(([, n]) => Number(n)),
    );
  }

  describe("what it costs, the policy and the credentials apart", () => {
    const rows = [
      { issues: 0, pulls: 0, lists: 1, pullLists: 0 },
      { issues: 1, pulls: 0, lists: 1, pullLists: 0 },
      { issues: 0, pulls: 1, lists: 1, pullLists: 1 },
      { issues: 100, pulls: 0, lists: 1, pullLists: 0 },
      { issues: 60, pulls: 40, lists: 1, pullLists: 1 },
      { issues: 0, pulls: 100, lists: 1, pullLists: 1 },
      { issues: 101, pulls: 0, lists: 2, pullLists: 0 },
      { issues: 0, pulls: 101, lists: 2, pullLists: 2 },
      { issues: 200, pulls: 0, lists: 2, pullLists: 0 },
      { issues: 149, pulls: 101, lists: 3, pullLists: 2 },
      { issues: 250, pulls: 0, lists: 3, pullLists: 0 },
    ];
    for (const { issues, pulls, lists, pullLists } of rows) {
      for (const domains of pulls === 40 || pulls === 1 || issues === 101 ? [false, true] : [false]) {
        const commits = domains ? pulls : 0;
        const total = lists + pullLists + commits;
        it(`${String(issues)} issues, ${String(pulls)} pulls, ${domains ? "a" : "no"} domain: ${String(total)} calls`, async () => {
          put(tracker(issues, pulls));
          await scanning(
            async (scan) => {
              const ended = await scan();
              assert.equal(ended.status, 0, ended.stderr);
              const { "repos/get-content": policy, [MEMBERS]: members, ...counts } = operations();
              const expected = { [LIST]: lists, [PULLS]: pullLists, [COMMITS]: commits };
              assert.deepEqual(
                counts,
                Object.fromEntries(Object.entries(expected).filter(([, count]) => count > 0)),
              );
              assert.equal(policy, 2, "the repository's own policy, then its owner's");
              assert.equal(members, 1, "the public members of the one public client");
              assert.deepEqual(
                numbersIn(ended),
                Array.from({ length: issues + pulls }, (_, index) => index + 1),
                "everything once, in order",
              );
              const calls = total === 1 ? "1 call" : `${String(total)} calls`;
              assert.ok(
                ended.stderr.endsWith(`${calls} to GitHub (and 3 to begin with), nothing written\n`),
                ended.stderr,
              );
              assert.deepEqual(writes(), []);
            },
            domains ? WITH_DOMAINS : WITHOUT_DOMAINS,
          );
        });
      }
    }

    it("with --policy nothing but the members to begin with, and those once a day", async () => {
      put(tracker(3, 0));
      await scanning(async (scan, cwd) => {
        await writeFile(join(cwd, "recuse.yml"), POLICY);
        const { stderr } = await scan(["--policy", "recuse.yml"]);
        assert.match(stderr, /\n1 call to GitHub \(and 1 to begin with\), nothing written\n$/);
        const again = await scan(["--policy", "recuse.yml"]);
        assert.match(again.stderr, /\n1 call to GitHub \(and 0 to begin with\), nothing written\n$/);
        const kept = JSON.parse(await readFile(join(cwd, ".recuse/members.json"), "utf8")) as object;
        assert.deepEqual(Object.keys(kept), ["acme"]);
      });
    });

    it("a roster that does not list the repository: one sentence, no call", async () => {
      await scanning(
        async (scan) => {
          const { status, stdout, stderr } = await scan();
          assert.equal(status, 2);
          assert.equal(stdout, "");
          assert.equal(
            stderr,
            `recuse: the roster does not list ${REPOSITORY}: add it to repositories[] to act there\n`,
          );
          assert.equal(gitHub.count(), 0);
        },
        roster({ repositories: ["other-org/*"] }),
      );
    });

    it("--from a file: no call at all", async () => {
      await scanning(async (scan, cwd) => {
        const lines = [
          rest({ number: 1, user: CLIENT }),
          rest({ number: 2 }),
          { ...rest({ number: 3 }), state: "closed" },
        ];
        await writeFile(join(cwd, "tracker.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
        const ended = await scan(["--from", "tracker.jsonl"]);
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(numbersIn(ended), [1, 2]);
        assert.match(ended.stdout, /"ref":"octo-org\/engine#1","maintainer":"octocat","level":"disclose"/);
        assert.match(ended.stderr, /^0 calls to GitHub$/m);
        assert.equal(gitHub.count(), 0);
      });
    });
  });

  describe("what it sees", () => {
    it("a public member of a client", async () => {
      gitHub.putMembers("acme", [{ login: STRANGER.login, id: STRANGER.id }]);
      put([{ number: 1 }]);
      await scanning(async (scan) => {
        const { stdout } = await scan();
        assert.match(stdout, /"level":"disclose"/);
        assert.match(stdout, /"strength":"confirmed","source":"public member"/);
        assert.match(stdout, /mona is a public member of acme on GitHub/);
      });
    });

    const unread = [
      { status: 500, says: "the public members of acme could not be read: what was read before is used" },
      {
        status: 404,
        says: "GitHub knows no organization acme: give its new login in github.orgs of the roster",
      },
    ];
    for (const { status, says } of unread) {
      it(`everything else where the members are answered ${String(status)}, and says so`, async () => {
        gitHub.fail(MEMBERS, { kind: "answer", status });
        put([{ number: 1 }]);
        await scanning(async (scan) => {
          const ended = await scan();
          assert.equal(ended.status, 0);
          assert.deepEqual(numbersIn(ended), [1]);
          assert.equal(ended.stderr.split("\n")[0], `recuse: ${says}`);
        });
      });
    }

    it("--profiles: every author's once, after the tracker, whoever the roster is about", async () => {
      put([
        { number: 1, user: CLIENT },
        { number: 2 },
        { number: 3 },
        { number: 4, user: { login: "dependabot[bot]", id: 5, type: "Bot" } },
      ]);
      for (const { login, id } of [CLIENT, STRANGER]) {
        gitHub.state.users.set(login, { login, id, company: "@acme" });
      }
      await scanning(async (scan, cwd) => {
        const first = await scan(["--profiles"]);
        assert.equal(first.status, 0, first.stderr);
        assert.match(first.stderr, /\n3 calls to GitHub \(and 3 to begin with\), nothing written\n$/);
        assert.deepEqual(
          gitHub.requests.slice(-2).map(({ path }) => path),
          ["/users/wile", "/users/mona"],
        );
        const kept = JSON.parse(await readFile(join(cwd, ".recuse/profiles.json"), "utf8")) as object;
        assert.deepEqual(Object.keys(kept), ["1001", "9002"]);
        await scan(["--profiles"]);
        assert.equal(gitHub.count("users/get-by-username"), 2);
        const { status, stderr } = await scan(["--profiles", "--from", "x"]);
        assert.deepEqual(
          [status, stderr],
          [2, "recuse: --profiles asks GitHub and --from reads a file: give one of them\n"],
        );
      });
    });

    it("never asks for a confidential client's organization or a community's", async () => {
      const client = acme({ domains: [] });
      put([{ number: 1 }]);
      await scanning(
        async (scan) => {
          assert.equal((await scan()).status, 0);
          assert.equal(gitHub.count(MEMBERS), 0);
          assert.doesNotMatch(JSON.stringify(gitHub.requests), /zzcanaryzz/);
        },
        roster({
          organizations: [
            { ...client, github: { orgs: ["zzcanaryzz"] }, disclosure: "confidential" },
            {
              id: "guild",
              name: "Guild",
              github: { orgs: ["zzcanaryzz-guild"] },
              disclosure: "public",
              membership: "community",
            },
          ],
        }),
      );
    });

    it("a pull request in its own form: who owns the head repository", async () => {
      const head = { ...rest({ number: 5, pull: true }) };
      const repo = { id: 43, full_name: "acme/engine", private: false, owner: { login: "acme", id: 8 } };
      Object.assign(head, { head: { ref: "x", sha: "1".repeat(40), label: "acme:x", repo } });
      gitHub.putSubject(REPOSITORY, head);
      await scanning(async (scan) => {
        const { stdout } = await scan();
        assert.match(stdout, /"relation":"head-repository","organization":"acme","strength":"confirmed"/);
      });
    });

    it("only what was updated since", async () => {
      put([
        { number: 1, minutes: 0 },
        { number: 2, minutes: 1440 },
        { number: 3, minutes: 2880 },
        { number: 4, pull: true, minutes: 4320 },
      ]);
      await scanning(async (scan) => {
        const day = await scan(["--since", "2024-01-02T12:00:00+06:00"]);
        assert.deepEqual(numbersIn(day), [3, 4]);
        assert.match(
          gitHub.requests.find(({ operation }) => operation === LIST)?.query ?? "",
          /since=2024-01-02T06%3A00%3A00Z/,
        );
        for (const wrong of ["yesterday", "2026", "2026-13-01"]) {
          const { status, stderr } = await scan(["--since", wrong]);
          assert.equal(status, 2);
          assert.match(stderr, /^recuse: --since: expected a day such as 2026-03-01, or an RFC 3339 time\n$/);
        }
      });
    });

    it("--since costs only the pull requests that are new", async () => {
      put(tracker(0, 250));
      await scanning(async (scan) => {
        const ended = await scan(["--since", "2024-01-01T04:05:00Z"]);
        assert.deepEqual(numbersIn(ended), [246, 247, 248, 249, 250]);
        const { "repos/get-content": _, [MEMBERS]: __, ...counts } = operations();
        assert.deepEqual(counts, { [LIST]: 1, [PULLS]: 1 });
      });
    });

    it("what moves while it looks: nothing is passed over", async () => {
      put(tracker(250, 0));
      await scanning(async (scan) => {
        // The oldest five are touched between the first page and the second.
        let listed = 0;
        gitHub.onAnswer = ({ operation }) => {
          if (operation !== LIST || ++listed !== 1) return;
          for (const number of [1, 2, 3, 4, 5]) {
            gitHub.subject(REPOSITORY, number).json.updated_at = new Date()
              .toISOString()
              .replace(/\.\d{3}Z$/, "Z");
          }
        };
        const ended = await scan();
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(
          numbersIn(ended).sort((a, b) => a - b),
          Array.from({ length: 250 }, (_, index) => index + 1),
        );
      });
    });

    it("more than a page within one second", async () => {
      put(tracker(230, 0).map((row) => ({ ...row, minutes: 7 })));
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
      await scanning(async (scan) => {
        const ended = await scan(["--apply"], { env: APP });
        assert.equal(ended.status, 0, ended.stderr);
        assert.equal(new Set(numbersIn(ended)).size, 230);
      });
    });

    it("a pull request that the list of them does not hold is asked for by itself", async () => {
      put(tracker(0, 2));
      gitHub.fail(PULLS, { kind: "answer", status: 200, body: [] });
      await scanning(async (scan) => {
        const ended = await scan();
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(numbersIn(ended), [1, 2]);
        assert.equal(gitHub.count("pulls/get"), 2);
      });
    });
  });

  describe("going on", () => {
    it("stops before the calls run out, says so, and goes on from there", async () => {
      put(tracker(250, 0));
      gitHub.state.quota = { remaining: 505, resetAtSeconds: 1_800_000_000 };
      await scanning(async (scan) => {
        const first = await scan();
        assert.equal(first.status, 1);
        assert.ok(
          first.stderr.endsWith(
            "stopped with 500 of 5000 calls left: run the same command again after 2027-01-15T08:00:00.000Z to go on\n",
          ),
          first.stderr,
        );
        const seen = numbersIn(first);
        assert.equal(seen.length, 200);
        gitHub.state.quota = { remaining: 4000, resetAtSeconds: 1_800_000_000 };
        const second = await scan();
        assert.equal(second.status, 0, second.stderr);
        assert.match(second.stderr, /^going on with what was updated since 2024-01-01T03:19:59Z\n/);
        assert.deepEqual(
          [...new Set(numbersIn(first, second))],
          Array.from({ length: 250 }, (_, index) => index + 1),
        );
        assert.equal(
          numbersIn(second).length,
          51,
          "what was seen is not asked for again, but for the last second",
        );
        assert.equal(numbersIn(await scan()).length, 250, "what was finished begins anew");
      });
    });

    it("--reserve decides how many calls are left", async () => {
      put(tracker(250, 0));
      gitHub.state.quota = { remaining: 504, resetAtSeconds: 1_800_000_000 };
      await scanning(async (scan) => {
        assert.equal((await scan(["--reserve", "10"])).status, 0);
        const { status, stderr } = await scan(["--reserve", "some"]);
        assert.equal(status, 2);
        assert.match(stderr, /^recuse: --reserve: expected a number of calls\n$/);
      });
    });

    it("a page that fails ends it; what was seen is told, and the next run goes on", async () => {
      put(tracker(250, 0));
      await scanning(async (scan) => {
        gitHub.onAnswer = failOnce(LIST);
        const first = await scan();
        assert.equal(first.status, 2);
        assert.equal(numbersIn(first).length, 100);
        const second = await scan();
        assert.equal(second.status, 0, second.stderr);
        assert.match(second.stderr, /^going on with what was updated since /);
        assert.deepEqual(
          [...new Set(numbersIn(first, second))],
          Array.from({ length: 250 }, (_, index) => index + 1),
        );
      });
    });

    it("a scan to look, one to apply and one since a day do not mix up where they were", async () => {
      put(tracker(150, 0));
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
      await scanning(async (scan) => {
        gitHub.onAnswer = failOnce(LIST);
        assert.equal((await scan()).status, 2);
        assert.equal(numbersIn(await scan(["--since", "2023-01-01"])).length, 150);
        assert.equal(numbersIn(await scan(["--apply"], { env: APP })).length, 150);
        assert.equal(numbersIn(await scan()).length, 51);
      });
    });

    /** The request after the next of this operation is refused for good. */
    function failOnce(wanted: string): FaultServer["onAnswer"] {
      return ({ operation }) => {
        if (operation !== wanted) return;
        gitHub.onAnswer = undefined;
        gitHub.fail(wanted, { kind: "answer", status: 410 });
      };
    }

    it("the quota is used up by somebody else: no waiting, exit 1, and when to go on", async () => {
      put(tracker(3, 0));
      gitHub.fail(LIST, { kind: "rate-limit", resetAtSeconds: 1_900_000_000 });
      await scanning(async (scan) => {
        const { status, stderr } = await scan();
        assert.equal(status, 1);
        assert.equal(
          stderr,
          "recuse: GitHub grants no more calls until 2030-03-17T17:46:40.000Z: run the same command again later, and it goes on where it was\n",
        );
      });
    });

    it("a secondary limit is waited for", async () => {
      put(tracker(3, 0));
      gitHub.fail(LIST, { kind: "secondary-limit", retryAfterSeconds: 1 });
      await scanning(async (scan) => {
        const ended = await scan();
        assert.equal(ended.status, 0, ended.stderr);
        assert.equal(numbersIn(ended).length, 3);
      });
    });
  });

  describe("--apply", () => {
    it("labels and comments as the App would; a second run writes nothing", async () => {
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
      put([{ number: 1, user: CLIENT }, { number: 2, user: CLIENT, title: "RFC: faster" }, { number: 3 }]);
      await scanning(async (scan, cwd) => {
        const first = await scan(["--apply"], { env: APP });
        assert.equal(first.status, 0, first.stderr);
        assert.match(first.stderr, /\n\d calls? to GitHub \(and 5 to begin with, 5 to write\), 3 written\n$/);
        const labels = [1, 2, 3].map((number) => [...gitHub.subject(REPOSITORY, number).labels]);
        assert.deepEqual(labels, [["conflict/disclosure-due"], ["recusal/required"], []]);
        const comments = [1, 2, 3].map((number) => gitHub.subject(REPOSITORY, number).comments);
        assert.deepEqual(
          comments.map(({ length }) => length),
          [0, 1, 0],
        );
        assert.ok(comments[1]?.[0]?.body.startsWith(COMMENT_MARKER));
        const entries = await readFile(join(cwd, ".recuse/log/public/entries.jsonl"), "utf8");
        assert.match(entries, /"cause":\{"kind":"scan"/);
        const before = writes();
        assert.deepEqual(before.slice().sort(), [
          "POST /issues/1/labels",
          "POST /issues/2/comments",
          "POST /issues/2/labels",
          "POST /labels",
          "POST /labels",
        ]);
        const second = await scan(["--apply"], { env: APP });
        assert.equal(second.status, 0, second.stderr);
        assert.match(second.stderr, /, 0 to write\), 0 written\n$/);
        assert.deepEqual(writes(), before);
        assert.equal(await readFile(join(cwd, ".recuse/log/public/entries.jsonl"), "utf8"), entries);
      });
    });

    it("its own writes hide nothing: what it labels moves to the end of GitHub's list", async () => {
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
      put(tracker(150, 0).map((row) => (row.number % 30 === 1 ? { ...row, user: CLIENT } : row)));
      await scanning(async (scan) => {
        const ended = await scan(["--apply"], { env: APP });
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(
          numbersIn(ended).sort((a, b) => a - b),
          Array.from({ length: 150 }, (_, index) => index + 1),
        );
        const labelled = [1, 31, 61, 91, 121].map((number) => gitHub.subject(REPOSITORY, number).labels.size);
        assert.deepEqual(labelled, [1, 1, 1, 1, 1]);
      });
    });

    const refusals = [
      {
        name: "without the App's key",
        args: [],
        env: {},
        says: /--apply writes as the App: set APP_ID and PRIVATE_KEY/,
      },
      { name: "by token", args: [], env: { GITHUB_TOKEN: "t" }, says: /--apply writes as the App/ },
      { name: "with --policy", args: ["--policy", "recuse.yml"], env: APP, says: /leave --policy out/ },
      { name: "with --from", args: ["--from", "tracker.jsonl"], env: APP, says: /give one of them/ },
      {
        name: "where there is no policy",
        args: [],
        env: APP,
        says: /octo-org\/engine has no \.github\/recuse\.yml/,
      },
      {
        name: "with a number that is none",
        args: [],
        env: { ...APP, APP_ID: "Iv1.x" },
        says: /APP_ID: expected/,
      },
      {
        name: "with a key that is none",
        args: [],
        env: { ...APP, PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----" },
        says: /PRIVATE_KEY: expected the App's key, as in the PEM file from its settings/,
      },
    ];
    for (const { name, args, env, says } of refusals) {
      it(`refuses ${name}`, async () => {
        put([{ number: 1, user: CLIENT }]);
        await scanning(async (scan) => {
          const { status, stdout, stderr } = await scan(["--apply", ...args], { env });
          assert.equal(status, 2);
          assert.equal(stdout, "");
          assert.match(stderr, /^recuse: [^\n]+\n$/);
          assert.match(stderr, says);
          assert.doesNotMatch(stderr, /secret/);
          assert.deepEqual(writes(), []);
        });
      });
    }

    it("refuses an invalid policy, by line and column", async () => {
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", "version: 1\npresett: standard\n");
      await scanning(async (scan) => {
        const { status, stderr } = await scan(["--apply"], { env: APP });
        assert.equal(status, 2);
        assert.match(stderr, /^recuse: octo-org\/engine\/\.github\/recuse\.yml:2:1: /);
      });
    });

    it("refuses while the App runs on the same folder, and names the process", async () => {
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
      await scanning(async (scan, cwd) => {
        const { lockProcess } = await import("@recuse/shared/node/process-lock.ts");
        const lock = await lockProcess(join(cwd, ".recuse/lock"));
        try {
          const { status, stderr } = await scan(["--apply"], { env: APP });
          assert.equal(status, 2);
          assert.match(stderr, new RegExp(`held by process ${String(process.pid)}: stop that one first`));
        } finally {
          await lock.release();
        }
      });
    });
  });

  describe("when GitHub refuses", () => {
    const rows = [
      {
        status: 401,
        env: { GITHUB_TOKEN: "t" },
        says: "GitHub does not take GITHUB_TOKEN: it is wrong, expired or revoked, set another one or unset it",
      },
      {
        status: 401,
        env: APP,
        says: "GitHub does not take the App's key: check APP_ID and PRIVATE_KEY or PRIVATE_KEY_PATH",
      },
      {
        status: 403,
        env: { GITHUB_TOKEN: "t" },
        says: "GitHub refuses to show octo-org/engine: give GITHUB_TOKEN read access to its issues and pull requests",
      },
      {
        status: 403,
        env: APP,
        says: "the App may not do that in octo-org/engine: grant it issues and pull requests",
      },
      {
        status: 404,
        env: {},
        says: "octo-org/engine: not found, or not visible without GITHUB_TOKEN: check the name or set the token",
      },
      {
        status: 404,
        env: { GITHUB_TOKEN: "t" },
        says: "octo-org/engine: not found, or not visible to this account: check the name and the access",
      },
      {
        status: 451,
        env: {},
        says: "GitHub refuses with status 451 to show octo-org/engine: check its name",
      },
      {
        status: 502,
        env: {},
        says: "GitHub fails with status 502: run the same command again later, and it goes on where it was",
      },
    ];
    for (const { status, env, says } of rows) {
      const as = "APP_ID" in env ? "as the App" : "GITHUB_TOKEN" in env ? "by token" : "as nobody";
      it(`${String(status)} ${as}: one sentence, exit 2`, async () => {
        gitHub.fail(LIST, { kind: "answer", status }, 20);
        await scanning(async (scan) => {
          const ended = await scan([], { env });
          assert.deepEqual(ended, { status: 2, stdout: "", stderr: `recuse: ${says}\n` });
        });
      });
    }

    it("the App is not installed there", async () => {
      gitHub.fail("apps/get-repo-installation", { kind: "answer", status: 404 });
      await scanning(async (scan) => {
        const { status, stderr } = await scan([], { env: APP });
        assert.equal(status, 2);
        assert.match(stderr, /^recuse: the App is not installed on octo-org\/engine: install it there/);
      });
    });

    it("nothing answers", async () => {
      const server = createServer().listen(0, "127.0.0.1");
      const address = await new Promise<ReturnType<typeof server.address>>((resolve) => {
        server.once("listening", () => {
          resolve(server.address());
        });
      });
      await new Promise((resolve) => server.close(resolve));
      assert.ok(typeof address === "object" && address !== null);
      const url = `http://127.0.0.1:${String(address.port)}`;
      await scanning(async (scan) => {
        const { status, stderr } = await scan([], { env: { GITHUB_API_URL: url } });
        assert.equal(status, 2);
        assert.equal(stderr, `recuse: nothing answers at ${url}: check the network and GITHUB_API_URL\n`);
      });
    });

    it("an address that is none", async () => {
      await scanning(async (scan) => {
        const { status, stderr } = await scan([], { env: { GITHUB_API_URL: "github" } });
        assert.equal(status, 2);
        assert.match(stderr, /^recuse: GITHUB_API_URL: expected an address/);
      });
    });

    it("something that is no subject", async () => {
      gitHub.fail(LIST, { kind: "answer", status: 200, body: [{ number: 1, title: 7 }] });
      await scanning(async (scan) => {
        const { status, stderr } = await scan();
        assert.equal(status, 2);
        assert.match(
          stderr,
          /^recuse: octo-org\/engine: GitHub's answer was not understood: title: expected text\n$/,
        );
      });
    });
  });

  describe("the progress bar", () => {
    for (const terminal of [true, false]) {
      it(terminal ? "is drawn on a terminal, and taken away" : "is not drawn elsewhere", async () => {
        put(tracker(150, 0));
        await scanning(async (scan) => {
          const { stderr, stdout } = await scan([], { terminal });
          assert.equal(stderr.includes("\u001b"), terminal);
          assert.ok(!stdout.includes("\u001b"));
          if (!terminal) return;
          assert.match(stderr, /\[#{24}\] 150 subjects, 5 calls\r\u001b\[K/);
          assert.match(stderr, /\[#{12}\.{12}\] 100 subjects, 4 calls/);
        });
      });
    }
  });

  it("as a process of its own, killed in the middle: the next one goes on", async () => {
    put(tracker(250, 0));
    await scanning(async (scan, cwd) => {
      // The third page never comes.
      let listed = 0;
      gitHub.onAnswer = ({ operation }) => {
        if (operation === LIST && ++listed === 2) gitHub.fail(LIST, { kind: "hang" });
      };
      const child = spawnCommand(["scan", REPOSITORY, "--format", "jsonl"], {
        cwd,
        env: { GITHUB_API_URL: gitHub.url },
      });
      while (gitHub.count(LIST) < 3) await new Promise((resolve) => setTimeout(resolve, 20));
      child.process.kill("SIGKILL");
      const first = await child.ended;
      assert.equal(numbersIn(first).length, 200, first.stderr);
      const second = await scan();
      assert.equal(second.status, 0, second.stderr);
      assert.deepEqual(
        [...new Set(numbersIn(first, second))],
        Array.from({ length: 250 }, (_, index) => index + 1),
      );
    });
  });
});
