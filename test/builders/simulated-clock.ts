/*
 * A clock that moves only when a test says so, for a log and what the App does on its own beside it. One thing at
 * a time: whatever becomes due is over before the next.
 */
import type { LogName } from "@recuse/shared/audit/log.ts";
import type { Sleep } from "../../github-app/src/sleep.ts";

export interface SimulatedClock {
  /** Milliseconds since 1970-01-01. */
  readonly now: () => number;
  /** For the rounds of a log. Which log's it is follows from whose entry was written last: {@link about}. */
  readonly schedule: (run: () => void, milliseconds: number) => () => void;
  readonly sleep: Sleep;
  /** The next entry goes to this log. */
  readonly about: (log: LogName) => void;
  /** Lets time pass; answers each round that was due with its time. Waits for `signed` after each. */
  readonly pass: (milliseconds: number, signed: (log: LogName, at: number) => Promise<void>) => Promise<void>;
  /** Somebody sets it: nothing becomes due by that. */
  readonly set: (milliseconds: number) => void;
  /** Resolves when somebody sleeps. */
  readonly asleep: () => Promise<void>;
  /** As a process that is gone. */
  readonly forget: () => void;
}

type Due =
  | { readonly kind: "round"; readonly log: LogName; readonly at: number; readonly run: () => void }
  | { readonly kind: "sleep"; readonly at: number; readonly run: () => void };

export function simulatedClock(start: number): SimulatedClock {
  /** Never put back, as a timer's clock. */
  let elapsed = 0;
  let offset = start;
  let current: LogName = "public";
  let waiting: Due[] = [];
  let whenAsleep: (() => void)[] = [];
  const isAsleep = (): boolean => waiting.some(({ kind }) => kind === "sleep");
  const remove = (due: Due): void => {
    waiting = waiting.filter((each) => each !== due);
  };

  function schedule(run: () => void, milliseconds: number): () => void {
    const due: Due = { kind: "round", log: current, at: elapsed + milliseconds, run };
    waiting.push(due);
    return () => {
      remove(due);
    };
  }

  const sleep: Sleep = (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const due: Due = { kind: "sleep", at: elapsed + milliseconds, run: resolve };
      waiting.push(due);
      signal.addEventListener(
        "abort",
        () => {
          remove(due);
          resolve();
        },
        { once: true },
      );
      for (const each of whenAsleep.splice(0)) each();
    });

  async function asleep(): Promise<void> {
    if (!isAsleep()) await new Promise<void>((resolve) => whenAsleep.push(resolve));
  }

  async function pass(
    milliseconds: number,
    signed: (log: LogName, at: number) => Promise<void>,
  ): Promise<void> {
    const end = elapsed + milliseconds;
    for (;;) {
      const due = waiting.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      remove(due);
      elapsed = due.at;
      if (due.kind === "sleep") current = "public";
      due.run();
      if (due.kind === "sleep") await asleep();
      else await signed(due.log, offset + elapsed);
    }
    elapsed = end;
  }

  return {
    now: () => offset + elapsed,
    schedule,
    sleep,
    about: (log) => {
      current = log;
    },
    pass,
    set: (milliseconds) => {
      offset = milliseconds - elapsed;
    },
    asleep,
    forget: () => {
      waiting = [];
      whenAsleep = [];
    },
  };
}
