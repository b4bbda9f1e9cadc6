/*
 * The peers hold what the end-to-end tests build on: a real GitHub API with a real App's authentication, real
 * signed webhooks, permissions that bite; and every call in GitHub's own contract.
 */

import { verify } from "@octokit/webhooks-methods";
import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { listenOnLoopback, stopListening } from "../../github-app/src/demo/loopback.ts";
import { contractFetch, type ContractFetch } from "../peers/contract-fetch.ts";
import { SEED, startGitHub, type GitHubPeer } from "../peers/github.ts";
import { installationOctokit } from "../peers/installation.ts";

const REPOSITORY = "octo-org/hello-world";
const [owner, repo] = ["octo-org", "hello-world"];
const LABEL = "recusal/required";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe("the local GitHub", () => {
  let github: GitHubPeer;
  let contract: ContractFetch;
  let received: Received[];
  const app = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.end("ok");
    });
  });

  before(async () => {
    github = await startGitHub();
    github.webhooks.deliverTo(`http://127.0.0.1:${await listenOnLoopback(app)}/api/github/webhooks`);
  });
  beforeEach(() => {
    received = [];
    contract = contractFetch({ baseUrl: github.url });
  });
  afterEach(async () => {
    await github.webhooks.quiet();
  });
  after(async () => {
    await github.close();
    await stopListening(app);
  });

  function installation(privateKey = github.privateKey) {
    const { url: baseUrl, appId, installationId } = github;
    return installationOctokit({ baseUrl, appId, installationId, privateKey, fetch: contract.fetch });
  }

  function payloads(event: string, action?: string): Record<string, unknown>[] {
    return received
      .filter(({ headers }) => headers["x-github-event"] === event)
      .map(({ body }): unknown => JSON.parse(body))
      .filter((each): each is Record<string, unknown> => typeof each === "object" && each !== null)
      .filter((each) => action === undefined || each.action === action);
  }

  it("trades the App's signed token for an installation's, and refuses another key", async () => {
    const octokit = await installation();
    await octokit.request("GET /repos/{owner}/{repo}", { owner, repo });
    assert.equal(contract.count("apps/create-installation-access-token"), 1);
    assert.equal(contract.count(), 1);
    contract.assertClean();

    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const stranger = await installation(privateKey.export({ type: "pkcs1", format: "pem" }).toString());
    await assert.rejects(stranger.request("GET /repos/{owner}/{repo}", { owner, repo }), { status: 401 });
  });

  it("sends a signed delivery for an issue filed through the API", async () => {
    const issue = await github.as("acme-staff").createIssue(REPOSITORY, { title: "a wish" });
    await github.webhooks.quiet();
    assert.equal(received.length, 1);
    const [delivery] = received;
    assert.ok(delivery);
    assert.ok(
      await verify(github.webhookSecret, delivery.body, String(delivery.headers["x-hub-signature-256"])),
    );
    assert.match(String(delivery.headers["x-github-delivery"]), /^[0-9a-f]{8}-/);
    assert.partialDeepStrictEqual(payloads("issues", "opened")[0], {
      issue: { number: issue.number, title: "a wish", user: { login: "acme-staff" }, state: "open" },
      repository: { full_name: REPOSITORY, private: false },
      organization: { login: "octo-org" },
      installation: { id: github.installationId },
      sender: { login: "acme-staff" },
    });
  });

  it("keeps labels and comments that the App writes, and tells the App of them as its own", async () => {
    const octokit = await installation();
    const { number } = await github.as("acme-staff").createIssue(REPOSITORY, { title: "t" });
    await octokit.request("POST /repos/{owner}/{repo}/labels", {
      owner,
      repo,
      name: LABEL,
      color: "d73a4a",
      description: "a maintainer must step back",
    });
    await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
      owner,
      repo,
      issue_number: number,
      labels: [LABEL],
    });
    const comment = await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      owner,
      repo,
      issue_number: number,
      body: "first",
    });
    await octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      owner,
      repo,
      comment_id: comment.data.id,
      body: "second",
    });
    const octocat = github.as("octocat");
    assert.deepEqual(await octocat.labelsOf(REPOSITORY, number), [LABEL]);
    assert.partialDeepStrictEqual(await octocat.commentsOf(REPOSITORY, number), [
      { body: "second", user: { login: github.botLogin } },
    ]);
    assert.partialDeepStrictEqual(await octocat.labelsIn(REPOSITORY), [{ name: LABEL, color: "d73a4a" }]);

    await octokit.request("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", {
      owner,
      repo,
      issue_number: number,
      name: LABEL,
    });
    assert.deepEqual(await octocat.labelsOf(REPOSITORY, number), []);
    contract.assertClean();
    assert.equal(contract.count(), 5);

    await github.webhooks.quiet();
    for (const action of ["labeled", "unlabeled"]) {
      assert.partialDeepStrictEqual(payloads("issues", action), [
        { label: { name: LABEL }, sender: { login: github.botLogin, type: "Bot" } },
      ]);
    }
  });

  it("tells of a pull request's head owner, its commits, and labels on it as GitHub does", async () => {
    const octokit = await installation();
    const pull = await github.as("acme-staff").createPullRequest(REPOSITORY, {
      title: "a change",
      headOwner: "acme",
      commits: [
        {
          message: "change\n\nCo-authored-by: G <g@globex.example>",
          author: { name: "A", email: "a@acme.example" },
        },
      ],
    });
    await github.as("octocat").addLabels(REPOSITORY, pull.number, "proposal");
    await github.webhooks.quiet();
    const acme = { login: "acme", type: "Organization", id: await github.idOf("acme") };
    for (const action of ["opened", "labeled"]) {
      assert.partialDeepStrictEqual(payloads("pull_request", action), [
        { number: pull.number, pull_request: { head: { user: acme, repo: { owner: acme } } } },
      ]);
    }
    assert.deepEqual(payloads("issues"), []);

    const commits = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", {
      owner,
      repo,
      pull_number: pull.number,
      per_page: 100,
    });
    assert.partialDeepStrictEqual(commits.data.at(-1)?.commit, {
      author: { email: "a@acme.example" },
      message: "change\n\nCo-authored-by: G <g@globex.example>",
    });
    contract.assertClean();
  });

  it("keeps a check run on a pull request's head", async () => {
    const octokit = await installation();
    const octocat = github.as("octocat");
    const pull = await octocat.createPullRequest(REPOSITORY, { title: "a branch", headOwner: owner });
    const check = await octokit.request("POST /repos/{owner}/{repo}/check-runs", {
      owner,
      repo,
      name: "recuse",
      head_sha: pull.head.sha,
      status: "completed",
      conclusion: "neutral",
    });
    assert.partialDeepStrictEqual(await octocat.checksOf(REPOSITORY, pull.head.sha), [
      { id: check.data.id, conclusion: "neutral" },
    ]);
    contract.assertClean();
  });

  it("reads the policy file and tells of its change, and lets the App write none", async () => {
    const octokit = await installation();
    await github.as("octocat").putFile(REPOSITORY, ".github/recuse.yml", "version: 1\n");
    const file = await octokit.request("GET /repos/{owner}/{repo}/contents/{path}", {
      owner,
      repo,
      path: ".github/recuse.yml",
      mediaType: { format: "raw" },
    });
    assert.equal(Buffer.from(file.data as unknown as ArrayBuffer).toString(), "version: 1\n");
    contract.assertClean();
    await github.webhooks.quiet();
    assert.partialDeepStrictEqual(payloads("push"), [
      { ref: "refs/heads/main", commits: [{ added: [".github/recuse.yml"] }] },
    ]);

    const unchecked = await installationOctokit({ ...github, baseUrl: github.url, fetch });
    const write = unchecked.request("PUT /repos/{owner}/{repo}/contents/{path}", {
      owner,
      repo,
      path: "x",
      message: "m",
      content: "",
    });
    await assert.rejects(write, { status: 403 });
  });

  it("keeps a private repository from strangers, and the App out of where it is not installed", async () => {
    const octokit = await installation();
    const { number } = await github.as("octocat").createIssue("octo-org/spoon-knife", { title: "t" });
    await assert.rejects(github.as("passer-by").issue("octo-org/spoon-knife", number), { status: 403 });
    await octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
      owner,
      repo: "spoon-knife",
      issue_number: number,
    });
    const elsewhere = await github.as("passer-by").createIssue("acme/product", { title: "t" });
    await assert.rejects(
      octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
        owner: "acme",
        repo: "product",
        issue_number: elsewhere.number,
        labels: [LABEL],
      }),
      { status: 403 },
    );
    await github.webhooks.quiet();
    assert.deepEqual(
      payloads("issues").map(({ repository }) => (repository as { full_name: string }).full_name),
      ["octo-org/spoon-knife"],
    );
  });

  it("gives no user and organization the same id, and an unknown token no power", async () => {
    const names = [...SEED.users, ...SEED.organizations].map(({ login }) => login);
    const ids = await Promise.all(names.map((login) => github.idOf(login)));
    assert.equal(new Set(ids).size, names.length);
    const answer = await fetch(`${github.url}/repos/octo-org/spoon-knife`, {
      headers: { authorization: "token nonsense" },
    });
    assert.equal(answer.status, 403);
  });

  it("loses what is sent while the App is down, until it is delivered again", async () => {
    const gone = createServer();
    const port = await listenOnLoopback(gone);
    await stopListening(gone);
    github.webhooks.deliverTo(`http://127.0.0.1:${port}/`);
    await github.as("passer-by").createIssue(REPOSITORY, { title: "unheard" });
    await github.webhooks.quiet();
    const delivery = github.webhooks.deliveries.at(-1);
    assert.ok(delivery);
    assert.deepEqual(delivery.attempts, ["failed"]);
    assert.equal(received.length, 0);
    github.webhooks.deliverTo(`http://127.0.0.1:${(app.address() as { port: number }).port}/`);
    assert.equal(await github.webhooks.redeliver(delivery), 200);
    assert.deepEqual(
      received.map(({ headers, body }) => ({ id: headers["x-github-delivery"], body })),
      [{ id: delivery.id, body: delivery.body }],
    );
  });
});
