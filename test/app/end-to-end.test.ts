import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { COMMENT_MARKER } from "@recuse/shared/plan/comment.ts";
import { acme, key, roster } from "../builders/roster.ts";
import { startApp, type AppUnderTest } from "../builders/running-app.ts";
import { startGitHub, type GitHubPeer, type Login } from "../peers/github.ts";

const LISTED = "octo-org/hello-world";
const PRIVATE = "octo-org/spoon-knife";
const UNLISTED = "octo-org/boysenberry";
const ELSEWHERE = "other-org/probe";
const DUE = "conflict/disclosure-due";
const REQUIRED = "recusal/required";
const POLICY = 'version: 1\nproposals:\n  labels: [proposal]\n  titles: ["RFC: "]\n';
const CANARIES = ["initech", "penetrode", "initrode"];

/** acme is public; globex is public, but who works there is known privately; initech is confidential. */
async function rosterFor(
  gitHub: GitHubPeer,
  more: Partial<Parameters<typeof roster>[0]> = {},
): Promise<Roster> {
  const id = (login: Login): Promise<number> => gitHub.idOf(login);
  const members = [{ login: "octocat", id: await id("octocat"), from: "2020-01-01" }];
  const engagement = { owner: "octocat", kind: "retainer", from: "2024-01-01" } as const;
  return roster({
    repositories: [LISTED, PRIVATE],
    practice: { name: "A practice", members },
    organizations: [
      acme({ github: { orgs: ["acme"] }, domains: [] }),
      { id: "globex", name: "Globex", disclosure: "public", commitmentKey: key(2) },
      {
        id: "initech",
        name: "Initech",
        aliases: ["Penetrode", "Initrode"],
        github: { orgs: ["initech"] },
        disclosure: "confidential",
        commitmentKey: key(3),
      },
    ],
    engagements: ["acme", "globex", "initech"].map((organization) => ({ ...engagement, organization })),
    people: [
      { login: "acme-staff", id: await id("acme-staff"), organization: "acme", disclosure: "public" },
      { login: "hubot", id: await id("hubot"), organization: "acme", disclosure: "public" },
      { login: "globex-staff", id: await id("globex-staff"), organization: "globex" },
      { login: "initech-staff", id: await id("initech-staff"), organization: "initech" },
    ],
    ...more,
  });
}

describe("the App against a local GitHub", function () {
  this.timeout(60_000);
  let gitHub: GitHubPeer;
  let app: AppUnderTest;

  before(async () => {
    gitHub = await startGitHub();
    for (const repository of [LISTED, PRIVATE, UNLISTED]) {
      await gitHub.as("octocat").putFile(repository, ".github/recuse.yml", POLICY);
    }
    await gitHub
      .as("passer-by")
      .putFile(ELSEWHERE, ".github/recuse.yml", `${POLICY}maintainers: [octocat]\n`);
    app = await startApp(gitHub, await rosterFor(gitHub));
    // The first subject in each repository warms what is read or created once.
    for (const repository of [LISTED, PRIVATE]) {
      await gitHub.as("hubot").createIssue(repository, { title: "warm", labels: ["proposal"] });
      await gitHub.as("hubot").createIssue(repository, { title: "warm" });
    }
    await app.settled();
  });

  beforeEach(() => {
    app.requests.forget();
  });

  afterEach(() => {
    app.requests.assertClean();
  });

  after(async () => {
    await app.close();
    await gitHub.close();
  });

  async function stickyComments(repository: string, number: number): Promise<string[]> {
    const comments = await gitHub.as("octocat").commentsOf(repository, number);
    return comments.map(({ body }) => body).filter((body) => body.startsWith(COMMENT_MARKER));
  }

  /** Files as somebody, waits, and tells what GitHub shows and what it cost. */
  async function filed(
    by: Login,
    subject: { title?: string; labels?: string[]; body?: string; headOwner?: string; pull?: boolean },
    repository = LISTED,
  ): Promise<{ number: number; labels: string[]; comments: number; calls: string[] }> {
    const client = gitHub.as(by);
    const title = subject.title ?? "A title";
    const { number } =
      subject.pull === true
        ? await client.createPullRequest(repository, {
            title,
            body: subject.body ?? "",
            ...(subject.headOwner === undefined ? {} : { headOwner: subject.headOwner }),
          })
        : await client.createIssue(repository, {
            title,
            body: subject.body ?? "",
            labels: subject.labels ?? [],
          });
    await app.settled();
    const labels = await client.labelsOf(repository, number);
    return {
      number,
      labels: labels.filter((label) => label !== "proposal"),
      comments: (await stickyComments(repository, number)).length,
      calls: app.requests.requests
        .map(({ operation }) => operation ?? "none")
        .filter((each) => !each.includes("token")),
    };
  }

  describe("calls to GitHub", () => {
    it("none for an issue, a pull request or a proposal without conflict", async () => {
      for (const subject of [{}, { pull: true }, { labels: ["proposal"] }]) {
        assert.deepEqual((await filed("passer-by", subject)).calls, []);
      }
    });

    it("one for a new conflict on an issue, two where it is a proposal", async () => {
      const issue = await filed("acme-staff", {});
      assert.deepEqual([issue.labels, issue.comments, issue.calls], [[DUE], 0, ["issues/add-labels"]]);
      app.requests.forget();
      const proposal = await filed("acme-staff", { labels: ["proposal"] });
      assert.deepEqual(
        [proposal.labels, proposal.comments, proposal.calls],
        [[REQUIRED], 1, ["issues/add-labels", "issues/create-comment"]],
      );
    });

    it("two for a new conflict on a pull request, from a client's own fork as well", async () => {
      for (const [by, headOwner] of [
        ["acme-staff", undefined],
        ["acme-staff", "acme"],
      ] as const) {
        app.requests.forget();
        const pull = await filed(by, { pull: true, ...(headOwner === undefined ? {} : { headOwner }) });
        assert.deepEqual([pull.labels, pull.comments, pull.calls.length], [[DUE], 1, 2]);
      }
    });

    it("no more for the deliveries that its own writes cause, nor for an edit that changes nothing", async () => {
      const { number } = await filed("acme-staff", { labels: ["proposal"] });
      app.requests.forget();
      await gitHub.as("acme-staff").editIssue(LISTED, number, { body: "more words" });
      await app.settled();
      assert.equal(app.requests.count(), 0);
    });
  });

  describe("what may not be seen", () => {
    const shapes = [
      { title: "RFC: a file format" },
      { labels: ["proposal"] },
      {},
      { pull: true },
      { title: "Penetrode wants this", body: "So does Initrode." },
    ];
    for (const [index, shape] of shapes.entries()) {
      for (const insider of ["initech-staff", "globex-staff"] as const) {
        it(`${insider}, shape ${String(index)}: no difference to a stranger`, async () => {
          const privateBefore = (await app.entries("private")).length;
          const publicBefore = (await app.entries("public")).length;
          const hidden = await filed(insider, shape);
          assert.equal(
            (await app.entries("private")).length,
            privateBefore + 1,
            "only the private log has it",
          );
          app.requests.forget();
          const stranger = await filed("passer-by", shape);
          assert.deepEqual({ ...hidden, number: 0 }, { ...stranger, number: 0 });
          assert.equal((await app.entries("private")).length, privateBefore + 1);
          assert.equal((await app.entries("public")).length, publicBefore);
        });
      }
    }

    it("a private finding beside a public one changes nothing that shows", async () => {
      const seen = [];
      const insider = `${String(await gitHub.idOf("initech-staff"))}+initech-staff@users.noreply.github.com`;
      const hiddenBefore = (await app.entries("private")).length;
      for (const trailer of ["", `\n\nCo-authored-by: Somebody <${insider}>`]) {
        app.requests.forget();
        const pull = await filed("acme-staff", { pull: true, body: `Text.${trailer}` });
        const [comment = ""] = await stickyComments(LISTED, pull.number);
        seen.push({ ...pull, number: 0, comment });
      }
      assert.deepEqual(seen[0], seen[1]);
      assert.equal((await app.entries("private")).length, hiddenBefore + 1, "and there is a private finding");
      const [shown] = (await app.entries("public")).slice(-1);
      const [kept] = (await app.entries("private")).slice(-1);
      assert.deepEqual(
        [shown?.type, shown?.effect?.kind, kept?.type],
        ["effect", "comment", "determination"],
      );
      assert.ok((shown?.at ?? "") <= (kept?.at ?? ""), "what is private takes no time before what shows");
    });

    it("a repository that the roster does not list gets nothing, whatever its policy names", async () => {
      for (const [by, repository] of [
        ["acme-staff", ELSEWHERE],
        ["initech-staff", ELSEWHERE],
        ["acme-staff", UNLISTED],
      ] as const) {
        app.requests.forget();
        const logged = app.logLines.length;
        const entries = (await app.entries("private")).length + (await app.entries("public")).length;
        const probe = await filed(by, { labels: ["proposal"] }, repository);
        assert.deepEqual([probe.labels, probe.comments, probe.calls], [[], 0, []]);
        assert.equal(app.logLines.length, logged);
        assert.equal((await app.entries("private")).length + (await app.entries("public")).length, entries);
      }
    });

    it("what happens in a private repository is in no public log", async () => {
      const before = (await app.entries("public")).length;
      const { labels } = await filed("hubot", { labels: ["proposal"] }, PRIVATE);
      assert.deepEqual(labels, [REQUIRED]);
      assert.equal((await app.entries("public")).length, before);
      assert.ok((await app.entries("private")).some(({ repository }) => repository?.name === PRIVATE));
    });
  });

  describe("what is recorded, and who wins", () => {
    it("records the determination durably before it writes to GitHub", async () => {
      const { number } = await filed("acme-staff", { labels: ["proposal"] });
      const entries = (await app.entries("public")).filter(({ subject }) => subject?.number === number);
      assert.deepEqual(
        entries.map(({ type, level, effect }) => effect?.kind ?? `${type} ${level ?? ""}`),
        ["determination recuse", "label-added", "comment-intended", "comment"],
      );
      const written = app.requests.requests.find(({ operation }) => operation === "issues/add-labels");
      assert.ok(Date.parse(entries[0]?.at ?? "") <= performance.timeOrigin + (written?.sentAt ?? 0) + 1);
    });

    it("a label that a person takes off stays off, and who took it off is recorded", async () => {
      const { number } = await filed("acme-staff", {});
      await gitHub.as("octocat").removeLabel(LISTED, number, DUE);
      await app.settled();
      await gitHub.as("acme-staff").editIssue(LISTED, number, { title: "Edited" });
      await app.settled();
      assert.deepEqual(await gitHub.as("octocat").labelsOf(LISTED, number), []);
      const overrides = (await app.entries("public")).filter(
        ({ type, subject }) => type === "override" && subject?.number === number,
      );
      assert.deepEqual(
        overrides.map(({ override, by }) => [override?.action, by?.login]),
        [["removed", "octocat"]],
      );
    });

    it("becoming a proposal raises the level, and ceasing to be one lowers it, in place", async () => {
      const { number } = await filed("acme-staff", { title: "An idea" });
      await gitHub.as("acme-staff").editIssue(LISTED, number, { title: "RFC: an idea" });
      await app.settled();
      assert.deepEqual(await gitHub.as("octocat").labelsOf(LISTED, number), [REQUIRED]);
      assert.equal((await stickyComments(LISTED, number)).length, 1);
      await gitHub.as("acme-staff").editIssue(LISTED, number, { title: "An idea" });
      await app.settled();
      assert.deepEqual(await gitHub.as("octocat").labelsOf(LISTED, number), [DUE]);
      const [comment = "", ...more] = await stickyComments(LISTED, number);
      assert.deepEqual([more.length, comment.includes("any more")], [0, true]);
    });

    it("the same delivery again changes nothing", async () => {
      await filed("acme-staff", { labels: ["proposal"] });
      app.requests.forget();
      for (const delivery of gitHub.webhooks.deliveries.slice(-4)) await gitHub.webhooks.redeliver(delivery);
      await app.settled();
      assert.equal(app.requests.count(), 0);
    });

    it("creates labels with colour and description, once", async () => {
      const labels = await gitHub.as("octocat").labelsIn(LISTED);
      const ours = labels.filter(({ name }) => [DUE, REQUIRED].includes(name));
      assert.equal(ours.length, 2);
      for (const { color, description } of ours) {
        assert.match(color, /^[0-9a-f]{6}$/);
        assert.match(description ?? "", /conflict of interest/);
      }
    });

    it("no canary of the confidential client in any request, log line or public file", async () => {
      const publicFolder = join(app.folder, "log", "public");
      const files = await Promise.all(
        (await readdir(publicFolder, { recursive: true, withFileTypes: true }))
          .filter((each) => each.isFile())
          .map((each) => readFile(join(each.parentPath, each.name), "utf8")),
      );
      const requests = app.requests.requests.map(
        ({ url, body, headers }) => `${url} ${JSON.stringify(headers)} ${body}`,
      );
      const metrics = await (await fetch(`${app.url}/metrics`)).text();
      const said = [...files, ...requests, ...app.logLines, metrics].join("\n").toLowerCase();
      for (const canary of CANARIES) assert.equal(said.includes(canary), false, canary);
      const own = await readFile(join(app.folder, "log", "details.jsonl"), "utf8");
      assert.ok(own.includes("initech"), "and the private details do have it, so the search can fail");
    });
  });
});

describe("the App with a roster that opts in or reads commits", function () {
  this.timeout(60_000);

  it("labelIn: the neutral label, no word, nothing in the public log", async () => {
    const gitHub = await startGitHub();
    await gitHub.as("octocat").putFile(LISTED, ".github/recuse.yml", POLICY);
    const plain = await rosterFor(gitHub);
    const organizations = plain.organizations.map((each) =>
      each.id === "initech" ? { ...each, labelIn: ["octo-org/hello-*"] } : each,
    );
    const app = await startApp(gitHub, { ...plain, organizations });
    try {
      const { number } = await gitHub.as("initech-staff").createIssue(LISTED, { title: "RFC: something" });
      await app.settled();
      assert.deepEqual(await gitHub.as("octocat").labelsOf(LISTED, number), [REQUIRED]);
      assert.deepEqual(await gitHub.as("octocat").commentsOf(LISTED, number), []);
      const shown = (await app.entries("public")).filter(({ type }) => type !== "private-head");
      assert.deepEqual(shown, []);
      app.requests.assertClean();
    } finally {
      await app.close();
      await gitHub.close();
    }
  });

  it("with a domain in the roster: one more call for a pull request, whoever wrote it", async () => {
    const gitHub = await startGitHub();
    await gitHub.as("octocat").putFile(LISTED, ".github/recuse.yml", POLICY);
    const plain = await rosterFor(gitHub);
    const organizations = plain.organizations.map((each) =>
      each.id === "acme" ? { ...each, domains: ["acme.example"] } : each,
    );
    const app = await startApp(gitHub, { ...plain, organizations });
    const pull = async (by: Login, message: string): Promise<{ labels: string[]; calls: number }> => {
      app.requests.forget();
      const { number } = await gitHub
        .as(by)
        .createPullRequest(LISTED, { title: "T", commits: [{ message }] });
      await app.settled();
      return { labels: await gitHub.as(by).labelsOf(LISTED, number), calls: app.requests.count() };
    };
    try {
      await gitHub.as("acme-staff").createIssue(LISTED, { title: "warm" });
      await app.settled();
      assert.deepEqual(await pull("passer-by", "plain"), { labels: [], calls: 1 });
      assert.deepEqual(await pull("initech-staff", "plain"), { labels: [], calls: 1 });
      const trailer = "Text\n\nCo-authored-by: A Person <a.person@eng.acme.example>\n";
      assert.deepEqual(await pull("passer-by", trailer), { labels: [DUE], calls: 3 });
      assert.deepEqual(await pull("passer-by", trailer.replace("eng.acme", "notacme")), {
        labels: [],
        calls: 1,
      });
      app.requests.assertClean();
    } finally {
      await app.close();
      await gitHub.close();
    }
  });
});
