/*
 * Everything that a stranger can tell of a practice: the public log's folder, file by file, and every page, tile
 * and proof that is served of it, each with its random bytes masked and nothing else.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseBundle } from "@recuse/shared/audit/entry-bundle.ts";
import { parseProofFile } from "@recuse/shared/audit/proof-file.ts";
import { parseTilePath } from "@recuse/shared/audit/tiles.ts";
import { serveLog } from "./register-server.ts";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PAGES = ["", "?type=breach", "?type=recusal", "?maintainer=octocat", "?repository=octo-org/engine"];
/** More than there are; a page that leads to itself ends there. */
const MOST_PAGES = 30;
/** The time in an id is no random byte. */
const ID = /\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g;
const HASH = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=/g;
const SIGNATURE = /^(— \S+ )(\S+)$/gm;

/** One line for each thing that can be seen, in an order that follows from what can be seen. */
export async function publicView(folder: string, now: Date): Promise<string[]> {
  return [...(await filesOf(folder)), ...(await servedOf(folder, now))];
}

async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const rows = await Promise.all(
    found.map(async (each) => {
      const path = join(each.parentPath, each.name);
      const name = path.slice(folder.length + 1);
      const { mode, size } = await stat(path);
      if (!each.isFile()) return [`${name}/ ${mode.toString(8)}`];
      const content = await readFile(path);
      return [
        `${name} ${mode.toString(8)} ${size}`,
        ...masked(name, content).map((line) => `${name}: ${line}`),
      ];
    }),
  );
  return rows.sort((one, other) => ((one[0] ?? "") < (other[0] ?? "") ? -1 : 1)).flat();
}

/** What a file says but for random bytes; of a tile of hashes, nothing. */
function masked(name: string, content: Buffer): string[] {
  if (name.startsWith("tile/entries/")) {
    const { width } = parseTilePath(name);
    return maskedIn(parseBundle(width, content).map((line) => Buffer.from(line).toString()));
  }
  return name.startsWith("tile/") ? [] : maskedIn(content.toString().split("\n"));
}

/**
 * An id keeps its time; in place of the rest stands how far it is from the one before, where both are of one
 * millisecond and that is no chance.
 */
function maskedIn(lines: readonly string[]): string[] {
  let before: string | undefined;
  return lines.map((line) =>
    maskedHashes(line).replace(ID, (id) => {
      const isSame = before?.slice(0, 10) === id.slice(0, 10);
      const step = isSame && before !== undefined ? String(valueOf(id) - valueOf(before)) : "?";
      before = id;
      return `${id.slice(0, 10)}+${step}`;
    }),
  );
}

function maskedHashes(text: string): string {
  return text
    .replace(SIGNATURE, (_, name: string, signature: string) => `${name}<${signature.length}>`)
    .replace(HASH, "<hash>");
}

function valueOf(id: string): bigint {
  return [...id].reduce((value, digit) => value * 32n + BigInt(DIGITS.indexOf(digit)), 0n);
}

async function servedOf(folder: string, now: Date): Promise<string[]> {
  const server = await serveLog(folder, now, (error) => {
    throw error;
  });
  const seen: string[] = [];
  const get = async (path: string): Promise<Buffer> => {
    // What is compressed has a length that depends on its random bytes.
    const response = await fetch(`${server.url}/log/${path}`, { headers: { "accept-encoding": "identity" } });
    const body = Buffer.from(await response.arrayBuffer());
    const headers = [...response.headers].filter(([name]) => name !== "etag" && name !== "date");
    seen.push(`GET ${path}: ${response.status} ${body.length} ${JSON.stringify(headers)}`);
    return body;
  };
  const follow = async (page: string): Promise<void> => {
    let path: string | undefined = page;
    for (let count = 0; path !== undefined && count < MOST_PAGES; count += 1) {
      const text: string = (await get(path)).toString();
      seen.push(...maskedIn(text.split("\n")));
      path = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replace(/&(amp|#38);/g, "&");
    }
  };
  try {
    for (const page of PAGES) await follow(page);
    const files = await readdir(folder, { recursive: true });
    for (const name of files.sort()) {
      if ((await stat(join(folder, name))).isDirectory()) continue;
      seen.push(...masked(name, await get(name)));
    }
    const { length } = (await readFile(join(folder, "entries.jsonl"), "utf8")).trimEnd().split("\n");
    for (let index = 0; index < length; index += 37) seen.push(...maskedProof(await get(`proof/${index}`)));
  } finally {
    await server.close();
  }
  return seen;
}

function maskedProof(file: Buffer): string[] {
  const { extra, index, proof, checkpoint } = parseProofFile(file);
  return [
    `${index} ${proof.length}`,
    ...maskedIn([Buffer.from(extra ?? []).toString(), ...Buffer.from(checkpoint).toString().split("\n")]),
  ];
}
