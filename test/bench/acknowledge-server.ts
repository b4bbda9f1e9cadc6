/*
 * One of the two servers that acknowledge.bench.ts compares, as a process of its own:
 *   recuse  the App, with everything it does, in front of a GitHub that has a policy and nothing else
 *   noop    Probot's own middleware with handlers that do nothing
 * Tells its port, then its resident memory, to the parent.
 */
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { starterPolicy, starterRoster } from "../../github-app/src/cli/starter.ts";
import { keepHeapSmall } from "../../github-app/src/small-heap.ts";

const SECRET = "a secret of the benchmark only";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

async function startRecuse(): Promise<{ port: number; pending: () => number; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(process.env["RECUSE_BENCH_FOLDER"] ?? tmpdir(), "recuse-bench-"));
  const roster = join(folder, "roster.json");
  keepHeapSmall(); // As `recuse serve` does, before it loads the rest.
  const { start } = await import("../../github-app/src/main.ts");
  const { ProbotOctokit } = await import("probot");
  await writeFile(
    roster,
    starterRoster({ login: "octocat", id: 583231, repositories: ["*/*"], today: "2026-01-01" }),
  );
  const app = await start(
    {
      appId: 1,
      privateKey,
      webhookSecret: SECRET,
      apiUrl: undefined,
      folder: join(folder, "data"),
      roster,
      host: "127.0.0.1",
      port: 0,
      logLevel: "warn",
    },
    {
      fetch: gitHubWithPolicy,
      Octokit: ProbotOctokit.defaults((options: Record<string, unknown>) => ({
        ...options,
        throttle: { enabled: false },
        retry: { enabled: false },
      })),
    },
  );
  const close = async () => {
    await app.close();
    await rm(folder, { recursive: true });
  };
  return { port: Number(new URL(app.url).port), pending: app.pending, close };
}

const PERSON = { name: "octocat", email: "octocat@free.example", date: "2019-05-15T15:20:00Z" };
const COMMIT = {
  sha: "6dcb09b5b57875f334f61aebed695e2e4193db5e",
  commit: { author: PERSON, committer: PERSON, message: "a change", verification: { verified: false } },
  author: { login: "octocat", id: 583231 },
  committer: { login: "octocat", id: 583231 },
};

/** Never leaves the process. */
const gitHubWithPolicy: typeof fetch = (input) => {
  const url = input instanceof Request ? input.url : String(input);
  if (url.endsWith("/access_tokens")) {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return Promise.resolve(
      Response.json({ token: "token", expires_at: expires, permissions: {} }, { status: 201 }),
    );
  }
  if (url.endsWith("recuse.yml")) {
    const content = Buffer.from(starterPolicy()).toString("base64");
    return Promise.resolve(Response.json({ type: "file", encoding: "base64", content }));
  }
  if (url.includes("/commits?")) return Promise.resolve(Response.json([COMMIT]));
  return Promise.resolve(Response.json({ message: "Not Found" }, { status: 404 }));
};

async function startNoop(): Promise<{ port: number; pending: () => number; close: () => Promise<void> }> {
  const { createNodeMiddleware, Probot } = await import("probot");
  const probot = new Probot({ appId: 1, privateKey, secret: SECRET, logLevel: "warn" });
  const middleware = await createNodeMiddleware(
    (app) => {
      app.on(["issues", "pull_request"], () => undefined);
    },
    { probot, webhooksPath: "/api/github/webhooks" },
  );
  const server = createServer((request, response) => void middleware(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, pending: () => 0, close };
}

const server = await (process.argv[2] === "noop" ? startNoop() : startRecuse());
const tell = () => {
  process.send?.({ rss: process.memoryUsage.rss(), pending: server.pending() });
};
process.send?.({ port: server.port });
const timer = setInterval(tell, 50);
process.once("message", () => {
  clearInterval(timer);
  void server.close().then(() => {
    process.disconnect();
  });
});
