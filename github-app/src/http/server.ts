/*
 * The HTTP server: routes, time-outs, and a graceful end. What a route does lies in its own file. Listens where
 * it is told to, which is the loopback address unless the operator says otherwise.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer } from "./answer.ts";
import type { RequestHandler } from "./front-door.ts";
import { LOG_PATH } from "./log-routes.ts";
import type { Metrics } from "./metrics.ts";

export const WEBHOOK_PATH = "/api/github/webhooks";

export interface ServerOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly webhooks: RequestHandler;
  readonly metrics: Metrics;
  /** The public log and its register, for GET and HEAD at and below its path; absent: there is none. */
  readonly log?: RequestHandler;
  /** Whether deliveries and entries can be written at this moment. */
  readonly ready: () => boolean;
  /** A request could not be answered for a reason that is a mistake in this program. */
  readonly fault: (error: unknown) => void;
}

export interface RunningServer {
  /** Where it listens, without a path. */
  readonly url: string;
  /** Takes no new request, answers those that are under way, and closes. */
  readonly close: () => Promise<void>;
}

type Page = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A connection that is still open this long after the end was announced is cut, in milliseconds. */
const LONGEST_FAREWELL = 10_000;

export async function serveHttp(options: ServerOptions): Promise<RunningServer> {
  const { host, port, webhooks, log, metrics, ready, fault } = options;
  const server = createServer({
    // GitHub gives up after ten seconds.
    headersTimeout: 5_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
    noDelay: true,
  });
  const unanswered = new Set<ServerResponse>();
  let closing: Promise<void> | undefined;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    if (closing) response.shouldKeepAlive = false;
    unanswered.add(response);
    response.once("close", () => unanswered.delete(response));
    route(request, response).catch((error: unknown) => {
      fault(error);
      answer(response, 500, "this request could not be answered", true);
    });
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? "").split("?", 1);
    if (path === WEBHOOK_PATH) {
      await webhooks(request, response);
      return;
    }
    const page = pageAt(path ?? "");
    if (!page) answer(response, 404, "there is nothing here", hasBody(request));
    else if (request.method === "GET" || request.method === "HEAD") await page(request, response);
    else {
      response.setHeader("allow", "GET, HEAD");
      answer(response, 405, "this page can only be read", hasBody(request));
    }
  }

  function pageAt(path: string): Page | undefined {
    return path === LOG_PATH || path.startsWith(`${LOG_PATH}/`) ? log : pages.get(path);
  }

  const pages = new Map<string, Page>([
    [
      "/healthz",
      (_request, response) => {
        answer(response, 200, "up");
      },
    ],
    [
      "/readyz",
      (_request, response) => {
        if (!closing && ready()) answer(response, 200, "ready");
        else answer(response, 503, "not ready: deliveries or entries cannot be written");
      },
    ],
    [
      "/metrics",
      (request, response) => {
        if (isLocal(request)) answer(response, 200, metrics.text().trimEnd());
        else answer(response, 404, "there is nothing here");
      },
    ],
  ]);

  server.on("request", handle);
  // Without this Node asks for the body before anybody has looked at the headers.
  server.on("checkContinue", handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

  function close(): Promise<void> {
    closing ??= new Promise((resolve) => {
      const cut = setTimeout(() => {
        server.closeAllConnections();
      }, LONGEST_FAREWELL);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeIdleConnections();
      for (const response of unanswered) response.shouldKeepAlive = false;
    });
    return closing;
  }

  return { url: urlOf(server.address()), close };
}

/** Asked from this machine, and not by a proxy on this machine for somebody else. */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const peer = socket.remoteAddress ?? "";
  const loopback = peer === "::1" || /^(::ffff:)?127\./.test(peer);
  return loopback && headers["x-forwarded-for"] === undefined && headers.forwarded === undefined;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("the server has no address");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${String(address.port)}`;
}
