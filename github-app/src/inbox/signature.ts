/*
 * The signature of a delivery: HMAC-SHA256 over the raw bytes of its body, as the header
 * `X-Hub-Signature-256` carries it. Called by the front door before anything else looks at the body, and by
 * `recuse replay`, which signs.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const WELL_FORMED = /^sha256=[0-9a-f]{64}$/;

/** Whether a header has the form of a signature; says nothing about whether it is the right one. */
export function isSignature(header: string): boolean {
  return WELL_FORMED.test(header);
}

export function signatureOf(secret: string, body: Uint8Array): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Whether the body was signed with the secret; takes the same time wherever the first difference lies. */
export function verifySignature(secret: string, body: Uint8Array, header: string): boolean {
  if (!isSignature(header)) return false;
  const claimed = Buffer.from(header.slice("sha256=".length), "hex");
  return timingSafeEqual(createHmac("sha256", secret).update(body).digest(), claimed);
}
