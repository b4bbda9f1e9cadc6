/* A server of a public log alone, as the App has it, and of a log that tells what it should. */
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commit, salt, type Hmac } from "@recuse/shared/audit/commitment.ts";
import { answer } from "../../github-app/src/http/answer.ts";
import { logRoutes } from "../../github-app/src/http/log-routes.ts";
import { createMetrics } from "../../github-app/src/http/metrics.ts";
import { serveHttp } from "../../github-app/src/http/server.ts";
import { buildPublicLog, entryId, type PublicLog, type PublicLogOptions } from "./public-log.ts";
import { BREACH, determination, everyKind } from "./register-entries.ts";

export interface RegisterServer {
  /** Of the register page, with its slash. */
  readonly url: string;
  readonly folder: string;
  readonly log: PublicLog;
  readonly faults: readonly unknown[];
  readonly close: () => Promise<void>;
}

export const NOW = new Date("2026-03-02T09:30:00.000Z");
export const REPLY = "I merged the wrong branch and put it back within the hour.";
/** Seconds since 1970-01-01. */
export const WITNESSED = Date.UTC(2026, 0, 20, 12) / 1_000;

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();

/** The App's server with nothing but the public log in a folder. */
export function serveLog(
  folder: string,
  now: Date,
  fault: (error: unknown) => void,
): ReturnType<typeof serveHttp> {
  return serveHttp({
    host: "127.0.0.1",
    port: 0,
    webhooks: (_request, response) => {
      answer(response, 404, "no deliveries here");
      return Promise.resolve();
    },
    log: logRoutes({ log: { folder }, web: "https://github.com", now: () => now }).handle,
    metrics: createMetrics(),
    ready: () => true,
    fault,
  });
}

/** Serves a log that is empty and unsigned until something is appended. */
export async function serveRegister(options: PublicLogOptions = {}): Promise<RegisterServer> {
  const parent = await mkdtemp(join(tmpdir(), "recuse-register-"));
  const folder = join(parent, "public");
  const log = await buildPublicLog(folder, options);
  const faults: unknown[] = [];
  const server = await serveLog(folder, NOW, (error) => faults.push(error));
  return {
    url: `${server.url}/log/`,
    folder,
    log,
    faults,
    close: async () => {
      await server.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

/** Appends one entry of every kind, with the published text of the reply, and signs. */
export async function fillRegister({ log, folder }: RegisterServer, witnessedAt?: number): Promise<void> {
  const key = Buffer.alloc(32, 9);
  const id = entryId(BREACH + 1);
  const entries = everyKind();
  const reason = commit(hmac, key, id, "reason", REPLY);
  entries[BREACH + 1] = { ...entries[BREACH + 1], type: "correction", commitments: { reason } };
  await log.append(...entries);
  const reveal = {
    entry: id,
    field: "reason",
    salt: Buffer.from(salt(hmac, key, id, "reason")).toString("base64"),
    value: REPLY,
  };
  await writeFile(join(folder, "reveals.jsonl"), `${JSON.stringify(reveal)}\n`);
  await log.sign(witnessedAt);
}

/** Appends so many disclosures that are due, and signs. */
export async function growRegister({ log }: RegisterServer, count: number): Promise<void> {
  await log.append(...Array.from({ length: count }, (_, at) => determination(1_000 + at)));
  await log.sign();
}
