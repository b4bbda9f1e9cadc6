/*
 * The client as it is in earnest, with Probot's throttling and retries left on: slower, and with retries of its
 * own underneath, which must not say anything twice.
 */
import assert from "node:assert/strict";
import {
  issueJson,
  startFaultApp,
  stickyComments,
  subjectPayload,
  type FaultApp,
} from "../builders/fault-app.ts";
import { acme, roster } from "../builders/roster.ts";
import { startFaultServer, type Fault, type FaultServer } from "../peers/fault-server.ts";

const REPOSITORY = "octo-org/engine";
const OPERATIONS = ["repos/get-content", "issues/create-label", "issues/add-labels", "issues/create-comment"];

describe("the App with throttling and retries left on", function () {
  this.timeout(60_000);

  const cases: { what: string; fault?: Fault; operation?: string; calls: readonly string[] }[] = [
    { what: "nothing goes wrong", calls: OPERATIONS },
    {
      what: "a comment is created although the answer is 500",
      operation: "issues/create-comment",
      fault: { kind: "error-after-doing" },
      calls: [...OPERATIONS, "issues/get", "issues/list-comments"],
    },
    {
      what: "a secondary limit asks for a second's pause before the comment",
      operation: "issues/create-comment",
      fault: { kind: "secondary-limit", retryAfterSeconds: 1 },
      calls: [...OPERATIONS, "issues/get", "issues/list-comments", "issues/create-comment"],
    },
  ];
  const ends = new Map<string, { labels: string[]; comments: number; calls: (string | undefined)[] }>();

  // They wait most of the time, so they wait together; each with an installation and a lane of its own.
  before(async () => {
    await Promise.all(
      cases.map(async ({ what, operation = "*", fault }, index) => {
        const gitHub: FaultServer = await startFaultServer();
        gitHub.putFile(REPOSITORY, ".github/recuse.yml", "version: 1\nproposals:\n  labels: [proposal]\n");
        const app: FaultApp = await startFaultApp({
          gitHub,
          roster: roster({ organizations: [acme({ domains: [] })] }),
          Octokit: undefined,
        });
        try {
          if (fault !== undefined) gitHub.fail(operation, fault);
          const json = issueJson({ number: 1, labels: ["proposal"] });
          const subject = gitHub.putSubject(REPOSITORY, json);
          const installation = 300 + index;
          const calls = await app.work("issues", subjectPayload("opened", json, { installation }));
          app.requests.assertClean();
          const comments = stickyComments(gitHub, REPOSITORY, 1).length;
          ends.set(what, { labels: [...subject.labels], comments, calls });
        } finally {
          await app.close();
          await gitHub.close();
        }
      }),
    );
  });

  for (const { what, calls } of cases) {
    it(`${what}: one label and one comment`, () => {
      assert.deepEqual(ends.get(what), { labels: ["proposal", "recusal/required"], comments: 1, calls });
    });
  }
});
