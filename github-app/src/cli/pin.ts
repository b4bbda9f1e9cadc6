/* `recuse pin`: a person's decision that beats the machine, on record. What one may say is checked in pin-decision.ts. */
import { readRoster } from "@recuse/shared/node/roster-file.ts";
import { pinsOf } from "@recuse/shared/recusal/journal.ts";
import { pinEntry, type Pin, type PinDecision } from "@recuse/shared/recusal/pin.ts";
import type { Roster } from "@recuse/shared/roster/schema.ts";
import { resolve } from "node:path";
import { openRecorder } from "../reconcile/recorder.ts";
import { logEnvironment } from "../log/environment.ts";
import { openFileStore } from "../store/file.ts";
import { dataFolder } from "../store/folder.ts";
import { knownJournal, rosterPath } from "./files.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";
import { decider, pinDecision, reasonOf, type PinArguments } from "./pin-decision.ts";
import { pinFormatOf, pinLines } from "./pin-list.ts";

const usage = `Usage: recuse pin person LOGIN|ADDRESS [--id N] --organization ORG is|is-not --reason TEXT
       recuse pin subject OWNER/REPO#N --maintainer LOGIN --organization ORG conflict|no-conflict
                  [--level recuse|disclose] --reason TEXT
       recuse pin organization NAME --organization ORG is|is-not --reason TEXT
       recuse pin list [--format table|jsonl]
       recuse pin withdraw ID --reason TEXT

Decides what the machine got wrong: where somebody works, whether a maintainer has a conflict on one
subject, whose name a name is. Kept in the private log alone, and hidden there behind commitments; it is
followed at the next look at each subject. Whoever pins a conflict of her own away is on record with what
the rules asked for. A running App holds the store: stop it first; list only reads.

  --organization ORG   the organization's id in the roster
  --id N               GitHub's numeric account id: what is pinned by it is confirmed
  --level LEVEL        what a conflict asks for; default: disclose
  --reason TEXT        why; kept in the private log
  --by LOGIN           who decides, a member of the practice; default: the only member
  --until DATE         the first day on which it no longer holds, YYYY-MM-DD in UTC
  --data DIR           the App's folder; default: $RECUSE_DATA, else .recuse
  --roster FILE        default: $RECUSE_ROSTER, else roster.json
`;

const KINDS = ["person", "subject", "organization", "list", "withdraw"] as const;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    {
      id: { type: "string" },
      organization: { type: "string" },
      maintainer: { type: "string" },
      level: { type: "string" },
      reason: { type: "string" },
      by: { type: "string" },
      until: { type: "string" },
      format: { type: "string" },
      data: { type: "string" },
      roster: { type: "string" },
    },
    { least: 1, most: 3, name: KINDS.join(", ") },
  );
  const kind = KINDS.find((each) => each === positionals[0]);
  if (kind === undefined) throw new CommandError(`recuse pin: expected ${KINDS.join(", ")}; see --help`);
  const [, target, verdict] = positionals;
  if (kind === "list") {
    refuseExtra(target);
    return list(values.format, values.data, io);
  }
  const path = rosterPath(values.roster, io);
  const place = { roster: resolve(io.cwd, path), data: values.data };
  const roster = await readRoster(place.roster, path);
  if (kind === "withdraw") {
    refuseExtra(verdict);
    return record(await withdrawal(target, values, roster, io), place, io);
  }
  const given: PinArguments = { ...values, about: kind, target, verdict };
  return record(pinDecision(given, roster, io.now()), place, io);
}

interface Place {
  readonly roster: string;
  readonly data: string | undefined;
}

/** Everything was checked before: from here on only the store can refuse. */
async function record(decision: PinDecision, { roster, data }: Place, io: Io): Promise<number> {
  const folder = data === undefined ? dataFolder(io.env, io.cwd) : resolve(io.cwd, data);
  const warn = (sentence: string): void => void io.stderr.write(`recuse: ${sentence}\n`);
  const log = await logEnvironment(io, folder);
  const store = await openFileStore({ folder, roster, ...log, now: io.now, warn });
  try {
    const { log, draft, hidden } = pinEntry(withRepositoryId(decision, store.journal.names));
    const entry = await openRecorder(store.log, store.journal, store.keyOf).record(log, draft, hidden);
    if (entry === undefined) {
      throw new CommandError("the roster does not list the pin's organization any more: put it back first");
    }
    const what = decision.said.about === "withdrawal" ? "taken back, as" : "pinned, as";
    await print(io.stdout, `${what} ${entry.id}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

/** The repository's id, where the log knows it: then the pin outlives a new name. */
function withRepositoryId(
  decision: PinDecision,
  names: ReadonlyMap<string, { readonly repository: number }>,
): PinDecision {
  const { said } = decision;
  if (said.about !== "subject") return decision;
  const id = names.get(said.repository.name.toLowerCase())?.repository;
  if (id === undefined) return decision;
  return { ...decision, said: { ...said, repository: { ...said.repository, id } } };
}

async function withdrawal(
  target: string | undefined,
  values: Pick<PinArguments, "reason" | "by"> & { readonly data?: string | undefined },
  roster: Roster,
  io: Io,
): Promise<PinDecision> {
  const reason = reasonOf(values.reason);
  const by = decider(values.by, roster, io.now());
  const pin = (await standing(values.data, io)).find(({ id }) => id === target?.toUpperCase());
  if (pin === undefined) {
    throw new CommandError("expected the ID of a pin that stands; recuse pin list shows them");
  }
  return { by, organization: pin.organization, reason, said: { about: "withdrawal", pin: pin.id } };
}

async function list(format: string | undefined, data: string | undefined, io: Io): Promise<number> {
  const lines = pinLines(await standing(data, io), pinFormatOf(format));
  await print(io.stdout, lines);
  return 0;
}

async function standing(data: string | undefined, io: Io): Promise<readonly Pin[]> {
  return pinsOf(await knownJournal(data, io));
}

function refuseExtra(argument: string | undefined): void {
  if (argument !== undefined) throw new CommandError(`expected no argument ${argument}; see --help`);
}

export const command: Command = {
  summary: "a person's decision that beats the machine, with a reason",
  usage,
  run,
};
