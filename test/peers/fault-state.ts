/*
 * What the fault server knows: subjects with their labels, comments and checks, files, members, deliveries.
 * Tests read and change it as they like; fault-operations.ts does what requests ask for.
 */

import { emptyGit, type FaultGit } from "./fault-git.ts";

export interface FaultComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly id: number; readonly type: "Bot" };
}

export interface FaultCheckRun {
  readonly id: number;
  name: string;
  head_sha: string;
  status: string;
  conclusion: string | null;
  external_id: string;
  output: Record<string, unknown>;
}

export interface FaultSubject {
  /** What GET answers; `labels` and `comments` are filled in from below. */
  json: Record<string, unknown>;
  readonly labels: Set<string>;
  readonly comments: FaultComment[];
  /** What GET …/commits answers. */
  commits: readonly unknown[];
  /** What GET …/reviews answers. */
  reviews: readonly unknown[];
}

export interface FaultDelivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action?: string;
  readonly delivered_at: string;
  readonly status_code: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface FaultState {
  /** By `owner/name#number`. */
  readonly subjects: Map<string, FaultSubject>;
  /** Labels that exist, by `owner/name`. */
  readonly labels: Map<string, Map<string, { color: string; description: string | null }>>;
  /** By `owner/name:path`. */
  readonly files: Map<string, string>;
  /** What was written through the Git data API, of all repositories. */
  readonly git: FaultGit;
  /** Of the App, as GitHub lists them. */
  readonly installations: { readonly id: number; readonly suspended_at: string | null }[];
  /** Public members' logins and ids, by organization. */
  readonly members: Map<string, readonly { login: string; id: number }[]>;
  /** By login. */
  readonly users: Map<string, Record<string, unknown>>;
  readonly checks: FaultCheckRun[];
  /** Newest first, as GitHub lists them. */
  readonly deliveries: FaultDelivery[];
  /** Ids of deliveries that were asked for again. */
  readonly redelivered: number[];
  readonly reactions: { readonly comment: number; readonly content: string }[];
  /** What is left of the hour's calls, told with every answer and less by one each time; untold where absent. */
  quota?: { remaining: number; readonly resetAtSeconds: number };
  tokens: number;
  nextId: number;
}

export function emptyState(): FaultState {
  return {
    subjects: new Map(),
    labels: new Map(),
    files: new Map(),
    git: emptyGit(),
    installations: [{ id: 77, suspended_at: null }],
    members: new Map(),
    users: new Map(),
    checks: [],
    deliveries: [],
    redelivered: [],
    reactions: [],
    tokens: 0,
    nextId: 10_000,
  };
}
