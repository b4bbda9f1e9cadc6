/*
 * Asking a witness to cosign a checkpoint, by the protocol of C2SP tlog-witness. The witness may answer anything:
 * only a signature by the key that is known for it counts.
 */
import { encodeBase64 } from "@recuse/shared/audit/base64.ts";
import { cosignatureTime, cosignatureVerifier } from "@recuse/shared/audit/cosignature.ts";
import type { VerifierKey } from "@recuse/shared/audit/note-key.ts";
import {
  formatNote,
  openNote,
  parseNote,
  parseSignatureLine,
  withSignatures,
  type Note,
} from "@recuse/shared/audit/note.ts";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { CommandError } from "../cli/io.ts";
import { boundedBody } from "./source.ts";

export interface WitnessRequest {
  /** Its submission prefix. */
  readonly url: string;
  readonly key: VerifierKey;
  /** The signed note. */
  readonly checkpoint: Uint8Array;
  /** Of the checkpoint. */
  readonly size: number;
  /** The size that the witness saw last, as far as is known; 0 for none. */
  readonly seen: number;
  /** The consistency proof from a size to the checkpoint's. */
  readonly proofFrom: (size: number) => Promise<readonly Uint8Array[]>;
}

export interface Witnessed {
  /** The checkpoint with the witness's signature. */
  readonly note: Note;
  /** Seconds since 1970-01-01. */
  readonly time: number;
}

const MAX_ANSWER_BYTES = 100_000;
const TIMEOUT_MS = 20_000;

/**
 * The checkpoint, cosigned. Where the witness saw another size last than was thought, it is asked once more.
 *
 * @throws CommandError: status 1 when the witness refuses this history, else 2
 * @see https://c2sp.org/tlog-witness#add-checkpoint
 */
export async function addCheckpoint(request: WitnessRequest): Promise<Witnessed> {
  const first = await submit(request, request.seen);
  if (first.status !== 409) return signedBy(request, first);
  const seen = parseSize(first.body.trim());
  if (seen === undefined)
    throw new CommandError(
      `${request.url}: the witness saw another log of this name: it refuses this one`,
      1,
    );
  if (seen > request.size)
    throw new CommandError(
      `${request.url}: the witness has seen ${seen} entries, but there are ${request.size} here: the log was set back`,
      1,
    );
  const second = await submit(request, seen);
  if (second.status !== 409) return signedBy(request, second);
  throw new CommandError(`${request.url}: the witness has seen another history of ${seen} entries`, 1);
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function submit(request: WitnessRequest, old: number): Promise<Answer> {
  const proof = await request.proofFrom(old);
  const lines = [`old ${old}`, ...proof.map((hash) => encodeBase64(hash))];
  const body = Buffer.concat([Buffer.from(`${lines.join("\n")}\n\n`), request.checkpoint]);
  const url = `${request.url.replace(/\/+$/, "")}/add-checkpoint`;
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { "user-agent": "recuse-log", "content-type": "text/plain; charset=utf-8" },
    });
  } catch {
    throw new CommandError(`${url}: nothing answers in time; check the address and the network`);
  }
  const content = await boundedBody(response, url, MAX_ANSWER_BYTES);
  return { status: response.status, body: new TextDecoder().decode(content) };
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: "does not understand the request",
  403: "does not know the key that signed the checkpoint: have it take this log in",
  404: "does not know this log: have it take it in",
  422: "finds that the log did not only grow since it saw it last",
};

function signedBy(request: WitnessRequest, { status, body }: Answer): Witnessed {
  if (status !== 200) {
    const reason = REFUSALS[status] ?? `answers with status ${status}`;
    throw new CommandError(`${request.url}: the witness ${reason}`, status === 422 ? 1 : 2);
  }
  try {
    const signatures = body
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => parseSignatureLine(line));
    const { key, checkpoint } = request;
    const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
    const note = withSignatures(parseNote(checkpoint), own);
    const opened = openNote(nodeCryptography, formatNote(note), [cosignatureVerifier(key)]);
    const [signed] = opened.verified;
    const time = signed && cosignatureTime(signed.signature);
    if (time !== undefined) return { note, time };
  } catch {
    // said below: what a witness answers is not repeated
  }
  throw new CommandError(`${request.url}: the answer holds no valid cosignature by the witness's key`, 1);
}
