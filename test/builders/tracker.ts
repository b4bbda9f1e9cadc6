/* Trackers on the fault server for the commands that read whole ones, and what was asked of it. */
import assert from "node:assert/strict";
import { checkContract } from "../peers/contract-check.ts";
import type { FaultServer } from "../peers/fault-server.ts";

export interface TrackerRow {
  readonly number: number;
  readonly pull?: boolean;
  readonly title?: string;
  readonly user?: { readonly login: string; readonly id: number };
  readonly state?: "open" | "closed";
  /** RFC 3339; the subject was also closed then, where it is. */
  readonly updatedAt?: string;
  readonly assignees?: readonly { readonly login: string; readonly id: number }[];
}

/** Whoever nobody's roster knows. */
export const STRANGER = { login: "mona", id: 9002 };

/** An issue or pull request as GitHub's lists hold it. */
export function trackerItem(
  repository: string,
  row: TrackerRow,
): Readonly<Record<string, unknown>> & { readonly number: number } {
  const { number, pull = false, title = "A title", user = STRANGER, state = "open", assignees = [] } = row;
  const updated = row.updatedAt ?? `2026-02-01T10:${String(number % 60).padStart(2, "0")}:00Z`;
  const api = `https://api.github.com/repos/${repository}`;
  const owner = { login: repository.split("/")[0], id: 7 };
  const side = {
    ref: "main",
    sha: String(number).padStart(40, "0"),
    label: `${String(owner.login)}:main`,
    repo: { id: 42, full_name: repository, private: false, owner },
  };
  return {
    url: `${api}/${pull ? "pulls" : "issues"}/${String(number)}`,
    repository_url: api,
    html_url: `https://github.com/${repository}/${pull ? "pull" : "issues"}/${String(number)}`,
    number,
    title,
    body: null,
    state,
    user: { ...user, type: "User" },
    labels: [],
    assignees,
    created_at: "2026-01-01T10:00:00Z",
    updated_at: updated,
    closed_at: state === "closed" ? updated : null,
    ...(pull ? { head: side, base: side } : {}),
  };
}

/** @throws AssertionError where a request broke GitHub's description of itself */
export function assertContract(gitHub: FaultServer): void {
  const broken = gitHub.requests.flatMap(({ method, path, query, headers, body }) =>
    checkContract({
      method,
      path,
      query: new URLSearchParams(query),
      contentType: headers["content-type"],
      body,
    }).violations.map((violation) => `${method} ${path}: ${violation}`),
  );
  assert.deepEqual(broken, [], "requests broke GitHub's contract");
}

/** The requests that change something, with the token exchange left out. */
export function writesOf(gitHub: FaultServer): string[] {
  return gitHub.requests
    .filter(({ method, path }) => method !== "GET" && !path.endsWith("/access_tokens"))
    .map(({ method, path }) => `${method} ${path.replace(/^\/repos\/[^/]+/, "")}`);
}
