import assert from "node:assert/strict";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readProfilesInto } from "../../../github-app/src/affiliations/profiles-read.ts";
import { tokenClient } from "../../../github-app/src/github/client.ts";
import { openProfiles, type ProfileStore } from "../../../github-app/src/store/profiles.ts";
import { inFolder } from "../../builders/command-line.ts";
import { contractFetch } from "../../peers/contract-fetch.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-03-01T12:00:00Z");

describe("the store of profiles", () => {
  let now = START;
  let warnings: string[] = [];
  let gitHub: FaultServer;

  beforeEach(async () => {
    now = START;
    warnings = [];
    gitHub = await startFaultServer();
  });
  afterEach(async () => {
    await gitHub.close();
  });

  async function open(folder: string, most?: number): Promise<ProfileStore> {
    return openProfiles(join(folder, "data", "profiles.json"), {
      now: () => new Date(now),
      warn: (sentence) => warnings.push(sentence),
      ...(most === undefined ? {} : { most }),
    });
  }

  function user(id: number, login: string, company: string | null): void {
    gitHub.state.users.set(login, { id, login, company });
  }

  async function read(store: ProfileStore, ...authors: { id: number; login: string }[]): Promise<number> {
    const requests = contractFetch({ baseUrl: gitHub.url });
    const octokit = tokenClient("t", { baseUrl: gitHub.url, fetch: requests.fetch });
    const count = await readProfilesInto({
      store,
      octokit,
      authors,
      now: () => new Date(now),
      goOn: (budget) => budget === undefined || budget.remaining > 100,
    });
    requests.assertClean();
    return count;
  }

  it("keeps what was read, for its owner alone", async () => {
    await inFolder(async (folder) => {
      const store = await open(folder);
      await assert.rejects(stat(join(folder, "data")));
      store.keep(1, { login: "mona", company: "@acme", etag: 'W/"1"' });
      await store.write();
      for (const each of [store, await open(folder)]) {
        assert.deepEqual([...each.companies], [[1, { login: "mona", company: "@acme", readOn: 20_513 }]]);
        assert.deepEqual(each.lastRead(1), { at: new Date(now), etag: 'W/"1"' });
        assert.equal(each.lastRead(2), undefined);
      }
      assert.equal((await stat(join(folder, "data", "profiles.json"))).mode & 0o777, 0o600);
    });
  });

  it("forgets those that were read longest ago when there are too many", async () => {
    await inFolder(async (folder) => {
      const store = await open(folder, 3);
      for (const id of [5, 4, 3]) {
        store.keep(id, { login: "x", company: "" });
        now += 1;
      }
      store.confirm(5);
      now += 1;
      store.keep(2, { login: "x", company: "" });
      assert.deepEqual([...store.companies.keys()].sort(), [2, 3, 5]);
      await store.write();
      const again = await open(folder, 2);
      assert.deepEqual([...again.companies.keys()].sort(), [2, 5]);
    });
  });

  it("is begun anew where it is damaged, and says so", async () => {
    await inFolder(async (folder) => {
      (await open(folder)).keep(1, { login: "mona", company: "" });
      await (await open(folder)).write();
      await writeFile(join(folder, "data", "profiles.json"), '{"__proto__": 1, "x": {}}');
      assert.equal((await open(folder)).companies.size, 0);
      assert.equal(warnings.length, 1);
    });
  });

  it("each author's profile is read once in 30 days, on the condition that it differs", async () => {
    user(1, "mona", "@acme");
    user(2, "lisa", null);
    const authors = [
      { id: 1, login: "mona" },
      { id: 2, login: "lisa" },
    ];
    await inFolder(async (folder) => {
      const store = await open(folder);
      assert.equal(await read(store, ...authors), 2);
      assert.equal(await read(store, ...authors), 0);
      now += 30 * DAY;
      assert.equal(await read(await open(folder), ...authors), 0);
      now += 1;
      user(2, "lisa", "Acme");
      assert.equal(await read(store, ...authors), 2);
      assert.deepEqual(
        gitHub.requests.map(({ operation, status }) => `${operation ?? ""} ${String(status)}`),
        [200, 200, 304, 200].map((status) => `users/get-by-username ${String(status)}`),
      );
      assert.deepEqual(
        [...(await open(folder)).companies.values()].map(({ login, company, readOn }) => [
          login,
          company,
          readOn,
        ]),
        [
          ["mona", "@acme", 20_543],
          ["lisa", "Acme", 20_543],
        ],
      );
    });
  });

  it("an account that is gone, or a login that is another's by now, says nothing", async () => {
    user(7, "mona", "@acme");
    await inFolder(async (folder) => {
      const store = await open(folder);
      assert.equal(await read(store, { id: 1, login: "mona" }, { id: 2, login: "gone" }), 2);
      assert.deepEqual(
        [...store.companies].map(([id, { company }]) => [id, company]),
        [
          [1, ""],
          [2, ""],
        ],
      );
    });
  });

  it("stops where the calls run out", async () => {
    user(1, "mona", "");
    user(2, "lisa", "");
    gitHub.state.quota = { remaining: 101, resetAtSeconds: 1_800_000_000 };
    await inFolder(async (folder) => {
      const store = await open(folder);
      assert.equal(await read(store, { id: 1, login: "mona" }, { id: 2, login: "lisa" }), 1);
      assert.deepEqual([...(await open(folder)).companies.keys()], [1]);
    });
  });

  it("what was read before a failure is kept", async () => {
    user(1, "mona", "@acme");
    gitHub.onAnswer = () => {
      gitHub.fail("users/get-by-username", { kind: "answer", status: 403 });
    };
    await inFolder(async (folder) => {
      await assert.rejects(read(await open(folder), { id: 1, login: "mona" }, { id: 2, login: "lisa" }), {
        status: 403,
      });
      assert.deepEqual([...(await open(folder)).companies.keys()], [1]);
    });
  });
});
