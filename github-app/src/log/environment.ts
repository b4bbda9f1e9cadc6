/*
 * What the environment says of the log that is to be opened: the keys that sign it, and a checkpoint that
 * somebody remembers. Touches files, and the one address that was named; neither is ever repeated in a message,
 * for an address may hold a token.
 */
import { join, resolve } from "node:path";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { environmentLogKeys, type LogKeys } from "@recuse/shared/node/log-keys.ts";
import { CommandError, type Io } from "../cli/io.ts";
import { boundedBody, readBounded, SMALL_FILE_BYTES } from "./source.ts";

/** As `openFileLog` takes it. */
export interface LogEnvironment {
  readonly keys?: LogKeys;
  readonly anchor?: Partial<Record<LogName, Uint8Array>>;
}

export const ANCHOR = "RECUSE_LOG_ANCHOR";
/** In milliseconds. */
const PATIENCE = 10_000;

/**
 * Keys and anchor of the log in a data folder, as far as the environment gives any.
 *
 * @throws LogKeysError, or CommandError when the anchor cannot be read
 */
export async function logEnvironment(
  { env, cwd }: Pick<Io, "env" | "cwd">,
  folder: string,
): Promise<LogEnvironment> {
  // First what may be refused: keys may be made.
  const anchor = await environmentAnchor(env, cwd);
  const keys = await environmentLogKeys(join(folder, "log"), env);
  return {
    ...(keys === undefined ? {} : { keys }),
    ...(anchor === undefined ? {} : { anchor: { public: anchor } }),
  };
}

/**
 * The remembered checkpoint of the public log that `RECUSE_LOG_ANCHOR` names: bytes that anybody may have
 * written, which only opening the log checks. Undefined where none is named.
 *
 * @param patience how long an address may take, in milliseconds
 * @throws CommandError when it cannot be read: without the anchor, an older log would be signed anew
 */
export async function environmentAnchor(
  env: Io["env"],
  cwd: string,
  patience = PATIENCE,
): Promise<Uint8Array | undefined> {
  const place = env[ANCHOR] ?? "";
  if (place === "") return undefined;
  if (/^https?:\/\//i.test(place)) return fetchedAnchor(place, patience);
  const content = await readBounded(resolve(cwd, place), ANCHOR, SMALL_FILE_BYTES);
  if (content !== undefined) return content;
  throw new CommandError(`${ANCHOR}: no such file; give a checkpoint that was kept, or its address`);
}

/** A redirect is refused: it leads to a place that nobody named. */
async function fetchedAnchor(address: string, patience: number): Promise<Uint8Array> {
  if (!URL.canParse(address) || !new URL(address).pathname.endsWith("/checkpoint"))
    throw new CommandError(`${ANCHOR}: expected an address that ends in /checkpoint, or a file`);
  let response: Response;
  try {
    response = await fetch(address, {
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
      headers: { "user-agent": "recuse-log" },
    });
  } catch {
    throw new CommandError(`${ANCHOR}: nothing answers in time; check the address and the network`);
  }
  if (response.status === 200) return boundedBody(response, ANCHOR, SMALL_FILE_BYTES);
  await response.body?.cancel();
  throw new CommandError(
    `${ANCHOR}: the address answers with status ${response.status} instead of the checkpoint; check it, or unset it ` +
      "until the log has been published there",
  );
}
