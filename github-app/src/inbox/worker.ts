/*
 * Works what the inbox holds: deliveries of one lane one at a time and in order of arrival, several lanes at
 * once. A delivery that fails is tried again later and holds up its own lane alone. What a handler throws is
 * logged by class and status, never by its words: they may quote a payload.
 */
import { InboxError, PermanentError } from "./errors.ts";
import { REDELIVERY_WINDOW, type Delivery, type Inbox } from "./inbox.ts";

export interface WorkedDelivery {
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
}

/** What became of one attempt. */
export type WorkOutcome = "done" | "retried" | "failed";

export interface WorkerOptions {
  /** How many lanes are worked at once. */
  readonly concurrency: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Pause before the attempt after the given number of failures, in milliseconds. */
  readonly backoff?: (failures: number) => number;
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** How long a delivery is tried, in milliseconds. */
  readonly giveUpAfter?: number;
  readonly report: (outcome: WorkOutcome, delivery: Delivery, error?: unknown) => void;
}

export interface Worker {
  /** Starts nothing more and resolves when what runs has finished. */
  readonly stop: () => Promise<void>;
  /** How many deliveries are being worked. */
  readonly running: () => number;
}

const LONGEST_PAUSE = 5 * 60 * 1000;

/** While more deliveries than this wait to be acknowledged, work waits a little: GitHub does not try again. */
const BUSY = 8;
/** How long one attempt gives way at most, and between two looks, in milliseconds. */
const LONGEST_YIELD = 20;
const YIELD = 5;

/** One second, then twice as long each time, up to five minutes. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE, 1000 * 2 ** Math.min(failures - 1, 20));
}

interface Lane {
  readonly name: string;
  readonly deliveries: Delivery[];
  failures: number;
}

export function work(
  inbox: Inbox,
  handle: (delivery: WorkedDelivery) => Promise<void>,
  options: WorkerOptions,
): Worker {
  const { concurrency, now, report } = options;
  const backoff = options.backoff ?? pauseAfter;
  const sleep = options.sleep ?? wait;
  const giveUpAfter = options.giveUpAfter ?? REDELIVERY_WINDOW;
  const lanes = new Map<string, Lane>();
  const ready: Lane[] = [];
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let unnamed = 0;

  void receive();

  async function receive(): Promise<void> {
    for (let next = await inbox.take(); next && !stopping.signal.aborted; next = await inbox.take()) {
      const name = next.lane === "" ? `#${String((unnamed += 1))}` : next.lane;
      const lane = lanes.get(name);
      if (lane) {
        lane.deliveries.push(next);
        continue;
      }
      const begun = { name, deliveries: [next], failures: 0 };
      lanes.set(name, begun);
      ready.push(begun);
      startNext();
    }
  }

  function startNext(): void {
    while (running.size < concurrency && !stopping.signal.aborted) {
      const lane = ready.shift();
      if (!lane) return;
      const attempt = attemptFirst(lane).finally(() => {
        running.delete(attempt);
        startNext();
      });
      running.add(attempt);
    }
  }

  /** Never rejects. */
  async function attemptFirst(lane: Lane): Promise<void> {
    const [delivery] = lane.deliveries;
    if (!delivery) return;
    await giveWay();
    try {
      const payload = await inbox.payload(delivery);
      await handle({ id: delivery.id, event: delivery.event, payload });
    } catch (error) {
      if (isPermanent(error) || now() - Date.parse(delivery.at) >= giveUpAfter) {
        finish(lane, delivery, "failed", error);
        return;
      }
      lane.failures += 1;
      report("retried", delivery, error);
      void retryLater(lane);
      return;
    }
    finish(lane, delivery, "done");
  }

  async function giveWay(): Promise<void> {
    for (let waited = 0; waited < LONGEST_YIELD && inbox.arriving() > BUSY; waited += YIELD) {
      await wait(YIELD, stopping.signal);
    }
  }

  function finish(lane: Lane, delivery: Delivery, outcome: "done" | "failed", error?: unknown): void {
    lane.deliveries.shift();
    lane.failures = 0;
    if (lane.deliveries.length > 0) ready.push(lane);
    else lanes.delete(lane.name);
    report(outcome, delivery, error);
    // Not waited for: the lane may go on while the outcome becomes durable.
    const recorded = outcome === "done" ? inbox.done(delivery) : inbox.failed(delivery, error);
    recorded.catch((unrecorded: unknown) => {
      report("retried", delivery, unrecorded); // Its outcome is lost, so the next start works it again.
    });
  }

  async function retryLater(lane: Lane): Promise<void> {
    await sleep(backoff(lane.failures), stopping.signal);
    if (stopping.signal.aborted) return;
    ready.push(lane);
    startNext();
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all(running);
  }

  return { stop, running: () => running.size };
}

function isPermanent(error: unknown): boolean {
  if (error instanceof PermanentError) return true;
  if (error instanceof InboxError) return error.code === "damaged";
  // Probot gathers what its handlers threw.
  return error instanceof AggregateError && error.errors.length > 0 && error.errors.every(isPermanent);
}

/** Resolves after a time, or at once when the signal is given. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener("abort", finish);
  });
}
