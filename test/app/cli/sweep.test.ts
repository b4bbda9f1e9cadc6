/*
 * `recuse sweep` against the fault server: what it shows before anything is applied, what it costs, what --apply
 * does afterwards, and what is never written.
 */
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lockProcess } from "@recuse/shared/node/process-lock.ts";
import { inFolder, run, type Ended } from "../../builders/command-line.ts";
import { PRIVATE_KEY } from "../../builders/fault-app.ts";
import { acme, roster } from "../../builders/roster.ts";
import { assertContract, trackerItem, writesOf, type TrackerRow } from "../../builders/tracker.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const ENGINE = "octo-org/engine";
const SITE = "octo-org/site";
const APP = { APP_ID: "1001", PRIVATE_KEY };
const POLICY = 'version: 1\nproposals: { titles: ["RFC: "] }\n';
const WILE = { login: "wile", id: 1001 };
const GLOBEX_PERSON = { login: "road", id: 1002 };
const ACME = acme({ domains: [] });
const GLOBEX = acme({ id: "globex", name: "Globex", github: { orgs: [] }, domains: [] });
const PEOPLE = [
  { ...WILE, organization: "acme", disclosure: "public" as const },
  { ...GLOBEX_PERSON, organization: "globex", disclosure: "public" as const },
];

function client(organization: string, until?: string): ReturnType<typeof roster>["engagements"][number] {
  const kind = "sponsorship";
  return {
    owner: "octocat",
    organization,
    kind,
    from: "2025-01-01",
    ...(until === undefined ? {} : { until }),
  };
}

const BOTH = { repositories: [ENGINE, SITE, "octo-labs/*"], organizations: [ACME, GLOBEX], people: PEOPLE };
/** Acme is a client. */
const OLD = roster({ ...BOTH, engagements: [client("acme")] });
/** Acme left long ago, and Globex signed. */
const NEW = roster({ ...BOTH, engagements: [client("acme", "2025-03-01"), client("globex")] });

interface Line {
  readonly ref: string;
  readonly change: string;
  readonly maintainers: readonly { readonly before: string; readonly after: string }[];
  readonly writes: readonly { readonly kind: string; readonly labels?: readonly string[] }[] | null;
}

describe("recuse sweep", function () {
  this.timeout(30_000);
  let gitHub: FaultServer;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    gitHub.putMembers("acme", []);
  });
  afterEach(async () => {
    await gitHub.close();
    assertContract(gitHub);
  });

  function put(repository: string, ...rows: readonly TrackerRow[]): void {
    for (const row of rows) gitHub.putSubject(repository, { ...trackerItem(repository, row) });
  }

  function standard(): void {
    gitHub.putFile(ENGINE, ".github/recuse.yml", POLICY);
    put(
      ENGINE,
      { number: 1, user: WILE },
      { number: 2, user: GLOBEX_PERSON, title: "RFC: faster" },
      { number: 3 },
      { number: 4, user: GLOBEX_PERSON, pull: true },
      { number: 5, user: WILE, state: "closed" },
    );
    put(SITE, { number: 1, user: GLOBEX_PERSON });
  }

  interface Scene {
    readonly cwd: string;
    readonly recuse: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
    readonly write: (name: string, value: unknown) => Promise<void>;
  }

  async function inScene(work: (scene: Scene) => Promise<void>): Promise<void> {
    await inFolder(async (cwd) => {
      const write: Scene["write"] = (name, value) =>
        writeFile(join(cwd, name), JSON.stringify(value), { mode: 0o600 });
      await write("roster.json", NEW);
      await write("old.json", OLD);
      const recuse: Scene["recuse"] = (args, env = {}) =>
        run(args, { cwd, env: { GITHUB_API_URL: gitHub.url, ...env } });
      await work({ cwd, recuse, write });
    });
  }

  function lines({ stdout }: Ended): Line[] {
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line);
  }

  function short(ended: Ended): string[] {
    return lines(ended).map(({ ref, change, maintainers: [first] }) =>
      [ref.replace("octo-org/", ""), change, first?.before, first?.after].join(" "),
    );
  }

  const EXPECTED = [
    "engine#1 no-longer disclose clear",
    "engine#2 newly-recuse clear recuse",
    "engine#4 newly-disclose clear disclose",
  ];

  describe("to look", () => {
    it("with --before: every repository that is listed by name, in few calls; nothing is written anywhere", async () => {
      standard();
      await inScene(async ({ recuse, cwd }) => {
        const ended = await recuse(["sweep", "--before", "old.json", "--format", "jsonl"]);
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(short(ended), [...EXPECTED, "site#1 newly-disclose clear disclose"]);
        assert.deepEqual(
          lines(ended).map(({ writes }) => writes),
          [null, null, null, null],
          "without a log it cannot be told what would be written",
        );
        assert.equal(
          ended.stderr,
          [
            "left out, for they hold *: octo-labs/*; name their repositories to see them",
            "octo-org/site has no .github/recuse.yml: nothing would be written there",
            "5 subjects: 1 newly recuse, 2 newly disclose, 1 no longer, 1 unchanged",
            // members; engine: policy, issues, pulls; site: policy twice, issues
            "7 calls to GitHub, nothing written",
            "",
          ].join("\n"),
        );
        assert.deepEqual(writesOf(gitHub), []);
        assert.deepEqual((await readdir(cwd)).sort(), ["old.json", "roster.json"]);
      });
    });

    it("for people", async () => {
      standard();
      await inScene(async ({ recuse }) => {
        const { stdout } = await recuse(["sweep", ENGINE, "--before", "old.json"]);
        assert.match(stdout, /^octo-org\/engine#1\n {2}@octocat {2}disclose → clear {2}-acme\n/);
        assert.match(stdout, /\n {2}@octocat {2}clear → recuse {2}\+globex\n {9}author: road is listed as /);
        assert.match(stdout, /\n4 subjects: 1 newly recuse, 1 newly disclose, 1 no longer, 1 unchanged\n$/);
      });
    });

    it("a client who turned confidential is not asked for, nor is that a difference", async () => {
      put(ENGINE, { number: 1 });
      await inScene(async ({ recuse, write }) => {
        const orgs = { orgs: ["zzcanaryzz"] };
        const given = { repositories: [ENGINE], engagements: [client("acme")], people: [] };
        await write("old.json", roster({ ...given, organizations: [{ ...ACME, github: orgs }] }));
        const hidden = { ...ACME, github: orgs, disclosure: "confidential" as const };
        await write("roster.json", roster({ ...given, organizations: [hidden] }));
        const ended = await recuse(["sweep", "--before", "old.json"]);
        assert.equal(ended.status, 0, ended.stderr);
        assert.match(ended.stdout, /^1 subject: .* 1 unchanged$/m);
        assert.doesNotMatch(JSON.stringify(gitHub.requests), /zzcanaryzz/i);
      });
    });

    it("a public member of a client who left: found on the older side as well", async () => {
      gitHub.putMembers("acme", [WILE]);
      put(ENGINE, { number: 1, user: WILE });
      await inScene(async ({ recuse, write }) => {
        const given = { repositories: [ENGINE], people: [] };
        await write("old.json", roster({ ...given, organizations: [ACME], engagements: [client("acme")] }));
        await write("roster.json", roster({ ...given, organizations: [], engagements: [] }));
        const ended = await recuse(["sweep", "--before", "old.json", "--format", "jsonl"]);
        assert.deepEqual(short(ended), ["engine#1 no-longer disclose clear"]);
      });
    });

    it("stops before the calls run out, says so, exit 1", async () => {
      put(ENGINE, ...Array.from({ length: 150 }, (_, index) => ({ number: index + 1, user: GLOBEX_PERSON })));
      gitHub.state.quota = { remaining: 503, resetAtSeconds: 1_800_000_000 };
      await inScene(async ({ recuse }) => {
        const ended = await recuse(["sweep", ENGINE, "--before", "old.json", "--format", "jsonl"]);
        assert.equal(ended.status, 1);
        assert.equal(lines(ended).length, 100);
        assert.ok(
          ended.stderr.endsWith(
            "nothing written\nstopped with 499 of 5000 calls left: this is not all; run the same command again after 2027-01-15T08:00:00.000Z, or with fewer repositories\n",
          ),
          ended.stderr,
        );
      });
    });

    it("used up by somebody else: exit 1, and no promise to go on", async () => {
      gitHub.fail("issues/list-for-repo", { kind: "rate-limit", resetAtSeconds: 1_900_000_000 });
      await inScene(async ({ recuse }) => {
        const { status, stderr } = await recuse(["sweep", ENGINE, "--before", "old.json"]);
        assert.equal(status, 1);
        assert.match(
          stderr,
          /grants no more calls until 2030-03-17T17:46:40.000Z: run the same command again later\n$/,
        );
      });
    });

    it("--apply by token is refused before anything is made", async () => {
      await inScene(async ({ recuse, cwd }) => {
        const { status, stderr } = await recuse(["sweep", "--before", "old.json", "--apply"], {
          GITHUB_TOKEN: "t",
        });
        assert.equal(status, 2);
        assert.match(stderr, /^recuse: --apply writes as the App/);
        assert.deepEqual((await readdir(cwd)).sort(), ["old.json", "roster.json"]);
      });
    });
  });

  describe("against what the App recorded", () => {
    /** The App has acted by the old roster; then the roster changed. */
    async function afterScan(work: (scene: Scene) => Promise<void>): Promise<void> {
      standard();
      await inScene(async (scene) => {
        await scene.write("roster.json", OLD);
        const scanned = await scene.recuse(["scan", ENGINE, "--apply"], APP);
        assert.equal(scanned.status, 0, scanned.stderr);
        assert.deepEqual([...gitHub.subject(ENGINE, 1).labels], ["conflict/disclosure-due"]);
        await scene.write("roster.json", NEW);
        gitHub.requests.length = 0;
        await work(scene);
      });
    }

    it("shows what would be written, beside the App that runs, and writes nothing", async () => {
      await afterScan(async ({ recuse, cwd }) => {
        const lock = await lockProcess(join(cwd, ".recuse/lock"));
        const kept = await readFile(join(cwd, ".recuse/log/public/entries.jsonl"), "utf8");
        try {
          const ended = await recuse(["sweep", ENGINE, "--format", "jsonl"]);
          assert.equal(ended.status, 0, ended.stderr);
          assert.deepEqual(short(ended).sort(), EXPECTED);
          assert.deepEqual(
            Object.fromEntries(
              lines(ended).map(({ ref, writes }) => [ref.at(-1), writes?.map(({ kind }) => kind)]),
            ),
            { 1: ["remove-label"], 2: ["add-labels", "create-comment"], 4: ["add-labels", "create-comment"] },
          );
          assert.match(
            ended.stderr,
            /^applying would write to GitHub: 2 labels added, 1 label removed, 2 comments written$/m,
          );
          assert.deepEqual(writesOf(gitHub), []);
          assert.equal(await readFile(join(cwd, ".recuse/log/public/entries.jsonl"), "utf8"), kept);
        } finally {
          await lock.release();
        }
      });
    });

    it("offline as well, from a file", async () => {
      await afterScan(async ({ recuse, cwd }) => {
        const items = [1, 2, 3].map((number) => JSON.stringify(gitHub.subject(ENGINE, number).json));
        await writeFile(join(cwd, "subjects.jsonl"), items.join("\n"));
        await writeFile(join(cwd, "recuse.yml"), POLICY);
        const args = ["--subjects", "subjects.jsonl", "--policy", "recuse.yml", "--format", "jsonl"];
        const ended = await recuse(["sweep", ...args]);
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(short(ended), EXPECTED.slice(0, 2));
        assert.equal(gitHub.count(), 0);
      });
    });

    it("--apply: shown first, then carried out on what differs alone; the next sweep finds nothing", async () => {
      await afterScan(async ({ recuse, cwd }) => {
        const ended = await recuse(["sweep", ENGINE, "--apply", "--format", "jsonl"], APP);
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual(short(ended).sort(), EXPECTED);
        assert.match(ended.stderr, /\n\d+ calls to GitHub \(and 6 to write\), 5 written\n$/);
        const labels = [1, 2, 3, 4].map((number) => [...gitHub.subject(ENGINE, number).labels]);
        assert.deepEqual(labels, [[], ["recusal/required"], [], ["conflict/disclosure-due"]]);
        assert.equal(gitHub.subject(ENGINE, 2).comments.length, 1);
        const touched = writesOf(gitHub).filter((each) => /\/(issues|pulls)\/3\b/.test(each));
        assert.deepEqual(touched, []);
        const entries = await readFile(join(cwd, ".recuse/log/public/entries.jsonl"), "utf8");
        assert.match(entries, /"cause":\{"kind":"sweep","policy":"/);
        const again = await recuse(["sweep", ENGINE, "--apply", "--format", "jsonl"], APP);
        assert.equal(again.status, 0, again.stderr);
        assert.deepEqual(short(again), []);
        assert.match(again.stderr, /^applying would write to GitHub: nothing$/m);
        assert.match(again.stderr, /\(and 0 to write\), 0 written\n$/);
      });
    });

    it("--apply reads each subject again: what a person did meanwhile is not overwritten", async () => {
      await afterScan(async ({ recuse }) => {
        // The list still holds the label; by the time of writing somebody has closed the issue.
        gitHub.onAnswer = ({ operation }) => {
          if (operation === "issues/list-for-repo") gitHub.subject(ENGINE, 2).json.state = "closed";
        };
        const ended = await recuse(["sweep", ENGINE, "--apply"], APP);
        assert.equal(ended.status, 0, ended.stderr);
        assert.deepEqual([...gitHub.subject(ENGINE, 2).labels], []);
        assert.equal(gitHub.subject(ENGINE, 2).comments.length, 0);
      });
    });

    it("--apply with affiliation data carries out what it showed", async () => {
      await afterScan(async ({ recuse, cwd }) => {
        const data =
          "recuse: affiliations\nversion: 1\ntitle: our list\nasOf: 2026-02-20\ndisclosure: public\npeople:\n" +
          "  - { login: mona, id: 9002, organizations: [{ name: Globex, from: 2026-01-01 }] }\n";
        await writeFile(join(cwd, "people.yml"), data);
        const ended = await recuse(["sweep", ENGINE, "--apply", "--affiliations", "people.yml"], APP);
        assert.equal(ended.status, 0, ended.stderr);
        assert.match(ended.stdout, /^octo-org\/engine#3$/m);
        assert.deepEqual([...gitHub.subject(ENGINE, 3).labels], ["conflict/disclosure-due"]);
      });
    });

    it("--apply that stopped for the budget applies nothing", async () => {
      await afterScan(async ({ recuse }) => {
        put(ENGINE, ...Array.from({ length: 150 }, (_, index) => ({ number: index + 10 })));
        put(ENGINE, { number: 500, user: GLOBEX_PERSON, updatedAt: "2026-01-02T00:00:00Z" });
        gitHub.state.quota = { remaining: 600, resetAtSeconds: 1_800_000_000 };
        const ended = await recuse(["sweep", ENGINE, "--apply", "--reserve", "599"], APP);
        assert.equal(ended.status, 1, ended.stderr);
        assert.match(ended.stdout, /^octo-org\/engine#500$/m);
        assert.deepEqual(writesOf(gitHub), []);
      });
    });

    it("--apply is refused while the App runs", async () => {
      await afterScan(async ({ recuse, cwd }) => {
        const lock = await lockProcess(join(cwd, ".recuse/lock"));
        try {
          const { status, stdout } = await recuse(["sweep", ENGINE, "--apply"], APP);
          assert.equal(status, 2);
          assert.equal(stdout, "");
        } finally {
          await lock.release();
        }
      });
    });
  });
});
