/*
 * How published files are answered: cached as long as they stay true, compressed where it helps, with headers
 * that let a browser do nothing but show them.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

export interface Published {
  readonly content: Uint8Array | string;
  readonly type: "text/plain" | "text/html" | "text/javascript" | "application/octet-stream";
  /**
   * `forever`: the content of this address never changes. `briefly`: it may go, and does not change. `checked`:
   * asked for every time.
   */
  readonly kept: "forever" | "briefly" | "checked";
  readonly compress?: boolean;
  /** A name to save it under. */
  readonly saveAs?: string;
  /** Content-Security-Policy; nothing is allowed unless given. */
  readonly policy?: string;
}

const CACHE = {
  forever: "public, max-age=31536000, immutable",
  briefly: "public, max-age=60",
  checked: "no-cache",
} as const;

/** Smaller than a packet: compressing is no use. */
const WORTH_COMPRESSING = 1_000;
const compressed = promisify(gzip);

/** Answers GET and HEAD, or that nothing has changed. */
export async function publish(
  request: IncomingMessage,
  response: ServerResponse,
  { content, type, kept, compress = false, saveAs, policy = "default-src 'none'" }: Published,
): Promise<void> {
  const whole = Buffer.from(content);
  const packed = compress && whole.length >= WORTH_COMPRESSING && takesGzip(request);
  const hash = createHash("sha256").update(whole).digest("base64url").slice(0, 27);
  // Two representations of one content are two entities.
  const tag = `"${hash}${packed ? "-gz" : ""}"`;
  const headers = {
    "content-type": type === "application/octet-stream" ? type : `${type}; charset=utf-8`,
    "cache-control": CACHE[kept],
    etag: tag,
    ...(compress ? { vary: "accept-encoding" } : {}),
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    // Public, without credentials: anybody's monitor may read it, from any page.
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    ...(saveAs === undefined ? {} : { "content-disposition": `attachment; filename="${saveAs}"` }),
  };
  if (matches(request.headers["if-none-match"], tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = packed ? await compressed(whole, { level: 5 }) : whole;
  if (response.destroyed) return;
  response.writeHead(200, {
    ...headers,
    "content-length": body.length,
    ...(packed ? { "content-encoding": "gzip" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
function matches(asked: string | undefined, tag: string): boolean {
  if (asked === undefined) return false;
  return asked.split(",").some((each) => each.trim().replace(/^W\//, "") === tag || each.trim() === "*");
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding */
function takesGzip({ headers }: IncomingMessage): boolean {
  const accepted = (headers["accept-encoding"] ?? "").split(",");
  return accepted.some((each) => /^\s*gzip\s*(;\s*q=(0?\.\d*[1-9]\d*|1(\.0*)?)\s*)?$/i.test(each));
}
