/* `recuse log prove`: a file that shows offline that an entry is in the log, or that the log only grew. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { encodeBase64 } from "@recuse/shared/audit/base64.ts";
import { formatVerifierKey } from "@recuse/shared/audit/note-key.ts";
import { parseSize } from "@recuse/shared/audit/sizes.ts";
import { logName, ownLog, placesAt } from "../log/places.ts";
import { consistencyFrom, findEntry, proofFileOf } from "../log/prove.ts";
import { trustedCheckpoint, trustLog, withoutWitnesses } from "../log/trust.ts";
import { readCheckpointFile, type LogPlace } from "../log/verify-log.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log prove ENTRY [--log public|private] [--at FOLDER|ADDRESS] [--output FILE]
       recuse log prove --from SIZE [--log public|private] [--at FOLDER|ADDRESS] [--output FILE]

Writes a C2SP tlog-proof file with the entry in it: recuse log verify checks it offline, and so does any other
C2SP tool. With --from: the consistency proof of RFC 6962 from a smaller size, a hash in base64 a line.

  ENTRY             an entry's number, such as 412, or its id
  --log NAME        of this machine's own logs; default: public
  --at PLACE        another log: its folder or its address
  --output FILE     default: standard output
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    {
      log: { type: "string" },
      at: { type: "string" },
      from: { type: "string" },
      output: { type: "string" },
    },
    { least: 0, most: 1, name: "an entry" },
  );
  const [asked] = positionals;
  if ((asked === undefined) === (values.from === undefined))
    throw new CommandError("expected an entry or --from SIZE; see --help");
  const from = values.from === undefined ? undefined : parseSize(values.from);
  if (values.from !== undefined && from === undefined)
    throw new CommandError("--from: expected a number of entries, such as 400");
  const place = await placeOf(values.at, values.log, io);
  const { source } = place;
  const checkpoint = await readCheckpointFile(source);
  const trust = await trustLog(source);
  // Whether enough witnesses have seen it is for whoever checks the proof to judge.
  const policy = withoutWitnesses(trust.policy);
  const { checkpoint: head, log } = trustedCheckpoint(policy, checkpoint, `${source.name}/checkpoint`);
  let content: Uint8Array | string;
  if (from !== undefined) {
    const proof = await consistencyFrom(source, from, head);
    content = proof.map((hash) => `${encodeBase64(hash)}\n`).join("");
  } else {
    const entry = await findEntry(place, asked ?? "", head.size);
    content = await proofFileOf(source, entry, head, checkpoint);
  }
  if (values.output === undefined) {
    await print(io.stdout, typeof content === "string" ? content : new TextDecoder().decode(content));
    return 0;
  }
  await writeFile(resolve(io.cwd, values.output), content);
  await print(
    io.stderr,
    `${values.output}: check it with recuse log verify ${values.output} --key ${formatVerifierKey(log.key)}\n`,
  );
  return 0;
}

async function placeOf(at: string | undefined, log: string | undefined, io: Io): Promise<LogPlace> {
  const name = logName(log);
  if (at === undefined) return ownLog(name ?? "public", io);
  const places = (await placesAt(at, io)) ?? [];
  const [first, second] = places;
  if (first === undefined) throw new CommandError(`${at}: expected the folder or the address of a log`);
  if (second === undefined) return first;
  return name === "private" ? second : first;
}

export const command: Command = {
  summary: "a file that shows offline that an entry is in the log",
  usage,
  run,
};
