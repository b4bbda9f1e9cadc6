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

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function sextet(word: number): string {
  return ALPHABET.charAt(word & 63);
}
