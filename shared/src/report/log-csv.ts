/* Entries of a log as rows of a spreadsheet; nothing in them is taken for a formula. */
import type { Entry, Hidden } from "../audit/entry.ts";
import { csvCell, printable } from "./printable.ts";

/** The head of the CSV form (RFC 4180). */
export const LOG_CSV_HEAD =
  "index,id,at,type,level,maintainer,maintainer id,by,repository,subject,kind,cause,organization,reason,detail\r\n";

/** One row with its line break. What is hidden stays empty unless it is given. */
export function logCsvRow(entry: Entry, hidden: Hidden = {}): string {
  const { maintainer, by, repository, subject, cause } = entry;
  const cells = [
    String(entry.index),
    entry.id,
    entry.at,
    entry.type,
    entry.level,
    maintainer?.login,
    maintainer === undefined ? undefined : String(maintainer.id),
    by?.login,
    repository?.name,
    subject?.ref,
    subject?.kind,
    cause.kind,
    hidden.organization,
    hidden.reason,
    hidden.detail === undefined ? undefined : JSON.stringify(hidden.detail),
  ];
  return `${cells.map((cell) => csvCell(printable(cell ?? ""))).join(",")}\r\n`;
}
