/*
 * The whole App in this process against the fault server, and the deliveries that a test sends it by hand.
 * What is put on the fault server is what GitHub has; what is delivered is what GitHub once said.
 */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ProbotOctokit } from "probot";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import { COMMENT_MARKER } from "@recuse/shared/plan/comment.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { ServeEnvironment } from "../../github-app/src/env.ts";
import { start, type StartOptions } from "../../github-app/src/main.ts";
import { sleepUntilStopped } from "../../github-app/src/sleep.ts";
import { contractFetch, type ContractFetch } from "../peers/contract-fetch.ts";
import { deliver, type Payload } from "../peers/deliveries.ts";
import type { FaultServer } from "../peers/fault-server.ts";
import { loggedEntries } from "../../github-app/src/demo/logged-entries.ts";
import { unthrottled } from "./running-app.ts";

export const SECRET = "a secret of the tests";
export const INSTALLATION = 77;

/** Made once: it proves nothing to the fault server, but Probot signs with it. */
export const PRIVATE_KEY = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

/** Operations that change something on GitHub. */
export function isWrite({ method, operation }: { method: string; operation?: string | undefined }): boolean {
  return method !== "GET" && operation !== "apps/create-installation-access-token";
}

export interface FaultAppOptions {
  readonly gitHub: FaultServer;
  readonly roster: Roster;
  /** The text of a file of affiliation data. */
  readonly affiliations?: string;
  readonly now?: () => Date;
  /** Default: without throttling and retries. `undefined` leaves Probot's own. */
  readonly Octokit?: typeof ProbotOctokit | undefined;
  /** Further options of the App itself. */
  readonly more?: Pick<StartOptions, "patience" | "sleep">;
}

export interface FaultApp {
  readonly folder: string;
  readonly url: string;
  readonly requests: ContractFetch;
  readonly logLines: readonly string[];
  readonly pending: () => number;
  /** Sends one signed delivery and demands that it is acknowledged. */
  readonly send: (event: string, payload: Payload, id?: string) => Promise<void>;
  /** Waits until every delivery is worked. */
  readonly settled: () => Promise<void>;
  /** Sends, and waits until it is worked; answers the operations that this led to, the token exchange left out. */
  readonly work: (event: string, payload: Payload) => Promise<string[]>;
  readonly entries: (log: "public" | "private") => Promise<Entry[]>;
  readonly close: () => Promise<void>;
}

/** The environment of an App that works in a folder, with the fault server as its GitHub. */
export function faultEnvironment(folder: string, gitHubUrl: string): ServeEnvironment {
  return {
    appId: 1001,
    privateKey: PRIVATE_KEY,
    webhookSecret: SECRET,
    apiUrl: gitHubUrl,
    folder,
    roster: join(folder, "roster.json"),
    host: "127.0.0.1",
    port: 0,
    logLevel: "trace",
  };
}

/** A folder of its own with a roster in it. */
export async function folderWith(roster: Roster): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "recuse-test-"));
  await writeFile(join(folder, "roster.json"), JSON.stringify(roster), { mode: 0o600 });
  return folder;
}

/** Every entry of one of the logs in a folder, each checked; their indexes must have no gap. */
export async function entriesIn(folder: string, log: "public" | "private"): Promise<Entry[]> {
  const entries = await loggedEntries(join(folder, "log"), log);
  assert.deepEqual(
    entries.map(({ index }) => index),
    entries.map((_, position) => position),
    `the indexes of the ${log} log`,
  );
  return entries;
}

export async function startFaultApp(options: FaultAppOptions): Promise<FaultApp> {
  const { gitHub, roster, now, more = {} } = options;
  const folder = await folderWith(roster);
  const environment = await withAffiliations(faultEnvironment(folder, gitHub.url), options.affiliations);
  const requests = contractFetch({ baseUrl: gitHub.url });
  const logLines: string[] = [];
  const Octokit = "Octokit" in options ? options.Octokit : unthrottled();
  const app = await start(environment, {
    fetch: requests.fetch,
    logTo: {
      write: (line) => {
        logLines.push(line);
      },
    },
    ...(Octokit === undefined ? {} : { Octokit }),
    ...(now === undefined ? {} : { now }),
    sleep: sleepUntilStopped,
    ...more,
  });
  const send: FaultApp["send"] = async (event, payload, id) => {
    const url = `${app.url}/api/github/webhooks`;
    const sent = { url, secret: SECRET, event, payload, ...(id === undefined ? {} : { id }) };
    const { status, body } = await deliver(sent);
    assert.ok(status >= 200 && status < 300, `${event} was answered ${String(status)}: ${body}`);
  };
  const settled = async (): Promise<void> => {
    while (app.pending() > 0) await wait(5);
  };
  return {
    folder,
    url: app.url,
    requests,
    logLines,
    pending: app.pending,
    send,
    settled,
    work: async (event, payload) => {
      const before = gitHub.requests.length;
      await send(event, payload);
      await settled();
      return gitHub.requests
        .slice(before)
        .map(({ operation }) => operation ?? "none")
        .filter((operation) => operation !== "apps/create-installation-access-token");
    },
    entries: (log) => entriesIn(folder, log),
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function withAffiliations(
  environment: ServeEnvironment,
  text: string | undefined,
): Promise<ServeEnvironment> {
  if (text === undefined) return environment;
  await writeFile(join(environment.folder, "affiliations.txt"), text);
  return {
    ...environment,
    employment: { affiliations: ["affiliations.txt"], organizations: [], cwd: environment.folder },
  };
}

/** The sticky comments on a subject of the fault server, whole texts. */
export function stickyComments(gitHub: FaultServer, repository: string, number: number): string[] {
  return gitHub
    .subject(repository, number)
    .comments.map(({ body }) => body)
    .filter((body) => body.startsWith(COMMENT_MARKER));
}

export interface IssueFields {
  readonly number: number;
  readonly author?: { readonly login: string; readonly id: number };
  readonly title?: string;
  readonly labels?: readonly string[];
  readonly state?: "open" | "closed";
  /** RFC 3339. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/** An issue as GitHub's REST API and its deliveries write it, slim: by wile of acme unless somebody else is named. */
export function issueJson(fields: IssueFields): Record<string, unknown> & { number: number } {
  const { number, author = { login: "wile", id: 1001 }, title = "A title", labels = [] } = fields;
  const createdAt = fields.createdAt ?? fields.updatedAt ?? new Date().toISOString();
  return {
    number,
    id: 500_000 + number,
    title,
    body: "A body",
    state: fields.state ?? "open",
    user: { ...author, type: "User" },
    labels: labels.map((name) => ({ name })),
    assignees: [],
    created_at: createdAt,
    updated_at: fields.updatedAt ?? createdAt,
  };
}

/** A pull request from a branch of the repository itself. */
export function pullJson(fields: IssueFields): Record<string, unknown> & { number: number } {
  const side = {
    sha: "a".repeat(40),
    repo: { full_name: "octo-org/engine", owner: { login: "octo-org", id: 5 } },
  };
  return { ...issueJson(fields), requested_reviewers: [], head: side, base: side };
}

export interface DeliveredIn {
  readonly repository?: string;
  readonly repositoryId?: number;
  readonly private?: boolean;
  readonly installation?: number;
  readonly label?: string;
  readonly sender?: { readonly login: string; readonly id: number };
}

/** What GitHub says of an issue or a pull request when something happens to it. */
export function subjectPayload(
  action: string,
  json: Readonly<Record<string, unknown>> & { readonly number: number },
  where: DeliveredIn = {},
): Payload {
  const { repository = "octo-org/engine", repositoryId = 42, label } = where;
  return {
    action,
    number: json.number,
    ["head" in json ? "pull_request" : "issue"]: json,
    repository: repositoryJson(repository, repositoryId, where.private),
    sender: { ...(where.sender ?? { login: "wile", id: 1001 }), type: "User" },
    installation: { id: where.installation ?? INSTALLATION },
    ...(label === undefined ? {} : { label: { name: label } }),
  };
}

export function repositoryJson(fullName: string, id: number, isPrivate = false): Record<string, unknown> {
  const [login, name] = fullName.split("/");
  return {
    id,
    name,
    full_name: fullName,
    private: isPrivate,
    owner: { login, id: 5 },
    default_branch: "main",
  };
}
