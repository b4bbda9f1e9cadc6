import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { verify } from "@octokit/webhooks-methods";
import { inFolder, run, type Ended } from "../../builders/command-line.ts";

const SECRET = "sixteen-or-more-characters";

describe("replay", () => {
  let server: Server;
  let url: string;
  let received: { headers: IncomingHttpHeaders; body: string }[];
  let status: number;

  beforeEach(async () => {
    received = [];
    status = 202;
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        response.writeHead(status).end("accepted");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/github/webhooks`;
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  async function replay(files: Record<string, string>, ...args: string[]) {
    let result: Ended = { status: -1, stdout: "", stderr: "" };
    await inFolder(async (folder) => {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const env = { WEBHOOK_SECRET: SECRET };
      result = await run(["replay", ...Object.keys(files), "--url", url, ...args], { cwd: folder, env });
    });
    return result;
  }

  it("signs a payload as GitHub does, and reads the event from the file's name", async () => {
    const result = await replay({ "issues.opened.json": '{ "action": "opened", "title": "Grüße" }\n' });
    assert.equal(result.status, 0, result.stderr);
    const [delivery] = received;
    assert.ok(delivery);
    assert.equal(delivery.headers["x-github-event"], "issues");
    assert.equal(delivery.headers["content-type"], "application/json");
    assert.ok(await verify(SECRET, delivery.body, String(delivery.headers["x-hub-signature-256"])));
    assert.match(result.stdout, /^202 issues [0-9a-f-]{36}\n$/);
  });

  it("takes lines of deliveries with their ids, several files, and an installation", async () => {
    const lines = [
      { event: "issues", id: "a-1", payload: { action: "opened", installation: { id: 1 } } },
      { event: "push", payload: {} },
    ];
    const files = {
      "a.jsonl": lines.map((line) => JSON.stringify(line)).join("\n"),
      "pull_request.json": "{}",
    };
    const result = await replay(files, "--installation", "42");
    assert.equal(result.status, 0, result.stderr);
    assert.deepEqual(
      received.map(({ headers }) => headers["x-github-event"]),
      ["issues", "push", "pull_request"],
    );
    assert.equal(received[0]?.headers["x-github-delivery"], "a-1");
    for (const { body } of received) {
      assert.deepEqual((JSON.parse(body) as { installation: unknown }).installation, { id: 42 });
    }
  });

  it("takes the list of official examples", async () => {
    const list = [
      { name: "issues", description: "", examples: [{ n: 1 }, { n: 2 }] },
      { name: "push", examples: [{ n: 3 }] },
    ];
    const result = await replay({ "index.json": JSON.stringify(list) });
    assert.equal(result.status, 0, result.stderr);
    assert.deepEqual(
      received.map(({ headers, body }) => [headers["x-github-event"], body]),
      [
        ["issues", '{"n":1}'],
        ["issues", '{"n":2}'],
        ["push", '{"n":3}'],
      ],
    );
  });

  it("ends with status 1 when a delivery is refused, after all were tried", async () => {
    status = 401;
    const result = await replay({ "issues.json": "{}", "push.json": "{}" });
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^401 issues \S+\n401 push \S+\n$/);
  });

  const refused: [name: string, files: Record<string, string>, args: string[], expected: RegExp][] = [
    ["an address elsewhere", { "issues.json": "{}" }, ["--url", "https://app.example/"], /--allow-remote/],
    [
      "a name that hides elsewhere",
      { "issues.json": "{}" },
      ["--url", "http://127.0.0.1.app.example/"],
      /--allow-remote/,
    ],
    ["no address", { "issues.json": "{}" }, ["--url", "here"], /--url: expected an address/],
    [
      "an odd installation",
      { "issues.json": "{}" },
      ["--installation", "x"],
      /--installation: expected a number/,
    ],
    ["a file that names no event", { "My payload.json": "{}" }, [], /which event is it/],
    ["a file that is no JSON", { "issues.json": "{" }, [], /issues\.json:1: expected a payload/],
    [
      "a line that is no delivery",
      { "a.jsonl": '{"event":"push","payload":{}}\n{"event":"push"}\n' },
      [],
      /a\.jsonl:2: /,
    ],
  ];
  for (const [name, files, args, expected] of refused) {
    it(`refuses ${name} before anything is delivered`, async () => {
      const result = await replay(files, ...args);
      assert.equal(result.status, 2);
      assert.match(result.stderr, expected);
      assert.equal(received.length, 0);
    });
  }

  it("does not start without the secret", async () => {
    const result = await run(["replay", "issues.json"], { cwd: "/nowhere", env: {} });
    assert.equal(result.status, 2);
    assert.match(result.stderr, /WEBHOOK_SECRET: missing/);
  });

  it("says where nothing answers", async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "issues.json"), "{}");
      const args = ["replay", "issues.json", "--url", "http://127.0.0.1:1/"];
      const result = await run(args, { cwd: folder, env: { WEBHOOK_SECRET: SECRET } });
      assert.equal(result.status, 2);
      assert.match(result.stderr, /nothing answers at http:\/\/127\.0\.0\.1:1: start the App/);
    });
  });
});
