/*
 * Affiliation data in the running App: clients' people whom only the data knows, colleagues of a maintainer where
 * the policy asks for that, and nothing of it in public where the client is confidential.
 */
import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import {
  issueJson,
  pullJson,
  startFaultApp,
  stickyComments,
  subjectPayload,
  type FaultApp,
} from "../../builders/fault-app.ts";
import { acme, key, roster } from "../../builders/roster.ts";
import { startFaultServer, type FaultServer } from "../../peers/fault-server.ts";

const REPOSITORY = "octo-org/engine";
const DUE = "conflict/disclosure-due";
const DATA = `# as of 2026-04-01
mona: mona!globex.example
\tGlobex Corporation
octocat: octocat!hooli.example
\tHooli from 2020-01-01
lisa: lisa!hooli.example
\tHooli from 2024-01-01
peter: peter!initech.example
\tInitech from 2024-01-01
`;

/** globex is a public client, initech a confidential one; hooli, where octocat works, is none. */
const ROSTER: Roster = roster({
  organizations: [
    acme({ domains: [] }),
    { id: "globex", name: "Globex", disclosure: "public", commitmentKey: key(3) },
    { id: "initech", name: "Initech", disclosure: "confidential", commitmentKey: key(4) },
  ],
  engagements: ["globex", "initech"].map((organization) => ({
    owner: "octocat",
    organization,
    kind: "retainer" as const,
    from: "2025-01-01",
  })),
  people: [],
});

describe("affiliation data in the App", function () {
  this.timeout(30_000);
  let gitHub: FaultServer;
  let app: FaultApp;
  const now = new Date("2026-06-01T12:00:00Z");
  let number = 0;

  async function startWith(policy: string): Promise<void> {
    gitHub = await startFaultServer();
    gitHub.putFile(REPOSITORY, ".github/recuse.yml", policy);
    app = await startFaultApp({ gitHub, roster: ROSTER, affiliations: DATA, now: () => now });
  }

  afterEach(async () => {
    await app.close();
    await gitHub.close();
    app.requests.assertClean();
  });

  /** Labels and comments after somebody opened an issue or a pull request. */
  async function opened(kind: "issue" | "pull", login: string, id: number): Promise<[string[], string[]]> {
    number += 1;
    const fields = { number, author: { login, id }, updatedAt: now.toISOString() };
    const json = kind === "issue" ? issueJson(fields) : pullJson(fields);
    gitHub.putSubject(REPOSITORY, json);
    await app.work(kind === "issue" ? "issues" : "pull_request", subjectPayload("opened", json));
    return [[...gitHub.subject(REPOSITORY, number).labels], stickyComments(gitHub, REPOSITORY, number)];
  }

  it("labels what a client's person files whom only the data knows, and keeps its index", async () => {
    await startWith("version: 1\n");
    const [labels] = await opened("issue", "mona", 501);
    assert.deepEqual(labels, [DUE]);
    assert.deepEqual(await opened("issue", "lisa", 502), [[], []], "a colleague counts only where asked for");
    await access(join(app.folder, "affiliations.index"));
  });

  it("asks a maintainer to disclose what a colleague of hers proposes, where the policy asks for it", async () => {
    await startWith("version: 1\nemployers: true\n");
    const [labels, [comment]] = await opened("pull", "lisa", 502);
    assert.deepEqual(labels, [DUE]);
    assert.match(comment ?? "", /octocat and lisa are both at Hooli by CNCF gitdm, reported, 2 months old/);
    assert.deepEqual(await opened("issue", "lisa", 502), [[], []], "on an issue the table asks for nothing");
    assert.deepEqual(await opened("pull", "stranger", 503), [[], []]);
    const levels = (await app.entries("public")).filter(({ type }) => type === "determination");
    assert.deepEqual(
      levels.map(({ level, maintainer, commitments }) => [level, maintainer?.login, commitments]),
      [["disclose", "octocat", undefined]],
    );
  });

  it("shows nothing of a confidential client's person, and asks nobody", async () => {
    await startWith("version: 1\nemployers: true\n");
    assert.deepEqual(await opened("pull", "peter", 504), [[], []]);
    const records = await app.entries("private");
    assert.deepEqual(
      records.filter(({ type }) => type === "determination").map(({ level }) => level),
      ["disclose"],
    );
    const seen = JSON.stringify([gitHub.requests, app.logLines, await app.entries("public")]);
    assert.doesNotMatch(seen, /initech|peter/i);
  });
});
