/* As whom a command speaks to GitHub: as the App where its key is given, else by token, else as nobody. */
import { installationClient, tokenClient } from "../github/client.ts";
import type { Octokit } from "../github/calls.ts";
import { readText } from "./files.ts";
import { CommandError, type Io } from "./io.ts";

export interface Identity {
  readonly octokit: Octokit;
  /** Whether it is the App: only the App writes. */
  readonly isApp: boolean;
  /** How many calls were made so far. */
  readonly calls: () => number;
}

/** @throws CommandError when the App is not installed on the repository, or its number is none */
export async function identify(repository: string, io: Io): Promise<Identity> {
  const { env } = io;
  let count = 0;
  const options = {
    baseUrl: env["GITHUB_API_URL"],
    fetch: ((input, init) => {
      count += 1;
      return fetch(input, init);
    }) satisfies typeof fetch,
  };
  const calls = (): number => count;
  const path = env["PRIVATE_KEY_PATH"];
  const privateKey =
    env["PRIVATE_KEY"]?.replaceAll("\\n", "\n") ??
    (path === undefined ? undefined : await readText(path, io));
  const appId = env["APP_ID"];
  if (appId === undefined || privateKey === undefined) {
    return { octokit: tokenClient(env["GITHUB_TOKEN"], options), isApp: false, calls };
  }
  if (!/^\d+$/.test(appId)) throw new CommandError("APP_ID: expected the App's number");
  const octokit = await installationClient({ appId: Number(appId), privateKey }, repository, options);
  if (octokit === undefined) {
    throw new CommandError(
      `the App is not installed on ${repository}: install it there, or unset APP_ID to look only`,
    );
  }
  return { octokit, isApp: true, calls };
}
