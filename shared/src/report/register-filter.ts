/* The filters of the register: plain links for what is asked for most, and a form for the rest. */
import { html, type Html } from "./html.ts";
import { queryAddress } from "./register-query.ts";
import type { RegisterView } from "./register-page.ts";
import { GROUP_NAMES, REGISTER_GROUPS } from "./register-words.ts";

/** Choices in a list; more are typed. */
const MOST_CHOICES = 300;

export function filterSection({ register, query }: Pick<RegisterView, "register" | "query">): Html {
  const { before: _before, ...kept } = query;
  const { group: _group, ...ungrouped } = kept;
  const total = [...register.counts.values()].reduce((sum, count) => sum + count, 0);
  const groups = GROUP_NAMES.filter((name) => register.counts.has(name) || name === query.group);
  const chips = [
    chip(queryAddress(ungrouped), "All", total, query.group === undefined),
    ...groups.map((name) =>
      chip(
        queryAddress({ ...kept, group: name }),
        REGISTER_GROUPS[name],
        register.counts.get(name) ?? 0,
        query.group === name,
      ),
    ),
  ];
  const options = GROUP_NAMES.map(
    (name) =>
      html`<option value="${name}" ${name === query.group ? html` selected` : ""}>
        ${REGISTER_GROUPS[name]}
      </option>`,
  );
  const logins = register.maintainers.slice(0, MOST_CHOICES).map(({ login }) => login);
  return html`<section class="filters" aria-label="Filters">
<nav aria-label="Kinds of entries"><ul class="chips">${chips}</ul></nav>
<details${Object.keys(ungrouped).length > 0 ? html` open` : ""}><summary>Filter by maintainer, repository or date</summary>
<form method="get" action="./" role="search" aria-label="Filter the entries">
<p><label for="f-maintainer">Maintainer</label>
<input id="f-maintainer" name="maintainer" list="l-maintainers" autocomplete="off" value="${query.maintainer ?? ""}"></p>
<p><label for="f-repository">Repository</label>
<input id="f-repository" name="repository" list="l-repositories" autocomplete="off" value="${query.repository ?? ""}"></p>
<p><label for="f-type">Kind</label>
<select id="f-type" name="type"><option value="">All</option>${options}</select></p>
<p><label for="f-since">Since</label>
<input id="f-since" name="since" type="date" value="${query.since ?? ""}"></p>
<p class="buttons"><button type="submit">Show</button> <a href="./">Clear</a></p>
${choices("l-maintainers", logins)}${choices("l-repositories", register.repositories.slice(0, MOST_CHOICES))}
</form></details>
</section>`;
}

function chip(address: string, name: string, count: number, current: boolean): Html {
  return html`<li>
    <a href="${address}" ${current ? html` aria-current="true"` : ""}
      >${name} <span class="count">${count}</span></a
    >
  </li>`;
}

function choices(id: string, values: readonly string[]): Html {
  return html`<datalist id="${id}">
    ${values.map((value) => html`<option value="${value}"></option>`)}
  </datalist>`;
}
