/* How this server answers: short plain sentences, never cached, never guessed at by a browser. */
import type { ServerResponse } from "node:http";

/** Answers, unless the peer has gone. With `close`, what is left of the request is not read. */
export function answer(response: ServerResponse, status: number, text: string, close = false): void {
  if (response.headersSent || response.destroyed) return;
  const body = `${text}\n`;
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    ...(close ? { connection: "close" } : {}),
  });
  response.end(body);
}
