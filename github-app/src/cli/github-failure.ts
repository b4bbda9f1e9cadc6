/* What GitHub's refusals mean to whoever ran the command: one sentence each, with what to do. */
import { statusOf } from "../github/calls.ts";
import { CommandError } from "./io.ts";

export interface Asked {
  readonly repository: string;
  /** As the App, or by a token, or as nobody. */
  readonly as: "app" | "token" | "nobody";
  /** GITHUB_API_URL, if it is set. */
  readonly baseUrl: string | undefined;
  /** The command keeps how far it got. */
  readonly goesOn: boolean;
}

const AGAIN = "run the same command again later";

/** The sentence for an error that GitHub, or the way there, answered with; anything else as it is. */
export function gitHubFailure(error: unknown, asked: Asked): unknown {
  const status = statusOf(error);
  const again = asked.goesOn ? `${AGAIN}, and it goes on where it was` : AGAIN;
  if (status === undefined || !(error instanceof Error)) return error;
  if (!("response" in error) || error.response === undefined) {
    const origin = asked.baseUrl === undefined ? "https://api.github.com" : new URL(asked.baseUrl).origin;
    return new CommandError(`nothing answers at ${origin}: check the network and GITHUB_API_URL`);
  }
  if (/rate limit/i.test(error.message)) {
    return new CommandError(`GitHub grants no more calls${until(error.response)}: ${again}`, 1);
  }
  if (status >= 500) return new CommandError(`GitHub fails with status ${String(status)}: ${again}`);
  return new CommandError(refusal(status, asked));
}

function refusal(status: number, { repository, as }: Asked): string {
  if (status === 401) {
    return as === "app"
      ? "GitHub does not take the App's key: check APP_ID and PRIVATE_KEY or PRIVATE_KEY_PATH"
      : "GitHub does not take GITHUB_TOKEN: it is wrong, expired or revoked, set another one or unset it";
  }
  if (status === 403) {
    return as === "app"
      ? `the App may not do that in ${repository}: grant it issues and pull requests`
      : `GitHub refuses to show ${repository}: give GITHUB_TOKEN read access to its issues and pull requests`;
  }
  if (status === 404 || status === 410) {
    return as === "nobody"
      ? `${repository}: not found, or not visible without GITHUB_TOKEN: check the name or set the token`
      : `${repository}: not found, or not visible to this account: check the name and the access`;
  }
  return `GitHub refuses with status ${String(status)} to show ${repository}: check its name`;
}

/** When GitHub grants calls again, where it says so. */
function until(response: unknown): string {
  if (typeof response !== "object" || response === null || !("headers" in response)) return "";
  const { headers } = response;
  if (typeof headers !== "object" || headers === null || !("x-ratelimit-reset" in headers)) return "";
  const at = new Date(Number(headers["x-ratelimit-reset"]) * 1000);
  return Number.isNaN(at.getTime()) ? "" : ` until ${at.toISOString()}`;
}
