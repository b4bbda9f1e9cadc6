/* The timer that keeps public members fresh, by a clock of the test, against the fault server; and in the App itself. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { organizationsToAsk } from "@recuse/shared/affiliation/members-source.ts";
import { refreshMembers, type MembersRefresh } from "../../../github-app/src/affiliations/members-refresh.ts";
import { anyInstallationClient } from "../../../github-app/src/github/client.ts";
import { sleep, type Sleep } from "../../../github-app/src/sleep.ts";
import { openMembers, type MemberStore } from "../../../github-app/src/store/members.ts";
import { inFolder } from "../../builders/command-line.ts";
import {
  issueJson,
  PRIVATE_KEY,
  startFaultApp,
  subjectPayload,
  type FaultApp,
} from "../../builders/fault-app.ts";
import { acme, key, roster } from "../../builders/roster.ts";
import { contractFetch } from "../../peers/contract-fetch.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const OPERATION = "orgs/list-public-members";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CANARY = "zzcanaryzz";

const ROSTER = roster({
  organizations: [
    acme({ domains: [], github: { orgs: ["Acme", "acme-labs"], logins: ["acme-ci"] } }),
    {
      id: "globex",
      name: "Globex",
      github: { orgs: ["globex"] },
      disclosure: "public",
      commitmentKey: key(2),
    },
    { id: CANARY, name: CANARY, github: { orgs: [CANARY, "shared"] }, commitmentKey: key(3) },
    { id: "hooli", name: "Hooli", github: { orgs: ["Shared"] }, disclosure: "public", commitmentKey: key(4) },
    {
      id: "guild",
      name: "Guild",
      membership: "community",
      github: { orgs: ["zzguildzz"] },
      disclosure: "public",
    },
  ],
  people: [],
});

describe("the refreshing of public members", () => {
  let gitHub: FaultServer;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    for (const org of ["acme", "acme-labs", "globex", CANARY, "shared", "zzguildzz"]) {
      gitHub.putMembers(org, [{ login: "wile", id: 1001 }]);
    }
  });
  afterEach(async () => {
    await gitHub.close();
    // Whatever a test does: not a byte of any request names an organization that must not be asked for.
    assert.doesNotMatch(JSON.stringify(gitHub.requests), /zz|shared/i);
  });

  interface Stage {
    readonly store: MemberStore;
    readonly refresh: MembersRefresh;
    readonly warnings: readonly string[];
    readonly later: (milliseconds: number) => Promise<void>;
    readonly asked: () => string[];
  }

  /** A timer that runs on the test's clock: `later` moves it on until nothing more is due. */
  async function staged(
    work: (stage: Stage) => Promise<void>,
    { orgs = organizationsToAsk(ROSTER), jitter = 0 } = {},
  ): Promise<void> {
    await inFolder(async (folder) => {
      const requests = contractFetch({ baseUrl: gitHub.url });
      const warnings: string[] = [];
      let now = Date.parse("2026-03-01T00:00:00Z");
      let over = false;
      let waiting: { readonly at: number; readonly wake: () => void } | undefined;
      const bySteps: Sleep = (milliseconds, signal) =>
        new Promise((resolve) => {
          const wake = (): void => {
            waiting = undefined;
            resolve();
          };
          waiting = { at: now + milliseconds, wake };
          signal.addEventListener("abort", wake, { once: true });
        });
      const store = await openMembers(join(folder, "members.json"), {
        orgs,
        now: () => new Date(now),
        warn: (sentence) => warnings.push(sentence),
      });
      const refresh = refreshMembers({
        orgs,
        store,
        client: (signal) =>
          anyInstallationClient(
            { appId: 1001, privateKey: PRIVATE_KEY },
            { baseUrl: gitHub.url, fetch: requests.fetch },
            signal,
          ),
        now: () => new Date(now),
        jitter: () => jitter,
        warn: (sentence) => warnings.push(sentence),
        sleep: bySteps,
      });
      try {
        await work({
          store,
          refresh,
          warnings,
          later: async (milliseconds) => {
            const until = now + milliseconds;
            for (;;) {
              while (waiting === undefined && !over) await wait(1);
              if (waiting === undefined) return;
              if (waiting.at > until) break;
              now = Math.max(now, waiting.at);
              waiting.wake();
            }
            now = until;
          },
          asked: () =>
            gitHub.requests
              .splice(0)
              .flatMap(({ operation, path, status }) =>
                operation === OPERATION ? [`${path.split("/")[2] ?? ""} ${String(status)}`] : [],
              ),
        });
      } finally {
        over = true;
        await refresh.stop();
        requests.assertClean();
      }
    });
  }

  it("asks for each public client's organization at once, then every six hours, at no cost", async () => {
    await staged(async ({ store, later, asked, warnings }) => {
      await later(0);
      assert.deepEqual(asked(), ["acme 200", "acme-labs 200", "globex 200"]);
      assert.deepEqual([...store.sets.keys()], ["acme", "acme-labs", "globex"]);
      await later(6 * HOUR - 1);
      assert.deepEqual(asked(), []);
      const read = store.readAt("acme")?.getTime() ?? 0;
      await later(1);
      assert.deepEqual(asked(), ["acme 304", "acme-labs 304", "globex 304"]);
      assert.equal((store.readAt("acme")?.getTime() ?? 0) - read, 6 * HOUR);
      gitHub.putMembers("globex", [{ login: "mona", id: 2 }]);
      await later(6 * HOUR);
      assert.deepEqual(asked(), ["acme 304", "acme-labs 304", "globex 200"]);
      assert.deepEqual(store.sets.get("globex")?.ids, new Set([2]));
      assert.deepEqual(warnings, []);
    });
  });

  it("up to a tenth later, so that not all ask at the same moment", async () => {
    await staged(
      async ({ later, asked }) => {
        await later(6 * HOUR);
        assert.equal(asked().length, 3);
        await later(0.6 * HOUR);
        assert.equal(asked().length, 3);
      },
      { jitter: 1 },
    );
  });

  it("one exchange of tokens serves them all", async () => {
    await staged(async ({ later }) => {
      await later(13 * HOUR);
      assert.equal(gitHub.count("apps/list-installations"), 1);
      assert.equal(gitHub.count("apps/create-installation-access-token"), 1);
      assert.equal(gitHub.count(OPERATION), 9);
    });
  });

  it("a failure keeps the old set and is tried again, later each time; the others go on", async () => {
    await staged(async ({ store, later, asked, warnings }) => {
      await later(0);
      asked();
      gitHub.putMembers("acme", []);
      gitHub.onAnswer = ({ path }) => {
        if (path === "/orgs/acme-labs/public_members")
          gitHub.fail(OPERATION, { kind: "answer", status: 500 });
      };
      gitHub.fail(OPERATION, { kind: "answer", status: 500 }, 3);
      await later(6 * HOUR);
      assert.deepEqual(asked(), ["acme 500", "acme-labs 500", "globex 500"]);
      assert.deepEqual(store.sets.get("acme")?.ids, new Set([1001]));
      assert.equal(warnings.length, 3);
      assert.equal(
        warnings[0],
        "the public members of acme could not be read, and what is known of them is kept: " +
          "GitHub did not answer; they are asked for again later",
      );
      gitHub.onAnswer = undefined;
      gitHub.fail(OPERATION, { kind: "answer", status: 502 }, 1);
      await later(MINUTE);
      assert.deepEqual(asked(), ["acme 502", "acme-labs 200", "globex 200"], "another token, another ETag");
      await later(2 * MINUTE - 1);
      assert.deepEqual(asked(), []);
      await later(1);
      assert.deepEqual(asked(), ["acme 200"]);
      assert.deepEqual(store.sets.get("acme")?.ids, new Set());
      assert.equal(warnings.length, 3, "said once");
    });
  });

  const limits = [
    { what: "a secondary limit", fault: { kind: "secondary-limit", retryAfterSeconds: 600 }, pause: 600_000 },
    {
      what: "the hour's limit",
      fault: { kind: "rate-limit", resetAtSeconds: Date.parse("2026-03-01T00:30:00Z") / 1000 },
      pause: 1_800_000,
    },
  ] as const;
  for (const { what, fault, pause } of limits) {
    it(`${what}: nothing is asked before it is over`, async () => {
      await staged(async ({ later, asked }) => {
        gitHub.fail(OPERATION, fault);
        await later(pause - 1);
        assert.deepEqual(asked(), ["acme 403"]);
        await later(1);
        assert.deepEqual(asked().sort(), ["acme 200", "acme-labs 200", "globex 200"]);
      });
    });
  }

  it("an organization that is gone keeps its set, is said once, and asked for again as usual", async () => {
    await staged(async ({ store, later, asked, warnings }) => {
      await later(0);
      gitHub.state.members.delete("globex");
      await later(12 * HOUR);
      assert.deepEqual(
        asked().filter((each) => each.startsWith("globex")),
        ["globex 200", "globex 404", "globex 404"],
      );
      assert.deepEqual(store.sets.get("globex"), { ids: new Set([1001]), readOn: 20_513, gone: true });
      assert.deepEqual(warnings, [
        "the public members of globex could not be read, and what is known of them is kept: " +
          "GitHub knows no such organization; give its new login in the roster's github.orgs",
      ]);
    });
  });

  it("an App that is installed nowhere asks for installations alone, a suspended one is none", async () => {
    gitHub.state.installations.splice(0, 1, { id: 5, suspended_at: "2026-01-01T00:00:00Z" });
    await staged(async ({ later, asked }) => {
      await later(MINUTE - 1);
      assert.equal(gitHub.count("apps/list-installations"), 1);
      assert.deepEqual(asked(), []);
      gitHub.state.installations.push({ id: 6, suspended_at: null });
      await later(1);
      assert.deepEqual(asked().sort(), ["acme 200", "acme-labs 200", "globex 200"]);
    });
  });

  it("a roster without a public client that is on GitHub: not a single call", async () => {
    const orgs = organizationsToAsk({ ...ROSTER, organizations: ROSTER.organizations.slice(2) });
    assert.deepEqual(orgs, []);
    await staged(
      async ({ refresh }) => {
        await wait(50);
        await refresh.stop();
        assert.equal(gitHub.count(), 0);
      },
      { orgs },
    );
  });

  for (const operation of ["apps/list-installations", OPERATION]) {
    it(`stops at once while ${operation} never answers`, async () => {
      await staged(async ({ refresh, store, later, warnings }) => {
        gitHub.fail(operation, { kind: "hang" });
        void later(0);
        while (gitHub.count(operation) === 0) await wait(1);
        const began = performance.now();
        await refresh.stop();
        assert.ok(performance.now() - began < 1000);
        assert.equal(store.sets.size, 0, "an end is no failure");
        assert.deepEqual(warnings, []);
      });
    });
  }

  it("sleeping ends when it is told to, and keeps no process alive", async () => {
    const program = [
      `import { sleep, sleepUntilStopped } from ${JSON.stringify(new URL("../../../github-app/src/sleep.ts", import.meta.url).href)};`,
      "for (const each of [sleep, sleepUntilStopped]) {",
      "  const stopping = new AbortController();",
      "  const slept = each(86_400_000, stopping.signal);",
      "  stopping.abort();",
      "  await slept;",
      "  await each(86_400_000, stopping.signal);",
      "}",
      "void sleep(86_400_000, new AbortController().signal);",
      'process.stdout.write("over");',
    ];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program.join("\n")],
      { timeout: 10_000 },
    );
    assert.equal(stdout, "over");
  }).timeout(15_000);
});

describe("public members in the App", () => {
  const REPOSITORY = "octo-org/engine";
  let gitHub: FaultServer;
  let app: FaultApp | undefined;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    gitHub.putFile(REPOSITORY, ".github/recuse.yml", "version: 1\nproposals: { labels: [proposal] }\n");
  });
  afterEach(async () => {
    await app?.close();
    app?.requests.assertClean();
    app = undefined;
    await gitHub.close();
    assert.doesNotMatch(JSON.stringify(gitHub.requests), /zz|shared/i);
  });

  it("is ready before GitHub answers, labels what a member files once it did, and keeps the set", async () => {
    for (const org of ["acme", "acme-labs"]) gitHub.putMembers(org, []);
    gitHub.putMembers("globex", []);
    gitHub.putMembers("acme", [{ login: "mona", id: 2 }]);
    gitHub.fail(OPERATION, { kind: "delay", milliseconds: 300 });
    app = await startFaultApp({ gitHub, roster: ROSTER, more: { sleep } });
    assert.equal((await fetch(`${app.url}/readyz`)).status, 200);
    assert.equal(gitHub.count(OPERATION) <= 1, true);
    while (gitHub.count(OPERATION) < 3) await wait(5);
    const members = join(app.folder, "members.json");
    while (!(await readFile(members, "utf8").catch(() => "")).includes("globex")) await wait(5);
    const author = { login: "mona", id: 2 };
    const json = issueJson({ number: 1, author });
    const { labels } = gitHub.putSubject(REPOSITORY, json);
    await app.work("issues", subjectPayload("opened", json));
    assert.deepEqual([...labels], ["conflict/disclosure-due"]);
    const determined = (await app.entries("public")).filter(({ type }) => type === "determination");
    assert.deepEqual(
      determined.map(({ level }) => level),
      ["disclose"],
    );
    assert.doesNotMatch(app.logLines.join("\n"), /zz/);
  });

  it("closes while GitHub does not answer", async () => {
    gitHub.fail(OPERATION, { kind: "hang" });
    app = await startFaultApp({ gitHub, roster: ROSTER, more: { sleep } });
    while (gitHub.count(OPERATION) === 0) await wait(5);
    const began = performance.now();
    await app.close();
    app = undefined;
    assert.ok(performance.now() - began < 2000);
  });
});
