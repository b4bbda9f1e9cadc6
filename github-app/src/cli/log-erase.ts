/* `recuse log erase`: forgets an organization, so that nothing can open what the log committed to about it. */
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { syncFolder } from "@recuse/shared/node/durable-file.ts";
import { countDetails, eraseCommitmentKey, eraseDetails } from "@recuse/shared/node/erasure.ts";
import { readRoster } from "@recuse/shared/node/roster-file.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { readDetails } from "../log/entries.ts";
import { underLock, withOwnLog } from "../log/own-store.ts";
import { ownLogFolder } from "../log/places.ts";
import { dataFolder } from "../store/folder.ts";
import { journalSnapshotPath } from "../store/journal-file.ts";
import { rosterPath } from "./files.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log erase --organization ORG --yes [--roster FILE]

Forgets an organization: deletes its commitment key from the roster and the roster's backup, and what the
entries hide about it. The log stays as it is: every proof still verifies, and nothing opens the commitments
any more. It cannot be undone. Copies that lie elsewhere, such as backups and files of recuse log reveal, are
yours to delete. That something was erased is recorded. The App must not run.

  --organization ORG  its id in the roster
  --yes               do it; without it, says what would be deleted
  --roster FILE       default: $RECUSE_ROSTER, else roster.json
`;

const LOGS = ["public", "private"] as const;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    organization: { type: "string" },
    yes: { type: "boolean", default: false },
    roster: { type: "string" },
  });
  const { organization } = values;
  if (organization === undefined) throw new CommandError("expected --organization ORG; see --help");
  const name = rosterPath(values.roster, io);
  const path = resolve(io.cwd, name);
  const folder = ownLogFolder(io);
  const data = dataFolder(io.env, io.cwd);
  const roster = await readRoster(path, name);
  const known = roster.organizations.find(({ id }) => id === organization);
  const details = await countDetails(folder, organization);
  if (known?.commitmentKey === undefined && details === 0)
    throw new CommandError(
      `${name} has no key of such an organization, and no entry hides anything about it`,
    );
  if (!values.yes)
    throw new CommandError(
      `would delete the organization's key from ${name} and its backup, and what ${details} entries hide: ` +
        "give --yes to do it, it cannot be undone",
    );
  await underLock(io, async () => {
    const logs = await logsAbout(organization, folder);
    // Recorded first: if this is cut off, running it again finishes it.
    await withOwnLog(io, async (log) => {
      for (const each of logs) await log.append(each, { type: "erasure", cause: { kind: "command" } });
    });
    await eraseDetails(folder, organization);
    // It repeats what the details say; the next start makes it anew from what is left.
    await rm(journalSnapshotPath(data), { force: true });
    await syncFolder(data);
    await eraseCommitmentKey(path, organization);
  });
  await print(
    io.stdout,
    `erased: the key, and what ${details} entries hid; every proof still verifies\n` +
      (known === undefined
        ? ""
        : `${name} still names the organization itself: take it out where you need it no more\n`),
  );
  return 0;
}

/** Only the logs with entries about it: an erasure of a confidential client leaves no trace in public. */
async function logsAbout(organization: string, folder: string): Promise<LogName[]> {
  const logs: LogName[] = [];
  for (const log of LOGS) {
    const details = await readDetails(folder, log);
    if ([...details.values()].some(({ hidden }) => hidden.organization === organization)) logs.push(log);
  }
  // A key that nothing was committed under yet.
  return logs.length > 0 ? logs : ["private"];
}

export const command: Command = { summary: "forgets an organization, proofs stay", usage, run };
