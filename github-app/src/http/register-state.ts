/*
 * The register as the App keeps it: entries are folded once, as their head is signed, and a page reads the few
 * entries that it shows. One reader at a time; nothing is written.
 */
import { createReadStream } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { encodeBase64 } from "@recuse/shared/audit/base64.ts";
import { readRegisterEntry, type RegisterEntry } from "@recuse/shared/report/register-entry.ts";
import type { RegisterView } from "@recuse/shared/report/register-page.ts";
import type { ShownRow } from "@recuse/shared/report/register-row.ts";
import {
  emptyRegister,
  foldRegister,
  selectRows,
  type Register,
  type RegisterQuery,
} from "@recuse/shared/report/register.ts";
import { isAbsent, readHead, type PublicLog, type SignedHead } from "./public-log.ts";
import { revealedReasons, type RevealedReasons } from "./revealed-reasons.ts";
import { openWitnessedHeads, type WitnessedHeads } from "./witnessed-heads.ts";

export type RegisterContent = Omit<RegisterView, "web" | "now" | "style">;

export interface OpenRegister {
  /** Folds what was signed since. Several callers share one reading. */
  readonly refresh: () => Promise<void>;
  /** What a page shows for a query, as of the newest signed head. */
  readonly show: (query: RegisterQuery) => Promise<RegisterContent>;
}

/** Rows of a page. */
export const PAGE_ROWS = 50;
const LINE_FEED = 0x0a;
/** Enough for nearly every entry; longer ones are read in a second step. */
const LINE_BYTES = 2_048;
const LONGEST_LINE = 70_000;

interface State {
  readonly register: Register;
  readonly heads: WitnessedHeads;
  /** Bytes of the file that were folded. */
  read: number;
  /** Which file that was: a number is given again once its file was removed, with another time of birth. */
  file?: string;
  head?: SignedHead;
}

export function openRegister(log: PublicLog): OpenRegister {
  const path = join(log.folder, "entries.jsonl");
  let state: State = emptyState(log);
  let reading: Promise<void> | undefined;

  async function refreshOnce(): Promise<void> {
    const head = await readHead(log);
    const file = await fileAt(path);
    if (head === undefined || file === undefined) {
      state = emptyState(log);
      return;
    }
    // Another file or a shorter log is another log: nothing of the old one may be shown.
    const { size, root } = head.checkpoint;
    const before = state.head?.checkpoint;
    const isOther =
      state.file !== file ||
      size < state.register.size ||
      (before?.size === size && !Buffer.from(before.root).equals(root));
    const next = isOther ? emptyState(log) : state;
    next.file = file;
    if (next.register.size < size) next.read = await foldFile(path, next.register, next.read, size);
    await next.heads.refresh(head);
    next.head = head;
    state = next;
  }

  function refresh(): Promise<void> {
    reading ??= refreshOnce()
      .catch((error: unknown) => {
        // What was folded halfway would be folded again.
        state = emptyState(log);
        throw error;
      })
      .finally(() => (reading = undefined));
    return reading;
  }

  async function show(query: RegisterQuery): Promise<RegisterContent> {
    await refresh();
    const { register, heads, head } = state;
    const { rows, ...selection } = selectRows(register, query, PAGE_ROWS);
    const shown = rows.length === 0 ? [] : await readRows(path, state, rows, await revealedReasons(log));
    return {
      register,
      ...(head === undefined ? {} : { head: statedHead(head, heads) }),
      policyWitnesses: heads.policyWitnesses(),
      query,
      selection,
      rows: shown,
    };
  }

  return { refresh, show };
}

async function fileAt(path: string): Promise<string | undefined> {
  try {
    const { ino, birthtimeNs } = await stat(path, { bigint: true });
    return `${ino.toString()} ${birthtimeNs.toString()}`;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function emptyState(log: PublicLog): State {
  return { register: emptyRegister(), heads: openWitnessedHeads(log), read: 0 };
}

function statedHead({ checkpoint }: SignedHead, heads: WitnessedHeads): NonNullable<RegisterContent["head"]> {
  const { origin, size, root } = checkpoint;
  return { origin, size, root: encodeBase64(root), witnesses: heads.newest(size) };
}

/**
 * Folds lines from a place in the file until so many entries were folded.
 *
 * @returns the place after the last of them
 */
async function foldFile(path: string, register: Register, from: number, size: number): Promise<number> {
  let place = from;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { start: from, highWaterMark: 256 * 1024 })) {
    const bytes: Buffer = Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      if (register.size === size) return place;
      foldRegister(register, readRegisterEntry(bytes.toString("utf8", start, end)), place);
      place += end + 1 - start;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  return place;
}

async function readRows(
  path: string,
  { register, heads }: State,
  rows: readonly number[],
  reasons: RevealedReasons,
): Promise<ShownRow[]> {
  const file = await open(path, "r");
  try {
    const shown: ShownRow[] = [];
    for (const row of rows) {
      const entry = await readEntry(file, register.rows.where[row] ?? 0);
      const index = register.rows.index[row] ?? 0;
      if (entry === undefined) continue;
      const replies: RegisterEntry[] = [];
      for (const where of register.breaches.get(entry.id)?.replies ?? []) {
        const reply = await readEntry(file, where);
        if (reply !== undefined) replies.push(reply);
      }
      shown.push({
        entry: { ...entry, index },
        witnesses: heads.covering(index),
        replies: replies.map((reply) => withText(reply, reasons)),
      });
    }
    return shown;
  } finally {
    await file.close();
  }
}

function withText(entry: RegisterEntry, reasons: RevealedReasons): ShownRow["replies"][number] {
  const text = reasons(entry);
  return { entry, ...(text === undefined ? {} : { text }) };
}

async function readEntry(file: FileHandle, where: number): Promise<RegisterEntry | undefined> {
  for (const length of [LINE_BYTES, LONGEST_LINE]) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, where);
    const end = buffer.subarray(0, bytesRead).indexOf(LINE_FEED);
    if (end !== -1) return readRegisterEntry(buffer.toString("utf8", 0, end));
  }
  return undefined;
}
