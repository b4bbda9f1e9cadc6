/*
 * The public log says at fixed times what the private one's head is, blinded, so that the private record is fixed
 * in time as well. Every hour of the clock and at every start, whether anything changed or not: when it is said
 * must tell nothing.
 */
import type { FileLog } from "@recuse/shared/node/file-log.ts";
import { sleep as byTheClock, type Sleep } from "../sleep.ts";

export interface PrivateHeadsOptions {
  readonly log: Pick<FileLog, "appendPrivateHead" | "writable">;
  readonly now: () => Date;
  /** In milliseconds; an hour unless given. */
  readonly every?: number;
  readonly sleep?: Sleep | undefined;
  /** Takes one sentence when the log has stopped. */
  readonly warn: (sentence: string) => void;
}

export interface PrivateHeads {
  /** Ends what is under way and leaves no timer. */
  readonly stop: () => Promise<void>;
}

const HOUR = 3_600_000;

/** Begins at once. */
export function keepPrivateHeads(options: PrivateHeadsOptions): PrivateHeads {
  const stopping = new AbortController();
  const running = keep(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function keep(options: PrivateHeadsOptions, signal: AbortSignal): Promise<void> {
  const { log, now, every = HOUR, sleep = byTheClock, warn } = options;
  while (!signal.aborted) {
    try {
      await log.appendPrivateHead();
    } catch {
      if (log.writable()) continue;
      warn("the log has stopped: its private head is not recorded any more until the App is started again");
      return;
    }
    const time = now().getTime();
    await sleep(every - (time % every), signal);
  }
}
