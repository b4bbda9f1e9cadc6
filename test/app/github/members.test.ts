/* Reading public members from the fault server: pages, conditions, and what GitHub may answer instead. */
import assert from "node:assert/strict";
import { readPublicMembers, type MemberPage } from "../../../github-app/src/github/members.ts";
import { tokenClient } from "../../../github-app/src/github/client.ts";
import { contractFetch, type ContractFetch } from "../../peers/contract-fetch.ts";
import { startFaultServer, type Fault, type FaultServer } from "../../peers/fault-server.ts";

const OPERATION = "orgs/list-public-members";

function people(count: number, first = 1): { login: string; id: number }[] {
  return Array.from({ length: count }, (_, index) => ({
    login: `user-${String(first + index)}`,
    id: first + index,
  }));
}

describe("reading public members", () => {
  let gitHub: FaultServer;
  let contract: ContractFetch;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    contract = contractFetch({ baseUrl: gitHub.url });
  });
  afterEach(async () => {
    contract.assertClean();
    await gitHub.close();
  });

  async function read(known?: readonly MemberPage[], token = "t"): ReturnType<typeof readPublicMembers> {
    const octokit = tokenClient(token, { baseUrl: gitHub.url, fetch: contract.fetch });
    return readPublicMembers(octokit, "acme", known);
  }

  async function pagesOf(answer: ReturnType<typeof readPublicMembers>): Promise<readonly MemberPage[]> {
    const found = await answer;
    assert.ok(found.kind === "read", found.kind);
    return found.pages;
  }

  /** The statuses of the requests since the last call. */
  function statuses(): (number | undefined)[] {
    const seen = gitHub.requests.splice(0);
    assert.ok(
      seen.every(({ operation, query }) => operation === OPERATION && query.includes("per_page=100")),
    );
    return seen.map(({ status }) => status);
  }

  const sizes: readonly [members: number, pages: readonly number[]][] = [
    [0, [0]],
    [1, [1]],
    [99, [99]],
    [100, [100, 0]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ];
  for (const [members, pages] of sizes) {
    it(`${String(members)} members: ${String(pages.length)} calls, and as many that cost nothing once they are known`, async () => {
      gitHub.putMembers("acme", people(members).reverse());
      const known = await pagesOf(read());
      assert.deepEqual(
        known.map(({ ids }) => ids.length),
        pages,
      );
      assert.deepEqual(
        known.flatMap(({ ids }) => ids).sort((a, b) => a - b),
        people(members).map(({ id }) => id),
      );
      for (const { ids } of known)
        assert.deepEqual(
          ids,
          [...ids].sort((a, b) => a - b),
        );
      assert.deepEqual(
        statuses(),
        pages.map(() => 200),
      );
      assert.deepEqual(await read(known), { kind: "unchanged" });
      assert.deepEqual(
        statuses(),
        pages.map(() => 304),
      );
      assert.equal((await read(known, "another")).kind, "read", "an ETag holds for its token alone");
    });
  }

  const changes: readonly [
    what: string,
    before: number,
    after: readonly { login: string; id: number }[],
    statuses: readonly number[],
  ][] = [
    ["one comes to a full page", 100, people(101), [304, 200]],
    ["one comes to the last page", 150, people(151), [304, 200]],
    ["one leaves the last page", 150, people(149), [304, 200]],
    ["one leaves the first page", 150, people(149, 2), [200, 200]],
    ["a page goes", 101, people(100), [304, 200]],
    ["two pages go", 250, people(40), [200]],
    [
      "a page in the middle changes",
      250,
      [...people(100), ...people(100, 301), ...people(50, 201)],
      [304, 200, 304],
    ],
    ["all leave", 150, [], [200]],
  ];
  for (const [what, before, after, expected] of changes) {
    it(`${what}: what changed is read, and nobody is missed`, async () => {
      gitHub.putMembers("acme", people(before));
      const known = await pagesOf(read());
      statuses();
      gitHub.putMembers("acme", after);
      const now = await pagesOf(read(known));
      assert.deepEqual(
        now.flatMap(({ ids }) => ids).sort((a, b) => a - b),
        after.map(({ id }) => id).sort((a, b) => a - b),
      );
      assert.deepEqual(statuses(), expected);
      assert.equal((await read(now)).kind, "unchanged");
    });
  }

  it("a page that is short but has a next one is not the last", async () => {
    gitHub.putMembers("acme", people(150));
    // as where GitHub hides somebody: the first page is not full
    const shorten = ((input, init) =>
      contract.fetch(input, init).then(async (response) => {
        if (response.status !== 200 || !response.url.includes("&page=1")) return response;
        const members = (await response.json()) as unknown[];
        return Response.json(members.slice(1), { headers: response.headers });
      })) satisfies typeof fetch;
    const octokit = tokenClient("t", { baseUrl: gitHub.url, fetch: shorten });
    const known = await pagesOf(readPublicMembers(octokit, "acme"));
    assert.deepEqual(
      known.map(({ ids }) => ids.length),
      [99, 50],
    );
    assert.equal((await readPublicMembers(octokit, "acme", known)).kind, "unchanged");
    assert.deepEqual(statuses(), [200, 200, 304, 304]);
  });

  it("no such organization", async () => {
    assert.deepEqual(await read(), { kind: "gone" });
    assert.deepEqual(await read([{ etag: '"x"', ids: [1] }]), { kind: "gone" });
  });

  const failures: readonly [fault: Fault, status: number | undefined][] = [
    [{ kind: "answer", status: 500 }, 500],
    [{ kind: "answer", status: 502 }, 502],
    [{ kind: "answer", status: 403 }, 403],
    [{ kind: "reset" }, 500],
    [{ kind: "answer", status: 200, body: [{ login: "octocat" }] }, undefined],
    [{ kind: "answer", status: 200, body: { message: "hello" } }, undefined],
  ];
  for (const [fault, status] of failures) {
    it(`fails by ${JSON.stringify(fault)}, after one call`, async () => {
      gitHub.putMembers("acme", people(2));
      gitHub.fail(OPERATION, fault);
      await assert.rejects(read(), (error: Error & { status?: number }) => {
        assert.equal(error.status, status);
        return true;
      });
      assert.equal(gitHub.count(), 1);
    });
  }

  it("a page that fails fails all of it", async () => {
    gitHub.putMembers("acme", people(150));
    gitHub.onAnswer = () => {
      gitHub.onAnswer = undefined;
      gitHub.fail(OPERATION, { kind: "answer", status: 500 });
    };
    await assert.rejects(read(), { status: 500 });
  });

  it("ends when it is told to, though GitHub does not answer", async () => {
    gitHub.fail(OPERATION, { kind: "hang" });
    const octokit = tokenClient("t", { baseUrl: gitHub.url, fetch: contract.fetch });
    await assert.rejects(readPublicMembers(octokit, "acme", [], AbortSignal.timeout(50)));
  });
});
