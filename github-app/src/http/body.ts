/*
 * Reads the bodies of requests that nobody has vouched for yet, within two bounds: one per body, one over all
 * bodies that are being read at once. Called by the front door before it verifies.
 */
import type { IncomingMessage } from "node:http";

/** `too-large`: over the cap. `crowded`: given up because too much was being read. `aborted`: the peer left. */
export type ReadFailure = "too-large" | "crowded" | "aborted";

export interface BodyReader {
  readonly read: (request: IncomingMessage) => Promise<Buffer | ReadFailure>;
  /** Bytes held at this moment. */
  readonly held: () => number;
}

interface Reading {
  received: number;
  readonly giveUp: (failure: ReadFailure) => void;
}

/**
 * @param cap of one body, in bytes
 * @param bound of all bodies together, in bytes. Over it the largest unfinished body is given up, not the newest:
 *   small genuine deliveries pass while somebody fills the memory with large ones
 */
export function bodyReader(cap: number, bound: number): BodyReader {
  const readings = new Set<Reading>();
  let held = 0;

  function makeRoom(): void {
    while (held > bound) {
      let largest: Reading | undefined;
      for (const reading of readings) {
        if (!largest || reading.received > largest.received) largest = reading;
      }
      if (!largest) return;
      largest.giveUp("crowded");
    }
  }

  function read(request: IncomingMessage): Promise<Buffer | ReadFailure> {
    return new Promise((resolve) => {
      let chunks: Buffer[] = [];
      const reading: Reading = { received: 0, giveUp: finish };
      readings.add(reading);
      request.on("data", take);
      request.on("end", complete);
      request.on("error", abort);
      request.on("close", abort);

      function take(chunk: Buffer): void {
        reading.received += chunk.length;
        held += chunk.length;
        chunks.push(chunk);
        if (reading.received > cap) finish("too-large");
        else if (held > bound) makeRoom();
      }
      function complete(): void {
        const [first] = chunks;
        finish(first && chunks.length === 1 ? first : Buffer.concat(chunks, reading.received));
      }
      function abort(): void {
        finish("aborted");
      }
      function finish(result: Buffer | ReadFailure): void {
        if (!readings.delete(reading)) return;
        held -= reading.received;
        chunks = [];
        request.off("data", take);
        request.off("end", complete);
        request.off("close", abort);
        // A listener must stay, but not one that holds the body for as long as the request lives.
        request.off("error", abort);
        request.on("error", ignore);
        if (typeof result === "string") request.pause();
        resolve(result);
      }
    });
  }

  return { read, held: () => held };
}

/** Whoever read the request was told already. */
function ignore(): void {
  return;
}
