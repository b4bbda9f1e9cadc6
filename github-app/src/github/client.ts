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

/**
 * For what nobody waits for: whatever is refused or fails is told at once, and whoever asked asks again later.
 */
const BackgroundOctokit = ProbotOctokit.defaults((given: Record<string, unknown>) => ({
  ...given,
  log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  retry: { enabled: false },
  throttle: { onRateLimit: () => false, onSecondaryRateLimit: () => false },
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
  credentials: AppCredentials,
  repository: string,
  options: ClientOptions,
): Promise<Octokit | undefined> {
  const probot = appOf(credentials, options, PatientOctokit);
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

/**
 * A client of one of the App's installations, whichever comes first: for what everybody may see. Nothing that it
 * asks is tried again by itself. One call, and the token exchange.
 *
 * @returns undefined where the App is installed nowhere, or suspended everywhere
 */
export async function anyInstallationClient(
  credentials: AppCredentials,
  options: ClientOptions,
  signal: AbortSignal,
): Promise<Octokit | undefined> {
  const probot = appOf(credentials, options, BackgroundOctokit);
  const app = await probot.auth();
  const { data } = await app.request("GET /app/installations", { per_page: 100, request: { signal } });
  const installation = data.find(({ suspended_at: suspended }) => typeof suspended !== "string");
  return installation === undefined ? undefined : probot.auth(installation.id);
}

function appOf(
  { appId, privateKey }: AppCredentials,
  { baseUrl, fetch }: ClientOptions,
  Octokit: typeof ProbotOctokit,
): Probot {
  return new Probot({
    appId,
    privateKey,
    secret: "not used: this client receives no deliveries",
    logLevel: "fatal",
    Octokit,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(fetch === undefined ? {} : { request: { fetch } }),
  });
}
