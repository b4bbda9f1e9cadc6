/* The environment of `recuse serve`, checked before anything starts. Secrets are never repeated in a message. */
import { readFile } from "node:fs/promises";
import { delimiter, resolve } from "node:path";
import * as z from "zod";
import { LogKeysError } from "@recuse/shared/node/log-keys.ts";
import type { EmploymentFiles } from "./affiliations/employment-files.ts";
import { CommandError } from "./cli/io.ts";
import { logEnvironment, type LogEnvironment } from "./log/environment.ts";
import { dataFolder } from "./store/folder.ts";

export interface ServeEnvironment {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Of the REST API; undefined: GitHub's own. */
  readonly apiUrl: string | undefined;
  readonly folder: string;
  readonly roster: string;
  /** What signs the log, and a remembered checkpoint of it, where the environment gives them or says where they lie. */
  readonly log?: LogEnvironment;
  /** Files of affiliation data and of names of organizations, where any are named. */
  readonly employment?: Pick<EmploymentFiles, "affiliations" | "organizations" | "cwd">;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
}

/** What is wrong with the environment, a sentence a line. */
export class EnvironmentError extends Error {
  readonly code = "environment";
}

const LogLevel = z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]);
export type LogLevel = z.infer<typeof LogLevel>;

const SHORTEST_SECRET = 16;

const Environment = z.object({
  APP_ID: z.string({ error: "missing: set it to the App's number" }).regex(/^[1-9]\d*$/, {
    error: "expected the App's number, from its settings page",
  }),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: z
    .string({ error: "missing: without a secret anybody could write deliveries, so nothing is started" })
    .refine((secret) => secret !== "development" && secret.length >= SHORTEST_SECRET, {
      error: `expected at least ${String(SHORTEST_SECRET)} characters that nobody can guess, as in the App's settings`,
    }),
  GITHUB_API_URL: z.url({ error: "expected an address such as https://github.example/api/v3" }).optional(),
  RECUSE_DATA: z.string().optional(),
  RECUSE_ROSTER: z.string().default("roster.json"),
  RECUSE_AFFILIATIONS: z.string().optional(),
  RECUSE_ORGANIZATIONS: z.string().optional(),
  DATABASE_URL: z
    .undefined({ error: "PostgreSQL is not part of this version yet: unset it, and files are used" })
    .optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z
    .string()
    .default("3000")
    .refine((port) => /^\d{1,5}$/.test(port) && Number(port) < 65_536, {
      error: "expected a port from 0 to 65535",
    }),
  LOG_LEVEL: LogLevel.default("info"),
});

/**
 * Reads and checks the environment. Empty variables count as unset.
 *
 * @throws EnvironmentError with a sentence for each thing that is wrong
 */
export async function serveEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<ServeEnvironment> {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(set);
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
  const key = await privateKey(set, cwd);
  if (key.problem !== undefined) problems.push(key.problem);
  if (!parsed.success || key.pem === undefined) throw new EnvironmentError(problems.join("\n"));
  const log = await givenLog(set, cwd);
  const affiliations = pathList(set["RECUSE_AFFILIATIONS"]);
  const organizations = pathList(set["RECUSE_ORGANIZATIONS"]);
  const { APP_ID, WEBHOOK_SECRET, GITHUB_API_URL, RECUSE_ROSTER, HOST, PORT, LOG_LEVEL } = parsed.data;
  return {
    appId: Number(APP_ID),
    privateKey: key.pem,
    webhookSecret: WEBHOOK_SECRET,
    apiUrl: GITHUB_API_URL,
    folder: dataFolder(set, cwd),
    roster: resolve(cwd, RECUSE_ROSTER),
    ...(Object.keys(log).length === 0 ? {} : { log }),
    ...(affiliations.length === 0 ? {} : { employment: { affiliations, organizations, cwd } }),
    host: HOST,
    port: Number(PORT),
    logLevel: LOG_LEVEL,
  };
}

/** @throws EnvironmentError when keys or an anchor are given, and are none */
async function givenLog(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<LogEnvironment> {
  try {
    return await logEnvironment({ env, cwd }, dataFolder(env, cwd));
  } catch (error) {
    if (error instanceof LogKeysError || error instanceof CommandError)
      throw new EnvironmentError(error.message);
    throw error;
  }
}

/** Paths as in PATH: separated by `:`, on Windows by `;`. */
export function pathList(text: string | undefined): string[] {
  return (text ?? "").split(delimiter).filter((path) => path !== "");
}

/** The App's key, from the variable (where line breaks may be written as \n) or the file that it names. */
async function privateKey(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<{ pem?: string; problem?: string }> {
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: path } = env;
  if (text === undefined && path === undefined) {
    return { problem: "PRIVATE_KEY or PRIVATE_KEY_PATH: missing: set one to the App's key, a PEM file" };
  }
  const from = text === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  const pem =
    text?.replaceAll("\\n", "\n") ??
    (await readFile(resolve(cwd, path ?? ""), "utf8").catch(() => undefined));
  if (pem === undefined)
    return { problem: `${from}: the file cannot be read; check its name and permissions` };
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    return { problem: `${from}: expected a PEM that begins with -----BEGIN … PRIVATE KEY-----` };
  }
  return { pem };
}
