/*
 * The keys that sign the two logs: making, reading and keeping them. They lie in the log's folder, for their
 * owner alone, or come from the environment. No message repeats anything of a key.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { LogName } from "../src/audit/log.ts";
import { formatSignerKey, parseSignerKey, signerKey } from "../src/audit/note-key.ts";
import type { SignerKey } from "../src/audit/note-key.ts";
import { isKeyName } from "../src/audit/note.ts";
import { replaceFile } from "./durable-file.ts";
import { wasSigned } from "./log-heads.ts";
import { nodeCryptography } from "./node-cryptography.ts";

/** `missing`: there is none. `malformed`: not two keys. `name`: not an origin. `environment`: cannot be replaced. */
export type LogKeysErrorCode = "missing" | "malformed" | "name" | "environment";

export class LogKeysError extends Error {
  readonly code: LogKeysErrorCode;

  constructor(code: LogKeysErrorCode, message: string) {
    super(message);
    this.name = "LogKeysError";
    this.code = code;
  }
}

/** Secret. A key's name is its log's origin. */
export type LogKeys = Readonly<Record<LogName, SignerKey>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Behind the public log's origin it is the private one's. */
const PRIVATE = "/private";
/** In a log's folder. */
export const KEY_FILE = "key";

/**
 * Where the keys lie: `RECUSE_LOG_KEY_PATH`, or `key` in the log's folder; undefined when the environment holds
 * the keys themselves, in `RECUSE_LOG_KEY`.
 */
export function logKeysPath(folder: string, env: Environment): string | undefined {
  if (given(env, "RECUSE_LOG_KEY") !== undefined) return undefined;
  const path = given(env, "RECUSE_LOG_KEY_PATH");
  return path === undefined ? join(folder, KEY_FILE) : resolve(path);
}

/**
 * The keys of the log in a folder.
 *
 * @throws LogKeysError `missing`, `malformed`
 */
export async function readLogKeys(folder: string, env: Environment = {}): Promise<LogKeys> {
  const path = logKeysPath(folder, env);
  if (path === undefined) return parseLogKeys(given(env, "RECUSE_LOG_KEY") ?? "", "RECUSE_LOG_KEY");
  return readKeysAt(path);
}

/**
 * The keys that the environment gives, or whose place or name it gives: in the latter cases they are made where
 * there are none and the log was never signed. Undefined where it says nothing of keys.
 *
 * @throws LogKeysError
 */
export async function environmentLogKeys(folder: string, env: Environment): Promise<LogKeys | undefined> {
  const names = ["RECUSE_LOG_KEY", "RECUSE_LOG_KEY_PATH", "RECUSE_LOG_ORIGIN"];
  if (names.every((name) => given(env, name) === undefined)) return undefined;
  return ensureLogKeys(folder, env);
}

/**
 * The keys of the log in a folder, made for one that has none and was never signed: with a lost key made anew, the
 * log would silently begin another history.
 *
 * @throws LogKeysError
 */
export async function ensureLogKeys(folder: string, env: Environment = {}): Promise<LogKeys> {
  try {
    return await readLogKeys(folder, env);
  } catch (error) {
    if (!(error instanceof LogKeysError) || error.code !== "missing") throw error;
    for (const log of ["public", "private"]) if (await wasSigned(join(folder, log))) throw error;
    return createLogKeys(folder, env);
  }
}

/** @throws LogKeysError `missing`, `malformed` */
export async function readKeysAt(path: string): Promise<LogKeys> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    throw new LogKeysError("missing", `${path}: the log's keys are not there: restore them from your backup`);
  }
  return parseLogKeys(text, path);
}

/**
 * Makes keys for a log that has none, and keeps them in its folder (or in `RECUSE_LOG_KEY_PATH`) with mode 0600.
 * Their name is `RECUSE_LOG_ORIGIN`, or one that is made up.
 *
 * @throws LogKeysError `name`, `environment`
 */
export async function createLogKeys(folder: string, env: Environment = {}): Promise<LogKeys> {
  const path = logKeysPath(folder, env);
  if (path === undefined)
    throw new LogKeysError("environment", "RECUSE_LOG_KEY is set: unset it to have keys made and kept");
  const keys = makeLogKeys(given(env, "RECUSE_LOG_ORIGIN") ?? `recuse-log/${randomBytes(4).toString("hex")}`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  if (path === join(folder, KEY_FILE)) await chmod(folder, 0o700);
  await replaceFile(path, formatLogKeys(keys));
  return keys;
}

/** New keys under an origin. @throws LogKeysError `name` */
export function makeLogKeys(origin: string): LogKeys {
  // Printable ASCII: an origin is a line in every checkpoint, and part of a path of witnesses.
  if (!isKeyName(origin) || !/^[!-~]{1,200}$/.test(origin))
    throw new LogKeysError(
      "name",
      "RECUSE_LOG_ORIGIN: expected a name such as log.example/recuse, without spaces and plus signs",
    );
  const make = (name: string) => signerKey(nodeCryptography, name, "ed25519", randomBytes(32));
  return { public: make(origin), private: make(`${origin}${PRIVATE}`) };
}

/** Secret: a line each. */
export function formatLogKeys(keys: LogKeys): string {
  return `${formatSignerKey(keys.public)}\n${formatSignerKey(keys.private)}\n`;
}

/** @throws LogKeysError `malformed` */
function parseLogKeys(text: string, from: string): LogKeys {
  // In a variable, a line break may be written as \n.
  const lines = text
    .replaceAll("\\n", "\n")
    .split(/\s+/)
    .filter((line) => line !== "");
  const [first = "", second = ""] = lines;
  try {
    if (lines.length !== 2) throw new RangeError("not two keys");
    const keys = {
      public: parseSignerKey(nodeCryptography, first),
      private: parseSignerKey(nodeCryptography, second),
    };
    const names = keys.private.name === `${keys.public.name}${PRIVATE}`;
    if (!names || keys.public.type !== "ed25519" || keys.private.type !== "ed25519")
      throw new RangeError("not the keys of two logs that belong together");
    return keys;
  } catch {
    throw new LogKeysError(
      "malformed",
      `${from}: expected two lines PRIVATE+KEY+…, the public log's key and the private one's: restore it from your backup`,
    );
  }
}

function given(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === "" ? undefined : value;
}
