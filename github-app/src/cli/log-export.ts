/* `recuse log export`: a whole log as JSON, CSV or one HTML file. */
import { open, type FileHandle } from "node:fs/promises";
import { resolve } from "node:path";
import type { Hidden } from "@recuse/shared/audit/entry.ts";
import { formatVerifierKey } from "@recuse/shared/audit/note-key.ts";
import type { TrustedCheckpoint } from "@recuse/shared/audit/witness-policy.ts";
import { LOG_CSV_HEAD, logCsvRow } from "@recuse/shared/report/log-csv.ts";
import { logHtml } from "@recuse/shared/report/log-html.ts";
import { readDetails, readEntries, type ReadEntry } from "../log/entries.ts";
import { logName, ownLog, ownLogFolder } from "../log/places.ts";
import { trustedCheckpoint, trustLog, withoutWitnesses } from "../log/trust.ts";
import { readCheckpointFile } from "../log/verify-log.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log export --format json|csv|html [--log public|private] [--with-details] [--output FILE]

Everything under the signed checkpoint of one of this machine's own logs.

  --format json     the checkpoint and the entries, each the exact bytes of its leaf on a line of its own
  --format csv      for spreadsheets; nothing in it is taken for a formula
  --format html     one file that loads nothing, for a screen, a phone or paper
  --log NAME        default: public
  --with-details    with what the commitments hide: confidential, and marked so
  --output FILE     default: standard output
`;

/** The document in pieces. */
interface Form {
  readonly head: string;
  readonly row: (read: ReadEntry, hidden: Hidden | undefined, isFirst: boolean) => string;
  readonly tail: string;
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    format: { type: "string" },
    log: { type: "string" },
    "with-details": { type: "boolean", default: false },
    output: { type: "string" },
  });
  const { format } = values;
  if (format !== "json" && format !== "csv" && format !== "html")
    throw new CommandError("--format: expected json, csv, html");
  const log = logName(values.log) ?? "public";
  const { source, folder } = await ownLog(log, io);
  const trust = await trustLog(source);
  const content = await readCheckpointFile(source);
  const trusted = trustedCheckpoint(withoutWitnesses(trust.policy), content, `${log}/checkpoint`);
  const details = values["with-details"] ? await readDetails(ownLogFolder(io), log) : undefined;
  const confidential = details !== undefined ? "details" : log === "private" ? "private" : undefined;
  const note = new TextDecoder().decode(content);
  const form = FORMS[format]({ trusted, note, confidential, madeAt: io.now().toISOString() });
  const out = await outputOf(values.output, confidential !== undefined, io);
  try {
    let count = 0;
    await out.write(form.head);
    for await (const read of readEntries(folder, log)) {
      if (count === trusted.checkpoint.size) break;
      const text = form.row(read, details?.get(read.entry.id)?.hidden, count === 0);
      count += 1;
      if (!(await out.write(text))) return 0;
    }
    if (count < trusted.checkpoint.size)
      throw new CommandError(
        `${log}/entries.jsonl: ends at #${count}, before what was signed; see recuse log verify`,
        1,
      );
    await out.write(form.tail);
  } finally {
    await out.close();
  }
  return 0;
}

interface Exported {
  readonly trusted: TrustedCheckpoint;
  readonly note: string;
  readonly confidential: "private" | "details" | undefined;
  readonly madeAt: string;
}

const FORMS: Readonly<Record<"json" | "csv" | "html", (exported: Exported) => Form>> = {
  json: ({ trusted, note, confidential }) => ({
    head: `{"format":"recuse/log-export/v1",${confidential === undefined ? "" : `"confidential":true,`}"vkey":${JSON.stringify(
      formatVerifierKey(trusted.log.key),
    )},"checkpoint":${JSON.stringify(note)},"entries":[\n`,
    row: ({ line }, hidden, isFirst) => {
      const text = new TextDecoder().decode(line);
      // What is hidden stands on a line of its own, so that the entry's line stays its leaf.
      const entry = hidden === undefined ? text : `{"hidden":${JSON.stringify(hidden)},"entry":\n${text}\n}`;
      return `${isFirst ? "" : ",\n"}${entry}`;
    },
    tail: "\n]}\n",
  }),
  csv: ({ confidential }) => ({
    head: confidential === undefined ? LOG_CSV_HEAD : `CONFIDENTIAL: do not publish\r\n${LOG_CSV_HEAD}`,
    row: ({ entry }, hidden) => logCsvRow(entry, hidden),
    tail: "",
  }),
  html: ({ trusted, note, confidential, madeAt }) => {
    const { head, row, tail } = logHtml({
      origin: trusted.checkpoint.origin,
      size: trusted.checkpoint.size,
      checkpoint: note,
      vkey: formatVerifierKey(trusted.log.key),
      witnesses: trusted.witnesses.map(({ witness, time }) => ({
        name: witness.name,
        at: new Date(time * 1000).toISOString(),
      })),
      madeAt,
      ...(confidential && { confidential }),
    });
    return { head, row: ({ entry }, hidden) => row({ entry, hidden }), tail };
  },
};

interface Output {
  /** False once nobody reads any more. */
  readonly write: (text: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What is confidential is for its owner alone. */
async function outputOf(path: string | undefined, isConfidential: boolean, io: Io): Promise<Output> {
  if (path === undefined) return { write: (text) => print(io.stdout, text), close: () => Promise.resolve() };
  let file: FileHandle;
  try {
    file = await open(resolve(io.cwd, path), "w", isConfidential ? 0o600 : 0o644);
    if (isConfidential) await file.chmod(0o600);
  } catch {
    throw new CommandError(`${path}: cannot be written; check the folder and its permissions`);
  }
  return {
    write: async (text) => {
      await file.writeFile(text);
      return true;
    },
    close: () => file.close(),
  };
}

export const command: Command = { summary: "a whole log as JSON, CSV or HTML", usage, run };
