/* What the register can vouch for: who declared a complete roster, until when, and when nobody was watching. */
import { html, type Html } from "./html.ts";
import { queryAddress } from "./register-query.ts";
import type { RegisterView } from "./register-page.ts";
import type { MaintainerCoverage } from "./register.ts";
import { account, timeWords } from "./register-words.ts";

/** Rows; a practice has few members, but the log is not trusted to. */
const MOST_MAINTAINERS = 300;

export function coverageSection({ register, now }: Pick<RegisterView, "register" | "now">): Html {
  const covered = register.maintainers.slice(0, MOST_MAINTAINERS);
  const table =
    covered.length === 0
      ? html`<p class="empty">No maintainer has an entry or a declaration yet.</p>`
      : html`<table role="table" aria-labelledby="coverage" class="coverage">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">Maintainer</th>
              <th role="columnheader" scope="col">Roster declared complete</th>
              <th role="columnheader" scope="col">Entries</th>
              <th role="columnheader" scope="col">Breaches</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${covered.map((each) => coverageRow(each, now))}
          </tbody>
        </table>`;
  return html`<section aria-labelledby="coverage">
    <h2 id="coverage">Coverage</h2>
    <p>Silence is not innocence. For whom no declaration stands, an empty list says nothing at all.</p>
    ${table}
    <h3 id="outages">When nobody was watching</h3>
    ${outageList(register.outages)}
  </section>`;
}

function coverageRow({ login, id, entries, breaches, ...declared }: MaintainerCoverage, now: string): Html {
  return html`<tr role="row">
    <th role="rowheader" scope="row" data-label="Maintainer">
      <a href="${queryAddress({ maintainer: login })}"><bdi>${account({ id, login })}</bdi></a>
    </th>
    <td role="cell" data-label="Roster declared complete">${declaration(declared, now)}</td>
    <td role="cell" data-label="Entries">${entries}</td>
    <td role="cell" data-label="Breaches">${breaches}</td>
  </tr> `;
}

function declaration(
  { attestedAt, attestedUntil }: Pick<MaintainerCoverage, "attestedAt" | "attestedUntil">,
  now: string,
): Html {
  if (attestedAt === undefined) return html`<strong class="warning">never</strong>`;
  const on = html`on <time datetime="${attestedAt}">${timeWords(attestedAt)}</time>`;
  if (attestedUntil === undefined) return html`as of then, ${on}`;
  const until = html`until <time datetime="${attestedUntil}">${timeWords(attestedUntil)}</time>`;
  if (Date.parse(attestedUntil) >= Date.parse(now)) return html`<span class="good">${until}</span>, ${on}`;
  return html`<strong class="warning">lapsed</strong>: ${until}, ${on}`;
}

function outageList(outages: RegisterView["register"]["outages"]): Html {
  if (outages.length === 0) {
    return html`<p class="empty">
      No outage is on record. An outage that nobody recorded is not known here either.
    </p>`;
  }
  return html`<ul class="outages">
    ${outages.toReversed().map(
      ({ from, until, at }) =>
        html`<li>
          ${from === undefined ? html`an unknown time` : time(from)} to
          ${until === undefined ? html`an unknown time` : time(until)}
          <span class="none">recorded ${time(at)}</span>
        </li>`,
    )}
  </ul>`;
}

function time(at: string): Html {
  return html`<time datetime="${at}">${timeWords(at)}</time>`;
}
