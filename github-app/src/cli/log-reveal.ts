/* `recuse log reveal`: opens what one entry committed to, or everything about one organization, for somebody. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { encodeBase64 } from "@recuse/shared/audit/base64.ts";
import { COMMITTED_FIELDS, salt } from "@recuse/shared/audit/commitment.ts";
import type { Hidden } from "@recuse/shared/audit/entry.ts";
import { decodeEntry } from "@recuse/shared/audit/entry.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { verifyReveal, type RevealFile } from "@recuse/shared/audit/reveal.ts";
import { hmacSha256, nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { readRoster } from "@recuse/shared/node/roster-file.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { readDetails, readEntries } from "../log/entries.ts";
import { underLock, withOwnLog } from "../log/own-store.ts";
import { logName, ownLog, ownLogFolder } from "../log/places.ts";
import { findEntry, proofFileOf, type FoundEntry } from "../log/prove.ts";
import { trustedCheckpoint, trustLog, withoutWitnesses } from "../log/trust.ts";
import { readCheckpointFile } from "../log/verify-log.ts";
import { rosterPath } from "./files.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log reveal ENTRY [--log public|private] [--field NAME]… [--roster FILE] [--output FILE]
       recuse log reveal --organization ORG [--roster FILE] [--output FILE]

Writes a file that opens what an entry committed to: the value, its salt and the proof that the entry is in the
log. recuse log verify checks it alone. Nothing else is opened by it. With --organization: the organization's
key, which opens every entry about it, now and later, to whoever has the file. That it was revealed is recorded
in the log. The App must not run.

  ENTRY               an entry's number or its id
  --log NAME          default: public
  --field NAME        organization, reason or detail; default: all that the entry committed to
  --organization ORG  its id in the roster
  --roster FILE       default: $RECUSE_ROSTER, else roster.json
  --output FILE       default: standard output
`;

const LOGS = ["public", "private"] as const;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    {
      log: { type: "string" },
      field: { type: "string", multiple: true },
      organization: { type: "string" },
      roster: { type: "string" },
      output: { type: "string" },
    },
    { least: 0, most: 1, name: "an entry" },
  );
  const [asked] = positionals;
  const { organization } = values;
  if ((asked === undefined) === (organization === undefined))
    throw new CommandError("expected an entry or --organization ORG; see --help");
  if (organization !== undefined && (values.field ?? values.log) !== undefined)
    throw new CommandError("--organization reveals all there is about it: leave --field and --log out");
  const fields = fieldsOf(values.field);
  const path = rosterPath(values.roster, io);
  const roster = await readRoster(resolve(io.cwd, path), path);
  const file = await underLock(io, async () => {
    const made =
      organization === undefined
        ? await revealEntry(asked ?? "", logName(values.log) ?? "public", fields, roster, io)
        : await revealOrganization(organization, roster, io);
    await record(made, io);
    return made.file;
  });
  const text = `${JSON.stringify(file, null, 1)}\n`;
  if (values.output === undefined) await print(io.stdout, text);
  else await writeFile(resolve(io.cwd, values.output), text, { mode: 0o600 });
  return 0;
}

type Field = (typeof COMMITTED_FIELDS)[number];

function fieldsOf(named: readonly string[] | undefined): readonly Field[] {
  if (named === undefined) return COMMITTED_FIELDS;
  return named.map((name) => {
    const field = COMMITTED_FIELDS.find((known) => known === name);
    if (field === undefined) throw new CommandError("--field: expected organization, reason or detail");
    return field;
  });
}

/** A file, and what to record of it in which logs. */
interface Made {
  readonly file: RevealFile;
  readonly organization: string | undefined;
  readonly key: Uint8Array;
  readonly logs: ReadonlySet<LogName>;
  readonly detail: Readonly<Record<string, string | string[]>>;
}

async function revealEntry(
  asked: string,
  log: LogName,
  fields: readonly Field[],
  roster: Roster,
  io: Io,
): Promise<Made> {
  const prover = await proverOf(log, io);
  const found = await findEntry(prover.place, asked, prover.size);
  const { id, index } = decodeEntry(new TextDecoder().decode(found.line));
  const { hidden, key: own } = (await readDetails(ownLogFolder(io), log)).get(id) ?? {};
  if (hidden === undefined || (hidden.organization === undefined && own === undefined))
    throw new CommandError(
      `${log} #${index}: nothing is known here of what it hides: it hides nothing, or was erased`,
      1,
    );
  // What is about no organization, such as the private log's head, has a key of its own.
  const key = own === undefined ? keyOf(hidden.organization ?? "", roster, io) : Buffer.from(own, "base64");
  const values = valuesOf(hidden, fields).map((each) => ({
    ...each,
    salt: encodeBase64(salt(hmacSha256, key, id, each.field)),
  }));
  if (values.length === 0) throw new CommandError(`${log} #${index}: commits to none of these fields`);
  const file: RevealFile = {
    format: "recuse/reveal/v1",
    entries: [{ proof: await prover.prove(found), values }],
  };
  prover.check(file);
  const detail = { revealed: id, fields: values.map(({ field }) => field) };
  return { file, organization: hidden.organization, key, logs: new Set([log]), detail };
}

async function revealOrganization(organization: string, roster: Roster, io: Io): Promise<Made> {
  const key = keyOf(organization, roster, io);
  const entries: RevealFile["entries"] = [];
  const logs = new Set<LogName>();
  for (const log of LOGS) {
    const details = await readDetails(ownLogFolder(io), log);
    const prover = await proverOf(log, io);
    for await (const { entry, line } of readEntries(prover.place.folder, log)) {
      const hidden = details.get(entry.id)?.hidden;
      if (hidden?.organization !== organization) continue;
      const proof = await prover.prove({ index: entry.index, line });
      const made = { proof, values: valuesOf(hidden, COMMITTED_FIELDS) };
      prover.check({ format: "recuse/reveal/v1", organization: named(organization, key), entries: [made] });
      entries.push(made);
      logs.add(log);
    }
  }
  if (entries.length === 0) throw new CommandError("--organization: no entry of the logs is about it", 1);
  const file: RevealFile = { format: "recuse/reveal/v1", organization: named(organization, key), entries };
  return { file, organization, key, logs, detail: { revealed: "organization" } };
}

function named(id: string, key: Uint8Array): NonNullable<RevealFile["organization"]> {
  return { id, key: encodeBase64(key) };
}

function valuesOf(
  hidden: Hidden,
  fields: readonly Field[],
): { field: Field; value: NonNullable<Hidden["detail"]> }[] {
  return fields.flatMap((field) => {
    const value = hidden[field];
    return value === undefined || value === null ? [] : [{ field, value }];
  });
}

/** Makes proofs of one log, and checks a file before it is handed out. */
async function proverOf(log: LogName, io: Io) {
  const place = await ownLog(log, io);
  const content = await readCheckpointFile(place.source);
  const policy = withoutWitnesses((await trustLog(place.source)).policy);
  const head = trustedCheckpoint(policy, content, `${log}/checkpoint`).checkpoint;
  return {
    place,
    size: head.size,
    prove: async (found: FoundEntry) =>
      new TextDecoder().decode(await proofFileOf(place.source, found, head, content)),
    check: (file: RevealFile) => {
      try {
        verifyReveal(nodeCryptography, hmacSha256, policy, file);
      } catch (error) {
        const reason = error instanceof Error ? error.message : "it does not verify";
        throw new CommandError(`${log}: what is kept here does not open the entry: ${reason}`, 1);
      }
    },
  };
}

function keyOf(organization: string, roster: Roster, io: Io): Uint8Array {
  const found = roster.organizations.find(({ id }) => id === organization);
  if (found?.commitmentKey !== undefined) return Buffer.from(found.commitmentKey, "base64");
  const what =
    found === undefined ? "has no such organization" : "has no key of the organization: it was erased";
  throw new CommandError(`${rosterPath(undefined, io)}: ${what}`, 1);
}

/** What was revealed is itself committed to: the log does not tell which entries belong together. */
async function record({ organization, key, logs, detail }: Made, io: Io): Promise<void> {
  await withOwnLog(io, async (log) => {
    for (const name of logs) {
      const hidden = organization === undefined ? { detail } : { organization, detail };
      const secret = { key, hidden, ...(organization === undefined && { isKeyKept: true }) };
      await log.append(name, { type: "reveal", cause: { kind: "command" } }, secret);
    }
  });
}

export const command: Command = { summary: "opens what an entry committed to", usage, run };
