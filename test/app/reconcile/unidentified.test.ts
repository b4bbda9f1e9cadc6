/*
 * Authors whom nobody can look up. Who deletes the account: what was recorded of the subject stays, and nothing is
 * said again. Whom nothing is known of, a bot for one, leads to nothing at all.
 */
import assert from "node:assert/strict";
import { issueJson, startFaultApp, stickyComments, subjectPayload } from "../../builders/fault-app.ts";
import { acme, roster } from "../../builders/roster.ts";
import { startFaultServer } from "../../peers/fault-server.ts";

const REPOSITORY = "octo-org/engine";
const POLICY = "version: 1\nproposals:\n  labels: [proposal]\n";
const GHOST = { login: "ghost", id: 10_137, type: "User" };

describe("an author whom nobody can look up", function () {
  this.timeout(30_000);

  for (const [name, user] of [
    ["deletes the account and becomes ghost", GHOST],
    ["deletes the account and is gone", null],
  ] as const) {
    it(`${name}: label and comment stay, no second comment, no entry`, async () => {
      const gitHub = await startFaultServer();
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
      const app = await startFaultApp({ gitHub, roster: roster({ organizations: [acme({ domains: [] })] }) });
      try {
        const json = issueJson({ number: 1, labels: ["proposal"] });
        const subject = gitHub.putSubject(REPOSITORY, json);
        await app.work("issues", subjectPayload("opened", json));
        const labels = [...subject.labels];
        assert.deepEqual(labels, ["proposal", "recusal/required"]);
        const determinations = async (): Promise<number> =>
          (await app.entries("public")).filter(({ type }) => type === "determination").length;
        assert.equal(await determinations(), 1);

        const gone = { ...json, user, labels: labels.map((label) => ({ name: label })) };
        subject.json = gone;
        await app.work("issues", subjectPayload("edited", gone));
        assert.deepEqual([...subject.labels], labels);
        assert.equal(stickyComments(gitHub, REPOSITORY, 1).length, 1);
        assert.match(
          stickyComments(gitHub, REPOSITORY, 1).join(),
          /step back \| recorded before the author's account was deleted/,
        );
        assert.equal(await determinations(), 1);
        assert.deepEqual(await app.work("issues", subjectPayload("edited", gone)), []);
        app.requests.assertClean();
      } finally {
        await app.close();
        await gitHub.close();
      }
    });
  }

  for (const [name, user] of [
    ["of whom nothing was recorded", GHOST],
    ["that is a bot", { login: "acme-ci[bot]", id: 12, type: "Bot" }],
  ] as const) {
    it(`${name} leads to nothing: no call, no entry`, async () => {
      const gitHub = await startFaultServer();
      gitHub.putFile(REPOSITORY, ".github/recuse.yml", POLICY);
      const app = await startFaultApp({ gitHub, roster: roster({ organizations: [acme({ domains: [] })] }) });
      try {
        const json = { ...issueJson({ number: 1, labels: ["proposal"] }), user };
        gitHub.putSubject(REPOSITORY, json);
        await app.work("issues", subjectPayload("opened", json));
        assert.deepEqual(await app.work("issues", subjectPayload("edited", json)), []);
        // the private log's head is told at every start, whatever happens
        const told = (await app.entries("public")).filter(({ type }) => type !== "private-head");
        assert.deepEqual(told, []);
        assert.deepEqual(await app.entries("private"), []);
      } finally {
        await app.close();
        await gitHub.close();
      }
    });
  }
});
