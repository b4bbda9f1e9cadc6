/*
 * What lies under /log/: the public log as C2SP tlog-tiles has it, a proof of each entry, and the register page.
 * Public, read only. Reads the public log's folder, and nothing of the private log.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import { parseTilePath, TILE_WIDTH, TileError, type Tile } from "@recuse/shared/audit/tiles.ts";
import { registerPage } from "@recuse/shared/report/register-page.ts";
import { readQuery } from "@recuse/shared/report/register-query.ts";
import { answer } from "./answer.ts";
import type { RequestHandler } from "./front-door.ts";
import { pageAssets } from "./page-assets.ts";
import { proofOf, readHead, readKeptHead, readPolicy, readTile, type PublicLog } from "./public-log.ts";
import { publish, type Published } from "./published.ts";
import { openRegister } from "./register-state.ts";

export const LOG_PATH = "/log";

export interface LogRouteOptions {
  readonly log: PublicLog;
  /** Where subjects are on the web, such as `https://github.com`. */
  readonly web: string;
  readonly now: () => Date;
}

export interface LogRoutes {
  readonly handle: RequestHandler;
  /** Folds what is there, so that the first reader does not wait for it. */
  readonly warm: () => Promise<void>;
}

/** GET and HEAD of a path at or below {@link LOG_PATH}; the caller has seen to both. */
export function logRoutes({ log, web, now }: LogRouteOptions): LogRoutes {
  const register = openRegister(log);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path, query] = splitOnce(request.url ?? "", "?");
    if (path === LOG_PATH) {
      // Relative, so that a proxy may put it elsewhere; the page's own links need the slash.
      response.setHeader("location", `log/${query === undefined ? "" : `?${query}`}`);
      answer(response, 308, "the register is at log/");
      return;
    }
    const found = await lookUp(path.slice(LOG_PATH.length + 1), query ?? "");
    if (found === undefined) answer(response, 404, "there is nothing here");
    else await publish(request, response, found);
  }

  function lookUp(path: string, query: string): Promise<Published | undefined> {
    if (path === "") return page(new URLSearchParams(query));
    if (path === "checkpoint")
      return found(
        readHead(log).then((head) => head?.message),
        { type: "text/plain", kept: "checked" },
      );
    if (path === "policy") return found(readPolicy(log), { type: "text/plain", kept: "checked" });
    if (path === "verify.js") return script();
    if (path.startsWith("checkpoints/")) return keptHead(path.slice("checkpoints/".length));
    if (path.startsWith("proof/")) return proof(path.slice("proof/".length));
    const tile = tileAtPath(path);
    if (tile === undefined) return Promise.resolve(undefined);
    return found(readTile(log, tile), {
      type: "application/octet-stream",
      kept: tile.width === TILE_WIDTH ? "forever" : "briefly",
      compress: tile.level === "entries",
    });
  }

  async function page(parameters: URLSearchParams): Promise<Published> {
    const { style } = await pageAssets();
    const content = await register.show(readQuery((name) => parameters.get(name) ?? undefined));
    const shown = registerPage({ ...content, style, web, now: now().toISOString() });
    return {
      content: shown,
      type: "text/html",
      kept: "checked",
      compress: true,
      policy: pagePolicy(style),
    };
  }

  /** An older signed head, by which a reader follows a change of keys. Witnesses may still add to it. */
  async function keptHead(name: string): Promise<Published | undefined> {
    const size = parseSize(name);
    return size === undefined
      ? undefined
      : found(readKeptHead(log, size), { type: "text/plain", kept: "checked" });
  }

  async function proof(name: string): Promise<Published | undefined> {
    const index = parseSize(name);
    if (index === undefined) return undefined;
    const saveAs = `entry-${String(index)}.tlog-proof`;
    return found(proofOf(log, index), { type: "text/plain", kept: "checked", saveAs });
  }

  return { handle, warm: register.refresh };
}

async function script(): Promise<Published> {
  const { script: content } = await pageAssets();
  return { content, type: "text/javascript", kept: "checked", compress: true };
}

async function found(
  reading: Promise<Uint8Array | undefined>,
  as: Omit<Published, "content">,
): Promise<Published | undefined> {
  const content = await reading;
  return content && { ...as, content };
}

/** The one style sheet of the page, the one script beside it, and requests to this server alone. */
function pagePolicy(style: string): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${hash}'`,
    "connect-src 'self'",
    "img-src data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function tileAtPath(path: string): Tile | undefined {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof TileError) return undefined;
    throw error;
  }
}

function splitOnce(text: string, at: string): [string, string?] {
  const place = text.indexOf(at);
  return place === -1 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}
