/*
 * Where deliveries arrive. A request is refused by its headers before its body is read, by its signature before
 * its body is parsed, and acknowledged only when the delivery is durable; all work comes later. It may touch the
 * inbox, and it logs nothing.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "../inbox/inbox.ts";
import { laneOf } from "../inbox/lane.ts";
import { isSignature, verifySignature } from "../inbox/signature.ts";
import { answer } from "./answer.ts";
import { bodyReader, type ReadFailure } from "./body.ts";

/** GitHub sends no larger payload; in bytes. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export const LARGEST_PAYLOAD = 25 * 1024 * 1024;

/** What is held at once of bodies that are not verified yet, in bytes. */
const HELD_AT_ONCE = 64 * 1024 * 1024;

export const DELIVERY_OUTCOMES = [
  "accepted",
  "duplicate",
  "ignored",
  "malformed",
  "unsigned",
  "too-large",
  "crowded",
  "aborted",
  "not-stored",
] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

export interface FrontDoorOptions {
  readonly inbox: Pick<Inbox, "accept">;
  readonly secret: string;
  /** Events that are kept; others are verified, acknowledged and dropped. */
  readonly events: ReadonlySet<string>;
  readonly count: (outcome: DeliveryOutcome) => void;
  readonly largestPayload?: number;
  readonly heldAtOnce?: number;
}

interface Verdict {
  readonly status: number;
  readonly outcome: DeliveryOutcome;
  readonly text: string;
  /** Something of the request was not read, so that the connection must end. */
  readonly unread?: boolean;
}

interface Envelope {
  readonly id: string;
  readonly event: string;
  readonly signature: string;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function frontDoor(options: FrontDoorOptions): RequestHandler {
  const { inbox, secret, events, count } = options;
  const largest = options.largestPayload ?? LARGEST_PAYLOAD;
  const bodies = bodyReader(largest, options.heldAtOnce ?? HELD_AT_ONCE);

  return async function receive(request, response): Promise<void> {
    const envelope = openEnvelope(request, largest);
    if ("status" in envelope) {
      count(envelope.outcome);
      if (envelope.status === 405) response.setHeader("allow", "POST");
      answer(response, envelope.status, envelope.text, true);
      return;
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    // Handed on rather than awaited here: the body would stay in memory until the delivery is durable.
    const verdict = await bodies.read(request).then((body) => judge(envelope, body));
    count(verdict.outcome);
    answer(response, verdict.status, verdict.text, verdict.unread);
  };

  function judge({ id, event, signature }: Envelope, body: Buffer | ReadFailure): Verdict | Promise<Verdict> {
    if (body === "too-large") return { ...tooLarge(largest), unread: true };
    if (typeof body === "string") {
      const text = "too much is being received at once: deliver again later";
      return { status: 503, outcome: body, text, unread: true };
    }
    if (!verifySignature(secret, body, signature)) {
      const text = "the signature does not fit the body: check that both sides have the same webhook secret";
      return { status: 401, outcome: "unsigned", text };
    }
    const payload = parseObject(body);
    if (!payload) return malformed(400, "the body is not a JSON object");
    if (!events.has(event)) {
      return { status: 202, outcome: "ignored", text: "received; this event is not used" };
    }
    return inbox.accept({ id, event, body, lane: laneOf(payload) }).then(verdictOf, notStored);
  }
}

function verdictOf(outcome: "accepted" | "duplicate"): Verdict {
  if (outcome === "duplicate") return { status: 200, outcome, text: "received before" };
  return { status: 202, outcome, text: "accepted" };
}

/** The inbox reports its own failure through /readyz; the peer is told to come again. */
function notStored(): Verdict {
  return { status: 503, outcome: "not-stored", text: "the delivery could not be stored: deliver it again" };
}

/** Everything that can be refused without reading a byte of the body. */
function openEnvelope(request: IncomingMessage, largest: number): Envelope | Verdict {
  const { method, headers } = request;
  if (method !== "POST") return malformed(405, "deliveries are posted");
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) {
    return malformed(415, "the content type must be application/json: set it in the webhook's settings");
  }
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    return malformed(415, "the body must not be compressed");
  }
  const signature = single(headers["x-hub-signature-256"]);
  if (signature === undefined || !isSignature(signature)) {
    const text = "the header X-Hub-Signature-256 is missing or ill-formed: set a webhook secret";
    return { status: 401, outcome: "unsigned", text };
  }
  const event = single(headers["x-github-event"]);
  if (event === undefined || !/^[a-z0-9_]{1,64}$/.test(event)) {
    return malformed(400, "the header X-GitHub-Event is missing or ill-formed");
  }
  const id = single(headers["x-github-delivery"]);
  if (id === undefined || !/^[A-Za-z0-9-]{1,64}$/.test(id)) {
    return malformed(400, "the header X-GitHub-Delivery is missing or ill-formed");
  }
  if (Number(headers["content-length"] ?? 0) > largest) return tooLarge(largest);
  return { id, event, signature };
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}

function malformed(status: number, text: string): Verdict {
  return { status, outcome: "malformed", text };
}

function tooLarge(largest: number): Verdict {
  const text = `the body is larger than ${String(largest)} bytes`;
  return { status: 413, outcome: "too-large", text };
}

function parseObject(body: Buffer): object | undefined {
  try {
    const payload: unknown = JSON.parse(body.toString("utf8"));
    return typeof payload === "object" && payload !== null && !Array.isArray(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}
