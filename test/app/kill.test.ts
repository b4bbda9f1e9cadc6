/*
 * kill -9 in the middle of a burst of deliveries: whatever was acknowledged is worked after the restart, and
 * nothing shows twice. The same checks against an App that is broken on purpose must complain.
 */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import {
  entriesIn,
  folderWith,
  issueJson,
  isWrite,
  pullJson,
  SECRET,
  stickyComments,
  subjectPayload,
} from "../builders/fault-app.ts";
import { acme, key, roster } from "../builders/roster.ts";
import { asDeliveries, deliver, shuffled, type Delivery } from "../peers/deliveries.ts";
import { startFaultServer, type FaultServer } from "../peers/fault-server.ts";
import { CHARGE_VARIABLE, type Charge } from "./kill-runner.ts";

const REPOSITORY = "octo-org/engine";
const DUE = "conflict/disclosure-due";
const REQUIRED = "recusal/required";
const PER_ROUND = 32;
/** Deliveries on their way at once, each over a connection that is kept. */
const ABREAST = 8;
/** GitHub takes its time, so that a kill finds calls under way; in milliseconds. */
const SLOW = 15;

const ROSTER = roster({
  organizations: [
    acme({ domains: [] }),
    { id: "initech", name: "Initech", disclosure: "confidential", commitmentKey: key(3) },
  ],
  engagements: ["acme", "initech"].map((organization) => ({
    owner: "octocat",
    organization,
    kind: "retainer" as const,
    from: "2025-01-01",
  })),
  people: [
    { login: "wile", id: 1001, organization: "acme", disclosure: "public" },
    { login: "milton", id: 1003, organization: "initech" },
  ],
});

/** What is filed, in turn, and what must come of it. */
const SHAPES = [
  { labels: ["proposal"], added: [REQUIRED], comments: 1, log: "public" },
  { pull: true, added: [DUE], comments: 1, log: "public" },
  { added: [DUE], comments: 0, log: "public" },
  {
    labels: ["proposal"],
    author: { login: "milton", id: 1003 },
    added: [],
    comments: 0,
    log: "private",
  },
] as const;

function shapeOf(number: number): (typeof SHAPES)[number] {
  const shape = SHAPES[number % SHAPES.length];
  assert.ok(shape);
  return shape;
}

/** When a round is killed: as soon as so many deliveries were acknowledged, or so many calls have begun. */
interface Moment {
  readonly of: "acknowledged" | "issues/add-labels" | "issues/create-comment" | "issues/list-comments";
  readonly count: number;
}

interface ChildApp {
  readonly url: string;
  readonly pending: () => Promise<number>;
  readonly kill: () => Promise<void>;
}

const Greeting = z.object({ url: z.string(), pending: z.string() });
const RUNNER = fileURLToPath(new URL("kill-runner.ts", import.meta.url));

describe("kill -9 in the middle of a burst", function () {
  this.timeout(60_000);
  const children = new Set<ChildProcess>();
  let gitHub: FaultServer;
  let folder: string;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    gitHub.putFile(REPOSITORY, ".github/recuse.yml", "version: 1\nproposals:\n  labels: [proposal]\n");
    folder = await folderWith(ROSTER);
  });

  afterEach(async () => {
    for (const child of children) child.kill("SIGKILL");
    await gitHub.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function startChild(broken?: Charge["broken"]): Promise<ChildApp> {
    const charge = { folder, gitHub: gitHub.url, broken } satisfies Charge;
    const child = spawn(process.execPath, [RUNNER], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, [CHARGE_VARIABLE]: JSON.stringify(charge) },
    });
    children.add(child);
    const ended = once(child, "exit").finally(() => children.delete(child));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const said = await Promise.race([lines.next(), ended.then(() => ({ value: undefined }))]);
    assert.ok(typeof said.value === "string", "the App did not start");
    const { url, pending } = Greeting.parse(JSON.parse(said.value));
    return {
      url,
      pending: async () => {
        const text = await (await fetch(pending)).text();
        return Number(/^recuse_inbox_pending (\d+)$/m.exec(text)?.[1]);
      },
      kill: async () => {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }

  /** Files the round's subjects on GitHub and answers what GitHub tells of them. */
  function fileRound(round: number): Delivery[] {
    const payloads = Array.from({ length: PER_ROUND }, (_, index) => {
      const number = round * PER_ROUND + index + 1;
      const shape = shapeOf(number);
      const json = "pull" in shape ? pullJson({ number }) : issueJson({ number, ...shape });
      gitHub.putSubject(REPOSITORY, json);
      const event = "pull" in shape ? "pull_request" : "issues";
      return { event, payload: subjectPayload("opened", json) };
    });
    return asDeliveries(payloads, `round ${String(round)}`);
  }

  /** Sends until the App is killed; answers the numbers of the subjects whose delivery was acknowledged. */
  async function burst(app: ChildApp, deliveries: readonly Delivery[], moment: Moment): Promise<Set<number>> {
    const acknowledged = new Set<number>();
    const before = moment.of === "acknowledged" ? 0 : gitHub.count(moment.of);
    const reached = (): number =>
      moment.of === "acknowledged" ? acknowledged.size : gitHub.count(moment.of) - before;
    const waiting = [...deliveries];
    const sender = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { status } = await deliver({ ...next, url: `${app.url}/api/github/webhooks`, secret: SECRET });
        assert.equal(Math.floor(status / 100), 2);
        acknowledged.add(numberOf(next));
      }
    };
    // A connection that breaks ends its sender: what it had sent was not acknowledged.
    const sent = Promise.allSettled(Array.from({ length: ABREAST }, sender));
    const latest = performance.now() + 5_000;
    while (reached() < moment.count && performance.now() < latest) await wait(1);
    await app.kill();
    await sent;
    return acknowledged;
  }

  /** Waits until nothing is pending, for so many milliseconds at most. */
  async function idle(app: ChildApp, longest = 20_000): Promise<void> {
    const latest = performance.now() + longest;
    while ((await app.pending()) > 0) {
      assert.ok(performance.now() < latest, "deliveries are left unworked");
      await wait(10);
    }
  }

  function isWorked(number: number): boolean {
    const { added, comments, log } = shapeOf(number);
    const { labels } = gitHub.subject(REPOSITORY, number);
    return (
      log === "public" &&
      added.every((label) => labels.has(label)) &&
      stickyComments(gitHub, REPOSITORY, number).length >= comments
    );
  }

  /** Everything that is not as it must be, a sentence each. */
  async function problems(acknowledged: ReadonlySet<number>): Promise<string[]> {
    const found: string[] = [];
    const logs = { public: await entriesIn(folder, "public"), private: await entriesIn(folder, "private") };
    for (const [ref, { json, labels }] of gitHub.state.subjects) {
      const number = Number(json.number);
      const shape = shapeOf(number);
      const comments = stickyComments(gitHub, REPOSITORY, number).length;
      if (comments > 1) found.push(`${ref}: ${String(comments)} comments`);
      const entries = logs[shape.log].filter(({ subject }) => subject?.number === number);
      const types = entries.map(({ type }) => type);
      if (types.includes("override")) found.push(`${ref}: an override that nobody made`);
      if (types.includes("effect") && types[0] !== "determination") {
        found.push(`${ref}: an effect before its determination`);
      }
      const other = logs[shape.log === "public" ? "private" : "public"];
      if (other.some(({ subject }) => subject?.number === number)) found.push(`${ref}: in the wrong log`);
      const added = [...labels].filter((label) => label !== "proposal");
      if (added.some((label) => !(shape.added as readonly string[]).includes(label))) {
        found.push(`${ref}: wrong labels ${added.join()}`);
      }
      if (!acknowledged.has(number)) continue;
      const count = (type: string, kind?: string): number =>
        entries.filter((entry) => entry.type === type && entry.effect?.kind === kind).length;
      const is = {
        labels: added,
        comments: Math.min(1, comments),
        determinations: count("determination"),
        labelled: count("effect", "label-added"),
        commented: count("effect", "comment"),
      };
      const must = {
        labels: [...shape.added],
        comments: shape.comments,
        determinations: 1,
        labelled: shape.added.length,
        commented: shape.comments,
      };
      if (JSON.stringify(is) !== JSON.stringify(must)) found.push(`${ref}: lost, ${JSON.stringify(is)}`);
    }
    return found;
  }

  /** Rounds on one folder, each killed at its moment; then a start that is left alone until nothing waits. */
  async function play(
    moments: readonly Moment[],
    broken?: Charge["broken"],
  ): Promise<{ app: ChildApp; deliveries: Delivery[]; acknowledged: Set<number>; interrupted: number }> {
    const deliveries: Delivery[] = [];
    const acknowledged = new Set<number>();
    let interrupted = 0;
    for (const operation of ["issues/add-labels", "issues/create-comment"]) {
      gitHub.fail(operation, { kind: "delay", milliseconds: SLOW }, 2 * PER_ROUND * moments.length);
    }
    for (const [round, moment] of moments.entries()) {
      const told = fileRound(round);
      deliveries.push(...told);
      const app = await startChild(broken);
      for (const number of await burst(app, told, moment)) acknowledged.add(number);
      await wait(2 * SLOW); // What GitHub had received it still does.
      interrupted += [...acknowledged].filter((each) => shapeOf(each).comments > 0 && !isWorked(each)).length;
    }
    const app = await startChild(broken);
    await idle(app);
    return { app, deliveries, acknowledged, interrupted };
  }

  function momentsFor(seed: number): Moment[] {
    const counts = shuffled([2, 3, 5, 7, 9, 12, 16, 24], seed);
    const places = shuffled(
      ["acknowledged", "issues/add-labels", "issues/create-comment", "acknowledged"] as const,
      seed,
    );
    return places.map((of, index) => {
      const count = counts[index] ?? 1;
      return { of, count: of === "acknowledged" ? count : Math.min(count, 10) };
    });
  }

  for (const seed of [1, 2]) {
    it(`acknowledged is worked, and nothing shows twice (moments ${String(seed)})`, async () => {
      const { app, deliveries, acknowledged, interrupted } = await play(momentsFor(seed));
      assert.ok(interrupted > 0, "every round was killed too late to interrupt anything");
      assert.ok(acknowledged.size < deliveries.length, "every round was killed too late for the burst");
      assert.deepEqual(await problems(acknowledged), []);

      const writes = gitHub.requests.filter(isWrite).length;
      const url = `${app.url}/api/github/webhooks`;
      const known = deliveries.filter((each) => acknowledged.has(numberOf(each)));
      for (const each of known) await deliver({ ...each, url, secret: SECRET });
      await idle(app);
      assert.equal(gitHub.requests.filter(isWrite).length, writes, "what is delivered again is known");
      for (const each of deliveries) await deliver({ ...each, url, secret: SECRET });
      await idle(app);
      assert.deepEqual(await problems(new Set(deliveries.map(numberOf))), []);
      await app.kill();
    });
  }

  it("killed while it looks for the comment of an earlier run: still one", async () => {
    gitHub.fail("issues/list-comments", { kind: "delay", milliseconds: SLOW }, PER_ROUND);
    const { app, acknowledged } = await play([
      { of: "issues/create-comment", count: 2 },
      { of: "issues/list-comments", count: 1 },
    ]);
    assert.ok(gitHub.count("issues/list-comments") >= 2);
    assert.deepEqual(await problems(acknowledged), []);
    await app.kill();
  });

  describe("an App that is broken on purpose", () => {
    it("acknowledges before it is durable: what is lost is noticed", async () => {
      const { app, acknowledged } = await play([{ of: "acknowledged", count: PER_ROUND }], "early");
      const found = await problems(acknowledged);
      assert.ok(
        found.some((each) => each.includes("lost")),
        found.join(),
      );
      await app.kill();
    });

    it("does not look for the comment of an earlier run: the second one is noticed", async () => {
      const { app, acknowledged } = await play([{ of: "issues/create-comment", count: 2 }], "blind");
      const found = await problems(acknowledged);
      assert.ok(
        found.some((each) => each.includes("2 comments")),
        found.join(),
      );
      await app.kill();
    });
  });
});

function numberOf({ payload }: Delivery): number {
  return Number(payload.number);
}
