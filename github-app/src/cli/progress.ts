/* A progress bar on standard error, for people; silent where nobody looks. */
import type { Io } from "./io.ts";

export interface ProgressBar {
  readonly show: (done: number, total: number, text: string) => void;
  readonly clear: () => void;
}

const WIDTH = 24;

/** Draws over one line of a terminal; does nothing elsewhere. */
export function progressBar(io: Io): ProgressBar {
  const isTerminal = io.stderr.isTTY === true;
  return {
    show: (done, total, text) => {
      if (!isTerminal) return;
      const filled = total === 0 ? WIDTH : Math.min(WIDTH, Math.round((done / total) * WIDTH));
      io.stderr.write(`\r\u001b[K[${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${text}`);
    },
    clear: () => {
      if (isTerminal) io.stderr.write("\r\u001b[K");
    },
  };
}
