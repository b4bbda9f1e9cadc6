/*
 * Many strings in one block of UTF-8, and a hash table over them that is asked without making anything:
 * open addressing, case of ASCII letters ignored, as text.ts folds it.
 */

const NONE = -1;
const LETTER_CASE = 0x20;
const decoder = new TextDecoder();

/** Strings as `…Bytes` and `…Start` columns. */
export interface StringPool {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: Uint32Array<ArrayBuffer>;
}

/** The same with slots of index + 1, 0 for empty; their number is a power of two, and one at least is empty. */
export interface StringTable {
  readonly bytes: Uint8Array;
  readonly start: Uint32Array;
  readonly slots: Uint32Array;
  readonly seed: number;
}

/** Lone surrogates become U+FFFD. */
export function stringPool(strings: readonly string[]): StringPool {
  const start = new Uint32Array(strings.length + 1);
  strings.forEach((each, index) => {
    start[index + 1] = (start[index] ?? 0) + utf8Length(each);
  });
  const bytes = new Uint8Array(start[strings.length] ?? 0);
  const encoder = new TextEncoder();
  strings.forEach((each, index) => {
    const at = start[index] ?? 0;
    if ((start[index + 1] ?? 0) - at === each.length) writeAscii(each, bytes, at);
    else bytes.set(encoder.encode(each), at);
  });
  return { bytes, start };
}

/** Slots for strings that are distinct after folding. */
export function stringSlots(strings: readonly string[], seed: number): Uint32Array<ArrayBuffer> {
  const slots = emptySlots(strings.length);
  const mask = slots.length - 1;
  strings.forEach((each, index) => {
    let slot = foldedHash(each.toWellFormed(), 0, seed) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = index + 1;
  });
  return slots;
}

/** Numbers strings as they come. */
export interface StringNumbers {
  readonly numberOf: (text: string) => number;
  readonly strings: readonly string[];
  /** What {@link stringSlots} gives for the strings. */
  readonly slots: () => Uint32Array<ArrayBuffer>;
}

/**
 * Numbers well-formed strings that are folded already: equal ones get the same number, others the next one.
 *
 * @param most how many come, equal ones included
 */
export function stringNumbers(seed: number, most: number): StringNumbers {
  const strings: string[] = [];
  const slots = emptySlots(most);
  const mask = slots.length - 1;
  return {
    numberOf: (text) => {
      let slot = foldedHash(text, 0, seed) & mask;
      for (;;) {
        const entry = slots[slot] ?? 0;
        if (entry === 0) break;
        if (strings[entry - 1] === text) return entry - 1;
        slot = (slot + 1) & mask;
      }
      slots[slot] = strings.push(text);
      return strings.length - 1;
    },
    strings,
    slots: () => (slotsFor(strings.length) === slots.length ? slots : stringSlots(strings, seed)),
  };
}

function emptySlots(strings: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(slotsFor(strings));
}

function slotsFor(strings: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, strings * 2)));
}

function writeAscii(text: string, bytes: Uint8Array, at: number): void {
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index);
}

/** The index of the text from `from` on, or -1. */
export function findFolded(table: StringTable, text: string, from = 0): number {
  const { bytes, start, slots } = table;
  const mask = slots.length - 1;
  for (let slot = foldedHash(text, from, table.seed) & mask; ; slot = (slot + 1) & mask) {
    const entry = slots[slot] ?? 0;
    if (entry === 0) return NONE;
    if (isFolded(bytes, start[entry - 1] ?? 0, start[entry] ?? 0, text, from)) return entry - 1;
  }
}

/** @throws RangeError for an index that the pool does not have */
export function stringAt(bytes: Uint8Array, start: Uint32Array, index: number): string {
  const [from, to] = [start[index], start[index + 1]];
  if (from === undefined || to === undefined) throw new RangeError("no such index");
  return decoder.decode(bytes.subarray(from, to));
}

/** FNV-1a over folded UTF-16 units, then mixed so that all bits reach the low ones (MurmurHash3's finalizer). */
function foldedHash(text: string, from: number, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let index = from; index < text.length; index += 1) {
    hash = Math.imul(hash ^ folded(text.charCodeAt(index)), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function folded(unit: number): number {
  return unit >= 0x41 && unit <= 0x5a ? unit | LETTER_CASE : unit;
}

/** Do these bytes say the text from `from` on, but for the case of ASCII letters? */
function isFolded(bytes: Uint8Array, start: number, end: number, text: string, from: number): boolean {
  // UTF-8 is never shorter than UTF-16 has units.
  if (text.length - from > end - start) return false;
  let at = start;
  for (let index = from; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      if (at >= end || folded(bytes[at] ?? 0) !== folded(unit)) return false;
      at += 1;
      continue;
    }
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) index += 1;
    const size = pointLength(point);
    if (at + size > end) return false;
    for (let place = 0; place < size; place += 1) {
      if (bytes[at + place] !== utf8Byte(point, size, place)) return false;
    }
    at += size;
  }
  return at === end;
}

/** https://www.rfc-editor.org/rfc/rfc3629#section-3 */
function utf8Byte(point: number, size: number, place: number): number {
  const bits = point >> (6 * (size - 1 - place));
  if (place > 0) return 0x80 | (bits & 0x3f);
  return size === 2 ? 0xc0 | bits : size === 3 ? 0xe0 | bits : 0xf0 | bits;
}

function pointLength(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}

/** Of the text with U+FFFD for lone surrogates, which has three bytes as they would. */
function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) < 0x80) continue;
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) index += 1;
    length += pointLength(point) - (point > 0xffff ? 2 : 1);
  }
  return length;
}
