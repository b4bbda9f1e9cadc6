/* `recuse log witness`: asks a witness to cosign the public log's checkpoint, and keeps what it signed. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseVerifierKey, type VerifierKey } from "@recuse/shared/audit/note-key.ts";
import { formatNote, parseNote } from "@recuse/shared/audit/note.ts";
import { sameBytes } from "@recuse/shared/audit/bytes.ts";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import type { WitnessPolicy } from "@recuse/shared/audit/witness-policy.ts";
import { replaceFile } from "@recuse/shared/node/durable-file.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { addCheckpoint } from "../log/add-checkpoint.ts";
import { ownLog } from "../log/places.ts";
import { consistencyFrom } from "../log/prove.ts";
import { readBounded, SMALL_FILE_BYTES } from "../log/source.ts";
import { trustedCheckpoint, trustLog, withoutWitnesses } from "../log/trust.ts";
import { readCheckpointFile } from "../log/verify-log.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log witness ADDRESS [--key VKEY]

Asks a witness (C2SP tlog-witness) to cosign the public log's checkpoint: it sees the checkpoint and a proof that
the log only grew, and no entry. The cosignature is verified and kept with the checkpoint.

  ADDRESS           the witness's submission prefix
  --key VKEY        the witness's verifier key; default: that of this address in the log's policy
`;

/** So many heads are looked at for the last one that the witness signed. */
const HEADS_LOOKED_AT = 1000;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    { key: { type: "string" } },
    { least: 1, most: 1, name: "the address of a witness" },
  );
  const [url = ""] = positionals;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new CommandError("expected the address of a witness, such as https://witness.example/");
  const { source, folder } = await ownLog("public", io);
  const { policy } = await trustLog(source);
  const key = values.key === undefined ? keyIn(policy, url) : givenKey(values.key);
  const checkpoint = await readCheckpointFile(source);
  const head = trustedCheckpoint(withoutWitnesses(policy), checkpoint, "public/checkpoint").checkpoint;
  const { note, time } = await addCheckpoint({
    url,
    key,
    checkpoint,
    size: head.size,
    seen: await lastSeen(folder, key, head.size),
    proofFrom: (size) => consistencyFrom(source, size, head),
  });
  const cosigned = formatNote(note);
  await replaceFile(join(folder, "checkpoints", String(head.size)), cosigned, { mode: 0o644 });
  // A running App may have signed a newer one in the meantime: that one stays.
  const isCurrent = sameBytes(await readCheckpointFile(source), checkpoint);
  if (isCurrent) await replaceFile(join(folder, "checkpoint"), cosigned, { mode: 0o644 });
  await print(
    io.stdout,
    `${key.name} cosigned ${head.size} entries at ${new Date(time * 1000).toISOString()}\n` +
      (isCurrent ? "" : `the log has grown meanwhile: kept in checkpoints/${head.size}, run it again\n`),
  );
  return 0;
}

function keyIn({ witnesses }: WitnessPolicy, url: string): VerifierKey {
  const bare = (text: string) => text.replace(/\/+$/, "");
  const found = witnesses.find((witness) => witness.url !== undefined && bare(witness.url) === bare(url));
  if (found !== undefined) return found.key;
  throw new CommandError(
    "public/policy has no witness of this address: add a line witness NAME VKEY ADDRESS there, or give --key",
  );
}

function givenKey(text: string): VerifierKey {
  try {
    const key = parseVerifierKey(nodeCryptography.sha256, text);
    if (key.type === "cosignature") return key;
  } catch {
    // said below
  }
  throw new CommandError("--key: expected the witness's verifier key, as the witness publishes it");
}

/** The size of the largest kept head that carries the witness's signature; a hint, the witness decides. */
async function lastSeen(folder: string, key: VerifierKey, size: number): Promise<number> {
  const names = await readdir(join(folder, "checkpoints")).catch(() => []);
  const sizes = names.flatMap((name) => parseSize(name) ?? []).filter((each) => each <= size);
  for (const each of sizes.sort((one, other) => other - one).slice(0, HEADS_LOOKED_AT)) {
    const path = join(folder, "checkpoints", String(each));
    const content = await readBounded(path, `public/checkpoints/${each}`, SMALL_FILE_BYTES);
    if (content !== undefined && isSignedBy(content, key)) return each;
  }
  return 0;
}

function isSignedBy(content: Uint8Array, key: VerifierKey): boolean {
  try {
    return parseNote(content).signatures.some(({ name, id }) => name === key.name && id === key.id);
  } catch {
    return false;
  }
}

export const command: Command = { summary: "a witness's cosignature on the checkpoint", usage, run };
