/* Each fault does what it says, to a real client, and leaves behind what it says. */

import assert from "node:assert/strict";
import { contractFetch, type ContractFetch } from "./contract-fetch.ts";
import { startFaultServer, type Fault, type FaultServer } from "./fault-server.ts";

const REPOSITORY = "octo-org/hello-world";
const ISSUE = {
  number: 1,
  title: "t",
  body: null,
  state: "open",
  user: { login: "octocat", id: 1 },
  labels: [],
};

interface Row {
  readonly fault: Fault;
  /** Undefined: no answer. */
  readonly status: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** The comment is there afterwards. */
  readonly done: boolean;
}

const ROWS: readonly Row[] = [
  {
    fault: { kind: "secondary-limit", retryAfterSeconds: 2 },
    status: 403,
    headers: { "retry-after": "2" },
    done: false,
  },
  { fault: { kind: "secondary-limit", status: 429, retryAfterSeconds: 0 }, status: 429, done: false },
  {
    fault: { kind: "rate-limit", resetAtSeconds: 99 },
    status: 403,
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "99" },
    done: false,
  },
  { fault: { kind: "answer", status: 502 }, status: 502, done: false },
  {
    fault: { kind: "answer", status: 410, body: { message: "Issues are disabled" } },
    status: 410,
    done: false,
  },
  { fault: { kind: "error-after-doing" }, status: 500, done: true },
  { fault: { kind: "error-after-doing", status: 504 }, status: 504, done: true },
  { fault: { kind: "hang" }, status: undefined, done: false },
  { fault: { kind: "hang", done: true }, status: undefined, done: true },
  { fault: { kind: "reset" }, status: undefined, done: false },
  { fault: { kind: "reset", done: true }, status: undefined, done: true },
  { fault: { kind: "delay", milliseconds: 20 }, status: 201, done: true },
];

describe("the fault server", () => {
  let server: FaultServer;
  let contract: ContractFetch;

  beforeEach(async () => {
    server = await startFaultServer();
    contract = contractFetch({ baseUrl: server.url });
    server.putSubject(REPOSITORY, ISSUE);
  });
  afterEach(async () => {
    contract.assertClean();
    await server.close();
  });

  function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return contract.fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: "token one",
        ...headers,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(500),
    });
  }

  function comment(): Promise<Response> {
    return call("POST", `/repos/${REPOSITORY}/issues/1/comments`, { body: "hello" });
  }

  for (const { fault, status, headers = {}, done } of ROWS) {
    it(`${JSON.stringify(fault)} ${done ? "does" : "does not do"} it, once`, async () => {
      server.fail("issues/create-comment", fault);
      if (status === undefined) await assert.rejects(comment());
      else {
        const response = await comment();
        assert.equal(response.status, status);
        assert.partialDeepStrictEqual(Object.fromEntries(response.headers), headers);
      }
      const { comments } = server.subject(REPOSITORY, 1);
      assert.equal(comments.length, done ? 1 : 0);
      assert.equal((await comment()).status, 201, "the fault is spent");
      assert.equal(comments.length, done ? 2 : 1);
      assert.deepEqual(
        server.requests.map((request) => [request.operation, request.fault, request.status]),
        [
          ["issues/create-comment", fault.kind, status],
          ["issues/create-comment", undefined, 201],
        ],
      );
    });
  }

  it("answers 304 to the same token while nothing changed, and to no other", async () => {
    const path = `/repos/${REPOSITORY}/issues/1/comments`;
    const etag = (await call("GET", path)).headers.get("etag") ?? "";
    const conditional = { "if-none-match": etag };
    assert.equal((await call("GET", path, undefined, conditional)).status, 304);
    assert.equal(
      (await call("GET", path, undefined, { ...conditional, authorization: "token two" })).status,
      200,
    );
    await comment();
    assert.equal((await call("GET", path, undefined, conditional)).status, 200);
  });

  it("keeps labels, comments, checks and files", async () => {
    const issue = `/repos/${REPOSITORY}/issues/1`;
    const label = { name: "recusal/required", color: "d73a4a", description: "x" };
    assert.equal((await call("GET", `/repos/${REPOSITORY}/labels/recusal%2Frequired`)).status, 404);
    assert.equal((await call("POST", `/repos/${REPOSITORY}/labels`, label)).status, 201);
    assert.equal((await call("POST", `/repos/${REPOSITORY}/labels`, label)).status, 422);
    await call("POST", `${issue}/labels`, { labels: [label.name] });
    assert.deepEqual([...server.subject(REPOSITORY, 1).labels], [label.name]);
    assert.partialDeepStrictEqual(await (await call("GET", issue)).json(), { number: 1, labels: [label] });
    assert.equal((await call("DELETE", `${issue}/labels/recusal%2Frequired`)).status, 200);
    assert.equal((await call("DELETE", `${issue}/labels/recusal%2Frequired`)).status, 404);

    const { id } = (await (await comment()).json()) as { id: number };
    await call("PATCH", `/repos/${REPOSITORY}/issues/comments/${id}`, { body: "edited" });
    assert.deepEqual(
      server.subject(REPOSITORY, 1).comments.map(({ body }) => body),
      ["edited"],
    );

    const head_sha = "a".repeat(40);
    await call("POST", `/repos/${REPOSITORY}/check-runs`, { name: "recuse", head_sha, external_id: "e" });
    assert.partialDeepStrictEqual(
      await (await call("GET", `/repos/${REPOSITORY}/commits/${head_sha}/check-runs`)).json(),
      {
        total_count: 1,
        check_runs: [{ external_id: "e", status: "queued" }],
      },
    );

    server.putFile(REPOSITORY, ".github/recuse.yml", "version: 1\n");
    const file = (await (await call("GET", `/repos/${REPOSITORY}/contents/.github/recuse.yml`)).json()) as {
      content: string;
    };
    assert.equal(Buffer.from(file.content, "base64").toString(), "version: 1\n");
  });

  it("pages as GitHub does, pull requests among the issues", async () => {
    server.putSubject(REPOSITORY, { ...ISSUE, number: 2, head: { sha: "b" }, base: { sha: "c" } });
    server.putSubject(REPOSITORY, { ...ISSUE, number: 3, state: "closed" });
    const first = await call("GET", `/repos/${REPOSITORY}/issues?per_page=1`);
    const link = first.headers.get("link") ?? "";
    assert.partialDeepStrictEqual(await first.json(), [{ number: 1 }]);
    const next = new URL(/<([^>]+)>; rel="next"/.exec(link)?.[1] ?? "");
    const second = await call("GET", next.pathname + next.search);
    assert.equal(second.headers.get("link"), null);
    assert.partialDeepStrictEqual(await second.json(), [{ number: 2, pull_request: {} }]);
    assert.partialDeepStrictEqual(await (await call("GET", `/repos/${REPOSITORY}/pulls`)).json(), [
      { number: 2, head: { sha: "b" } },
    ]);
  });

  it("lists deliveries newest first and takes note of those asked for again", async () => {
    for (const id of [1, 2]) {
      server.putDelivery({
        id,
        guid: `g-${id}`,
        event: "issues",
        delivered_at: "2024-01-01T00:00:00Z",
        status_code: 502,
        payload: { n: id },
      });
    }
    const listed = (await (await call("GET", "/app/hook/deliveries?per_page=100")).json()) as {
      id: number;
      payload?: unknown;
    }[];
    assert.deepEqual(
      listed.map(({ id, payload }) => [id, payload]),
      [
        [2, undefined],
        [1, undefined],
      ],
    );
    assert.partialDeepStrictEqual(await (await call("GET", "/app/hook/deliveries/1")).json(), {
      request: { payload: { n: 1 } },
    });
    assert.equal((await call("POST", "/app/hook/deliveries/1/attempts")).status, 202);
    assert.deepEqual(server.state.redelivered, [1]);
  });
});
