/*
 * Buffers that are used again. A body that becomes garbage while its delivery becomes durable outlives V8's young
 * generation, and tens of megabytes of such bodies pile up before anybody looks; a few buffers that go round do
 * not. Used by segments.ts alone, which gives nothing back that is still being written or read.
 */

export interface BufferPool {
  /** A buffer of at least this size, in bytes; its content is whatever it was. */
  readonly take: (size: number) => Buffer;
  /** Gives a whole buffer back, as it was taken. */
  readonly give: (buffer: Buffer) => void;
}

const SMALLEST = 4 * 1024;
/** Larger ones are rare, and are left to the garbage collector. */
const LARGEST = 256 * 1024;

/** @param limit how much is kept for later, in bytes */
export function bufferPool(limit: number): BufferPool {
  const free = new Map<number, Buffer[]>();
  let kept = 0;

  return {
    take: (size) => {
      if (size > LARGEST) return Buffer.allocUnsafeSlow(size);
      const rounded = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size)));
      const buffer = free.get(rounded)?.pop();
      if (!buffer) return Buffer.allocUnsafeSlow(rounded);
      kept -= rounded;
      return buffer;
    },
    give: (buffer) => {
      if (buffer.length > LARGEST || kept + buffer.length > limit) return;
      kept += buffer.length;
      const same = free.get(buffer.length);
      if (same) same.push(buffer);
      else free.set(buffer.length, [buffer]);
    },
  };
}
