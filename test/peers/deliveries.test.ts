/* Deliveries made by hand are what GitHub would send: signed over the bytes, and in an order that can be had again. */

import { verify } from "@octokit/webhooks-methods";
import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { listenOnLoopback, stopListening } from "../../github-app/src/demo/loopback.ts";
import { asGitHubSendsIt } from "../../github-app/src/demo/webhook-relay.ts";
import {
  asDeliveries,
  deliver,
  duplicated,
  examplePayloads,
  shuffled,
  withInstallation,
} from "./deliveries.ts";

const SECRET = "a secret of the tests";

describe("deliveries made by hand", () => {
  let url: string;
  let seen: { headers: IncomingHttpHeaders; body: string }[];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      seen.push({ headers: request.headers, body });
      response.writeHead(202).end("taken");
    });
  });

  before(async () => {
    url = `http://127.0.0.1:${await listenOnLoopback(server)}/`;
  });
  beforeEach(() => {
    seen = [];
  });
  after(() => stopListening(server));

  it("are signed over the bytes sent, unless told otherwise", async () => {
    const payload = { action: "opened", note: "héllo" };
    const given = { url, secret: SECRET, event: "issues", id: "d-1", payload };
    assert.deepEqual(await deliver(given), { status: 202, body: "taken" });
    await deliver({ ...given, body: "not JSON" });
    await deliver({ ...given, signature: "sha256=00" });
    await deliver({ ...given, signature: null });
    const signatures = seen.map(({ headers }) => headers["x-hub-signature-256"]);
    assert.ok(await verify(SECRET, JSON.stringify(payload), String(signatures[0])));
    assert.ok(await verify(SECRET, "not JSON", String(signatures[1])));
    assert.deepEqual(signatures.slice(2), ["sha256=00", undefined]);
    assert.partialDeepStrictEqual(seen[0]?.headers, {
      "x-github-event": "issues",
      "x-github-delivery": "d-1",
    });
  });

  it("are all of GitHub's 329 examples of 58 events", () => {
    const examples = examplePayloads();
    assert.equal(examples.length, 329);
    assert.equal(new Set(examples.map(({ event }) => event)).size, 58);
    assert.equal(new Set(examples.map(({ name }) => name)).size, 329);
    const [example] = examples;
    assert.ok(example);
    const installed = withInstallation(example, 7);
    assert.partialDeepStrictEqual(installed, { event: example.event, payload: { installation: { id: 7 } } });
    assert.notDeepEqual(example.payload.installation, installed.payload.installation);
  });

  it("can be doubled and shuffled, the same way each time", () => {
    const deliveries = asDeliveries(examplePayloads());
    assert.equal(new Set(deliveries.map(({ id }) => id)).size, 329);
    assert.deepEqual(deliveries, asDeliveries(examplePayloads()));
    const doubled = duplicated(deliveries);
    const order = shuffled(doubled, 1).map(({ id }) => id);
    assert.deepEqual(
      order,
      shuffled(doubled, 1).map(({ id }) => id),
    );
    assert.notDeepEqual(
      order,
      shuffled(doubled, 2).map(({ id }) => id),
    );
    assert.deepEqual(order.toSorted(), doubled.map(({ id }) => id).toSorted());
  });

  it("of the local GitHub are changed only where they are not what GitHub sends", () => {
    const repository = { owner: { login: "octo-org", type: "Organization" } };
    const pull = { number: 3, head: {} };
    const rows = [
      {
        event: "issues",
        payload: { action: "labeled", issue: pull, label: { name: "x" }, repository },
        expected: {
          event: "pull_request",
          payload: {
            action: "labeled",
            pull_request: pull,
            label: { name: "x" },
            number: 3,
            repository,
            organization: repository.owner,
          },
        },
      },
      {
        event: "issues",
        payload: { action: "labeled", issue: { number: 3 }, repository: { owner: { type: "User" } } },
        expected: {
          event: "issues",
          payload: { action: "labeled", issue: { number: 3 }, repository: { owner: { type: "User" } } },
        },
      },
      {
        event: "pull_request",
        payload: { action: "opened", pull_request: pull },
        expected: { event: "pull_request", payload: { action: "opened", pull_request: pull, number: 3 } },
      },
      { event: "push", payload: { ref: "r" }, expected: { event: "push", payload: { ref: "r" } } },
    ];
    for (const { event, payload, expected } of rows)
      assert.deepEqual(asGitHubSendsIt(event, payload), expected);
  });
});
