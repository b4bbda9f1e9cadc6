/* Waiting between the rounds of what the App does on its own. An argument wherever it is needed, so that tests hold or hurry it. */
import { setTimeout as wait } from "node:timers/promises";

/** Waits some milliseconds, or until the signal says that nobody waits any more. Never rejects. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** By the clock. The timer keeps no process alive. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Sleeps until it is over, whatever was asked: what would be done on its own is not done. */
export async function sleepUntilStopped(_milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      "abort",
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
