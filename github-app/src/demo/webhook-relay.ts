/*
 * Stands between the local GitHub and the App, and makes emulate's deliveries look like GitHub's where they
 * differ in a way the App could see; everything else passes through as it came. Then signs, forwards, and
 * keeps what was sent. Like GitHub it never retries: what arrives while the App is down is lost to it until
 * `redeliver`. Loopback only; used by the demo and by the tests.
 *
 * What is changed (emulate 0.12.2 → GitHub):
 *  - X-GitHub-Delivery is the millisecond clock, so that two can be equal → a random UUID;
 *  - a label put on a pull request fires `issues` with the pull request under `issue` → `pull_request`;
 *  - `pull_request` payloads lack `number` → added;
 *  - payloads lack `organization` → added where the owner is one;
 *  - User-Agent and X-GitHub-Hook-Installation-Target-* are missing → added.
 */

import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { listenOnLoopback, stopListening } from "./loopback.ts";

export interface RelayedDelivery {
  /** X-GitHub-Delivery: stays the same when it is delivered again. */
  readonly id: string;
  readonly event: string;
  readonly action: string | undefined;
  /** Exactly the bytes that were signed. */
  readonly body: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** One for each attempt: the receiver's HTTP status, or `failed` when it did not answer. */
  readonly attempts: (number | "failed")[];
}

export interface WebhookRelay {
  /** What emulate is told to deliver to. */
  readonly url: string;
  readonly deliveries: readonly RelayedDelivery[];
  /** Where deliveries go from now on; without one, they are only kept. */
  readonly deliverTo: (url: string | undefined) => void;
  /** Sends the same delivery once more, with the same id and bytes. */
  readonly redeliver: (delivery: RelayedDelivery) => Promise<number | "failed">;
  /** Resolves when nothing has arrived, and nothing was under way, for `quietMs` milliseconds. */
  readonly quiet: (quietMs?: number) => Promise<void>;
  close(): Promise<void>;
}

export interface WebhookRelayOptions {
  readonly secret: string;
  readonly appId: number;
  readonly target?: string;
}

const ANSWER_WITHIN_MS = 10_000;

type Payload = Record<string, unknown>;

function isObject(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The event and payload that GitHub would have sent for what emulate sent. */
export function asGitHubSendsIt(event: string, payload: Payload): { event: string; payload: Payload } {
  const { issue, ...rest } = payload;
  const mislabelled = event === "issues" && isObject(issue) && "head" in issue;
  const subject = mislabelled ? { ...rest, pull_request: issue } : payload;
  const pull = "pull_request" in subject && isObject(subject.pull_request) ? subject.pull_request : undefined;
  const kind = mislabelled ? "pull_request" : event;
  const owner = isObject(payload.repository) ? payload.repository.owner : undefined;
  return {
    event: kind,
    payload: {
      ...subject,
      ...(kind === "pull_request" && pull ? { number: pull.number } : {}),
      ...(isObject(owner) && owner.type === "Organization" ? { organization: owner } : {}),
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

export async function startWebhookRelay(options: WebhookRelayOptions): Promise<WebhookRelay> {
  const deliveries: RelayedDelivery[] = [];
  let target = options.target;
  let underWay = 0;
  let lastActive = performance.now();

  function sign(body: string): string {
    return `sha256=${createHmac("sha256", options.secret).update(body).digest("hex")}`;
  }

  async function forward(delivery: RelayedDelivery, url: string): Promise<number | "failed"> {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "GitHub-Hookshot/local",
          "x-github-delivery": delivery.id,
          "x-github-event": delivery.event,
          "x-github-hook-installation-target-id": String(options.appId),
          "x-github-hook-installation-target-type": "integration",
          "x-hub-signature-256": sign(delivery.body),
        },
        body: delivery.body,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return "failed"; // GitHub, too, notes it and goes on
    }
  }

  async function attempt(delivery: RelayedDelivery): Promise<number | "failed"> {
    if (target === undefined) return "failed";
    underWay += 1;
    const outcome = await forward(delivery, target);
    underWay -= 1;
    lastActive = performance.now();
    delivery.attempts.push(outcome);
    return outcome;
  }

  async function accept(request: IncomingMessage): Promise<void> {
    const received: unknown = JSON.parse(await readBody(request));
    if (!isObject(received)) return;
    lastActive = performance.now();
    const { event, payload } = asGitHubSendsIt(String(request.headers["x-github-event"]), received);
    const action = typeof payload.action === "string" ? payload.action : undefined;
    const delivery: RelayedDelivery = {
      id: randomUUID(),
      event,
      action,
      body: JSON.stringify(payload),
      payload,
      attempts: [],
    };
    deliveries.push(delivery);
    await attempt(delivery);
  }

  const server = createServer((request, response) => {
    accept(request)
      .catch((error: unknown) => {
        process.emitWarning(`a delivery of the local GitHub was not understood: ${String(error)}`);
      })
      .finally(() => response.writeHead(202).end());
  });
  const port = await listenOnLoopback(server);

  return {
    url: `http://127.0.0.1:${port}/`,
    deliveries,
    deliverTo: (url) => {
      target = url;
    },
    redeliver: attempt,
    quiet: async (quietMs = 100) => {
      const since = performance.now();
      while (underWay > 0 || performance.now() - Math.max(lastActive, since) < quietMs) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    close: () => stopListening(server),
  };
}
