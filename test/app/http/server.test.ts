import assert from "node:assert/strict";
import { createMetrics } from "../../../github-app/src/http/metrics.ts";
import { serveHttp, type RunningServer } from "../../../github-app/src/http/server.ts";
import { answer } from "../../../github-app/src/http/answer.ts";

describe("server", () => {
  let server: RunningServer;
  let ready: boolean;
  let release: () => void;
  let faults: unknown[];

  beforeEach(async () => {
    ready = true;
    faults = [];
    const metrics = createMetrics();
    const counter = metrics.counter("recuse_deliveries_total", "Deliveries by outcome.", "outcome", [
      "accepted",
      "ignored",
    ]);
    counter.add("accepted");
    counter.add("accepted");
    metrics.gauge("recuse_inbox_pending", "Deliveries that wait.", () => 3);
    const gate = new Promise<void>((resolve) => (release = resolve));
    server = await serveHttp({
      host: "127.0.0.1",
      port: 0,
      webhooks: async (request, response) => {
        if (request.headers["x-test"] === "fault") throw new Error("octo-org");
        await gate;
        answer(response, 202, "accepted");
      },
      metrics,
      ready: () => ready,
      fault: (error) => faults.push(error),
    });
  });
  afterEach(async () => {
    release();
    await server.close();
  });

  const get = (path: string, init?: RequestInit) => fetch(server.url + path, init);

  const pages: [string, string, Record<string, string>, number, RegExp][] = [
    ["GET", "/healthz", {}, 200, /^up\n$/],
    ["GET", "/healthz?x=1", {}, 200, /^up\n$/],
    ["GET", "/readyz", {}, 200, /^ready\n$/],
    ["POST", "/readyz", {}, 405, /read/],
    ["GET", "/metrics", {}, 200, /outcome="accepted"} 2\nrecuse_deliveries_total{outcome="ignored"} 0\n/],
    ["GET", "/metrics", {}, 200, /# TYPE recuse_inbox_pending gauge\nrecuse_inbox_pending 3\n$/],
    ["GET", "/metrics", { "x-forwarded-for": "192.0.2.1" }, 404, /nothing here/],
    ["GET", "/metrics", { forwarded: "for=192.0.2.1" }, 404, /nothing here/],
    ["GET", "/", {}, 404, /nothing here/],
    ["GET", "/healthz/", {}, 404, /nothing here/],
    ["GET", "/api/github/webhooks/", {}, 404, /nothing here/],
    ["POST", "/probot", {}, 404, /nothing here/],
  ];
  for (const [method, path, headers, status, text] of pages) {
    it(`answers ${String(status)} to ${method} ${path}${Object.keys(headers).join()}`, async () => {
      const response = await get(path, { method, headers });
      assert.equal(response.status, status);
      assert.match(await response.text(), text);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      assert.equal(response.headers.get("cache-control"), "no-store");
    });
  }

  it("is not ready when nothing can be written, but up", async () => {
    ready = false;
    assert.equal((await get("/readyz")).status, 503);
    assert.equal((await get("/healthz")).status, 200);
  });

  it("answers a mistake of its own with a sentence that tells nothing of it", async () => {
    const response = await get("/api/github/webhooks", { method: "POST", headers: { "x-test": "fault" } });
    assert.equal(response.status, 500);
    assert.ok(!(await response.text()).includes("octo-org"));
    assert.equal(faults.length, 1);
  });

  it("answers what is under way before it closes, and takes nothing new", async () => {
    const under = get("/api/github/webhooks", { method: "POST" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    let closed = false;
    const closing = server.close().then(() => (closed = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(closed, false);
    await assert.rejects(get("/healthz"));
    release();
    assert.equal((await under).status, 202);
    await closing;
  });
});
