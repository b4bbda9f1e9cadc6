/*
 * A witness by C2SP tlog-witness, small and strict: it cosigns a checkpoint of a log that it knows, if the log only
 * grew since the last one; it remembers that one in a file before it signs, and never goes back.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { decodeBase64, encodeBase64 } from "@recuse/shared/audit/base64.ts";
import { sameBytes } from "@recuse/shared/audit/bytes.ts";
import { parseCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import { cosign } from "@recuse/shared/audit/cosignature.ts";
import { verifyConsistency, type TreeHead } from "@recuse/shared/audit/merkle.ts";
import {
  formatVerifierKey,
  noteVerifier,
  parseVerifierKey,
  signerKey,
} from "@recuse/shared/audit/note-key.ts";
import { formatSignatureLine, openNote, type NoteSignature } from "@recuse/shared/audit/note.ts";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import * as z from "zod";
import { listenOnLoopback, stopListening } from "../../github-app/src/demo/loopback.ts";
import { node, sha256 } from "../builders/cryptography.ts";

const State = z.record(z.string(), z.object({ size: z.number(), root: z.string() }));

export interface Witness {
  readonly url: string;
  readonly vkey: string;
  /** Bodies of the requests, as they came. */
  readonly requests: string[];
  /** Makes the answer's signature another one. */
  sign: ((signature: NoteSignature) => NoteSignature) | undefined;
  readonly close: () => Promise<void>;
}

export interface WitnessOptions {
  /** Verifier keys of the logs that it knows. */
  readonly logs: readonly string[];
  /** Where it remembers what it saw. */
  readonly stateFile: string;
  /** All 32 bytes of its seed. */
  readonly seed?: number;
  /** Seconds since 1970-01-01. */
  readonly now: () => number;
}

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly type?: string;
}

export async function startWitness(options: WitnessOptions): Promise<Witness> {
  const key = signerKey(node, "witness.example/small", "cosignature", Buffer.alloc(32, options.seed ?? 77));
  const requests: string[] = [];
  const witness = { sign: undefined as Witness["sign"] };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      requests.push(body.toString());
      const isCall = request.method === "POST" && request.url === "/add-checkpoint";
      const { status, body: answer = "", type = "text/plain" } = isCall ? add(body) : { status: 404 };
      response.writeHead(status, { "content-type": type }).end(answer);
    });
  });

  /** @see https://c2sp.org/tlog-witness#add-checkpoint */
  function add(body: Buffer): Answer {
    const end = body.indexOf("\n\n");
    const [first = "", ...lines] = body.subarray(0, end).toString().split("\n");
    const old = parseSize(/^old (.+)$/.exec(first)?.[1] ?? "");
    const proof = lines.map((line) => decodeBase64(line));
    if (end === -1 || old === undefined || proof.length > 63) return { status: 400 };
    const message = body.subarray(end + 2);
    const opened = openedCheckpoint(message, options.logs);
    if ("status" in opened) return opened;
    const { text, head, origin } = opened;
    if (old > head.size) return { status: 400 };
    const state = readState(options.stateFile);
    const seen = state[origin];
    if ((seen?.size ?? 0) !== old)
      return { status: 409, body: `${seen?.size ?? 0}\n`, type: "text/x.tlog.size" };
    if (seen?.size === head.size && seen.root !== encodeBase64(head.root))
      return { status: 409, body: `${seen.size}\n` };
    if (seen !== undefined && !isGrowth(seen, head, proof)) return { status: 422 };
    if (seen === undefined && proof.length > 0) return { status: 422 };
    writeState(options.stateFile, { ...state, [origin]: { size: head.size, root: encodeBase64(head.root) } });
    const signature = cosign(node, key, text, options.now());
    return { status: 200, body: formatSignatureLine(witness.sign?.(signature) ?? signature) };
  }

  const port = await listenOnLoopback(server);
  return Object.assign(witness, {
    url: `http://127.0.0.1:${port}`,
    vkey: formatVerifierKey(key),
    requests,
    close: () => stopListening(server),
  });
}

function openedCheckpoint(
  message: Uint8Array,
  logs: readonly string[],
): { text: string; head: TreeHead; origin: string } | { status: number } {
  try {
    const end = message.indexOf(10);
    const origin = Buffer.from(message.subarray(0, end)).toString();
    const keys = logs.map((vkey) => parseVerifierKey(sha256, vkey)).filter(({ name }) => name === origin);
    if (keys.length === 0) return { status: 404 };
    const { text } = openNote(
      node,
      message,
      keys.map((each) => noteVerifier(each)),
    );
    return { text, head: parseCheckpoint(text), origin };
  } catch {
    return { status: 403 };
  }
}

function isGrowth(
  seen: { size: number; root: string },
  head: TreeHead,
  proof: readonly (Uint8Array | undefined)[],
): boolean {
  const older = { size: seen.size, root: decodeBase64(seen.root) ?? Buffer.alloc(0) };
  if (older.size === head.size) return proof.length === 0 && sameBytes(older.root, head.root);
  try {
    verifyConsistency(
      sha256,
      older,
      head,
      proof.map((hash) => hash ?? Buffer.alloc(0)),
    );
    return true;
  } catch {
    return false;
  }
}

function readState(path: string): z.infer<typeof State> {
  return existsSync(path) ? State.parse(JSON.parse(readFileSync(path, "utf8"))) : {};
}

function writeState(path: string, state: z.infer<typeof State>): void {
  writeFileSync(`${path}.new`, JSON.stringify(state), { flush: true });
  renameSync(`${path}.new`, path);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
