/* `recuse log show`: the entries of this machine's own logs, the newest first, with what they hide. */
import { ENTRY_TYPES, type Entry, type Hidden } from "@recuse/shared/audit/entry.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import { nearest } from "@recuse/shared/config/nearest.ts";
import { printable } from "@recuse/shared/report/printable.ts";
import { isDay } from "@recuse/shared/roster/dates.ts";
import { readDetails, readEntries } from "../log/entries.ts";
import { logName, ownLog, ownLogFolder } from "../log/places.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log show [--log public|private] [--subject REF] [--maintainer LOGIN] [--type TYPE]
                       [--since DATE] [--limit N] [--format table|jsonl]

The entries of this machine's own logs, the newest first, joined with the private details that only this
machine has: for your eyes alone. Verifies nothing; recuse log verify does.

  --log NAME          default: both
  --subject REF       such as octo-org/engine#12
  --maintainer LOGIN
  --type TYPE         such as recusal, disclosure, breach
  --since DATE        a day, in UTC
  --limit N           default: 50
`;

interface Row {
  readonly log: LogName;
  readonly entry: Entry;
  readonly hidden?: Hidden;
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    log: { type: "string" },
    subject: { type: "string" },
    maintainer: { type: "string" },
    type: { type: "string" },
    since: { type: "string" },
    limit: { type: "string", default: "50" },
    format: { type: "string", default: "table" },
  });
  const { format } = values;
  if (format !== "table" && format !== "jsonl") throw new CommandError("--format: expected table, jsonl");
  if (!/^[1-9]\d{0,8}$/.test(values.limit)) throw new CommandError("--limit: expected a number from 1 up");
  const filter = filterOf(values);
  const name = logName(values.log);
  const rows: Row[] = [];
  for (const log of name === undefined ? (["public", "private"] as const) : [name])
    rows.push(...(await newest(log, filter, Number(values.limit), io)));
  rows.sort((one, other) => (one.entry.id < other.entry.id ? 1 : -1));
  for (const row of rows.slice(0, Number(values.limit))) {
    const text = format === "jsonl" ? `${JSON.stringify(row)}\n` : tableText(row);
    if (!(await print(io.stdout, text))) return 0;
  }
  if (rows.length === 0 && format === "table") await print(io.stdout, "no such entries\n");
  return 0;
}

type Filter = (entry: Entry) => boolean;

function filterOf(asked: {
  subject?: string | undefined;
  maintainer?: string | undefined;
  type?: string | undefined;
  since?: string | undefined;
}): Filter {
  const { type, since } = asked;
  const [subject, maintainer] = [
    asked.subject?.toLowerCase(),
    asked.maintainer?.replace(/^@/, "").toLowerCase(),
  ];
  if (type !== undefined && !ENTRY_TYPES.some((known) => known === type)) {
    const meant = nearest(type, ENTRY_TYPES);
    throw new CommandError(
      `--type: there is no such type${meant === undefined ? "" : `, did you mean ${meant}?`}`,
    );
  }
  if (since !== undefined && !isDay(since))
    throw new CommandError("--since: expected a day such as 2026-03-01");
  return (entry) =>
    (subject === undefined || entry.subject?.ref.toLowerCase() === subject) &&
    (maintainer === undefined || entry.maintainer?.login.toLowerCase() === maintainer) &&
    (type === undefined || entry.type === type) &&
    (since === undefined || entry.at >= since);
}

/** The last entries of one log that are asked for, in order, no more of them in memory than that. */
async function newest(log: LogName, filter: Filter, limit: number, io: Io): Promise<Row[]> {
  const { folder } = await ownLog(log, io);
  let kept: Entry[] = [];
  for await (const { entry } of readEntries(folder, log)) {
    if (!filter(entry)) continue;
    kept.push(entry);
    if (kept.length > 2 * limit) kept = kept.slice(-limit);
  }
  const details = await readDetails(ownLogFolder(io), log);
  return kept.slice(-limit).map((entry) => {
    const hidden = details.get(entry.id)?.hidden;
    return hidden === undefined ? { log, entry } : { log, entry, hidden };
  });
}

function tableText({ log, entry, hidden }: Row): string {
  const { maintainer, by, level, subject, repository } = entry;
  const words = [
    `${log} #${entry.index}`.padEnd(14),
    entry.at.replace(/\.\d+Z$/, "Z"),
    entry.type.padEnd(14),
    maintainer === undefined ? "" : `@${maintainer.login}`,
    level ?? "",
    subject?.ref ?? repository?.name ?? "",
    by === undefined ? "" : `by @${by.login}`,
  ];
  const head = words.filter((word) => word !== "").join("  ");
  const committed = Object.keys(entry.commitments ?? {});
  const more = hidden === undefined ? erasedText(committed) : hiddenText(hidden);
  return `${printable(head)}\n${more}`;
}

function hiddenText(hidden: Hidden): string {
  return Object.entries(hidden)
    .map(([field, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `                ${field}: ${printable(text)}\n`;
    })
    .join("");
}

function erasedText(committed: readonly string[]): string {
  if (committed.length === 0) return "";
  return `                ${committed.join(", ")}: committed to, not known here\n`;
}

export const command: Command = { summary: "the entries, the newest first", usage, run };
