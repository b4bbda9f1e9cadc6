import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import {
  frontDoor,
  LARGEST_PAYLOAD,
  type DeliveryOutcome,
  type FrontDoorOptions,
} from "../../../github-app/src/http/front-door.ts";
import { createMetrics } from "../../../github-app/src/http/metrics.ts";
import { serveHttp, type RunningServer } from "../../../github-app/src/http/server.ts";
import type { ReceivedDelivery } from "../../../github-app/src/inbox/inbox.ts";
import { signatureOf } from "../../../github-app/src/inbox/signature.ts";

const SECRET = "a secret of the test only";
const PATH = "/api/github/webhooks";

describe("front door", () => {
  let server: RunningServer;
  let port: number;
  let kept: ReceivedDelivery[];
  let counted: DeliveryOutcome[];
  let accept: FrontDoorOptions["inbox"]["accept"];

  async function open(options: Partial<FrontDoorOptions> = {}): Promise<void> {
    kept = [];
    counted = [];
    accept = (delivery) => {
      kept.push(delivery);
      return Promise.resolve("accepted");
    };
    const webhooks = frontDoor({
      inbox: { accept: (delivery) => accept(delivery) },
      secret: SECRET,
      events: new Set(["issues"]),
      count: (outcome) => counted.push(outcome),
      ...options,
    });
    server = await serveHttp({
      host: "127.0.0.1",
      port: 0,
      webhooks,
      metrics: createMetrics(),
      ready: () => true,
      fault: (error) => {
        throw error;
      },
    });
    port = Number(new URL(server.url).port);
  }
  afterEach(() => server.close());

  /** Sends exactly these bytes and answers with all that comes back until the server closes or has answered. */
  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      let received = "";
      socket.setTimeout(4000, () => socket.destroy(new Error("no answer")));
      socket.on("data", (chunk: Buffer) => {
        received += chunk.toString();
        if (/\r\n\r\n[^]*\n$/.test(received)) socket.destroy();
      });
      socket.on("close", () => {
        resolve(received);
      });
      socket.on("error", reject);
    });
  }

  function head(changes: Record<string, string | undefined> = {}, method = "POST", path = PATH): string {
    const headers: Record<string, string | undefined> = {
      host: "localhost",
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
      "content-length": "1000",
      ...changes,
    };
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : `${name}: ${value}`,
    );
    return [`${method} ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
  }

  function signed(body: string, changes: Record<string, string | undefined> = {}): string {
    const bytes = Buffer.from(body);
    const headers = {
      "x-hub-signature-256": signatureOf(SECRET, bytes),
      "content-length": String(bytes.length),
    };
    return head({ ...headers, ...changes }) + body;
  }

  const status = (response: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1]);

  // None of these ever sends its body: an answer shows that it was not waited for.
  const refusals: [string, Record<string, string | undefined>, number, DeliveryOutcome][] = [
    ["no content type", { "content-type": undefined }, 415, "malformed"],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415, "malformed"],
    ["another JSON type", { "content-type": "application/jsonp" }, 415, "malformed"],
    ["compression", { "content-encoding": "gzip" }, 415, "malformed"],
    ["no signature", { "x-hub-signature-256": undefined }, 401, "unsigned"],
    [
      "SHA-1 alone",
      { "x-hub-signature-256": undefined, "x-hub-signature": `sha1=${"0".repeat(40)}` },
      401,
      "unsigned",
    ],
    ["a short signature", { "x-hub-signature-256": `sha256=${"0".repeat(63)}` }, 401, "unsigned"],
    [
      "two signatures",
      { "x-hub-signature-256": `sha256=${"0".repeat(64)}\r\nx-hub-signature-256: sha256=${"1".repeat(64)}` },
      401,
      "unsigned",
    ],
    ["no event", { "x-github-event": undefined }, 400, "malformed"],
    ["an odd event", { "x-github-event": "../issues" }, 400, "malformed"],
    ["no delivery id", { "x-github-delivery": undefined }, 400, "malformed"],
    ["a delivery id with a space", { "x-github-delivery": "a b" }, 400, "malformed"],
    ["a delivery id that is too long", { "x-github-delivery": "a".repeat(65) }, 400, "malformed"],
    ["a byte over 25 MB", { "content-length": String(LARGEST_PAYLOAD + 1) }, 413, "too-large"],
    ["300 MB", { "content-length": "314572800" }, 413, "too-large"],
    ["300 MB, asking first", { "content-length": "314572800", expect: "100-continue" }, 413, "too-large"],
  ];
  for (const [name, changes, expected, outcome] of refusals) {
    it(`refuses ${name} with ${String(expected)}, by the headers alone`, async () => {
      await open();
      const response = await raw(head(changes));
      assert.equal(status(response), expected);
      assert.match(response, /connection: close/i);
      assert.match(response, /x-content-type-options: nosniff/i);
      assert.deepEqual(counted, [outcome]);
      assert.equal(kept.length, 0);
    });
  }

  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
    it(`refuses ${method} with 405`, async () => {
      await open();
      const response = await raw(head({ "content-length": undefined }, method));
      assert.equal(status(response), 405);
      assert.match(response, /allow: POST/i);
    });
  }

  const bodies: [string, string, Record<string, string>, number, DeliveryOutcome, number][] = [
    ["keeps a signed delivery", '{"action":"opened"}', {}, 202, "accepted", 1],
    [
      "takes a content type with a character set",
      "{}",
      { "content-type": "Application/JSON; charset=utf-8" },
      202,
      "accepted",
      1,
    ],
    [
      "refuses a body that was signed otherwise",
      "{}",
      { "x-hub-signature-256": signatureOf("other secret", Buffer.from("{}")) },
      401,
      "unsigned",
      0,
    ],
    ["refuses what is not JSON", '{"action":', {}, 400, "malformed", 0],
    ["refuses a list", "[]", {}, 400, "malformed", 0],
    ["refuses null", "null", {}, 400, "malformed", 0],
    ["refuses an empty body", "", {}, 400, "malformed", 0],
    ["drops an event that is not used", "{}", { "x-github-event": "star" }, 202, "ignored", 0],
    [
      "refuses an unsigned event that is not used",
      "{}",
      { "x-github-event": "star", "x-hub-signature-256": `sha256=${"0".repeat(64)}` },
      401,
      "unsigned",
      0,
    ],
  ];
  for (const [name, body, changes, expected, outcome, stored] of bodies) {
    it(`${name}: ${String(expected)}`, async () => {
      await open();
      const response = await raw(signed(body, changes));
      assert.equal(status(response), expected);
      assert.deepEqual(counted, [outcome]);
      assert.equal(kept.length, stored);
    });
  }

  it("stores the bytes as they came, with id, event and lane", async () => {
    await open();
    const body = '{ "repository": {"id": 5},"issue": {"number":6}, "title": "Grüße \\u001e" }';
    await raw(signed(body));
    assert.equal(Buffer.from(kept[0]?.body ?? []).toString(), body);
    assert.deepEqual(
      kept.map(({ id, event, lane }) => ({ id, event, lane })),
      [{ id: "72d3162e-cc78-11e3-81ab-4c9367dc0958", event: "issues", lane: "5/6" }],
    );
  });

  it("answers only when the delivery is durable", async () => {
    await open();
    const durable = Promise.withResolvers<"accepted">();
    accept = () => durable.promise;
    let answered = false;
    const response = raw(signed("{}")).then((text) => {
      answered = true;
      return text;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(answered, false);
    durable.resolve("accepted");
    assert.equal(status(await response), 202);
  });

  it("answers 200 to a duplicate and 503 where nothing can be stored, without saying why", async () => {
    await open();
    accept = () => Promise.resolve("duplicate");
    assert.equal(status(await raw(signed("{}"))), 200);
    accept = () => Promise.reject(new Error("ENOSPC /data/inbox"));
    const response = await raw(signed("{}"));
    assert.equal(status(response), 503);
    assert.ok(!response.includes("ENOSPC"));
    assert.deepEqual(counted, ["duplicate", "not-stored"]);
  });

  it("asks for the body of a good request that waits to be asked", async () => {
    await open();
    const response = await raw(signed("{}", { expect: "100-continue" }));
    assert.match(response, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202/);
  });

  /** Posts chunked bytes for as long as the server takes them. */
  function flood(bytes: number): Promise<{ sent: number; status: number | undefined }> {
    return new Promise((resolve) => {
      const { "content-length": _none, ...headers } = {
        "content-length": "",
        "content-type": "application/json",
      };
      const signature = `sha256=${"0".repeat(64)}`;
      const post = request(`${server.url}${PATH}`, {
        method: "POST",
        headers: {
          ...headers,
          "x-github-event": "issues",
          "x-github-delivery": "a",
          "x-hub-signature-256": signature,
        },
      });
      const chunk = Buffer.alloc(64 * 1024, 0x20);
      let sent = 0;
      let code: number | undefined;
      const push = () => {
        while (sent < bytes && !post.destroyed) {
          sent += chunk.length;
          if (!post.write(chunk)) return;
        }
        if (!post.destroyed) post.end();
      };
      post.on("drain", push);
      post.on("response", (response) => {
        code = response.statusCode;
        response.resume();
        post.destroy();
      });
      post.on("error", () => undefined);
      post.on("close", () => {
        resolve({ sent, status: code });
      });
      push();
    });
  }

  it("cuts 300 MB of unsigned chunks at 25 MB, and memory stays flat", async function () {
    this.timeout(30_000);
    await open();
    await flood(1024 * 1024);
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    for (let n = 0; n < 6; n += 1) {
      const { sent } = await flood(300 * 1024 * 1024);
      // What the kernel and the client's own stream hold comes on top of what was read.
      assert.ok(sent < 60 * 1024 * 1024, `${String(sent)} bytes were taken`);
    }
    clearInterval(watch);
    assert.deepEqual(
      counted.slice(1),
      Array.from({ length: 6 }, () => "too-large"),
    );
    const growth = (peak - before) / 1024 / 1024;
    assert.ok(growth < 150, `memory grew by ${growth.toFixed(0)} MB`);
  });

  it("gives up the largest of too many bodies, so that a small one still passes", async () => {
    await open({ largestPayload: 4 * 1024 * 1024, heldAtOnce: 6 * 1024 * 1024 });
    const sockets = Array.from({ length: 3 }, (_, n) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(head({ "content-length": String(4 * 1024 * 1024) }));
      socket.write(Buffer.alloc((3 - n / 4) * 1024 * 1024, 0x20));
      return socket;
    });
    const given = await Promise.race(
      sockets.map(
        (socket) =>
          new Promise<string>((resolve) =>
            socket.once("data", (chunk) => {
              resolve(chunk.toString());
            }),
          ),
      ),
    );
    assert.equal(status(given), 503);
    assert.ok(counted.includes("crowded"));
    assert.equal(status(await raw(signed("{}"))), 202);
    for (const socket of sockets) socket.destroy();
  });

  it("keeps nothing of a peer that left in the middle", async () => {
    await open();
    const socket = connect(port, "127.0.0.1");
    socket.write(`${head()}{"half":`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    while (counted.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(counted, ["aborted"]);
    assert.equal(kept.length, 0);
  });
});
