/*
 * Keeps the App small. A process that holds many requests open while they become durable lets V8 grow its young
 * generation to the limit, some 100 MB that are never given back, for no measurable gain. Called once by
 * `recuse serve`, before it starts; affects the whole process and nothing but its memory.
 */
import { setFlagsFromString } from "node:v8";

/** From now on the young generation stays as large as it is. */
export function keepYoungGeneration(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
