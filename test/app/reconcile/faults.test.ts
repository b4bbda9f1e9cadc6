/*
 * What GitHub and people may do to the App's work: errors after the fact, limits, silence, subjects and policies
 * that change or vanish, labels and comments that people take away. Each in a repository's smallest story.
 */
import assert from "node:assert/strict";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import {
  issueJson,
  pullJson,
  repositoryJson,
  startFaultApp,
  stickyComments,
  subjectPayload,
  isWrite,
  INSTALLATION,
  type FaultApp,
} from "../../builders/fault-app.ts";
import { acme, key, roster } from "../../builders/roster.ts";
import { startFaultServer, type Fault, type FaultServer } from "../../peers/fault-server.ts";

const REPOSITORY = "octo-org/engine";
const DUE = "conflict/disclosure-due";
const REQUIRED = "recusal/required";
const POLICY = "version: 1\nproposals:\n  labels: [proposal]\n";
const READ_POLICY = ["repos/get-content"];
const HUBOT = { login: "hubot", id: 480938 };

/** acme is a public client; that initech is one is nobody's business. */
const ROSTER: Roster = roster({
  organizations: [
    acme({ domains: [] }),
    { id: "initech", name: "Initech", disclosure: "confidential", commitmentKey: key(3) },
  ],
  engagements: ["acme", "initech"].map((organization) => ({
    owner: "octocat",
    organization,
    kind: "retainer" as const,
    from: "2025-01-01",
  })),
  people: [
    { login: "wile", id: 1001, organization: "acme", disclosure: "public" },
    { login: "milton", id: 1003, organization: "initech" },
  ],
});

interface FaultCase {
  readonly what: string;
  readonly operation: string;
  readonly fault: Fault;
  readonly times?: number;
}

/** What became of a proposal during whose work GitHub failed. */
interface FaultStory {
  /** Those that were met. */
  readonly faults: readonly string[];
  readonly labels: readonly string[];
  /** Ids of all comments on GitHub, and of those in the log. */
  readonly comments: readonly number[];
  readonly commentsRecorded: readonly number[];
  readonly labelsRecorded: readonly string[];
  /** Milliseconds between the last fault and the call after it. */
  readonly pause: number;
  /** The calls that one more delivery led to. */
  readonly afterwards: readonly string[];
}

/**
 * A proposal of acme's is opened while an operation fails, in an App and a GitHub of its own. And an installation
 * of its own: Octokit's authentication shares a token that is being asked for with all of the process.
 */
async function faultStory(
  { operation, fault, times = 1 }: FaultCase,
  installation: number,
): Promise<FaultStory> {
  const gitHub = await startFaultServer();
  gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
  const app = await startFaultApp({ gitHub, roster: ROSTER, more: { patience: 1000 } });
  try {
    gitHub.fail(operation, fault, times);
    const json = issueJson({ number: 1, labels: ["proposal"] });
    const subject = gitHub.putSubject(REPOSITORY, json);
    await app.work("issues", subjectPayload("opened", json, { installation }));
    const labels = [...subject.labels];
    const edited = { ...json, title: "B", labels: labels.map((name) => ({ name })) };
    const afterwards = await app.work("issues", subjectPayload("edited", edited, { installation }));
    app.requests.assertClean();
    const effects = (await app.entries("public")).flatMap(({ effect }) => effect ?? []);
    const last = gitHub.requests.findLastIndex((request) => request.fault !== undefined);
    return {
      pause: (gitHub.requests[last + 1]?.at ?? 0) - (gitHub.requests[last]?.at ?? 0),
      faults: gitHub.requests.flatMap((request) => request.fault ?? []),
      labels,
      comments: subject.comments.map(({ id }) => id),
      commentsRecorded: effects.flatMap((effect) => (effect.kind === "comment" ? effect.comment : [])),
      labelsRecorded: effects.flatMap((effect) => (effect.kind === "label-added" ? effect.label : [])),
      afterwards,
    };
  } finally {
    await app.close();
    await gitHub.close();
  }
}

describe("faults and changes while a subject is worked", function () {
  this.timeout(30_000);
  let gitHub: FaultServer;
  let app: FaultApp;
  let clock: Date;

  beforeEach(async () => {
    gitHub = await startFaultServer();
    gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
    clock = new Date("2026-06-01T12:00:00Z");
    app = await startFaultApp({ gitHub, roster: ROSTER, now: () => clock });
  });

  afterEach(async () => {
    await app.close();
    await gitHub.close();
    app.requests.assertClean();
  });

  /** RFC 3339, so many seconds after the clock's present time. */
  function later(seconds = 0): string {
    return new Date(clock.getTime() + seconds * 1000).toISOString();
  }

  function passes(seconds: number): void {
    clock = new Date(later(seconds));
  }

  /** What a person would now see. */
  function shown(number: number, repository = REPOSITORY): { labels: string[]; comments: number } {
    const { labels } = gitHub.subject(repository, number);
    return {
      labels: [...labels].filter((label) => label !== "proposal"),
      comments: stickyComments(gitHub, repository, number).length,
    };
  }

  /** Puts a proposal of acme's on GitHub and has it opened. */
  async function openProposal(number: number): Promise<string[]> {
    const json = issueJson({ number, labels: ["proposal"], updatedAt: later() });
    gitHub.putSubject(REPOSITORY, json);
    return app.work("issues", subjectPayload("opened", json));
  }

  /** Reads the policy and creates the labels beforehand, so that only what follows is counted. */
  async function warm(): Promise<void> {
    await openProposal(900);
    const json = issueJson({ number: 901, updatedAt: later() });
    gitHub.putSubject(REPOSITORY, json);
    await app.work("issues", subjectPayload("opened", json));
  }

  /** Issue `number` as it stands on GitHub, with the App's labels, updated now; and the delivery about it. */
  function updated(number: number, title?: string): Record<string, unknown> & { number: number } {
    const subject = gitHub.subject(REPOSITORY, number);
    const json = {
      ...subject.json,
      number,
      ...(title === undefined ? {} : { title }),
      labels: [...subject.labels].map((name) => ({ name })),
      updated_at: later(),
    };
    subject.json = json;
    return json;
  }

  describe("answers that fail", () => {
    const cases: FaultCase[] = [
      {
        what: "a comment that is created although the answer is 500",
        operation: "issues/create-comment",
        fault: { kind: "error-after-doing" },
      },
      {
        what: "a comment that is created before the connection breaks",
        operation: "issues/create-comment",
        fault: { kind: "reset", done: true },
      },
      {
        what: "a comment that is created and never answered",
        operation: "issues/create-comment",
        fault: { kind: "hang", done: true },
      },
      {
        what: "a comment that is not created",
        operation: "issues/create-comment",
        fault: { kind: "answer", status: 502 },
      },
      {
        what: "labels that are refused once with 502",
        operation: "issues/add-labels",
        fault: { kind: "answer", status: 502 },
      },
      {
        what: "labels that are added although the answer is 503",
        operation: "issues/add-labels",
        fault: { kind: "error-after-doing", status: 503 },
      },
      {
        what: "a label that is created although the answer is 500",
        operation: "issues/create-label",
        fault: { kind: "error-after-doing" },
      },
      {
        what: "a secondary limit that answers 403",
        operation: "issues/add-labels",
        fault: { kind: "secondary-limit", retryAfterSeconds: 3 },
      },
      {
        what: "a secondary limit that answers 429",
        operation: "issues/create-comment",
        fault: { kind: "secondary-limit", status: 429, retryAfterSeconds: 2 },
      },
      {
        what: "the hour's limit, when a label is created",
        operation: "issues/create-label",
        fault: { kind: "rate-limit", resetAtSeconds: 0 },
      },
      {
        what: "the hour's limit, when the policy is read",
        operation: "repos/get-content",
        fault: { kind: "rate-limit", resetAtSeconds: 0 },
      },
      {
        what: "a token that is not given at once",
        operation: "apps/create-installation-access-token",
        fault: { kind: "answer", status: 500 },
      },
      { what: "silence, when labels are added", operation: "issues/add-labels", fault: { kind: "hang" } },
      { what: "broken connections, twice", operation: "*", fault: { kind: "reset" }, times: 2 },
    ];
    // Each waits for the second attempt, so all wait together.
    const ends = new Map<string, FaultStory>();
    before(async () => {
      await Promise.all(
        cases.map(async (each, index) => ends.set(each.what, await faultStory(each, 1 + index))),
      );
    });

    for (const { what, fault, times = 1 } of cases) {
      it(`${what}: one label and one comment in the end`, () => {
        const found = ends.get(what);
        assert.ok(found);
        const { pause, ...story } = found;
        const asked = fault.kind === "secondary-limit" ? fault.retryAfterSeconds : 1;
        assert.ok(pause >= asked * 1000 - 20, `only ${String(pause)} ms`);
        assert.deepEqual(story, {
          faults: Array.from({ length: times }, () => fault.kind),
          labels: ["proposal", REQUIRED],
          comments: story.comments.slice(0, 1),
          labelsRecorded: [REQUIRED],
          commentsRecorded: story.comments,
          afterwards: [],
        });
        assert.equal(story.comments.length, 1);
      });
    }

    it("a comment by a person who typed the marker is not taken for the App's own", async () => {
      gitHub.fail("issues/create-comment", { kind: "answer", status: 502 });
      const json = issueJson({ number: 1, labels: ["proposal"], updatedAt: later() });
      const subject = gitHub.putSubject(REPOSITORY, json);
      const person = { login: "mallory", id: 666, type: "User" };
      const forged = { id: 5, body: "<!-- recuse:sticky:v1 -->\nno conflict here", user: person };
      // The state's type knows bots alone, for only the App writes through the API.
      subject.comments.push(forged as unknown as (typeof subject.comments)[number]);
      await app.work("issues", subjectPayload("opened", json));
      assert.deepEqual(
        subject.comments.map(({ user }) => user.login),
        ["mallory", "recuse[bot]"],
      );
      assert.equal(forged.body, "<!-- recuse:sticky:v1 -->\nno conflict here");
    });

    it("no permission to write: given up at once, and said so", async () => {
      await warm();
      gitHub.fail("issues/add-labels", {
        kind: "answer",
        status: 403,
        body: { message: "Resource not accessible" },
      });
      assert.deepEqual(await openProposal(1), ["issues/add-labels"]);
      assert.equal(app.logLines.filter((line) => line.includes('"failed"')).length, 1);
    });
  });

  describe("subjects that vanish", () => {
    for (const status of [404, 410]) {
      it(`answered ${String(status)} when it is labelled: nothing further`, async () => {
        await warm();
        gitHub.fail("issues/add-labels", { kind: "answer", status });
        assert.deepEqual(await openProposal(1), ["issues/add-labels"]);
        assert.deepEqual(shown(1), { labels: [], comments: 0 });
      });

      it(`answered ${String(status)} when it is read again: nothing further`, async () => {
        await warm();
        gitHub.fail("issues/get", { kind: "answer", status });
        const json = issueJson({ number: 1, labels: ["proposal"], updatedAt: later(-3600) });
        gitHub.putSubject(REPOSITORY, json);
        const entries = (await app.entries("public")).length;
        assert.deepEqual(await app.work("issues", subjectPayload("opened", json)), ["issues/get"]);
        assert.deepEqual(shown(1), { labels: [], comments: 0 });
        assert.equal((await app.entries("public")).length, entries);
      });
    }

    it("a deletion is not looked at, and what was recorded stays", async () => {
      await openProposal(1);
      const entries = await app.entries("public");
      const payload = subjectPayload("deleted", updated(1));
      gitHub.state.subjects.delete(`${REPOSITORY}#1`);
      assert.deepEqual(await app.work("issues", payload), []);
      const fresh = issueJson({ number: 2, labels: ["proposal"], updatedAt: later() });
      assert.deepEqual(await app.work("issues", subjectPayload("deleted", fresh)), []);
      assert.deepEqual(await app.entries("public"), entries);
    });
  });

  describe("policies", () => {
    it("absent: two calls to find that out, and then none", async () => {
      gitHub.state.files.clear();
      assert.deepEqual(await openProposal(1), ["repos/get-content", "repos/get-content"]);
      assert.deepEqual(
        gitHub.requests.filter(({ operation }) => operation === "repos/get-content").map(({ path }) => path),
        [`/repos/${REPOSITORY}`, "/repos/octo-org/.github"].map(
          (place) => `${place}/contents/${encodeURIComponent(".github/recuse.yml")}`,
        ),
      );
      assert.deepEqual(await openProposal(2), []);
      const entries = [...(await app.entries("public")), ...(await app.entries("private"))];
      assert.deepEqual(
        entries.filter(({ type }) => type !== "private-head"),
        [],
      );
    });

    it("the owner's holds where the repository has none", async () => {
      gitHub.state.files.clear();
      gitHub.putFile("octo-org/.github", ".github/recuse.yml", POLICY);
      await openProposal(1);
      assert.deepEqual(shown(1), { labels: [REQUIRED], comments: 1 });
    });

    /** A push to the default branch that touched the policy. */
    function push(ref = "refs/heads/main", repository = REPOSITORY): Record<string, unknown> {
      return {
        ref,
        repository: repositoryJson(repository, 42),
        installation: { id: INSTALLATION },
        commits: [{ added: [], modified: [".github/recuse.yml"], removed: [] }],
      };
    }

    it("a push brings new rules into force, on the default branch alone", async () => {
      await warm();
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", `${POLICY}labels:\n  required: steps-back\n`);
      assert.deepEqual(await app.work("push", push("refs/heads/topic")), []);
      assert.deepEqual(await openProposal(1), ["issues/add-labels", "issues/create-comment"]);
      assert.deepEqual(shown(1).labels, [REQUIRED]);
      assert.deepEqual(await app.work("push", push()), []);
      assert.deepEqual(await openProposal(2), [
        ...READ_POLICY,
        "issues/create-label",
        "issues/add-labels",
        "issues/create-comment",
      ]);
      assert.deepEqual(shown(2).labels, ["steps-back"]);
    });

    it("a push to the owner's brings it into force in repositories without one", async () => {
      gitHub.state.files.clear();
      await openProposal(1);
      gitHub.putFile("octo-org/.github", ".github/recuse.yml", POLICY);
      await app.work("push", push("refs/heads/main", "octo-org/.github"));
      await openProposal(2);
      assert.deepEqual([shown(1).labels, shown(2).labels], [[], [REQUIRED]]);
    });

    it("an invalid one leaves the last good one in force, and says where it is wrong", async () => {
      await warm();
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", `${POLICY}comments: never\n`);
      await app.work("push", push());
      assert.deepEqual(await openProposal(1), [...READ_POLICY, "issues/add-labels", "issues/create-comment"]);
      const said = app.logLines.filter((line) => line.includes("last good one stays in force"));
      assert.equal(said.length, 1);
      assert.match(String(said[0]), /octo-org\/engine\/\.github\/recuse\.yml:4:1:.*comments/);
    });

    it("an invalid one without an earlier one: nothing is done, and it is said", async () => {
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", "version: 1\nmode: shout\n");
      assert.deepEqual(await openProposal(1), READ_POLICY);
      const said = app.logLines.filter((line) => line.includes("nothing is done"));
      assert.equal(said.length, 1);
      assert.match(String(said[0]), /recuse\.yml:2:7:.*mode/);
    });

    it("taken away: the App falls silent", async () => {
      await warm();
      gitHub.state.files.clear();
      await app.work("push", push());
      assert.deepEqual(await openProposal(1), [...READ_POLICY, ...READ_POLICY]);
    });
  });

  describe("transfers", () => {
    const OTHER = "octo-org/other";

    /** An issue of acme's that moved from engine to other, as GitHub tells it; `proposal` is no proposal there. */
    function moved(): ReturnType<typeof subjectPayload> {
      const old = issueJson({ number: 5, labels: ["proposal"], updatedAt: later() });
      const json = issueJson({ number: 1, labels: ["proposal"], updatedAt: later() });
      gitHub.putSubject(OTHER, json);
      const changes = { new_issue: json, new_repository: repositoryJson(OTHER, 43) };
      return { ...subjectPayload("transferred", old), changes };
    }

    const places: { what: string; policies: Record<string, string>; labels: string[] }[] = [
      {
        what: "under the new repository's policy",
        policies: { [REPOSITORY]: POLICY, [OTHER]: 'version: 1\nproposals:\n  titles: ["RFC"]\n' },
        labels: [DUE],
      },
      {
        what: "although the old repository had no policy",
        policies: { [OTHER]: POLICY },
        labels: [REQUIRED],
      },
      { what: "not where the new repository has no policy", policies: { [REPOSITORY]: POLICY }, labels: [] },
    ];
    for (const { what, policies, labels } of places) {
      it(`the new issue is looked at: ${what}`, async () => {
        gitHub.state.files.clear();
        for (const [place, text] of Object.entries(policies))
          gitHub.putFile(place, ".github/recuse.yml", text);
        const operations = await app.work("issues", moved());
        assert.deepEqual(shown(1, OTHER).labels, labels);
        const written = gitHub.requests.filter(
          (request) => isWrite(request) && !request.path.includes(OTHER),
        );
        assert.deepEqual(written, [], operations.join());
      });
    }

    it("to a repository that the roster does not list: nothing", async () => {
      const payload = {
        ...moved(),
        changes: {
          new_issue: issueJson({ number: 1, updatedAt: later() }),
          new_repository: repositoryJson("other-org/probe", 44),
        },
      };
      assert.deepEqual(
        (await app.work("issues", payload)).filter((each) => each !== READ_POLICY[0]),
        [],
      );
    });

    it("told of twice at once, as transferred and as opened: one comment", async () => {
      gitHub.putFile(OTHER, ".github/recuse.yml", POLICY);
      const payload = moved();
      const json = issueJson({ number: 1, labels: ["proposal"], updatedAt: later() });
      for (const operation of ["issues/add-labels", "issues/create-comment"]) {
        gitHub.fail(operation, { kind: "delay", milliseconds: 60 }, 2);
      }
      await Promise.all([
        app.send("issues", payload),
        app.send("issues", subjectPayload("opened", json, { repository: OTHER, repositoryId: 43 })),
      ]);
      await app.settled();
      assert.deepEqual(shown(1, OTHER), { labels: [REQUIRED], comments: 1 });
      assert.equal(gitHub.count("issues/add-labels"), 1);
    });
  });

  describe("what people do", () => {
    it("a label that a person removes is recorded once and not put back", async () => {
      await openProposal(1);
      gitHub.subject(REPOSITORY, 1).labels.delete(REQUIRED);
      passes(5);
      const gone = subjectPayload("unlabeled", updated(1), { label: REQUIRED, sender: HUBOT });
      assert.deepEqual(await app.work("issues", gone), ["issues/get"]);
      passes(5);
      assert.deepEqual(await app.work("issues", subjectPayload("edited", updated(1, "B"))), []);
      assert.deepEqual(shown(1), { labels: [], comments: 1 });
      const overrides = (await app.entries("public")).filter(({ type }) => type === "override");
      assert.equal(overrides.length, 1);
      assert.partialDeepStrictEqual(overrides[0], {
        by: HUBOT,
        override: { label: REQUIRED, action: "removed" },
      });
    });

    it("a label that a person puts back is the App's again", async () => {
      await openProposal(1);
      const { labels } = gitHub.subject(REPOSITORY, 1);
      const acts = ["unlabeled", "labeled", "unlabeled"];
      for (const action of acts) {
        if (action === "labeled") labels.add(REQUIRED);
        else labels.delete(REQUIRED);
        passes(5);
        const payload = subjectPayload(action, updated(1), { label: REQUIRED, sender: HUBOT });
        assert.deepEqual(await app.work("issues", payload), ["issues/get"]);
      }
      const overrides = (await app.entries("public")).flatMap(({ override }) => override?.action ?? []);
      assert.deepEqual(overrides, ["removed", "restored", "removed"]);
      labels.add(REQUIRED);
      passes(5);
      await app.work("issues", subjectPayload("labeled", updated(1), { label: REQUIRED, sender: HUBOT }));
      // Now it is an issue like any other, for which the App wants another label: it takes its own away.
      labels.delete("proposal");
      passes(5);
      await app.work("issues", subjectPayload("unlabeled", updated(1), { label: "proposal", sender: HUBOT }));
      assert.deepEqual(shown(1).labels, [DUE]);
    });

    it("somebody else's label of the same name is not taken away", async () => {
      const json = issueJson({ number: 1, labels: [REQUIRED], updatedAt: later() });
      gitHub.putSubject(REPOSITORY, json);
      await app.work("issues", subjectPayload("opened", json));
      assert.deepEqual(shown(1).labels, [REQUIRED, DUE]);
    });

    it("a comment that a person deletes is not written again", async () => {
      const json = pullJson({ number: 1, updatedAt: later() });
      gitHub.putSubject(REPOSITORY, json);
      await app.work("pull_request", subjectPayload("opened", json));
      assert.deepEqual(shown(1), { labels: [DUE], comments: 1 });
      const { labels, comments } = gitHub.subject(REPOSITORY, 1);
      comments.length = 0;
      // It becomes a proposal, so its comment would have to say something else; and back again.
      labels.add("proposal");
      passes(5);
      const first = await app.work(
        "pull_request",
        subjectPayload("labeled", updated(1), { label: "proposal" }),
      );
      assert.equal(first.filter((each) => each === "issues/update-comment").length, 1);
      labels.delete("proposal");
      passes(5);
      const second = await app.work(
        "pull_request",
        subjectPayload("unlabeled", updated(1), { label: "proposal" }),
      );
      assert.deepEqual(
        second.filter((each) => each.includes("comment")),
        [],
      );
      assert.deepEqual(shown(1), { labels: [DUE], comments: 0 });
      const removed = (await app.entries("public")).filter(
        ({ effect }) => effect?.kind === "comment-removed",
      );
      assert.equal(removed.length, 1);
    });

    it("a comment that still stands is edited in place", async () => {
      await openProposal(1);
      const before = stickyComments(gitHub, REPOSITORY, 1);
      const { labels, comments } = gitHub.subject(REPOSITORY, 1);
      labels.delete("proposal");
      passes(5);
      await app.work("issues", subjectPayload("unlabeled", updated(1), { label: "proposal" }));
      assert.deepEqual(shown(1), { labels: [DUE], comments: 1 });
      assert.equal(comments.length, 1);
      assert.notDeepEqual(stickyComments(gitHub, REPOSITORY, 1), before);
    });

    it("closed: nothing is written any more; reopened: it is", async () => {
      const json = issueJson({ number: 1, labels: ["proposal"], state: "closed", updatedAt: later() });
      const subject = gitHub.putSubject(REPOSITORY, json);
      assert.deepEqual(await app.work("issues", subjectPayload("opened", json)), READ_POLICY);
      passes(5);
      subject.json = { ...subject.json, state: "open" };
      await app.work("issues", subjectPayload("reopened", updated(1)));
      assert.deepEqual(shown(1), { labels: [REQUIRED], comments: 1 });
    });
  });

  describe("time", () => {
    it("a delivery that is older than one already worked changes nothing", async () => {
      await warm();
      const old = issueJson({ number: 1, labels: ["proposal"], updatedAt: later(-2) });
      const now = issueJson({ number: 1, updatedAt: later() });
      gitHub.putSubject(REPOSITORY, now);
      assert.deepEqual(await app.work("issues", subjectPayload("edited", now)), ["issues/add-labels"]);
      assert.deepEqual(await app.work("issues", subjectPayload("opened", old)), []);
      assert.deepEqual(shown(1), { labels: [DUE], comments: 0 });
    });

    const ages = [
      { seconds: 59, reads: [] },
      { seconds: 60, reads: ["issues/get"] },
      { seconds: 90 * 86_400, reads: ["issues/get"] },
    ];
    for (const { seconds, reads } of ages) {
      it(`a delivery ${String(seconds)} s old: ${String(reads.length)} look at GitHub before writing`, async () => {
        await warm();
        const json = issueJson({ number: 1, labels: ["proposal"], updatedAt: later(-seconds) });
        gitHub.putSubject(REPOSITORY, json);
        assert.deepEqual(await app.work("issues", subjectPayload("opened", json)), [
          ...reads,
          "issues/add-labels",
          "issues/create-comment",
        ]);
      });
    }

    it("an old delivery writes what GitHub has now, not what it said then", async () => {
      await warm();
      const then = issueJson({ number: 1, labels: ["proposal"], updatedAt: later(-3600) });
      gitHub.putSubject(REPOSITORY, issueJson({ number: 1, updatedAt: later() }));
      assert.deepEqual(await app.work("issues", subjectPayload("opened", then)), [
        "issues/get",
        "issues/add-labels",
      ]);
      assert.deepEqual(shown(1), { labels: [DUE], comments: 0 });
    });

    it("an old delivery without a conflict costs no look", async () => {
      await warm();
      const author = { login: "stranger", id: 9999 };
      const json = issueJson({ number: 1, author, labels: ["proposal"], updatedAt: later(-3600) });
      gitHub.putSubject(REPOSITORY, json);
      assert.deepEqual(await app.work("issues", subjectPayload("opened", json)), []);
    });

    it("nor does one with a private conflict, whatever its age: nothing tells it from a stranger's", async () => {
      await warm();
      const author = { login: "milton", id: 1003 };
      for (const [number, age] of [
        [1, 0],
        [2, 3600],
      ] as const) {
        const json = issueJson({ number, author, labels: ["proposal"], updatedAt: later(-age) });
        gitHub.putSubject(REPOSITORY, json);
        assert.deepEqual(await app.work("issues", subjectPayload("opened", json)), []);
      }
      assert.equal((await app.entries("private")).length, 2);
      assert.ok(!/initech|milton/i.test(app.logLines.join("\n")));
    });
  });
});
