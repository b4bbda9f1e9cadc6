/* The demo's stage: a local GitHub, the App beside it, and everything that the App says or asks kept for a look. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ProbotOctokit } from "probot";
import { replaceFile } from "@recuse/shared/node/durable-file.ts";
import { WEBHOOK_PATH } from "../http/server.ts";
import { start, type RunningApp } from "../main.ts";
import { CANARIES, CAST, demoAffiliations, demoRoster, POLICY, REPOSITORY, SEED, UNLISTED } from "./cast.ts";
import { loggedEntries } from "./logged-entries.ts";
import { startLocalGitHub, type LocalGitHub } from "./local-github.ts";
import { sleepUntilStopped } from "../sleep.ts";
import { fileScene, seeScene, type FiledScene, type SeenCall, type SeenScene } from "./run-scene.ts";
import { SCENES } from "./scenes.ts";

export interface DemoResult {
  readonly scenes: readonly SeenScene[];
  /** Every call the App made, token exchanges left out. */
  readonly calls: number;
  /** Where a canary of the confidential client was found; must be empty. */
  readonly leaks: readonly string[];
  /** What did not come out as it must, a sentence each. */
  readonly wrong: readonly string[];
}

export interface Demo {
  readonly gitHubUrl: string;
  readonly appUrl: string;
  readonly tokenOfStranger: string;
  readonly play: () => Promise<DemoResult>;
  readonly close: () => Promise<void>;
}

/** One call of the App with all of its bytes, but for the authorization. */
interface RecordedCall extends SeenCall {
  readonly bytes: string;
}

/** Sets the stage in a folder, which keeps the roster and the record afterwards. */
export async function openDemo(folder: string, now: () => Date): Promise<Demo> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const webhookSecret = randomBytes(24).toString("hex");
  const gitHub = await startLocalGitHub({ seed: SEED, webhookSecret });
  const calls: RecordedCall[] = [];
  const logLines: string[] = [];
  let app: RunningApp;
  try {
    await replaceFile(
      join(folder, "roster.json"),
      `${JSON.stringify(await demoRoster(gitHub, now()), null, 2)}\n`,
    );
    await replaceFile(join(folder, "affiliations.txt"), demoAffiliations(now()));
    for (const repository of [REPOSITORY, UNLISTED]) {
      const owner = repository === REPOSITORY ? CAST.maintainer : CAST.stranger;
      await gitHub.as(owner).putFile(repository, ".github/recuse.yml", POLICY);
    }
    app = await start(
      {
        appId: gitHub.appId,
        privateKey: gitHub.privateKey,
        webhookSecret,
        apiUrl: gitHub.url,
        folder,
        roster: join(folder, "roster.json"),
        employment: { affiliations: ["affiliations.txt"], organizations: [], cwd: folder },
        host: "127.0.0.1",
        port: 0,
        logLevel: "debug",
      },
      {
        now,
        fetch: recordingFetch(calls),
        Octokit: unthrottled(),
        // the local GitHub has no public members to read
        sleep: sleepUntilStopped,
        logTo: {
          write: (line) => {
            logLines.push(line);
          },
        },
      },
    );
  } catch (error) {
    await gitHub.close();
    throw error;
  }
  gitHub.webhooks.deliverTo(`${app.url}${WEBHOOK_PATH}`);
  return {
    gitHubUrl: gitHub.url,
    appUrl: app.url,
    tokenOfStranger: `local_${CAST.stranger}`,
    play: () => play({ gitHub, app, calls, logLines, folder }),
    close: async () => {
      await app.close();
      await gitHub.close();
    },
  };
}

interface Stage {
  readonly gitHub: LocalGitHub;
  readonly app: RunningApp;
  readonly calls: readonly RecordedCall[];
  readonly logLines: readonly string[];
  readonly folder: string;
}

async function play(stage: Stage): Promise<DemoResult> {
  const { gitHub, calls, folder } = stage;
  const filed: FiledScene[] = [];
  for (const scene of SCENES) filed.push(await fileScene(gitHub, scene));
  await settled(stage);
  const levels = await privateLevels(folder);
  const scenes: SeenScene[] = [];
  for (const each of filed) scenes.push(await seeScene(gitHub, each, calls, levels));
  const override = await removeByHand(stage, filed);
  const leaks = await leaksIn(stage);
  return {
    scenes,
    calls: calls.length,
    leaks,
    wrong: [
      ...scenes.flatMap(({ scene, wrong }) => wrong.map((each) => `${scene.what}: ${each}`)),
      ...override,
      ...leaks.map((place) => `the confidential client shows in ${place}`),
    ],
  };
}

/** A maintainer takes a label off; the next delivery must not put it back. */
async function removeByHand(stage: Stage, filed: readonly FiledScene[]): Promise<string[]> {
  const [first] = filed;
  const [label] = first?.scene.labels ?? [];
  if (first === undefined || label === undefined) return ["nothing was labelled"];
  const maintainer = stage.gitHub.as(CAST.maintainer);
  await maintainer.removeLabel(first.scene.repository, first.number, label);
  await settled(stage);
  await maintainer.editIssue(first.scene.repository, first.number, {
    title: "Crash when the queue is empty, again",
  });
  await settled(stage);
  const labels = await maintainer.labelsOf(first.scene.repository, first.number);
  return labels.includes(label) ? ["a label that a person removed came back"] : [];
}

/** Waits until no delivery is under way and none waits: the App's own labels cause deliveries too. */
async function settled({ gitHub, app }: Stage): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    await gitHub.webhooks.quiet(100);
    quiet = app.pending() === 0 ? quiet + 1 : 0;
    await wait(30);
  }
}

/** What the private log says of each subject. */
async function privateLevels(folder: string): Promise<Map<string, string[]>> {
  const levels = new Map<string, string[]>();
  for (const { subject, level } of await loggedEntries(join(folder, "log"), "private")) {
    if (subject === undefined || level === undefined) continue;
    levels.set(subject.ref, [...(levels.get(subject.ref) ?? []), level]);
  }
  return levels;
}

/** Every byte that left the process or may be published, searched for every canary. */
async function leaksIn({ calls, logLines, folder }: Stage): Promise<string[]> {
  const publicFolder = join(folder, "log", "public");
  const found = await readdir(publicFolder, { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const places: [string, string][] = [
    ...calls.map(({ method, path, bytes }): [string, string] => [`a request (${method} ${path})`, bytes]),
    ...logLines.map((line): [string, string] => ["the log of the process", line]),
    ...texts.map((text, index): [string, string] => [
      `the public log (${relative(publicFolder, files[index] ?? "")})`,
      text,
    ]),
  ];
  // Those that no file below the public folder holds yet.
  const entries = await loggedEntries(join(folder, "log"), "public");
  places.push(["the public log", JSON.stringify(entries)]);
  return places
    .filter(([, text]) => CANARIES.some((canary) => text.toLowerCase().includes(canary)))
    .map(([place]) => place);
}

function recordingFetch(calls: RecordedCall[]): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = await request.clone().text();
    const { method, url } = request;
    const headers = [...request.headers].filter(([name]) => name !== "authorization");
    const path = new URL(url).pathname;
    if (!path.endsWith("/access_tokens")) {
      calls.push({ method, path, bytes: `${method} ${url}\n${JSON.stringify(headers)}\n${body}` });
    }
    return fetch(request);
  };
}

/** Nobody is in the way on a local GitHub, so nothing need be spread over minutes. */
function unthrottled(): typeof ProbotOctokit {
  return ProbotOctokit.defaults((options: Record<string, unknown>) => ({
    ...options,
    throttle: { enabled: false },
    retry: { enabled: false },
  }));
}
