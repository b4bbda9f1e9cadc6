/*
 * Plays the parts of GitHub that `emulate` lacks: conditional requests, limits, errors, writes that happened
 * although the answer was an error, answers that never come, the deliveries API. Faults are queued per operation
 * and spent one per request; everything else is answered by fault-operations.ts. It checks no token and no
 * permission (the local GitHub does) and no contract (contract-fetch.ts does).
 */

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenOnLoopback, stopListening } from "../../github-app/src/demo/loopback.ts";
import { perform, type Answer, type Call } from "./fault-operations.ts";
import { emptyState, type FaultDelivery, type FaultState, type FaultSubject } from "./fault-state.ts";
import { matchRoute } from "./openapi/operations.ts";

export type Fault =
  /** 403 or 429 with retry-after, as GitHub's secondary limits answer. Nothing is done. */
  | { readonly kind: "secondary-limit"; readonly status?: 403 | 429; readonly retryAfterSeconds: number }
  /** 403 with x-ratelimit-remaining: 0. Nothing is done. */
  | { readonly kind: "rate-limit"; readonly resetAtSeconds: number }
  /** Any answer in place of the right one. Nothing is done. */
  | { readonly kind: "answer"; readonly status: number; readonly body?: unknown }
  /** What was asked is done, and the answer is 500 all the same. */
  | { readonly kind: "error-after-doing"; readonly status?: 500 | 502 | 503 | 504 }
  /** No answer until the caller gives up; done or not. */
  | { readonly kind: "hang"; readonly done?: boolean }
  /** The connection breaks; done or not. */
  | { readonly kind: "reset"; readonly done?: boolean }
  /** The right answer, late. */
  | { readonly kind: "delay"; readonly milliseconds: number };

export interface FaultRequest {
  readonly operation: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Without authorization. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly fault: Fault["kind"] | undefined;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
  /** Absent where no answer was given. */
  status?: number;
}

export interface FaultServer {
  readonly url: string;
  readonly state: FaultState;
  readonly requests: FaultRequest[];
  /** Told of each right answer when it is on its way: may change what the next one will be. */
  onAnswer: ((request: FaultRequest) => void) | undefined;
  /** Puts a REST issue or pull request (one with `head`) where GET finds it; its own labels count. */
  putSubject(
    repository: string,
    json: Readonly<Record<string, unknown>> & { readonly number: number },
    more?: { readonly commits?: readonly unknown[]; readonly reviews?: readonly unknown[] },
  ): FaultSubject;
  /** @throws Error where there is none. */
  subject(repository: string, number: number): FaultSubject;
  putFile(repository: string, path: string, content: string): void;
  putMembers(organization: string, members: readonly { login: string; id: number }[]): void;
  /** The newest of GET /app/hook/deliveries. */
  putDelivery(delivery: FaultDelivery): void;
  /** Queues a fault for the next requests of an operation, by GitHub's id, or of any operation: `*`. */
  fail(operation: string, fault: Fault, times?: number): void;
  /** Requests of an operation, or all. */
  count(operation?: string): number;
  close(): Promise<void>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseObject(body: string): Record<string, unknown> {
  if (body === "") return {};
  const value: unknown = JSON.parse(body);
  return isObject(value) ? value : {};
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

function refusal(fault: Fault): { answer: Answer; headers: Record<string, string> } | undefined {
  switch (fault.kind) {
    case "secondary-limit":
      return {
        answer: {
          status: fault.status ?? 403,
          body: {
            message:
              "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            documentation_url:
              "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits",
          },
        },
        headers: { "retry-after": String(fault.retryAfterSeconds), "x-ratelimit-remaining": "4000" },
      };
    case "rate-limit":
      return {
        answer: { status: 403, body: { message: "API rate limit exceeded for installation ID 1." } },
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(fault.resetAtSeconds) },
      };
    case "answer":
      return { answer: { status: fault.status, body: fault.body ?? { message: "as told" } }, headers: {} };
    default:
      return undefined;
  }
}

function quotaHeaders({ quota }: FaultState): Record<string, string> {
  if (quota === undefined) return {};
  quota.remaining -= 1;
  return {
    "x-ratelimit-remaining": String(quota.remaining),
    "x-ratelimit-reset": String(quota.resetAtSeconds),
  };
}

/** An ETag is tied to the token, as on GitHub: another token never gets a 304 for it. */
function etagOf(body: string, authorization: string | undefined): string {
  return `W/"${createHash("sha256")
    .update(`${authorization ?? ""}\n${body}`)
    .digest("hex")}"`;
}

function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  headers: Record<string, string>,
): number {
  const body = answer.body === undefined ? "" : JSON.stringify(answer.body);
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("x-ratelimit-limit", "5000");
  for (const [name, value] of Object.entries({ ...answer.headers, ...headers }))
    response.setHeader(name, value);
  if (request.method === "GET" && answer.status === 200) {
    const etag = etagOf(body, request.headers.authorization);
    response.setHeader("etag", etag);
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304).end();
      return 304;
    }
  }
  response.writeHead(answer.status).end(body);
  return answer.status;
}

export async function startFaultServer(): Promise<FaultServer> {
  const state = emptyState();
  const requests: FaultRequest[] = [];
  const queued = new Map<string, Fault[]>();
  let url = "";

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = new URL(request.url ?? "/", url);
    const body = await readBody(request);
    const matched = matchRoute(request.method ?? "", target.pathname);
    const operation = matched?.route.operation;
    const fault = queued.get(operation ?? "")?.shift() ?? queued.get("*")?.shift();
    const { authorization: _, ...headers } = request.headers;
    const recorded: FaultRequest = {
      operation,
      method: request.method ?? "",
      path: target.pathname,
      query: target.search,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()])),
      body,
      fault: fault?.kind,
      at: performance.now(),
    };
    requests.push(recorded);
    if (!matched) {
      recorded.status = reply(request, response, { status: 404, body: { message: "Not Found" } }, {});
      return;
    }
    const call: Call = {
      operation: matched.route.operation,
      parameters: matched.parameters,
      url: target,
      body: parseObject(body),
    };
    if (fault === undefined) {
      recorded.status = reply(request, response, perform(state, call), quotaHeaders(state));
      played.onAnswer?.(recorded);
      return;
    }
    const refused = refusal(fault);
    if (refused) {
      recorded.status = reply(request, response, refused.answer, refused.headers);
      return;
    }
    if (fault.kind === "hang" || fault.kind === "reset") {
      if (fault.done === true) perform(state, call);
      if (fault.kind === "reset") request.socket.resetAndDestroy();
      return;
    }
    if (fault.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
    const answer = perform(state, call);
    const failed = { status: fault.kind === "error-after-doing" ? (fault.status ?? 500) : answer.status };
    recorded.status = reply(request, response, fault.kind === "delay" ? answer : failed, {});
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(400).end(JSON.stringify({ message: String(error) }));
    });
  });
  url = `http://127.0.0.1:${await listenOnLoopback(server)}`;

  const played: FaultServer = {
    url,
    state,
    requests,
    onAnswer: undefined,
    putSubject: (repository, json, more = {}) => {
      const given: unknown[] = Array.isArray(json.labels) ? json.labels : [];
      const names = given.map((label) => (isObject(label) ? String(label.name) : String(label)));
      const subject: FaultSubject = {
        json: { ...json },
        labels: new Set(names),
        comments: [],
        commits: more.commits ?? [],
        reviews: more.reviews ?? [],
      };
      state.subjects.set(`${repository}#${json.number}`, subject);
      return subject;
    },
    subject: (repository, number) => {
      const found = state.subjects.get(`${repository}#${number}`);
      if (!found) throw new Error(`the fault server has no ${repository}#${number}`);
      return found;
    },
    putFile: (repository, path, content) => {
      state.files.set(`${repository}:${path}`, content);
    },
    putMembers: (organization, members) => {
      state.members.set(organization, members);
    },
    putDelivery: (delivery) => {
      state.deliveries.unshift(delivery);
    },
    fail: (operation, fault, times = 1) => {
      const faults = queued.get(operation) ?? [];
      faults.push(...Array.from({ length: times }, () => fault));
      queued.set(operation, faults);
    },
    count: (operation) =>
      requests.filter((request) => operation === undefined || request.operation === operation).length,
    close: () => stopListening(server),
  };
  return played;
}
