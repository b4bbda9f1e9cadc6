/*
 * The `fetch` given to Probot in every test: each request is checked against GitHub's official description
 * before it leaves, and none leaves for anywhere but the base URL. A violation is thrown, and remembered too,
 * because the App may well catch what its fetch throws: call `assertClean()` at the end of each test.
 */

import assert from "node:assert/strict";
import { checkContract } from "./contract-check.ts";

export interface RecordedRequest {
  /** GitHub's id of the operation, such as `issues/add-labels`; undefined where there is none. */
  readonly operation: string | undefined;
  readonly method: string;
  readonly url: string;
  /** Lower-case names; without `authorization` and cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8; empty when there was none. */
  readonly body: string;
  readonly violations: readonly string[];
  /** Milliseconds of the monotonic clock when it left. */
  readonly sentAt: number;
  /** Of the answer; absent while under way, after a violation, and when no answer came. */
  status?: number;
}

export class ContractViolation extends Error {
  override readonly name = "ContractViolation";
}

export interface ContractFetchOptions {
  /** Where GitHub's API is played, with its path prefix if it has one. */
  readonly baseUrl: string;
  /** Sees every request before it leaves; may delay it, or throw in its place. */
  readonly onRequest?: (request: RecordedRequest) => void | Promise<void>;
}

export interface ContractFetch {
  readonly fetch: typeof fetch;
  readonly requests: RecordedRequest[];
  /** Requests of these operations; without any, all but the exchange of tokens. */
  count(...operations: string[]): number;
  /** Forgets the requests made so far, not the violations. */
  forget(): void;
  /** @throws AssertionError naming every violation since the start, swallowed or not. */
  assertClean(): void;
}

const SECRET_HEADERS = new Set(["authorization", "cookie", "proxy-authorization"]);
const TOKEN_EXCHANGE = "apps/create-installation-access-token";

function pathBelow(base: URL, url: URL): string | undefined {
  const prefix = base.pathname.replace(/\/$/, "");
  if (url.origin !== base.origin || url.username !== "" || !url.pathname.startsWith(`${prefix}/`))
    return undefined;
  return url.pathname.slice(prefix.length);
}

export function contractFetch({ baseUrl, onRequest }: ContractFetchOptions): ContractFetch {
  const base = new URL(baseUrl);
  const requests: RecordedRequest[] = [];
  const violations: string[] = [];

  function refuse(what: string): never {
    violations.push(what);
    throw new ContractViolation(what);
  }

  /** One normal form for the three ways to call fetch; a call that fetch itself would refuse is a violation. */
  function normalize(input: string | URL | Request, init: RequestInit | undefined): Request {
    try {
      return new Request(input, init);
    } catch (error) {
      return refuse(`not a request: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function checked(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = normalize(input, init);
    const url = new URL(request.url);
    const path = pathBelow(base, url);
    if (path === undefined) return refuse(`a request off the base URL: ${request.method} ${request.url}`);
    const body = await request.clone().text();
    const contentType = request.headers.get("content-type") ?? undefined;
    const result = checkContract({
      method: request.method,
      path,
      query: url.searchParams,
      contentType,
      body,
    });
    const recorded: RecordedRequest = {
      operation: result.operation,
      method: request.method,
      url: request.url,
      headers: Object.fromEntries([...request.headers].filter(([name]) => !SECRET_HEADERS.has(name))),
      body,
      violations: result.violations,
      sentAt: performance.now(),
    };
    requests.push(recorded);
    if (result.violations.length > 0) {
      return refuse(
        `${result.operation ?? "no operation"} (${request.method} ${path}): ${result.violations.join("; ")}`,
      );
    }
    await onRequest?.(recorded);
    // a redirect would be followed without being checked
    const response = await fetch(request, { redirect: "error" });
    recorded.status = response.status;
    return response;
  }

  return {
    fetch: checked,
    requests,
    count: (...operations) =>
      requests.filter(({ operation }) =>
        operations.length === 0 ? operation !== TOKEN_EXCHANGE : operations.includes(operation ?? ""),
      ).length,
    forget: () => {
      requests.length = 0;
    },
    assertClean: () => {
      assert.deepEqual(violations, [], "requests broke GitHub's contract");
    },
  };
}
