/* Clients of GitHub for commands that run outside Probot: by the App's key, by a token, or as nobody. */
import { Probot, ProbotOctokit } from "probot";
import type { Octokit } from "./calls.ts";

export interface AppCredentials {
  readonly appId: number;
  readonly privateKey: string;
}

export interface ClientOptions {
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * For a person who waits: a quota that is used up ends the command with a sentence instead of an hour's silence,
 * a secondary limit is waited for twice, failures are tried again for some seconds, and nothing is logged.
 * The object form of `defaults` would be ignored.
 */
const PatientOctokit = ProbotOctokit.defaults((given: Record<string, unknown>) => ({
  ...given,
  log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  retry: { retries: 2 },
  throttle: {
    onRateLimit: () => false,
    onSecondaryRateLimit: (_after: number, _options: unknown, _octokit: unknown, tried: number) => tried < 2,
  },
}));

function ignore(): void {
  // whoever calls says what failed, in a sentence
}

/** A client by personal token, or without one. Reads only what that account may see. */
export function tokenClient(token: string | undefined, { baseUrl, fetch }: ClientOptions): Octokit {
  return new PatientOctokit({
    ...(token === undefined ? {} : { auth: { token } }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(fetch === undefined ? {} : { request: { fetch } }),
  });
}

/**
 * A client of the App's installation on a repository. One call, and the token exchange.
 *
 * @returns undefined where the App is not installed
 */
export async function installationClient(
  { appId, privateKey }: AppCredentials,
  repository: string,
  { baseUrl, fetch }: ClientOptions,
): Promise<Octokit | undefined> {
  const probot = new Probot({
    appId,
    privateKey,
    secret: "not used: this process receives no deliveries",
    logLevel: "fatal",
    Octokit: PatientOctokit,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(fetch === undefined ? {} : { request: { fetch } }),
  });
  const [owner = "", repo = ""] = repository.split("/");
  const app = await probot.auth();
  try {
    const { data } = await app.request("GET /repos/{owner}/{repo}/installation", { owner, repo });
    return await probot.auth(data.id);
  } catch (error) {
    if (typeof error === "object" && error !== null && "status" in error && error.status === 404)
      return undefined;
    throw error;
  }
}
