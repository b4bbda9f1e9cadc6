/*
 * The public register as a page that needs no script: from public entries alone, every text escaped. Which rows,
 * and what is known of witnesses and coverage, is its caller's; the words are register-words.ts'.
 */
import { html, markup, styleElement, type Html } from "./html.ts";
import { coverageSection } from "./register-coverage.ts";
import { filterSection } from "./register-filter.ts";
import { queryAddress } from "./register-query.ts";
import { registerRow, type ShownRow, type WitnessTime } from "./register-row.ts";
import { REGISTER_STYLE } from "./register-style.ts";
import type { Register, RegisterQuery, RegisterSelection } from "./register.ts";
import { timeWords } from "./register-words.ts";

/** Everything that a page shows. */
export interface RegisterView {
  readonly register: Pick<
    Register,
    "counts" | "maintainers" | "repositories" | "outages" | "lastAt" | "privateHeadAt"
  >;
  /** The signed head; undefined where nothing was signed yet. */
  readonly head?: {
    readonly origin: string;
    readonly size: number;
    /** In base64. */
    readonly root: string;
    readonly witnesses: readonly WitnessTime[];
  };
  /** How many witnesses the log's policy names. */
  readonly policyWitnesses: number;
  readonly query: RegisterQuery;
  readonly selection: Omit<RegisterSelection, "rows">;
  readonly rows: readonly ShownRow[];
  /** Where subjects are on the web, such as `https://github.com`. */
  readonly web: string;
  /** RFC 3339. */
  readonly now: string;
}

/** The whole document. Its style stands in it, its script is `verify.js` beside it. */
export function registerPage(view: RegisterView): string {
  return markup(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>Recusal register</title>
          <link rel="icon" href="data:," />
          ${styleElement(REGISTER_STYLE)}
          <script type="module" src="verify.js"></script>
        </head>
        <body>
          <a class="skip" href="#entries">Skip to the entries</a>
          <header>
            <p class="product">Recuse</p>
            <h1>Recusal register</h1>
            <p class="lede">
              Who stepped back, what was disclosed, who decided instead, and what went wrong: recorded when it
              happened, in a log that cannot be rewritten without being caught.
            </p>
          </header>
          <main>
            ${view.head === undefined ? noHead() : headSection(view)} ${filterSection(view)}
            ${entriesSection(view)} ${coverageSection(view)} ${readingSection()}
          </main>
          <footer>
            <p>
              Anyone can check this log without trusting this page: <code>recuse log verify</code> with its
              address, or any program that reads <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>.
              Files: <a href="checkpoint">checkpoint</a>, <a href="policy">policy</a>.
            </p>
          </footer>
        </body>
      </html> `,
  );
}

function noHead(): Html {
  return html`<section class="card" aria-labelledby="state">
    <h2 id="state">Nothing is signed yet</h2>
    <p>
      This log has no checkpoint, so nothing can be shown that could be proven. Once its first entry is
      signed, it appears here.
    </p>
  </section>`;
}

function headSection({ head, policyWitnesses, register }: RegisterView): Html {
  if (head === undefined) return html``;
  const entries = head.size === 1 ? "1 entry" : `${head.size} entries`;
  const last =
    register.lastAt === undefined
      ? undefined
      : html`, the newest claimed at
          <time datetime="${register.lastAt}">${timeWords(register.lastAt)}</time>`;
  const privateHead =
    register.privateHeadAt === undefined
      ? undefined
      : html`<div>
          <dt>Private record</dt>
          <dd>
            fixed in time, last on
            <time datetime="${register.privateHeadAt}">${timeWords(register.privateHeadAt)}</time>, whether it
            changed or not
          </dd>
        </div>`;
  return html`<section class="card" aria-labelledby="state">
    <h2 id="state">The signed record</h2>
    <dl class="facts">
      <div>
        <dt>Log</dt>
        <dd><bdi>${head.origin}</bdi></dd>
      </div>
      <div>
        <dt>Signed</dt>
        <dd>${entries}${last}</dd>
      </div>
      <div>
        <dt>Root</dt>
        <dd><code class="hash">${head.root}</code></dd>
      </div>
      <div>
        <dt>Witnesses</dt>
        <dd>${witnessWords(head.witnesses, policyWitnesses)}</dd>
      </div>
      ${privateHead}
    </dl>
    <div class="verify" id="verify" data-size="${head.size}">
      <button type="button" id="verify-button" disabled>Verify in this browser</button>
      <p id="verify-hint">
        Needs JavaScript. Without it: <code>recuse log verify</code>, or a proof from any row.
      </p>
      <div id="verify-verdict" role="status"></div>
      <ol id="verify-steps" aria-label="What was checked"></ol>
    </div>
  </section>`;
}

function witnessWords(witnesses: readonly WitnessTime[], inPolicy: number): Html {
  if (witnesses.length > 0) {
    return html`${witnesses.map(
      ({ name, at }, place) =>
        html`${place === 0 ? "" : html`<br />`}<bdi>${name}</bdi> saw this head at
          <time datetime="${at}">${timeWords(at)}</time>`,
    )}`;
  }
  const why =
    inPolicy === 0
      ? "The log’s policy names no witness."
      : "None of the witnesses in the log’s policy has signed this head.";
  return html`<strong class="warning">No witness: the log cannot resist its own operator.</strong> ${why}
    Times are the operator’s own claim, and only readers who kept an older checkpoint can tell if the record
    was replaced.`;
}

function entriesSection({ rows, selection, query, web }: RegisterView): Html {
  const asked = Object.keys(query).length > 0;
  const total = `${selection.total} ${selection.total === 1 ? "entry" : "entries"}${asked ? " match" : ""}`;
  const pages = html`<nav class="pages" aria-label="Pages">
    ${query.before === undefined ? undefined : html`<a href="${queryAddress(withoutBefore(query))}">Newest</a>`}
    ${selection.next === undefined ? undefined : html`<a rel="next" href="${queryAddress({ ...query, before: selection.next })}">Older entries</a>`}
  </nav>`;
  if (rows.length === 0) {
    return html`<section aria-labelledby="entries">
      <h2 id="entries" tabindex="-1">Entries</h2>
      <p class="empty">
        Nothing is recorded here${asked ? " for this filter" : ""}. That is not the same as nothing having
        happened: see <a href="#coverage">who has declared what</a>, and when nobody was watching.
      </p>
      ${pages}
    </section>`;
  }
  return html`<section aria-labelledby="entries">
    <h2 id="entries" tabindex="-1">Entries <small>${total}, newest first</small></h2>
    <table role="table" aria-labelledby="entries">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">What</th>
          <th role="columnheader" scope="col">Subject</th>
          <th role="columnheader" scope="col">Maintainer</th>
          <th role="columnheader" scope="col">Claimed at</th>
          <th role="columnheader" scope="col">Witnessed by</th>
          <th role="columnheader" scope="col">Proof</th>
        </tr>
      </thead>
      ${byMonth(rows).map(
        ([month, group]) =>
          html`<tbody role="rowgroup">
            <tr role="row" class="month">
              <th role="rowheader" scope="rowgroup" colspan="6">${month}</th>
            </tr>
            ${group.map((row) => registerRow(row, web))}
          </tbody> `,
      )}
    </table>
    ${pages}
  </section>`;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Neighbours of one month under its name, in the order that is there. */
function byMonth(rows: readonly ShownRow[]): (readonly [string, readonly ShownRow[]])[] {
  const groups: [string, ShownRow[]][] = [];
  for (const row of rows) {
    const [, year, month] = /^(\d{4})-(\d\d)-/.exec(row.entry.at) ?? [];
    const name = `${MONTHS[Number(month) - 1] ?? "Without a date"} ${year ?? ""}`.trim();
    const last = groups.at(-1);
    if (last?.[0] === name) last[1].push(row);
    else groups.push([name, [row]]);
  }
  return groups;
}

function withoutBefore({ before: _before, ...rest }: RegisterQuery): RegisterQuery {
  return rest;
}

function readingSection(): Html {
  return html`<section aria-labelledby="reading">
    <h2 id="reading">How to read this</h2>
    <ul class="notes">
      <li>
        Every recusal reads the same. None needs a reason, and no client is named: what an entry rests on is
        held in the log as a commitment that only its owner can open.
      </li>
      <li>
        <em>Claimed at</em> is the clock of whoever runs the log. <em>Witnessed by</em> is somebody else who
        saw a signed head that covers the entry, and when: the entry existed by then.
      </li>
      <li>
        What is missing here was not recorded. It is no proof that there was no conflict: confidential matters
        stay in a private record, of which this log holds only a blinded commitment.
      </li>
    </ul>
  </section>`;
}
