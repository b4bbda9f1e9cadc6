/* As whom a command speaks to GitHub: as the App where its key is given, else by token, else as nobody. */
import { createPrivateKey } from "node:crypto";
import { installationClient, tokenClient, type AppCredentials } from "../github/client.ts";
import type { Octokit } from "../github/calls.ts";
import { readText } from "./files.ts";
import { gitHubFailure, type Asked } from "./github-failure.ts";
import { CommandError, type Io } from "./io.ts";

/** How many calls were made so far. */
export interface Calls {
  readonly reads: number;
  readonly writes: number;
}

export interface Identity {
  readonly octokit: Octokit;
  /** Only the App writes. */
  readonly as: Asked["as"];
  readonly calls: () => Calls;
  /** The sentence for an error that GitHub answered with; anything else as it is. */
  readonly failure: (error: unknown) => unknown;
}

/**
 * @param goesOn the command keeps how far it got, which is said where GitHub fails
 *
 * @throws CommandError when the credentials are no good, or the App is not installed on the repository
 */
export async function identify(repository: string, io: Io, goesOn = true): Promise<Identity> {
  const env = (name: string): string | undefined => (io.env[name] === "" ? undefined : io.env[name]);
  const baseUrl = env("GITHUB_API_URL");
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) {
    throw new CommandError("GITHUB_API_URL: expected an address such as https://github.example/api/v3");
  }
  let calls: Calls = { reads: 0, writes: 0 };
  const options = {
    baseUrl,
    fetch: ((input, init) => {
      const { reads, writes } = calls;
      calls = isWrite(input, init) ? { reads, writes: writes + 1 } : { reads: reads + 1, writes };
      return fetch(input, init);
    }) satisfies typeof fetch,
  };
  const app = await appCredentials(env, io);
  const token = env("GITHUB_TOKEN");
  const as = app !== undefined ? "app" : token !== undefined ? "token" : "nobody";
  const failure = (error: unknown): unknown => gitHubFailure(error, { repository, as, baseUrl, goesOn });
  if (app === undefined) return { octokit: tokenClient(token, options), as, calls: () => calls, failure };
  const octokit = await installationClient(app, repository, options).catch((error: unknown) => {
    throw failure(error);
  });
  if (octokit === undefined) {
    throw new CommandError(
      `the App is not installed on ${repository}: install it there, or unset APP_ID to look only`,
    );
  }
  return { octokit, as, calls: () => calls, failure };
}

async function appCredentials(
  env: (name: string) => string | undefined,
  io: Io,
): Promise<AppCredentials | undefined> {
  const appId = env("APP_ID");
  const path = env("PRIVATE_KEY_PATH");
  const privateKey =
    env("PRIVATE_KEY")?.replaceAll("\\n", "\n") ??
    (path === undefined ? undefined : await readText(path, io));
  if (appId === undefined || privateKey === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(appId)) throw new CommandError("APP_ID: expected the App's number");
  if (!isPrivateKey(privateKey)) {
    throw new CommandError(
      `${env("PRIVATE_KEY") === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY"}: expected the App's key, as in the PEM file from its settings`,
    );
  }
  return { appId: Number(appId), privateKey };
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

/** The exchange of the key for a token writes nothing. */
function isWrite(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): boolean {
  const [method, url] =
    input instanceof Request ? [input.method, input.url] : [init?.method ?? "GET", String(input)];
  return method !== "GET" && !/\/app\/installations\/\d+\/access_tokens$/.test(url);
}
