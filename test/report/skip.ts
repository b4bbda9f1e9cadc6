/* Skipping with a reason: it stands beside the title where the test runs, and again at the end of the run. */
import type { Context } from "mocha";

/** Skips the running test, or from a hook all the tests that the hook is for. */
export function skip(mocha: Context, reason: string): never {
  const running = mocha.runnable();
  const isHook = "type" in running && running.type === "hook";
  const named = isHook ? (running.parent ?? running) : running;
  named.title += ` (${reason})`;
  return mocha.skip();
}
