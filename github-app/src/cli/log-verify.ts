/* `recuse log verify`: is a log, a proof or a reveal what was signed, and did the log only grow. */
import { resolve } from "node:path";
import { decodeEntry, type Entry } from "@recuse/shared/audit/entry.ts";
import { parseReveal, verifyReveal } from "@recuse/shared/audit/reveal.ts";
import { MAX_PROOF_FILE_BYTES, verifyProofFile } from "@recuse/shared/audit/proof-file.ts";
import type { TrustedCheckpoint } from "@recuse/shared/audit/witness-policy.ts";
import { hmacSha256, nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { printable } from "@recuse/shared/report/printable.ts";
import { placesAt } from "../log/places.ts";
import { readBounded, SMALL_FILE_BYTES } from "../log/source.ts";
import { trustKeys, trustLog, trustPolicy, type Trust } from "../log/trust.ts";
import { verifyLog, type LogPlace, type LogReport } from "../log/verify-log.ts";
import { ago } from "./ago.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log verify [FOLDER|ADDRESS] [--key VKEY]… [--policy FILE] [--since CHECKPOINT]
       recuse log verify PROOF|REVEAL --key VKEY|--policy FILE

Verifies every entry of a log against its signed checkpoint, every older head that the folder keeps, and its
tiles. Trusts nothing but the keys that are given; without any, it takes the log's own and says so. Exit status
0: it is what was signed; 1: it is not, with the reason and the first bad entry.

  FOLDER            a log, or a folder with public and private; default: both logs in $RECUSE_DATA/log
  ADDRESS           of a published log, such as https://recuse.example/log/
  PROOF, REVEAL     a file of recuse log prove or recuse log reveal, or any C2SP tlog-proof with its entry
  --key VKEY        the log's verifier key; again for another log
  --policy FILE     a C2SP tlog-policy: the log's key, its witnesses, how many of them it takes
  --since FILE      a checkpoint that you kept: the log must begin with all that it covered
`;

/** A reveal of a whole organization holds a proof for each of its entries. */
const MAX_REVEAL_BYTES = 500_000_000;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    { key: { type: "string", multiple: true }, policy: { type: "string" }, since: { type: "string" } },
    { least: 0, most: 1, name: "a folder, an address or a file" },
  );
  const [named] = positionals;
  const trust = await givenTrust(values.key, values.policy, io);
  const places = await placesAt(named, io);
  if (places === undefined) return verifyFile(named ?? "", trust, io);
  const since = values.since === undefined ? undefined : await neededFile(values.since, SMALL_FILE_BYTES, io);
  if (since !== undefined && places.length > 1)
    throw new CommandError("--since: a checkpoint is of one log: name that log's own folder");
  let status = 0;
  for (const place of places) {
    const bad = await verifyPlace(place, trust, since && { content: since, place: values.since ?? "" }, io);
    status = Math.max(status, bad);
  }
  return status;
}

/** Keys or a policy that the user named. */
async function givenTrust(
  keys: readonly string[] | undefined,
  policy: string | undefined,
  io: Io,
): Promise<Trust | undefined> {
  if (keys !== undefined && policy !== undefined)
    throw new CommandError("--key and --policy: give one of them; a policy names the log's key itself");
  if (keys !== undefined) return trustKeys(keys);
  if (policy === undefined) return undefined;
  return trustPolicy(await neededFile(policy, SMALL_FILE_BYTES, io), policy);
}

/** @returns 1 when the log is not what was signed, told on standard error */
async function verifyPlace(
  place: LogPlace,
  given: Trust | undefined,
  since: { content: Uint8Array; place: string } | undefined,
  io: Io,
): Promise<number> {
  try {
    const trust = given ?? (await trustLog(place.source));
    const report = await verifyLog({ place, trust, since });
    await print(io.stdout, reportText(place, trust, report, since !== undefined, io.now()));
    return 0;
  } catch (error) {
    // The other log is verified all the same.
    if (!(error instanceof CommandError) || error.exitCode !== 1) throw error;
    await print(io.stderr, `recuse: ${error.message}\n`);
    return 1;
  }
}

function reportText(
  place: LogPlace,
  trust: Trust,
  report: LogReport,
  isRemembered: boolean,
  now: Date,
): string {
  const { trusted, heads, unsigned, last } = report;
  const { size, origin } = trusted.checkpoint;
  const entry = last && decodeEntry(new TextDecoder().decode(last));
  const through =
    entry === undefined ? "nothing yet, 0 entries" : `through #${size - 1}, ${ago(entry.at, now)}`;
  const dated = entry === undefined ? "" : " by the log's own clock";
  const lines = [
    `${place.source.name}: verified ${through}${dated}, ${witnessWords(trusted, now)}`,
    `  log ${origin}, ${keyWords(trust)}`,
  ];
  if (heads > 0) lines.push(`  consistent with ${heads} ${heads === 1 ? "older head" : "older heads"}`);
  if (unsigned > 0)
    lines.push(`  ${unsigned} more not under a signed checkpoint yet: nothing is shown for them`);
  const isAnchored = trusted.witnesses.length > 0 || isRemembered;
  if (!isAnchored) lines.push(UNPROTECTED);
  return `${lines.join("\n")}\n`;
}

const UNPROTECTED =
  "  note: no witness has cosigned it and no remembered checkpoint was given (--since): whoever holds the log's\n" +
  "  key could have written all of it anew, and this would look the same";

function keyWords({ from, policy }: Trust): string {
  if (from === "log")
    return "by the key that it names itself: trusted on first use, compare it with one you know";
  if (from === "policy") return "by your policy";
  return policy.logs.length === 1 ? "by the key you gave" : "by one of the keys you gave";
}

function witnessWords({ witnesses }: TrustedCheckpoint, now: Date): string {
  if (witnesses.length === 0) return "witnessed by nobody";
  const each = witnesses.map(
    ({ witness, time }) => `${printable(witness.name)} ${ago(new Date(time * 1000).toISOString(), now)}`,
  );
  return `witnessed by ${each.join(", ")}`;
}

async function verifyFile(file: string, trust: Trust | undefined, io: Io): Promise<number> {
  const content = await neededFile(file, MAX_REVEAL_BYTES, io);
  if (trust === undefined)
    throw new CommandError(
      `${file}: a proof says nothing without the log's verifier key: give it with --key or --policy`,
    );
  try {
    const text =
      content[0] === 0x7b ? revealText(content, trust, io.now()) : proofText(content, trust, io.now());
    await print(io.stdout, `${file}: ${text}`);
    return 0;
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error) || !("code" in error)) throw error;
    throw new CommandError(`${file}: ${error.message}`, 1);
  }
}

function proofText(content: Uint8Array, { policy }: Trust, now: Date): string {
  if (content.length > MAX_PROOF_FILE_BYTES) throw new CommandError("too large for a proof file", 1);
  const proven = verifyProofFile(nodeCryptography, policy, content);
  const line = printable(new TextDecoder().decode(proven.entry));
  return `${placeWords(proven.index, proven, now)}\n${line}\n`;
}

function revealText(content: Uint8Array, { policy }: Trust, now: Date): string {
  const reveal = parseReveal(new TextDecoder().decode(content));
  const opened = verifyReveal(nodeCryptography, hmacSha256, policy, reveal);
  const rows = opened.map(({ trusted, entry, values }) => {
    const shown = values.map(({ field, value }) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `  ${field}: ${printable(text)}\n`;
    });
    return `${placeWords(entry.index, trusted, now)}: ${headWords(entry)}\n${shown.join("")}`;
  });
  const whole =
    reveal.organization === undefined ? "" : `organization ${printable(reveal.organization.id)}\n`;
  return `what is revealed is what was committed to\n${whole}${rows.join("")}`;
}

function headWords({ at, type, subject, maintainer }: Entry): string {
  const who = maintainer === undefined ? "" : ` @${printable(maintainer.login)}`;
  return `${at} ${type}${who}${subject === undefined ? "" : ` ${printable(subject.ref)}`}`;
}

function placeWords(index: number, trusted: TrustedCheckpoint, now: Date): string {
  const { origin, size } = trusted.checkpoint;
  return `entry #${index} is in the log ${origin} of ${size}, ${witnessWords(trusted, now)}`;
}

async function neededFile(file: string, most: number, io: Io): Promise<Uint8Array> {
  const content = await readBounded(resolve(io.cwd, file), file, most);
  if (content === undefined) throw new CommandError(`${file}: no such file`);
  return content;
}

export const command: Command = {
  summary: "is a log, a proof or a reveal what was signed",
  usage,
  run,
};
