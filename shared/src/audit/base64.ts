/* Base64 (RFC 4648, section 4, with padding) for code that may not touch Node. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes in standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const word = (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2);
    text += sextet(word >> 18) + sextet(word >> 12);
    text += left > 1 ? sextet(word >> 6) : "=";
    text += left > 2 ? sextet(word) : "=";
  }
  return text;
}

const VALUES = new Map(Array.from(ALPHABET, (letter, value) => [letter.charCodeAt(0), value]));

/**
 * The bytes, or undefined for what {@link encodeBase64} would not have written: other letters, white space,
 * missing padding, bits set past the end. Two texts never stand for the same bytes.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const letters = text.length - padding;
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let letter = 0; letter < letters; letter += 1) {
    const value = VALUES.get(text.charCodeAt(letter));
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at] = (bits >> held) & 0xff;
    at += 1;
  }
  // What is left over is padding to a whole letter and has to be zero.
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function sextet(word: number): string {
  return ALPHABET.charAt(word & 63);
}
