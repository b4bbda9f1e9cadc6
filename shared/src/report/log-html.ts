/*
 * A log as one HTML file: nothing is loaded from anywhere, no script, readable on a phone, in the dark and on
 * paper. Everything from GitHub is hostile, and escaped by html.ts.
 */
import type { Entry, Hidden } from "../audit/entry.ts";
import { html, markup, styleElement, type Html } from "./html.ts";

export interface LogDocument {
  readonly origin: string;
  /** Entries under the checkpoint. */
  readonly size: number;
  /** The signed note as text. */
  readonly checkpoint: string;
  /** The log's verifier key. */
  readonly vkey: string;
  readonly witnesses: readonly { readonly name: string; readonly at: string }[];
  /** RFC 3339. */
  readonly madeAt: string;
  /** Who may read it: `details` names organizations and reasons; `private` is the private log without them. */
  readonly confidential?: "private" | "details";
}

export interface LogRow {
  readonly entry: Entry;
  readonly hidden?: Hidden | undefined;
}

/** The document in pieces, so that a long log need not be in memory: before the rows, one row, after the rows. */
export interface LogHtml {
  readonly head: string;
  readonly row: (row: LogRow) => string;
  readonly tail: string;
}

/** What the rows are put after; a text cannot hold it, because its angle brackets are escaped. */
const PARTING = "<tbody>";

export function logHtml(document: LogDocument): LogHtml {
  const whole = markup(page(document));
  const at = whole.indexOf(PARTING) + PARTING.length;
  return {
    head: `<!doctype html>\n${whole.slice(0, at)}\n`,
    row: (row) => `${markup(rowOf(row))}\n`,
    tail: `${whole.slice(at)}\n`,
  };
}

function page(document: LogDocument): Html {
  const { origin, size, checkpoint, vkey, witnesses, madeAt, confidential } = document;
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <title>Recusal log ${origin}</title>
      ${styleElement(STYLE)}
    </head>
    <body>
      ${confidential === undefined ? undefined : html`<p class="confidential" role="note">${WARNINGS[confidential]}</p>`}
      <h1>Recusal log</h1>
      <dl>
        <dt>Log</dt>
        <dd>${origin}</dd>
        <dt>Entries</dt>
        <dd>${size}</dd>
        <dt>Witnessed by</dt>
        <dd>
          ${witnesses.length === 0 ? "nobody" : witnesses.map(({ name, at }) => html`${name} at ${at}<br />`)}
        </dd>
        <dt>Exported</dt>
        <dd>${madeAt}</dd>
      </dl>
      <p>
        Times are those of the log's own clock. This page is for reading and proves nothing: verify the log
        with
        <code>recuse log verify</code> or any C2SP tool.
      </p>
      <table>
        <caption>
          Every entry under the checkpoint, in order
        </caption>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Claimed at</th>
            <th scope="col">What</th>
            <th scope="col">Who</th>
            <th scope="col">Subject</th>
            <th scope="col">Committed</th>
          </tr>
        </thead>
        <tbody></tbody>
      </table>
      <h2>Checkpoint</h2>
      <pre>${checkpoint.split("\n").map((line) => html`${line}<br />`)}</pre>
      <h2>Verifier key</h2>
      <pre>${vkey}</pre>
    </body>
  </html>`;
}

const WARNINGS = {
  private: "CONFIDENTIAL: the private log. Do not publish or forward.",
  details:
    "CONFIDENTIAL: with the private details, which name organizations and reasons. Do not publish or forward.",
};

function rowOf({ entry, hidden }: LogRow): Html {
  const { index, at, type, level, maintainer, by, subject, repository, commitments } = entry;
  const who = maintainer === undefined ? "" : `@${maintainer.login}`;
  const byWhom = by === undefined || by.id === maintainer?.id ? "" : ` by @${by.login}`;
  return html`<tr id="${`entry-${index}`}">
    <th scope="row">${index}</th>
    <td data-label="Claimed at"><time datetime="${at}">${at.slice(0, 19).replace("T", " ")} UTC</time></td>
    <td data-label="What">${type}${level === undefined ? "" : `: ${level}`}</td>
    <td data-label="Who">${who}${byWhom}</td>
    <td data-label="Subject">${subject?.ref ?? repository?.name ?? ""}</td>
    <td data-label="Committed">
      ${hidden === undefined ? Object.keys(commitments ?? {}).join(", ") : hiddenOf(hidden)}
    </td>
  </tr>`;
}

function hiddenOf(hidden: Hidden): Html[] {
  return Object.entries(hidden).map(
    ([field, value]) =>
      html`<p><b>${field}</b> ${typeof value === "string" ? value : JSON.stringify(value)}</p>`,
  );
}

const STYLE = `
:root { color-scheme: light dark; --edge: #8886; --soft: #8881; --warn: #b3261e; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; }
.confidential { border: 3px solid var(--warn); padding: .5rem 1rem; font-weight: 700; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; font-weight: 600; padding: .5rem 0; }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--edge); overflow-wrap: anywhere; }
thead th { border-bottom-width: 2px; } tbody tr:nth-child(even) { background: var(--soft); }
td p { margin: 0; } time { font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .75rem; }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  table, tbody, tr, td, tbody th { display: block; border: 0; padding: .1rem 0; }
  tbody tr { border: 1px solid var(--edge); border-radius: .5rem; padding: .5rem .75rem; margin: .5rem 0; }
  td:empty { display: none; }
  td::before { content: attr(data-label); display: block; font-size: .8rem; opacity: .75; }
  tbody th::before { content: "# "; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; }
  tr { break-inside: avoid; } thead { display: table-header-group; } pre { background: none; }
}
`;
