/*
 * Deliveries made by hand: signed as GitHub signs them, once, twice, in another order. And GitHub's official
 * example payloads to make them of.
 */

import { sign } from "@octokit/webhooks-methods";
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as z from "zod";

export type Payload = Readonly<Record<string, unknown>>;

export interface Delivery {
  /** X-GitHub-Delivery. */
  readonly id: string;
  readonly event: string;
  readonly payload: Payload;
}

export interface DeliverOptions extends Omit<Delivery, "id"> {
  readonly url: string;
  readonly secret: string;
  /** Default: a new UUID. */
  readonly id?: string;
  /** Bytes to send in place of the payload's JSON; signed as they are. */
  readonly body?: string;
  /** In place of the right one; `null` sends none. */
  readonly signature?: string | null;
  readonly signal?: AbortSignal;
}

export interface DeliveryAnswer {
  readonly status: number;
  readonly body: string;
}

/** Posts one signed delivery. @throws TypeError if nobody answers. */
export async function deliver(options: DeliverOptions): Promise<DeliveryAnswer> {
  const { url, secret, event, payload, id = randomUUID(), signal } = options;
  const body = options.body ?? JSON.stringify(payload);
  const signature = options.signature === undefined ? await sign(secret, body) : options.signature;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/tests",
      "x-github-delivery": id,
      "x-github-event": event,
      ...(signature !== null && { "x-hub-signature-256": signature }),
    },
    body,
    ...(signal && { signal }),
  });
  return { status: response.status, body: await response.text() };
}

/** A UUID that depends on the seed alone, so that a failing run can be run again. */
function seededId(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

/** Payloads as deliveries with ids that stay the same from run to run. */
export function asDeliveries(payloads: readonly Omit<Delivery, "id">[], seed = "deliveries"): Delivery[] {
  return payloads.map((each, index) => ({
    id: seededId(`${seed} ${index}`),
    event: each.event,
    payload: each.payload,
  }));
}

/** Each one `times` times, same id and bytes, next to each other; shuffle afterwards to spread them. */
export function duplicated(deliveries: readonly Delivery[], times = 2): Delivery[] {
  return deliveries.flatMap((delivery) => Array.from({ length: times }, () => delivery));
}

/** Another order, always the same for the same seed (Fisher-Yates over mulberry32). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed >>> 0;
  function random(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const rest = [...items];
  const order: T[] = [];
  while (rest.length > 0) order.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return order;
}

/** As an App would get it: most of the official examples were taken from repository hooks. */
export function withInstallation<T extends Omit<Delivery, "id">>(delivery: T, id: number): T {
  return { ...delivery, payload: { ...delivery.payload, installation: { id, node_id: `I_${id}` } } };
}

export interface ExamplePayload {
  readonly event: string;
  /** What a failing test calls it: `issues.opened #2`. */
  readonly name: string;
  readonly payload: Payload;
}

const Definitions = z.array(
  z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }),
);

/** All official examples of `@octokit/webhooks-examples`: 329 of 58 events in 7.6.1. */
export function examplePayloads(): ExamplePayload[] {
  const file = createRequire(import.meta.url).resolve("@octokit/webhooks-examples/api.github.com/index.json");
  const definitions = Definitions.parse(JSON.parse(readFileSync(file, "utf8")));
  return definitions.flatMap(({ name, examples }) =>
    examples.map((payload, index) => ({
      event: name,
      name: `${name}${typeof payload.action === "string" ? `.${payload.action}` : ""} #${index + 1}`,
      payload,
    })),
  );
}
