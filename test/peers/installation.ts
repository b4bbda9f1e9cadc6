/*
 * The App's own way in: Probot's authentication with the App's key, an installation token, an Octokit. What the
 * peers' tests hold for the App's calls, without the App.
 *
 * Trap: `octokit.auth({ type: "installation" })` on what `probot.auth(id)` returns asks https://api.github.com
 * with the global fetch, whatever the base URL; only requests made through the Octokit keep to it.
 */

import { pino } from "pino";
import { Probot, ProbotOctokit } from "probot";

export interface InstallationOptions {
  readonly baseUrl: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly installationId: number;
  readonly fetch: typeof fetch;
}

/** An Octokit with the installation's token, without throttling and retries, using the given fetch alone. */
export async function installationOctokit(
  options: InstallationOptions,
): Promise<InstanceType<typeof ProbotOctokit>> {
  const { appId, privateKey, baseUrl } = options;
  const probot = new Probot({
    appId,
    privateKey,
    baseUrl,
    secret: "unused",
    log: pino({ level: "silent" }),
    request: { fetch: options.fetch },
    // the object form of defaults would be ignored
    Octokit: ProbotOctokit.defaults((given: Record<string, unknown>) => ({
      ...given,
      throttle: { enabled: false },
      retry: { enabled: false },
    })),
  });
  return await probot.auth(options.installationId);
}
