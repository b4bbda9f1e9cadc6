/* One entry as a row of the register. A browser that verifies the page reads the marked parts again. */
import { html, type Html } from "./html.ts";
import type { RegisterEntry } from "./register-entry.ts";
import { queryAddress } from "./register-query.ts";
import { account, rowWords, timeWords } from "./register-words.ts";

/** A witness who saw a head that covers something, and when, RFC 3339. */
export interface WitnessTime {
  readonly name: string;
  readonly at: string;
}

export interface ShownRow {
  readonly entry: RegisterEntry;
  /** Of the first head that covers it, as far as is known here. */
  readonly witnesses: readonly WitnessTime[];
  /** What the maintainer answered to a breach; its text where she published it. */
  readonly replies: readonly { readonly entry: RegisterEntry; readonly text?: string }[];
}

/**
 * @param web where subjects are on the web
 */
export function registerRow({ entry, witnesses, replies }: ShownRow, web: string): Html {
  const words = rowWords(entry);
  if (words === undefined) return html``;
  const { group, kind, what, subject, maintainer, claimed } = words;
  const about =
    entry.maintainer === undefined
      ? html`<span class="none">–</span>`
      : html`<a href="${queryAddress({ maintainer: entry.maintainer.login })}"
          ><bdi data-part="maintainer">${maintainer}</bdi></a
        >`;
  return html`<tr role="row" class="${group}" id="entry-${entry.index}" data-index="${entry.index}">
    <th role="rowheader" scope="row" data-label="What">
      <span class="kind" data-part="kind">${kind}</span>
      <bdi data-part="what">${what}</bdi>${replies.map((reply) => replyBlock(reply))}
    </th>
    <td role="cell" data-label="Subject">${subjectCell(entry, subject, web)}</td>
    <td role="cell" data-label="Maintainer">${about}</td>
    <td role="cell" data-label="Claimed at">
      <time datetime="${entry.at}" data-part="claimed">${claimed}</time>
    </td>
    <td role="cell" data-label="Witnessed by">${witnessCell(witnesses)}</td>
    <td role="cell" data-label="Proof">
      <a class="proof" href="proof/${entry.index}" aria-label="Proof of entry ${entry.index}"
        >#${entry.index}</a
      >
    </td>
  </tr> `;
}

function replyBlock({ entry, text }: ShownRow["replies"][number]): Html {
  const by = entry.by ?? entry.maintainer;
  const said =
    text === undefined
      ? html`<p class="none">A reply is on record; its text was not published.</p>`
      : html`<blockquote><bdi>${text}</bdi></blockquote>`;
  return html`<div class="reply" id="entry-${entry.index}">
    ${said}
    <p>
      ${by === undefined ? "Reply" : html`Reply by <bdi>${account(by)}</bdi>`},
      <time datetime="${entry.at}">${timeWords(entry.at)}</time>,
      <a class="proof" href="proof/${entry.index}" aria-label="Proof of entry ${entry.index}"
        >#${entry.index}</a
      >
    </p>
  </div>`;
}

/** A link only where the reference is exactly a repository of GitHub and a number. */
function subjectCell({ ref }: RegisterEntry, subject: string, web: string): Html {
  if (subject === "") return html`<span class="none">–</span>`;
  const shown = html`<bdi data-part="subject">${subject}</bdi>`;
  const [, owner, name, number] = /^([\w-]{1,100})\/([\w.-]{1,100})#(\d{1,10})$/.exec(ref ?? "") ?? [];
  if (owner === undefined || name === undefined || number === undefined) return shown;
  return html`<a href="${web}/${owner}/${name}/issues/${number}">${shown}</a>`;
}

function witnessCell(witnesses: readonly WitnessTime[]): Html {
  if (witnesses.length === 0) return html`<span class="none">nobody yet</span>`;
  return html`${witnesses.map(
    ({ name, at }) =>
      html`<span class="witness"><bdi>${name}</bdi> <time datetime="${at}">${timeWords(at)}</time></span>`,
  )}`;
}
