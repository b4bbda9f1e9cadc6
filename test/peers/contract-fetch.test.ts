/* The contract check bites: each row is one request that GitHub would refuse, ignore in part, or never see. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { contractFetch, ContractViolation, type ContractFetch } from "./contract-fetch.ts";
import { ROUTES } from "./openapi/operations.ts";

const REPO = "/repos/octo-org/hello-world";
const SHA = "0123456789abcdef0123456789abcdef01234567";

interface Row {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  /** The operation when it keeps the contract, what is complained about when it does not. */
  readonly expected: string | RegExp;
}

const ROWS: readonly Row[] = [
  { name: "an issue", path: `${REPO}/issues/1`, expected: "issues/get" },
  {
    name: "a page of issues",
    path: `${REPO}/issues?state=open&per_page=100`,
    expected: "issues/list-for-repo",
  },
  { name: "a file", path: `${REPO}/contents/.github/recuse.yml`, expected: "repos/get-content" },
  { name: "a file, encoded", path: `${REPO}/contents/.github%2Frecuse.yml`, expected: "repos/get-content" },
  { name: "checks of a branch", path: `${REPO}/commits/feat/a/check-runs`, expected: "checks/list-for-ref" },
  { name: "a comment by id", path: `${REPO}/issues/comments/7`, expected: "issues/get-comment" },
  {
    name: "labels to add",
    method: "POST",
    path: `${REPO}/issues/1/labels`,
    body: { labels: ["recusal/required"] },
    expected: "issues/add-labels",
  },
  {
    name: "a label of 50 characters",
    method: "POST",
    path: `${REPO}/labels`,
    body: { name: "é".repeat(50), color: "d73a4a", description: "x" },
    expected: "issues/create-label",
  },
  {
    name: "a label to remove, encoded",
    method: "DELETE",
    path: `${REPO}/issues/1/labels/recusal%2Frequired`,
    expected: "issues/remove-label",
  },
  {
    name: "a completed check run",
    method: "POST",
    path: `${REPO}/check-runs`,
    body: { name: "recuse", head_sha: SHA, status: "completed", conclusion: "neutral" },
    expected: "checks/create",
  },
  {
    name: "an updated check run",
    method: "PATCH",
    path: `${REPO}/check-runs/3`,
    body: { status: "completed", conclusion: "success", output: { title: "t", summary: "s" } },
    expected: "checks/update",
  },
  {
    name: "a narrowed token",
    method: "POST",
    path: "/app/installations/1/access_tokens",
    body: { permissions: { issues: "write" } },
    expected: "apps/create-installation-access-token",
  },
  { name: "a wrong path", path: `${REPO}/isues/1`, expected: /no such operation/ },
  { name: "a wrong method", method: "PUT", path: `${REPO}/issues/1`, expected: /no such operation/ },
  {
    name: "a method in lower case",
    method: "patch",
    path: `${REPO}/check-runs/3`,
    body: {},
    expected: /no such operation/,
  },
  { name: "a number that is none", path: `${REPO}/issues/one`, expected: /issue_number/ },
  {
    name: "a label to remove, not encoded",
    method: "DELETE",
    path: `${REPO}/issues/1/labels/recusal/required`,
    expected: /no such operation/,
  },
  {
    name: "an unknown query parameter",
    path: `${REPO}/issues?stat=open`,
    expected: /unknown query parameter stat/,
  },
  { name: "a wrong query value", path: `${REPO}/issues?per_page=many`, expected: /per_page/ },
  { name: "a query parameter twice", path: `${REPO}/issues?page=1&page=2`, expected: /twice/ },
  {
    name: "a wrong body type",
    method: "POST",
    path: `${REPO}/issues/1/comments`,
    body: { body: 1 },
    expected: /body\/body must be string/,
  },
  {
    name: "an unknown key",
    method: "POST",
    path: `${REPO}/issues/1/comments`,
    body: { body: "x", marker: "y" },
    expected: /marker/,
  },
  {
    name: "an unknown key below a composition",
    method: "PATCH",
    path: `${REPO}/check-runs/3`,
    body: { status: "in_progress", mood: "fine" },
    expected: /mood/,
  },
  {
    name: "an unknown key deeper down",
    method: "PATCH",
    path: `${REPO}/check-runs/3`,
    body: { output: { summary: "s", body: "b" } },
    expected: /body\/output.*body/,
  },
  {
    name: "an unknown permission",
    method: "POST",
    path: "/app/installations/1/access_tokens",
    body: { permissions: { issue: "write" } },
    expected: /permissions.*issue/,
  },
  {
    name: "a missing body",
    method: "POST",
    path: `${REPO}/issues/1/comments`,
    expected: /a body is required/,
  },
  {
    name: "a body where none belongs",
    method: "DELETE",
    path: `${REPO}/issues/1/labels/bug`,
    body: {},
    expected: /takes no body/,
  },
  {
    name: "a label of 51 characters",
    method: "POST",
    path: `${REPO}/labels`,
    body: { name: "x".repeat(51), color: "d73a4a" },
    expected: /over 50/,
  },
  {
    name: "a long label to add",
    method: "POST",
    path: `${REPO}/issues/1/labels`,
    body: { labels: ["x".repeat(51)] },
    expected: /over 50/,
  },
  {
    name: "a colour with its hash",
    method: "POST",
    path: `${REPO}/labels`,
    body: { name: "x", color: "#d73a4a" },
    expected: /hex/,
  },
  {
    name: "a long label description",
    method: "POST",
    path: `${REPO}/labels`,
    body: { name: "x", description: "y".repeat(101) },
    expected: /over 100/,
  },
  {
    name: "a long comment",
    method: "PATCH",
    path: `${REPO}/issues/comments/1`,
    body: { body: "x".repeat(65_537) },
    expected: /over 65536/,
  },
  {
    name: "a blank comment",
    method: "POST",
    path: `${REPO}/issues/1/comments`,
    body: { body: " \n" },
    expected: /blank/,
  },
  {
    name: "completed without conclusion, created",
    method: "POST",
    path: `${REPO}/check-runs`,
    body: { name: "recuse", head_sha: SHA, status: "completed" },
    expected: /no conclusion/,
  },
  {
    name: "completed without conclusion, updated",
    method: "PATCH",
    path: `${REPO}/check-runs/3`,
    body: { status: "completed" },
    expected: /conclusion/,
  },
  {
    name: "a branch as head_sha",
    method: "POST",
    path: `${REPO}/check-runs`,
    body: { name: "recuse", head_sha: "main" },
    expected: /not a commit/,
  },
];

describe("the contract check of outgoing requests", () => {
  let baseUrl: string;
  let seen: number;
  const server = createServer((_request, response) => {
    seen += 1;
    response.setHeader("content-type", "application/json").end("{}");
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    seen = 0;
  });
  after(() => server.close());

  function send(contract: ContractFetch, { method = "GET", path, body }: Row): Promise<Response> {
    return contract.fetch(`${baseUrl}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
  }

  for (const row of ROWS) {
    if (typeof row.expected === "string") {
      it(`lets through ${row.name}`, async () => {
        const contract = contractFetch({ baseUrl });
        await send(contract, row);
        assert.deepEqual(
          contract.requests.map(({ operation, status }) => ({ operation, status })),
          [{ operation: row.expected, status: 200 }],
        );
        contract.assertClean();
      });
      continue;
    }
    const { expected } = row;
    it(`refuses ${row.name}`, async () => {
      const contract = contractFetch({ baseUrl });
      await assert.rejects(send(contract, row), (error) => {
        assert.ok(error instanceof ContractViolation);
        assert.match(error.message, expected);
        return true;
      });
      assert.equal(seen, 0, "nothing may leave");
      assert.throws(() => {
        contract.assertClean();
      });
    });
  }

  for (const foreign of [
    "https://api.github.com/repos/octo-org/hello-world/issues/1",
    "http://127.0.0.1:9/rate_limit",
    "/rate_limit",
  ]) {
    it(`refuses ${foreign}, and remembers it although the caller swallows it`, async () => {
      const contract = contractFetch({ baseUrl });
      await contract.fetch(foreign).catch(() => undefined);
      assert.throws(() => {
        contract.assertClean();
      }, /base URL|not a request/);
    });
  }

  it("refuses a sibling of the base path", async () => {
    const contract = contractFetch({ baseUrl: `${baseUrl}/api/v3` });
    await contract.fetch(`${baseUrl}/api/v3/rate_limit`);
    await assert.rejects(contract.fetch(`${baseUrl}/api/v30/rate_limit`), ContractViolation);
  });

  it("records a Request, a URL and a string alike, without the authorization", async () => {
    const contract = contractFetch({ baseUrl });
    const init = {
      method: "POST",
      headers: { authorization: "token secret", "content-type": "application/json", "x-trace": "1" },
      body: JSON.stringify({ body: "hello" }),
    };
    const url = `${baseUrl}${REPO}/issues/1/comments`;
    await contract.fetch(new Request(url, init));
    await contract.fetch(new URL(url), init);
    await contract.fetch(url, init);
    const headers = { "content-type": "application/json", "x-trace": "1" };
    assert.deepEqual(
      contract.requests.map((request) => ({ ...request, sentAt: 0 })),
      [1, 2, 3].map(() => ({
        operation: "issues/create-comment",
        method: "POST",
        url,
        headers,
        body: init.body,
        violations: [],
        sentAt: 0,
        status: 200,
      })),
    );
    assert.equal(contract.count(), 3);
    assert.equal(contract.count("issues/create-comment"), 3);
    assert.equal(contract.count("issues/get"), 0);
  });

  it("knows no operation twice", () => {
    assert.equal(new Set(ROUTES.map(({ operation }) => operation)).size, ROUTES.length);
  });
});
