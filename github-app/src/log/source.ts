/*
 * Where the files of a log are read from: a folder, or an address. Whoever keeps them is not trusted: every
 * read is bounded in size and time, and nothing is fetched from anywhere but the place that was named.
 */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../cli/io.ts";

/** One log's files, by their path below its folder, such as `checkpoint` or `tile/0/000.p/8`. */
export interface LogSource {
  /** As the user named it, for messages. */
  readonly name: string;
  /**
   * At most so many bytes of a file; undefined where it is not there.
   *
   * @throws CommandError when it is larger, or cannot be read
   */
  readonly read: (path: string, most: number) => Promise<Uint8Array | undefined>;
}

/** A larger checkpoint, policy or key file is none. */
export const SMALL_FILE_BYTES = 1_000_000;
const TIMEOUT_MS = 20_000;

/** The files in a folder of this machine. */
export function folderSource(folder: string, name: string): LogSource {
  return {
    name,
    read: async (path, most) => readBounded(join(folder, path), `${name}/${path}`, most),
  };
}

/**
 * A file of at most so many bytes.
 *
 * @throws CommandError when it is larger, or cannot be read; undefined where it is not there
 */
export async function readBounded(path: string, name: string, most: number): Promise<Uint8Array | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      if (size > most) throw tooLarge(name, most);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CommandError(`${name}: cannot be read; check that it is a file and its permissions`);
  }
}

/**
 * The files below an address over HTTP. Redirects within its origin are followed, others refused.
 *
 * @param base such as `https://log.example/log/`
 */
export function httpSource(base: string, fetcher: typeof fetch = fetch): LogSource {
  const root = new URL(base.endsWith("/") ? base : `${base}/`);
  return {
    name: root.href,
    read: async (path, most) => {
      let url = new URL(path, root);
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      for (let hops = 0; hops <= 3; hops += 1) {
        const response = await ask(fetcher, url, signal);
        if (response.status < 300 || response.status >= 400) return answerOf(response, url, most);
        await response.body?.cancel();
        url = redirected(url, response.headers.get("location"));
      }
      throw new CommandError(`${url.href}: redirects without end`);
    },
  };
}

async function ask(fetcher: typeof fetch, url: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetcher(url, { redirect: "manual", signal, headers: { "user-agent": "recuse-log" } });
  } catch {
    throw new CommandError(`${url.href}: nothing answers in time; check the address and the network`);
  }
}

async function answerOf(response: Response, url: URL, most: number): Promise<Uint8Array | undefined> {
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    return undefined;
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new CommandError(`${url.href}: answers with status ${response.status} instead of the file`);
  }
  return boundedBody(response, url.href, most);
}

/**
 * The body of an answer, read no further than so many bytes.
 *
 * @throws CommandError when it is larger, or breaks off
 */
export async function boundedBody(response: Response, name: string, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      if (!(chunk instanceof Uint8Array)) continue;
      length += chunk.length;
      if (length > most) throw tooLarge(name, most);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${name}: the answer broke off; try again`);
  }
  return Buffer.concat(chunks);
}

function redirected(from: URL, location: string | null): URL {
  const to =
    location !== null && URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (to?.origin === from.origin) return to;
  throw new CommandError(`${from.href}: redirects to another place, which was not named; give that address`);
}

function tooLarge(name: string, most: number): CommandError {
  return new CommandError(`${name}: larger than the ${most} bytes that such a file may have`, 1);
}
