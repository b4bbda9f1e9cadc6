/* What somebody could do to a log of ours, and what a verifier has to say to each. */
import { signerKey } from "@recuse/shared/audit/note-key.ts";
import type { LogFault } from "@recuse/shared/audit/verify-log.ts";
import { buildLog, entriesOf, entryAt } from "./audit-log.ts";
import type { BuiltLog } from "./audit-log.ts";
import { node } from "./cryptography.ts";
import { LOG_KEY, signedCheckpoint } from "./log-keys.ts";

export interface Tampered {
  readonly what: string;
  readonly lines: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
  /** A signed head that the verifier remembers. */
  readonly olderHead?: Uint8Array;
  readonly tiles: ReadonlyMap<string, Uint8Array>;
  /** What our verifier says; `none` for what is left as it is. */
  readonly fault: LogFault | "none";
  readonly entry?: number;
  /** What the independent verifier says. */
  readonly peer:
    | "ok"
    | "signature"
    | "origin"
    | "index"
    | "truncated"
    | "unsigned"
    | "root"
    | "older"
    | "rollback"
    | "tile";
}

const COUNT = 700;
const AT = 300;

/** The same entries with the number and id of their new places: what a careful forger writes. */
function renumbered(
  places: readonly number[],
  other: ReadonlyMap<number, Uint8Array> = new Map(),
): Uint8Array[] {
  return places.map((from, index) => {
    const number = other.has(from) ? 9999 : from + 1;
    return entryAt(index, { subject: { kind: "issue", number, ref: `octocat/hello-world#${number}` } });
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

/** Every case, in each of its ways. */
export function tamperedLogs(): Tampered[] {
  const log = buildLog(renumbered(range(COUNT)));
  const { lines, head, tiles } = log;
  const checkpoint = signedCheckpoint(head);
  const early = buildLog(lines.slice(0, 256));
  const forged = entryAt(AT, { level: "clear" });
  const modified = lines.with(AT, forged);
  const kept = { lines, checkpoint, tiles };
  const otherKey = signerKey(node, LOG_KEY.name, "ed25519", Buffer.alloc(32, 77));
  const privateLog = buildLog(entriesOf(COUNT));
  const rewritten = buildLog(modified.with(100, entryAt(100, { level: "clear" })));
  const [a = new Uint8Array(), b = new Uint8Array()] = [lines[AT], lines[AT + 1]];
  const brokenTile = turned(log, "tile/0/001");
  const brokenBundle = turned(log, "tile/entries/001");
  return [
    { what: "nothing", ...kept, fault: "none", peer: "ok" },
    {
      what: "nothing, and an older head",
      ...kept,
      olderHead: signedCheckpoint(early.head),
      fault: "none",
      peer: "ok",
    },
    { what: "modify", ...kept, lines: modified, fault: "root", entry: AT, peer: "root" },
    {
      what: "modify, tiles too",
      ...kept,
      lines: modified,
      tiles: buildLog(modified).tiles,
      fault: "root",
      peer: "root",
    },
    {
      what: "modify one byte",
      ...kept,
      lines: lines.with(AT, replaced(a, '"login":"octocat"', '"login":"octocas"')),
      fault: "root",
      entry: AT,
      peer: "root",
    },
    { what: "delete", ...kept, lines: lines.toSpliced(AT, 1), fault: "index", entry: AT, peer: "index" },
    {
      what: "delete and renumber",
      ...kept,
      lines: renumbered(range(COUNT).toSpliced(AT, 1)),
      fault: "truncated",
      entry: COUNT - 1,
      peer: "truncated",
    },
    {
      what: "insert",
      ...kept,
      lines: lines.toSpliced(AT, 0, forged),
      fault: "index",
      entry: AT + 1,
      peer: "index",
    },
    {
      what: "insert and renumber",
      ...kept,
      lines: renumbered(range(COUNT).toSpliced(AT, 0, 5)),
      fault: "root",
      entry: AT,
      peer: "root",
    },
    {
      what: "insert at the end",
      ...kept,
      lines: [...lines, entryAt(COUNT)],
      fault: "unsigned",
      entry: COUNT,
      peer: "unsigned",
    },
    {
      what: "reorder",
      ...kept,
      lines: lines.with(AT, b).with(AT + 1, a),
      fault: "index",
      entry: AT,
      peer: "index",
    },
    {
      what: "reorder and renumber",
      ...kept,
      lines: renumbered(
        range(COUNT)
          .with(AT, AT + 1)
          .with(AT + 1, AT),
      ),
      fault: "root",
      entry: AT,
      peer: "root",
    },
    {
      what: "truncate",
      ...kept,
      lines: lines.slice(0, -1),
      fault: "truncated",
      entry: COUNT - 1,
      peer: "truncated",
    },
    { what: "truncate to nothing", ...kept, lines: [], fault: "truncated", entry: 0, peer: "truncated" },
    {
      what: "an earlier checkpoint",
      ...kept,
      checkpoint: signedCheckpoint(early.head),
      fault: "unsigned",
      entry: 256,
      peer: "unsigned",
    },
    {
      what: "another log's checkpoint, of the same key and origin",
      ...kept,
      checkpoint: signedCheckpoint(privateLog.head),
      fault: "root",
      peer: "root",
    },
    {
      what: "another log's checkpoint",
      ...kept,
      checkpoint: signedCheckpoint(privateLog.head, [], LOG_KEY, "log.example/private"),
      fault: "checkpoint",
      peer: "origin",
    },
    {
      what: "another origin",
      ...kept,
      checkpoint: signedCheckpoint(head, [], LOG_KEY, "log.example/else"),
      fault: "checkpoint",
      peer: "origin",
    },
    {
      what: "another key",
      ...kept,
      checkpoint: signedCheckpoint(head, [], otherKey),
      fault: "checkpoint",
      peer: "signature",
    },
    {
      what: "the checkpoint's size",
      ...kept,
      checkpoint: replaced(checkpoint, `\n${COUNT}\n`, `\n${COUNT - 1}\n`),
      fault: "checkpoint",
      peer: "signature",
    },
    {
      what: "rollback, signed",
      ...early,
      checkpoint: signedCheckpoint(early.head),
      olderHead: checkpoint,
      fault: "rollback",
      peer: "rollback",
    },
    {
      what: "rewrite, signed again",
      ...rewritten,
      checkpoint: signedCheckpoint(rewritten.head),
      olderHead: signedCheckpoint(early.head),
      fault: "inconsistent",
      peer: "older",
    },
    {
      what: "rewrite, signed again at the same size",
      ...rewritten,
      checkpoint: signedCheckpoint(rewritten.head),
      olderHead: checkpoint,
      fault: "inconsistent",
      peer: "older",
    },
    { what: "a tile", ...kept, tiles: brokenTile, fault: "tile", peer: "tile" },
    { what: "a bundle", ...kept, tiles: brokenBundle, fault: "tile", peer: "tile" },
  ];
}

function turned({ tiles }: BuiltLog, path: string): Map<string, Uint8Array> {
  return new Map([...tiles].map(([each, content]) => [each, each === path ? flip(content) : content]));
}

/** One bit in the middle turned over. */
function flip(content: Uint8Array): Uint8Array {
  const at = content.length >> 1;
  return content.with(at, (content[at] ?? 0) ^ 1);
}

function replaced(message: Uint8Array, from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(message).toString().replace(from, to));
}
