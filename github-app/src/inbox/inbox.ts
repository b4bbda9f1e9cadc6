/*
 * The durable queue of deliveries between the front door, which accepts, and the worker, which takes. It owns
 * `<data>/inbox` (0700, its files 0600) and nothing else may touch that. Payloads lie here until they are worked,
 * and nowhere else; memory holds where they lie.
 */
import { createHash } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { openDoneFile, recoverDoneFile, type Outcome } from "./done-file.ts";
import { InboxError } from "./errors.ts";
import { sha256Of } from "./record.ts";
import { recoverSegments, type StoredDelivery } from "./segment-files.ts";
import { openSegments, type SegmentLimits } from "./segments.ts";

/** GitHub can be asked to redeliver for three days; in milliseconds. */
export const REDELIVERY_WINDOW = 3 * 24 * 60 * 60 * 1000;

export type Delivery = StoredDelivery;

export interface ReceivedDelivery {
  readonly id: string;
  readonly event: string;
  /** Must be JSON: stored bodies are told apart by what JSON cannot contain. */
  readonly body: Uint8Array;
  /** Deliveries of one lane are worked in order; absent or empty: of no lane. */
  readonly lane?: string;
}

export interface Inbox {
  /**
   * Stores a delivery; resolves when it would survive a power cut. A duplicate is one with the same id and the
   * same body as one that waits, is being worked, or was done in the last three days; one that finally
   * failed is accepted again.
   *
   * @throws AppendFileError when it could not be stored: nothing is acknowledged any more
   * @throws InboxError `closed`
   */
  readonly accept: (delivery: ReceivedDelivery) => Promise<"accepted" | "duplicate">;
  /** The next delivery in order of arrival, once there is one; undefined when the inbox was closed. */
  readonly take: () => Promise<Delivery | undefined>;
  /** What a delivery that was taken says. @throws InboxError `damaged` */
  readonly payload: (delivery: Delivery) => Promise<unknown>;
  /** Resolves when it is durable that the delivery needs no more work, a moment later. */
  readonly done: (delivery: Delivery) => Promise<void>;
  /** The same for a delivery that is given up. Only the name of the error's class is kept. */
  readonly failed: (delivery: Delivery, error: unknown) => Promise<void>;
  /** How many deliveries are neither done nor failed. */
  readonly pending: () => number;
  /** How many deliveries are being made durable at this moment. */
  readonly arriving: () => number;
  readonly writable: () => boolean;
  /** Takes nothing more, waits for what is being written, and closes. What is undone stays for the next start. */
  readonly close: () => Promise<void>;
}

export interface InboxOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn?: (message: string) => void;
  readonly limits?: SegmentLimits;
  /** How long outcomes are gathered before they are written, in milliseconds. */
  readonly doneDelay?: number;
  /** Size at which the done file is rewritten, in bytes. */
  readonly compactAt?: number;
}

const LIMITS: SegmentLimits = { roll: 32 * 1024 * 1024, retire: 1024 * 1024 };

/**
 * Opens the inbox of a folder and recovers what it holds. The caller holds the lock of the folder's parent.
 *
 * @throws InboxError `damaged` for anything but a torn end
 */
export async function openInbox(folder: string, options: InboxOptions): Promise<Inbox> {
  const { now } = options;
  const warn = options.warn ?? (() => undefined);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);

  const stored = await recoverSegments(folder, warn);
  const outcomes = await recoverDoneFile(folder, warn);
  const settled = new Set(outcomes.map(({ segment, offset }) => placeOf(segment, offset)));
  const queue = stored.filter(({ segment, offset }) => !settled.has(placeOf(segment, offset)));
  const first = 1 + [...stored, ...outcomes].reduce((last, { segment }) => Math.max(last, segment), 0);
  const segments = await openSegments(folder, queue, first, options.limits ?? LIMITS);
  const doneFile = await openDoneFile(folder, {
    // The outcome of a stored delivery is what keeps it from being worked again, however old it is.
    keep: ({ at, segment }) => segments.isLive(segment) || Date.parse(at) > now() - REDELIVERY_WINDOW,
    delay: options.doneDelay ?? 50,
    compactAt: options.compactAt ?? 8 * 1024 * 1024,
  });

  /** Until when an identity counts as done, in seconds since 1970; in the order in which they were done. */
  const doneUntil = new Map<string, number>();
  for (const { id, sha256, at, outcome } of outcomes) {
    if (outcome === "done") remember(identityOf(id, sha256), Date.parse(at));
  }
  /** Identities that wait or are worked, and when they are durable. */
  const waiting = new Map<string, Promise<unknown>>(
    queue.map(({ id, sha256 }) => [identityOf(id, sha256), Promise.resolve()]),
  );
  const takers: ((delivery: Delivery | undefined) => void)[] = [];
  let head = 0;
  let arriving = 0;
  let closed = false;

  // Not async, and nothing in it closes over the body: it would stay in memory until the delivery is durable.
  function accept({ id, event, body, lane = "" }: ReceivedDelivery): Promise<"accepted" | "duplicate"> {
    if (closed) return Promise.reject(new InboxError("closed", "the inbox was closed"));
    const sha256 = sha256Of(body);
    const identity = identityOf(id, sha256);
    const stored = waiting.get(identity);
    // A duplicate may be acknowledged only when the first one may.
    if (stored) return stored.then(() => "duplicate");
    const until = doneUntil.get(identity);
    if (until !== undefined && until * 1000 > now()) return Promise.resolve("duplicate");
    const at = new Date(now()).toISOString();
    return arrive(identity, segments.append({ id, event, lane, at, sha256 }, body));
  }

  async function arrive(identity: string, appended: Promise<Delivery>): Promise<"accepted"> {
    waiting.set(identity, appended);
    arriving += 1;
    try {
      const delivery = await appended;
      waiting.set(identity, DURABLE);
      enqueue(delivery);
      return "accepted";
    } catch (error) {
      waiting.delete(identity);
      throw error;
    } finally {
      arriving -= 1;
    }
  }

  function enqueue(delivery: Delivery): void {
    const taker = takers.shift();
    if (taker) taker(delivery);
    else queue.push(delivery);
  }

  function take(): Promise<Delivery | undefined> {
    if (closed) return Promise.resolve(undefined);
    const delivery = queue[head];
    if (!delivery) return new Promise((resolve) => takers.push(resolve));
    head += 1;
    if (head === queue.length || head === 10_000) {
      queue.splice(0, head);
      head = 0;
    }
    return Promise.resolve(delivery);
  }

  function payload(delivery: Delivery): Promise<unknown> {
    return segments.readBody(delivery, (body): unknown => {
      if (sha256Of(body) === delivery.sha256) return JSON.parse(body.toString("utf8"));
      const message = `delivery ${delivery.id} is not what was stored: ask for it to be redelivered`;
      throw new InboxError("damaged", message);
    });
  }

  async function settle(delivery: Delivery, outcome: Pick<Outcome, "outcome" | "error">): Promise<void> {
    const { id, sha256, segment, offset } = delivery;
    const identity = identityOf(id, sha256);
    const time = now();
    if (outcome.outcome === "done") remember(identity, time);
    waiting.delete(identity);
    await doneFile.record({ id, sha256, segment, offset, at: new Date(time).toISOString(), ...outcome });
    await segments.settle(segment);
  }

  function remember(identity: string, time: number): void {
    doneUntil.delete(identity);
    doneUntil.set(identity, Math.ceil((time + REDELIVERY_WINDOW) / 1000));
    for (const [oldest, until] of doneUntil) {
      if (until * 1000 > now()) break;
      doneUntil.delete(oldest);
    }
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    for (const taker of takers.splice(0)) taker(undefined);
    await Promise.allSettled(waiting.values());
    await doneFile.close();
    await segments.close();
  }

  return {
    accept,
    take,
    payload,
    done: (delivery) => settle(delivery, { outcome: "done" }),
    failed: (delivery, error) =>
      settle(delivery, { outcome: "failed", error: error instanceof Error ? error.name : typeof error }),
    pending: () => waiting.size,
    arriving: () => arriving,
    writable: () => !closed && segments.writable() && doneFile.writable(),
    close,
  };
}

const DURABLE = Promise.resolve();

function placeOf(segment: number, offset: number): string {
  return `${String(segment)}:${String(offset)}`;
}

/** What makes two deliveries the same: id and body together. Half of a SHA-256, to keep the index small. */
function identityOf(id: string, sha256: string): string {
  return createHash("sha256").update(`${id}\n${sha256}`).digest().toString("latin1", 0, 16);
}
