import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PermanentError } from "../../../github-app/src/inbox/errors.ts";
import { openInbox, type Inbox } from "../../../github-app/src/inbox/inbox.ts";
import { laneOf } from "../../../github-app/src/inbox/lane.ts";
import { pauseAfter, work, type WorkOutcome, type Worker } from "../../../github-app/src/inbox/worker.ts";

const DAY = 24 * 60 * 60 * 1000;

describe("worker", () => {
  let folder: string;
  let inbox: Inbox;
  let worker: Worker | undefined;
  let time: number;
  let reports: [WorkOutcome, string][];
  const pauses: number[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-worker-"));
    time = Date.parse("2026-03-01T09:00:00Z");
    inbox = await openInbox(folder, { now: () => time, doneDelay: 1 });
    reports = [];
    pauses.length = 0;
  });
  afterEach(async () => {
    await worker?.stop();
    await inbox.close();
    await rm(folder, { recursive: true });
  });

  const accept = (id: string, lane: string) =>
    inbox.accept({ id, event: "issues", body: Buffer.from(JSON.stringify({ id })), lane });

  function start(
    handle: Parameters<typeof work>[1],
    sleep: (milliseconds: number) => Promise<void> = () => Promise.resolve(),
  ): void {
    worker = work(inbox, handle, {
      concurrency: 3,
      now: () => time,
      sleep: (milliseconds) => {
        pauses.push(milliseconds);
        return sleep(milliseconds);
      },
      report: (outcome, { id }) => reports.push([outcome, id]),
    });
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  it("works one lane in order and one at a time, several lanes at once and no more than allowed", async () => {
    const active = new Map<string, number>();
    const order: string[] = [];
    let most = 0;
    for (let n = 0; n < 60; n += 1) await accept(`${String(n % 6)}:${String(n)}`, String(n % 6));
    start(async ({ id }) => {
      const lane = id.split(":")[0] ?? "";
      assert.equal(active.get(lane) ?? 0, 0, "one at a time");
      active.set(lane, 1);
      most = Math.max(
        most,
        [...active.values()].reduce((sum, n) => sum + n, 0),
      );
      order.push(id);
      await new Promise((resolve) => setTimeout(resolve, n(id) % 3));
      active.set(lane, 0);
    });
    const n = (id: string) => Number(id.split(":")[1]);
    await until(() => inbox.pending() === 0);
    assert.equal(most, 3);
    for (let lane = 0; lane < 6; lane += 1) {
      const worked = order.filter((id) => id.startsWith(`${String(lane)}:`)).map(n);
      assert.deepEqual(
        worked,
        worked.toSorted((a, b) => a - b),
      );
      assert.equal(worked.length, 10);
    }
  });

  it("works deliveries of no lane side by side", async () => {
    const both = Promise.withResolvers<undefined>();
    let started = 0;
    start(() => {
      started += 1;
      if (started === 2) both.resolve(undefined);
      return both.promise;
    });
    await accept("a", "");
    await accept("b", "");
    await until(() => inbox.pending() === 0);
  });

  it("tries again with longer pauses, in its place, and holds up no other lane", async () => {
    const woken = Promise.withResolvers<undefined>();
    const order: string[] = [];
    let failures = 0;
    start(
      ({ id }) => {
        order.push(id);
        if (id === "bad" && failures++ < 3) return Promise.reject(new Error("502"));
        return Promise.resolve();
      },
      () => (failures < 3 ? Promise.resolve() : woken.promise),
    );
    await accept("bad", "1");
    await accept("behind", "1");
    await until(() => failures === 3);
    await accept("other", "2");
    await until(() => order.includes("other"));
    assert.ok(!order.includes("behind"));
    woken.resolve(undefined);
    await until(() => inbox.pending() === 0);
    assert.deepEqual(order, ["bad", "bad", "bad", "other", "bad", "behind"]);
    assert.deepEqual(pauses, [1000, 2000, 4000]);
  });

  it("pauses for five minutes at most", () => {
    assert.deepEqual(
      [1, 2, 8, 9, 10, 50, 5000].map(pauseAfter),
      [1000, 2000, 128000, 256000, 300000, 300000, 300000],
    );
  });

  it("gives up after three days, and a redelivery is worked anew", async () => {
    let failing = true;
    start(() => {
      time += DAY;
      return failing ? Promise.reject(new Error("503")) : Promise.resolve();
    });
    await accept("a", "1");
    await until(() => inbox.pending() === 0);
    assert.deepEqual(reports, [
      ["retried", "a"],
      ["retried", "a"],
      ["failed", "a"],
    ]);
    failing = false;
    assert.equal(await accept("a", "1"), "accepted");
    await until(() => inbox.pending() === 0);
    assert.deepEqual(reports.at(-1), ["done", "a"]);
  });

  const permanent: [string, Error, WorkOutcome][] = [
    ["a permanent error", new PermanentError("gone"), "failed"],
    ["permanent errors that Probot gathered", new AggregateError([new PermanentError("gone")]), "failed"],
    [
      "a gathered error that may pass",
      new AggregateError([new PermanentError("gone"), new Error("502")]),
      "retried",
    ],
    ["an empty gathering", new AggregateError([]), "retried"],
  ];
  for (const [name, error, outcome] of permanent) {
    it(`answers ${name} with "${outcome}"`, async () => {
      let first = true;
      start(() => {
        const failing = first;
        first = false;
        return failing ? Promise.reject(error) : Promise.resolve();
      });
      await accept("a", "1");
      await accept("b", "1");
      await until(() => inbox.pending() === 0);
      assert.deepEqual(reports[0], [outcome, "a"]);
      assert.deepEqual(reports.at(-1), ["done", "b"]);
    });
  }

  it("finishes what runs when stopped, and leaves the rest for the next start", async () => {
    const gate = Promise.withResolvers<undefined>();
    start(() => gate.promise);
    for (const id of ["a", "b", "c", "d", "e"]) await accept(id, id);
    await until(() => worker?.running() === 3);
    let stopped = false;
    const stopping = worker?.stop().then(() => (stopped = true));
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(stopped, false);
    gate.resolve(undefined);
    await stopping;
    assert.equal(inbox.pending(), 2);
    await inbox.close();
    inbox = await openInbox(folder, { now: () => time, doneDelay: 1 });
    assert.equal(inbox.pending(), 2);
  });
});

describe("lane of a delivery", () => {
  const cases: [string, unknown, string][] = [
    ["an issue", { repository: { id: 7 }, issue: { number: 3 } }, "7/3"],
    ["a pull request", { repository: { id: 7 }, pull_request: { number: 4 } }, "7/4"],
    ["a discussion", { repository: { id: 7 }, discussion: { number: 5 } }, "7/5"],
    ["a push", { repository: { id: 7 } }, "7/"],
    ["an installation", { installation: { id: 9 } }, "installation/9"],
    ["nothing", {}, ""],
    ["null", null, ""],
    ["text where an id belongs", { repository: { id: "octo-org" } }, ""],
    ["text where a number belongs", { repository: { id: 7 }, issue: { number: "x" } }, "7/"],
  ];
  for (const [name, payload, lane] of cases) {
    it(`of ${name}`, () => {
      assert.equal(laneOf(payload), lane);
    });
  }
});
