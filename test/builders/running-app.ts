/*
 * The whole App in this process, against any GitHub peer, on a folder of its own: every request checked
 * against GitHub's description, every log line kept.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ProbotOctokit } from "probot";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import type { Entry } from "@recuse/shared/audit/entry.ts";
import { start, type RunningApp } from "../../github-app/src/main.ts";
import { sleepUntilStopped } from "../../github-app/src/sleep.ts";
import { contractFetch, type ContractFetch } from "../peers/contract-fetch.ts";
import type { GitHubPeer } from "../peers/github.ts";
import { loggedEntries } from "../../github-app/src/demo/logged-entries.ts";

export interface AppUnderTest {
  readonly url: string;
  readonly folder: string;
  readonly requests: ContractFetch;
  readonly logLines: readonly string[];
  /** Waits until no delivery is under way and none waits. */
  readonly settled: () => Promise<void>;
  readonly entries: (log: "public" | "private") => Promise<Entry[]>;
  readonly close: () => Promise<void>;
}

/** Without throttling and retries: the object form of defaults would be ignored. */
export function unthrottled(): typeof ProbotOctokit {
  return ProbotOctokit.defaults((options: Record<string, unknown>) => ({
    ...options,
    throttle: { enabled: false },
    retry: { enabled: false },
  }));
}

/** Starts the App on a local GitHub and has its deliveries sent there. */
export async function startApp(gitHub: GitHubPeer, roster: Roster, now?: () => Date): Promise<AppUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "recuse-test-"));
  await writeFile(join(folder, "roster.json"), JSON.stringify(roster), { mode: 0o600 });
  const requests = contractFetch({ baseUrl: gitHub.url });
  const logLines: string[] = [];
  const app: RunningApp = await start(
    {
      appId: gitHub.appId,
      privateKey: gitHub.privateKey,
      webhookSecret: gitHub.webhookSecret,
      apiUrl: gitHub.url,
      folder,
      roster: join(folder, "roster.json"),
      host: "127.0.0.1",
      port: 0,
      logLevel: "trace",
    },
    {
      fetch: requests.fetch,
      Octokit: unthrottled(),
      sleep: sleepUntilStopped,
      logTo: {
        write: (line) => {
          logLines.push(line);
        },
      },
      ...(now === undefined ? {} : { now }),
    },
  );
  gitHub.webhooks.deliverTo(`${app.url}/api/github/webhooks`);
  return {
    url: app.url,
    folder,
    requests,
    logLines,
    settled: async () => {
      let quiet = 0;
      while (quiet < 3) {
        await gitHub.webhooks.quiet(60);
        quiet = app.pending() === 0 ? quiet + 1 : 0;
        await wait(20);
      }
    },
    entries: (log) => loggedEntries(join(folder, "log"), log),
    close: async () => {
      gitHub.webhooks.deliverTo(undefined);
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
