/*
 * When the next checkpoint of each log is due: begun a fixed time after the first entry that it covers, whatever
 * goes to the other log. Knows nothing of files.
 */
import type { LogName } from "../src/audit/log.ts";

/** Calls back after some milliseconds, unless the function that it answers is called before. */
export type Schedule = (run: () => void, milliseconds: number) => () => void;

export interface DueCheckpoints {
  /** An entry of a log is acknowledged: its checkpoint is due, unless one was already. */
  readonly begin: (log: LogName) => void;
  /** Takes back what is due of a log. */
  readonly cancel: (log: LogName) => void;
}

/** So that a checkpoint is there within a second. In milliseconds. */
const CHECKPOINT_AFTER = 900;

/**
 * @param sign called when a log's checkpoint is due; must not throw
 * @param schedule the system's timers when absent
 */
export function openDue(sign: (log: LogName) => void, schedule: Schedule = byTheClock): DueCheckpoints {
  const due = new Map<LogName, () => void>();
  return {
    begin: (log) => {
      if (due.has(log)) return;
      const cancel = schedule(() => {
        due.delete(log);
        sign(log);
      }, CHECKPOINT_AFTER);
      due.set(log, cancel);
    },
    cancel: (log) => {
      due.get(log)?.();
      due.delete(log);
    },
  };
}

function byTheClock(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}
