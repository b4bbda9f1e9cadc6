import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { recoverDoneFile } from "../../../github-app/src/inbox/done-file.ts";
import { signatureOf } from "../../../github-app/src/inbox/signature.ts";

const SECRET = "a secret of the test only";
const ROUNDS = 8;
const CALLERS = 12;
/** A round ends by itself after this many deliveries of each caller. */
const MOST = 150;

/** Every start cuts what its predecessor left torn, and the last one ended in good order. */
function neverTorn(warning: string): never {
  throw new Error(warning);
}

const Started = z.object({ port: z.number() });

describe("kill -9 in the middle of a burst", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-kill-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function start(): Promise<{ child: ChildProcess; port: number }> {
    const child = fork(new URL("burst-server.ts", import.meta.url), [folder, SECRET]);
    const [message] = (await once(child, "message")) as unknown[];
    return { child, port: Started.parse(message).port };
  }

  /** Answers the status, or undefined when the connection broke. */
  function post(agent: Agent, port: number, id: string, subject: number): Promise<number | undefined> {
    const body = JSON.stringify({
      repository: { id: 1 },
      issue: { number: subject },
      pad: "x".repeat(subject * 50),
    });
    return new Promise((resolve) => {
      const headers = {
        "content-type": "application/json",
        "content-length": String(body.length),
        "x-github-event": "issues",
        "x-github-delivery": id,
        "x-hub-signature-256": signatureOf(SECRET, Buffer.from(body)),
      };
      const sent = request({
        agent,
        port,
        host: "127.0.0.1",
        path: "/api/github/webhooks",
        method: "POST",
        headers,
      });
      sent.on("response", (response) => {
        response.on("error", () => undefined);
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", () => {
        resolve(undefined);
      });
      sent.end(body);
    });
  }

  it("loses nothing that was acknowledged, and records each delivery as done once", async function () {
    this.timeout(60_000);
    const acknowledged = new Set<string>();
    const unanswered: { id: string; subject: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { child, port } = await start();
      const agent = new Agent({ keepAlive: true });
      const killed = once(child, "exit");
      setTimeout(() => child.kill("SIGKILL"), randomInt(20, 250));
      // What got no answer is delivered again, as a person does on GitHub's page of deliveries.
      const again = unanswered.splice(0);
      await Promise.all(
        Array.from({ length: CALLERS }, async () => {
          for (let n = 0; n < MOST; n += 1) {
            const delivery = again.pop() ?? { id: randomUUID(), subject: randomInt(1, 9) };
            const status = await post(agent, port, delivery.id, delivery.subject);
            if (status === undefined) {
              unanswered.push(delivery);
              return;
            }
            assert.ok(status === 202 || status === 200, `answered ${String(status)}`);
            acknowledged.add(delivery.id);
          }
        }),
      );
      await killed;
      agent.destroy();
    }
    const { child } = await start();
    const ended = once(child, "exit");
    child.send("finish");
    assert.deepEqual(await ended, [0, null]);

    assert.ok(acknowledged.size > 100, `only ${String(acknowledged.size)} deliveries were acknowledged`);
    const handled = new Set((await readFile(join(folder, "handled"), "utf8")).split("\n"));
    assert.deepEqual(
      [...acknowledged].filter((id) => !handled.has(id)),
      [],
      "acknowledged and not handled",
    );
    const counts = new Map<string, number>();
    for (const { id, outcome } of await recoverDoneFile(join(folder, "inbox"), neverTorn)) {
      assert.equal(outcome, "done");
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const id of acknowledged) assert.equal(counts.get(id), 1, "recorded as done once");
    assert.deepEqual(await readdir(join(folder, "inbox")), ["done"], "no body outlives its work");
  });
});
