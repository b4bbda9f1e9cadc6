/*
 * C2SP signed notes: a text, and lines that sign it. A note is whatever somebody sent; its text counts for
 * nothing until a known key's signature has been verified. Touches nothing.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { joinBytes } from "./bytes.ts";
import { checking } from "./cryptography.ts";
import type { Answer, Checking, Cryptography, CryptographyAsync } from "./cryptography.ts";

/**
 * `malformed`: not a signed note. `too-large`: past the limits below. `ambiguous`: two of the given keys have
 * one name and one id. `forged`: a known key's signature does not verify. `unsigned`: no known key signed it.
 */
export type NoteErrorCode = "malformed" | "too-large" | "ambiguous" | "forged" | "unsigned";

export class NoteError extends Error {
  readonly code: NoteErrorCode;

  constructor(code: NoteErrorCode, message: string) {
    super(message);
    this.name = "NoteError";
    this.code = code;
  }
}

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** The key's id: an unsigned 32-bit number. A name and an id together say which key; neither does alone. */
  readonly id: number;
  /** What follows the id; what it means depends on the key. */
  readonly signature: Uint8Array;
}

/** A note as it stands there, nothing verified. */
export interface Note {
  /** With its final line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A key that somebody trusts: says whether a signature over a text is one of its own. */
export interface NoteVerifier {
  readonly name: string;
  readonly id: number;
  readonly check: (text: string, signature: Uint8Array) => Checking<boolean>;
}

/** A note of which at least one signature was verified, and none of a known key failed. */
export interface OpenedNote<Verifier extends NoteVerifier = NoteVerifier> {
  readonly text: string;
  /** Each known key once, in the order of the note. */
  readonly verified: readonly { readonly by: Verifier; readonly signature: NoteSignature }[];
  readonly note: Note;
}

/** The specification asks for at least 16; Go's `note` has the same limit. */
export const MAX_SIGNATURES = 100;
export const MAX_NOTE_BYTES = 1_000_000;

const encoder = new TextEncoder();
/** Keeps a byte order mark: it is part of what was signed. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Non-empty, well-formed, no Unicode space, no plus. @see https://c2sp.org/signed-note#format */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}+\p{Cs}\0-\x1f]+$/u.test(name);
}

/**
 * Takes a note apart, verifying nothing.
 *
 * @throws NoteError `malformed`, `too-large`
 * @see https://c2sp.org/signed-note#format
 */
export function parseNote(message: Uint8Array): Note {
  if (message.length > MAX_NOTE_BYTES)
    throw new NoteError("too-large", `a note has at most ${MAX_NOTE_BYTES} bytes`);
  const whole = decodeText(message);
  if (/[\0-\x09\x0b-\x1f]/.test(whole)) throw malformed("it holds a control character");
  // The text may hold blank lines itself: the last one ends it.
  const end = whole.lastIndexOf("\n\n");
  if (end === -1) throw malformed("no blank line parts its text from signatures");
  if (!whole.endsWith("\n") || end + 2 === whole.length) throw malformed("no signature line ends it");
  const lines = whole.slice(end + 2, -1).split("\n", MAX_SIGNATURES + 1);
  if (lines.length > MAX_SIGNATURES)
    throw new NoteError("too-large", `a note has at most ${MAX_SIGNATURES} signatures`);
  return { text: whole.slice(0, end + 1), signatures: lines.map((line) => parseSignatureLine(line)) };
}

/**
 * One signature line, without its line feed.
 *
 * @throws NoteError `malformed`
 * @see https://c2sp.org/signed-note#signatures
 */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name, base64] = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = decodeBase64(base64 ?? "");
  if (name === undefined || bytes === undefined || !isKeyName(name) || bytes.length < 5)
    throw malformed("a signature line is not: em dash, key name, base64 of key id and signature");
  return { name, id: new DataView(bytes.buffer).getUint32(0), signature: bytes.subarray(4) };
}

/** With its line feed. @see https://c2sp.org/signed-note#signatures */
export function formatSignatureLine({ name, id, signature }: NoteSignature): string {
  const idBytes = new Uint8Array(4);
  new DataView(idBytes.buffer).setUint32(0, id);
  return `\u2014 ${name} ${encodeBase64(joinBytes(idBytes, signature))}\n`;
}

/**
 * The bytes of a note.
 *
 * @throws NoteError for what {@link parseNote} would not read back as the same
 * @see https://c2sp.org/signed-note#format
 */
export function formatNote({ text, signatures }: Note): Uint8Array {
  if (!text.endsWith("\n") || signatures.length === 0)
    throw malformed("a text ends with a line feed, and at least one signature follows");
  const message = encoder.encode(`${text}\n${signatures.map((each) => formatSignatureLine(each)).join("")}`);
  if (parseNote(message).text !== text) throw malformed("its text is not well-formed Unicode");
  return message;
}

/** A note with more signatures; a key's new one takes the place of its old one. */
export function withSignatures(note: Note, added: readonly NoteSignature[]): Note {
  const kept = note.signatures.filter((old) => !added.some((each) => isSameKey(old, each)));
  return { text: note.text, signatures: [...kept, ...added] };
}

/** The steps of {@link openNote}. */
export function* noteSteps<Verifier extends NoteVerifier>(
  message: Uint8Array,
  known: readonly Verifier[],
): Checking<OpenedNote<Verifier>> {
  const note = parseNote(message);
  const verified: { by: Verifier; signature: NoteSignature }[] = [];
  for (const signature of note.signatures) {
    const [by, another] = known.filter((key) => isSameKey(key, signature));
    // A signature of an unknown key says nothing, even if it has a known name or a known id.
    if (by === undefined) continue;
    if (another !== undefined) throw new NoteError("ambiguous", "two known keys have one name and one id");
    if (!(yield* by.check(note.text, signature.signature)))
      throw new NoteError("forged", "a known key's signature does not verify");
    if (!verified.some((each) => each.by === by)) verified.push({ by, signature });
  }
  if (verified.length === 0) throw new NoteError("unsigned", "no known key has signed the note");
  return { text: note.text, verified, note };
}

/**
 * The note, if a known key signed it. Signatures of unknown keys are passed over.
 *
 * @throws NoteError (or rejects with it, if the host is asynchronous)
 * @see https://c2sp.org/signed-note#signatures
 */
export function openNote<Host extends Cryptography | CryptographyAsync, Verifier extends NoteVerifier>(
  host: Host,
  message: Uint8Array,
  known: readonly Verifier[],
): Answer<Host, OpenedNote<Verifier>> {
  return checking(host, noteSteps(message, known));
}

function isSameKey(one: { name: string; id: number }, other: { name: string; id: number }): boolean {
  return one.name === other.name && one.id === other.id;
}

function decodeText(message: Uint8Array): string {
  try {
    return decoder.decode(message);
  } catch {
    throw malformed("it is not UTF-8");
  }
}

function malformed(reason: string): NoteError {
  return new NoteError("malformed", `this is not a signed note: ${reason}`);
}
