/*
 * Keeps the programs small. With much memory about, V8 lets a process that always has some requests open grow its heap
 * to several times of what lives in it, and gives nothing back; test/bench/acknowledge.bench.ts shows that the
 * App is no faster for it, and test/bench/affiliation.bench.ts that neither is a command that reads affiliation
 * data. Called by `recuse serve` before it loads the rest, and before affiliation data is read; affects the whole
 * process and nothing but its memory.
 */
import { setFlagsFromString } from "node:v8";

/** From now on the young generation stays as large as it is, and the old one is collected at 1.5 times of what lives. */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
}
