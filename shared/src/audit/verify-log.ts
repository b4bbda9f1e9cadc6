/*
 * A whole log, verified by somebody who trusts nobody but the keys in his policy. The size comes from the
 * signed checkpoint and from nowhere else; the entries are hashed as they are, one at a time.
 */
import { sameBytes } from "./bytes.ts";
import { CheckpointError } from "./checkpoint.ts";
import { hashing } from "./cryptography.ts";
import type { Cryptography, CryptographyAsync, Hashing } from "./cryptography.ts";
import { appendLeaf, EMPTY_FRONTIER, rootOf } from "./frontier.ts";
import type { Frontier } from "./frontier.ts";
import { leafHash } from "./merkle.ts";
import type { LeafRange } from "./merkle.ts";
import { NoteError } from "./note.ts";
import { checkEntry } from "./verify-entry.ts";
import type { EntryFault } from "./verify-entry.ts";
import { startTileCheck } from "./verify-tiles.ts";
import type { TileFindings, TileReader } from "./verify-tiles.ts";
import { openCheckpoint, PolicyError } from "./witness-policy.ts";
import type { TrustedCheckpoint, WitnessPolicy } from "./witness-policy.ts";

/** What somebody says is a log. */
export interface LogClaim {
  /** The signed note. */
  readonly checkpoint: Uint8Array;
  /** The bytes of each entry, without line feeds. */
  readonly entries: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Signed notes of the same log from before: remembered, from a witness, or from an anchor. */
  readonly olderHeads?: readonly Uint8Array[];
  /** Published tiles and entry bundles, when they are to be compared. */
  readonly tiles?: TileReader;
  /** What to do with entries past the signed size: a copy of a running log may have some. By default `refuse`. */
  readonly unsigned?: "refuse" | "count";
}

/**
 * `checkpoint`: not the signed checkpoint of a log that the policy trusts. `quorum`: too few witnesses.
 * `head`: the same of an older head. `rollback`: an older head is larger. `inconsistent`: an older head has
 * another root than the entries had at its size, although the checkpoint's root is right: two histories were
 * signed. `truncated`: fewer entries than were signed. `root`: the entries are not those that were signed.
 * `unsigned`: more entries than were signed. `tile`: a published tile or bundle is another, or absent.
 */
export type LogFault =
  | EntryFault
  | "checkpoint"
  | "quorum"
  | "head"
  | "rollback"
  | "inconsistent"
  | "truncated"
  | "root"
  | "unsigned"
  | "tile";

export interface LogRefusal {
  readonly ok: false;
  readonly fault: LogFault;
  /** One sentence; repeats nothing of the log. */
  readonly message: string;
  /** Index of the first bad entry, where it is known for sure. */
  readonly entry?: number;
  /** Where the first bad entry must be, as far as older heads show it. */
  readonly within?: LeafRange;
  /** Index in `olderHeads`. */
  readonly head?: number;
  /** Path of a tile. */
  readonly tile?: string;
  /** Why a note was refused. */
  readonly cause?: NoteError | CheckpointError | PolicyError;
}

export interface LogAcceptance {
  readonly ok: true;
  readonly trusted: TrustedCheckpoint;
  /** Of the signed entries. */
  readonly frontier: Frontier;
  /** How many entries follow that nobody has signed yet: they are entries by their form, and no more. */
  readonly unsigned: number;
}

export type LogVerdict = LogAcceptance | LogRefusal;

/** An older head, and where it was among those given. */
interface OlderHead {
  readonly place: number;
  readonly size: number;
  readonly root: Uint8Array;
}

/** How the entries went by. */
interface Walk {
  readonly frontier: Frontier;
  /** Entries past the signed size. */
  readonly extra: number;
  /** Size of the largest older head that the entries led to. */
  readonly proven: number;
  /** The first older head that they did not lead to. */
  readonly contradicted?: OlderHead;
  readonly tiles: TileFindings;
}

/**
 * Verifies a log in memory that does not grow with it. Reads the entries once.
 *
 * @throws only what reading the entries or the tiles throws
 */
export async function verifyLog(
  host: Cryptography | CryptographyAsync,
  policy: WitnessPolicy,
  claim: LogClaim,
): Promise<LogVerdict> {
  const trusted = await openNow(host, policy, claim.checkpoint);
  if (isRefusal(trusted)) return trusted;
  const heads = await openOlderHeads(host, policy, trusted, claim.olderHeads ?? []);
  if (isRefusal(heads)) return heads;
  const walk = await walkEntries(host, claim, trusted.checkpoint.size, heads);
  return isRefusal(walk) ? walk : judge(host, claim, trusted, walk);
}

async function judge(
  host: Cryptography | CryptographyAsync,
  claim: LogClaim,
  trusted: TrustedCheckpoint,
  { frontier, extra, proven, contradicted, tiles }: Walk,
): Promise<LogVerdict> {
  const { size, root } = trusted.checkpoint;
  if (frontier.size < size)
    return refusal("truncated", `there are ${frontier.size} entries: ${size} were signed`, {
      entry: frontier.size,
    });
  if (!sameBytes(await hashing(host.sha256, rootOf(frontier)), root)) {
    const { parted } = tiles;
    const within = { start: proven, end: contradicted?.size ?? size };
    // The tiles are no more trusted than the entries, unless they lead to the signed root.
    const known = parted !== undefined && sameBytes(parted.root, root) ? { entry: parted.entry } : {};
    return refusal("root", "the entries are not those that were signed", { within, ...known });
  }
  if (contradicted !== undefined)
    return refusal(
      "inconsistent",
      `the log has signed another history of its first ${contradicted.size} entries`,
      {
        head: contradicted.place,
        within: { start: proven, end: contradicted.size },
      },
    );
  if (extra > 0 && claim.unsigned !== "count")
    return refusal("unsigned", `there are more entries than the ${size} that were signed`, { entry: size });
  if (tiles.wrong !== undefined)
    return refusal("tile", `${tiles.wrong} is absent or is not that of the entries`, { tile: tiles.wrong });
  return { ok: true, trusted, frontier, unsigned: extra };
}

async function walkEntries(
  host: Cryptography | CryptographyAsync,
  claim: LogClaim,
  size: number,
  heads: readonly OlderHead[],
): Promise<Walk | LogRefusal> {
  const tileCheck = claim.tiles && startTileCheck(host.sha256, claim.tiles);
  const waiting = [...heads];
  let frontier = EMPTY_FRONTIER;
  let extra = 0;
  let proven = 0;
  let contradicted: OlderHead | undefined;
  let id = "";

  async function compareHeads(): Promise<void> {
    while (waiting[0]?.size === frontier.size) {
      const head = waiting.shift();
      if (head === undefined || contradicted !== undefined) continue;
      const root = await hashing(host.sha256, rootOf(frontier));
      if (sameBytes(root, head.root)) proven = head.size;
      else contradicted = head;
    }
  }

  await compareHeads();
  for await (const line of claim.entries) {
    const index = frontier.size + extra;
    // Whether the signed ones are right is the first question: the root tells, and what follows does not matter.
    if (index >= size && claim.unsigned !== "count") {
      extra += 1;
      break;
    }
    const entry = checkEntry(line, index, id);
    if ("fault" in entry) return refusal(entry.fault, ENTRY_SENTENCES[entry.fault], { entry: index });
    id = entry.id;
    if (index >= size) {
      extra += 1;
      continue;
    }
    const added = hashing(host.sha256, addLine(frontier, line));
    const { leaf, after } = added instanceof Promise ? await added : added;
    if (tileCheck !== undefined) await tileCheck.add(line, leaf, frontier);
    frontier = after;
    if (waiting[0]?.size === frontier.size) await compareHeads();
  }
  const tiles = frontier.size < size ? {} : ((await tileCheck?.end()) ?? {});
  return { frontier, extra, proven, ...(contradicted === undefined ? {} : { contradicted }), tiles };
}

function* addLine(frontier: Frontier, line: Uint8Array): Hashing<{ leaf: Uint8Array; after: Frontier }> {
  const leaf = yield* leafHash(line);
  return { leaf, after: yield* appendLeaf(frontier, leaf) };
}

const ENTRY_SENTENCES: Record<EntryFault, string> = {
  syntax: "the entry is not JSON in UTF-8 of at most 65535 bytes",
  schema: "the line is not an entry of this log",
  index: "the entry's index is not the number of its place: one is missing, added or moved",
  id: "the entry's id does not come after the id before it",
};

async function openNow(
  host: Cryptography | CryptographyAsync,
  policy: WitnessPolicy,
  message: Uint8Array,
): Promise<TrustedCheckpoint | LogRefusal> {
  try {
    return await openCheckpoint(host, policy, message);
  } catch (error) {
    if (!(error instanceof NoteError || error instanceof CheckpointError || error instanceof PolicyError))
      throw error;
    const fault = error.code === "quorum" ? "quorum" : "checkpoint";
    return refusal(fault, `the checkpoint is refused: ${error.message}`, { cause: error });
  }
}

/** In the order of their sizes. Their witnesses do not matter: what the log has signed, it has signed. */
async function openOlderHeads(
  host: Cryptography | CryptographyAsync,
  { logs, witnesses, groups }: WitnessPolicy,
  trusted: TrustedCheckpoint,
  messages: readonly Uint8Array[],
): Promise<OlderHead[] | LogRefusal> {
  const heads: OlderHead[] = [];
  for (const [place, message] of messages.entries()) {
    const opened = await openNow(host, { logs, witnesses, groups }, message);
    if (isRefusal(opened))
      return {
        ...opened,
        fault: "head",
        head: place,
        message: opened.message.replace("the checkpoint", "an older head"),
      };
    const { origin, size, root } = opened.checkpoint;
    if (origin !== trusted.checkpoint.origin)
      return refusal("head", "an older head is of another log", { head: place });
    if (size > trusted.checkpoint.size)
      return refusal("rollback", `the log had ${size} entries before: it was set back`, { head: place });
    heads.push({ place, size, root });
  }
  return heads.sort((one, other) => one.size - other.size);
}

function isRefusal(value: object): value is LogRefusal {
  return "fault" in value;
}

function refusal(
  fault: LogFault,
  message: string,
  where: Omit<LogRefusal, "ok" | "fault" | "message">,
): LogRefusal {
  return { ok: false, fault, message, ...where };
}
