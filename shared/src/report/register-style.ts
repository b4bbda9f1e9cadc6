/* How the register looks: light and dark, on a phone as cards, on paper without controls. No part of it moves. */
import { css } from "./html.ts";

/** The style sheet, exactly as it stands between the tags: a server names its hash in the page's policy. */
export const REGISTER_STYLE = css`
  :root {
    color-scheme: light dark;
    --paper: #faf9f6;
    --card: #fff;
    --ink: #1c1b19;
    --soft: #5a5750;
    --line: #dcd8cf;
    --link: #0b5394;
    --good: #17663a;
    --good-soft: #e4f3e9;
    --bad: #a31515;
    --bad-soft: #fbe9e7;
    --warn: #7a4a00;
    --warn-soft: #fdf1dc;
    --blue-soft: #e6eef8;
    --blue: #1d4677;
    --violet-soft: #efe9f8;
    --violet: #533187;
    --grey-soft: #ebe9e4;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --paper: #141517;
      --card: #1c1e21;
      --ink: #eceae5;
      --soft: #aeaaa1;
      --line: #36393e;
      --link: #8ebcf0;
      --good: #83d6a2;
      --good-soft: #173324;
      --bad: #ff9d94;
      --bad-soft: #43201e;
      --warn: #f0c276;
      --warn-soft: #3a2d16;
      --blue-soft: #1b2d44;
      --blue: #a6cbf5;
      --violet-soft: #2d2342;
      --violet: #cfb5f5;
      --grey-soft: #2b2d31;
    }
  }
  * {
    box-sizing: border-box;
  }
  html {
    -webkit-text-size-adjust: 100%;
  }
  body {
    margin: 0 auto;
    max-width: 74rem;
    padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 3rem;
    background: var(--paper);
    color: var(--ink);
    font:
      1rem/1.55 system-ui,
      -apple-system,
      "Segoe UI",
      Roboto,
      "Liberation Sans",
      sans-serif;
    overflow-wrap: break-word;
  }
  h1,
  h2,
  h3 {
    line-height: 1.2;
    text-wrap: balance;
  }
  h1 {
    margin: 0;
    font-size: clamp(1.8rem, 5vw, 2.5rem);
    letter-spacing: -0.02em;
  }
  h2 {
    margin: 0 0 0.75rem;
    font-size: 1.3rem;
    letter-spacing: -0.01em;
  }
  h2 small {
    color: var(--soft);
    font-size: 0.9rem;
    font-weight: 400;
    letter-spacing: 0;
  }
  h3 {
    margin: 1.5rem 0 0.5rem;
    font-size: 1.05rem;
  }
  p {
    margin: 0 0 0.75rem;
  }
  a {
    color: var(--link);
    text-underline-offset: 0.15em;
  }
  a:focus-visible,
  button:focus-visible,
  input:focus-visible,
  select:focus-visible,
  summary:focus-visible {
    outline: 3px solid var(--link);
    outline-offset: 2px;
    border-radius: 3px;
  }
  code {
    font:
      0.9em/1.4 ui-monospace,
      "SF Mono",
      Menlo,
      Consolas,
      "Liberation Mono",
      monospace;
  }
  section {
    margin: 2.25rem 0 0;
  }
  .skip {
    position: absolute;
    left: -99rem;
  }
  .skip:focus {
    left: 1rem;
    top: 0.5rem;
    padding: 0.4rem 0.8rem;
    background: var(--card);
  }
  .product {
    margin: 0 0 0.25rem;
    color: var(--soft);
    font-size: 0.85rem;
    font-weight: 600;
    letter-spacing: 0.08em;
    text-transform: uppercase;
  }
  .lede {
    margin: 0.6rem 0 0;
    max-width: 44rem;
    color: var(--soft);
    font-size: 1.08rem;
  }
  .card {
    margin-top: 1.75rem;
    padding: 1.25rem clamp(1rem, 3vw, 1.5rem);
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--card);
  }
  .facts {
    display: grid;
    gap: 0.4rem;
    margin: 0;
  }
  .facts > div {
    display: grid;
    grid-template-columns: 8.5rem 1fr;
    gap: 0.5rem;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
    min-width: 0;
  }
  .hash {
    overflow-wrap: anywhere;
  }
  .warning {
    color: var(--warn);
  }
  .good {
    color: var(--good);
    font-weight: 600;
  }
  .none {
    color: var(--soft);
  }
  .empty {
    color: var(--soft);
  }
  .verify {
    margin-top: 1.1rem;
    padding-top: 1.1rem;
    border-top: 1px solid var(--line);
  }
  button {
    padding: 0.55rem 1.1rem;
    border: 1px solid var(--link);
    border-radius: 7px;
    background: var(--link);
    color: var(--card);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button:disabled {
    border-color: var(--line);
    background: var(--grey-soft);
    color: var(--soft);
    cursor: default;
  }
  #verify-hint {
    margin: 0.6rem 0 0;
    color: var(--soft);
    font-size: 0.92rem;
  }
  #verify-verdict:empty,
  #verify-steps:empty {
    display: none;
  }
  #verify-verdict {
    margin-top: 0.9rem;
    padding: 0.8rem 1rem;
    border-left: 5px solid var(--soft);
    border-radius: 6px;
    background: var(--grey-soft);
  }
  #verify-verdict p {
    margin: 0.3rem 0 0;
  }
  #verify-verdict[data-verdict="good"] {
    border-color: var(--good);
    background: var(--good-soft);
  }
  #verify-verdict[data-verdict="partly"] {
    border-color: var(--warn);
    background: var(--warn-soft);
  }
  #verify-verdict[data-verdict="bad"] {
    border-color: var(--bad);
    background: var(--bad-soft);
  }
  #verify-verdict[data-verdict="bad"] strong {
    color: var(--bad);
  }
  #verify-steps {
    margin: 0.9rem 0 0;
    padding: 0;
    list-style: none;
    font-size: 0.95rem;
  }
  #verify-steps li {
    position: relative;
    margin: 0.25rem 0;
    padding-left: 1.7rem;
  }
  #verify-steps li::before {
    position: absolute;
    left: 0;
    content: "…";
    font-weight: 700;
  }
  #verify-steps li[data-state="good"]::before {
    content: "✓";
    color: var(--good);
  }
  #verify-steps li[data-state="bad"]::before {
    content: "✗";
    color: var(--bad);
  }
  #verify-steps li[data-state="partly"]::before {
    content: "!";
    color: var(--warn);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin: 0 0 0.9rem;
    padding: 0;
    list-style: none;
  }
  .chips a {
    display: block;
    padding: 0.3rem 0.8rem;
    border: 1px solid var(--line);
    border-radius: 99px;
    background: var(--card);
    color: var(--ink);
    text-decoration: none;
  }
  .chips a:hover {
    border-color: var(--link);
  }
  .chips a[aria-current] {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--paper);
  }
  .count {
    margin-left: 0.2rem;
    opacity: 0.75;
    font-variant-numeric: tabular-nums;
  }
  summary {
    width: fit-content;
    color: var(--link);
    cursor: pointer;
  }
  form {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
    gap: 0.8rem;
    align-items: end;
    margin-top: 0.8rem;
  }
  form p {
    margin: 0;
  }
  label {
    display: block;
    margin-bottom: 0.2rem;
    color: var(--soft);
    font-size: 0.9rem;
  }
  input,
  select {
    width: 100%;
    min-height: 2.6rem;
    padding: 0.45rem 0.6rem;
    border: 1px solid var(--soft);
    border-radius: 6px;
    background: var(--card);
    color: var(--ink);
    font: inherit;
  }
  .buttons a {
    margin-left: 0.8rem;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.95rem;
  }
  th,
  td {
    padding: 0.6rem 0.7rem;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
  }
  thead th {
    border-bottom-color: var(--soft);
    color: var(--soft);
    font-size: 0.85rem;
    font-weight: 600;
  }
  tbody th {
    font-weight: 400;
  }
  .month th {
    padding: 1.4rem 0 0.4rem;
    font-weight: 650;
  }
  time {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .kind {
    display: inline-block;
    min-width: 6.1rem;
    margin-right: 0.35rem;
    padding: 0.05rem 0.5rem;
    border-radius: 4px;
    background: var(--grey-soft);
    color: var(--ink);
    font-size: 0.82rem;
    font-weight: 600;
    text-align: center;
  }
  .recusal .kind {
    background: var(--blue-soft);
    color: var(--blue);
  }
  .disclosure .kind {
    background: var(--violet-soft);
    color: var(--violet);
  }
  .handover .kind {
    background: var(--good-soft);
    color: var(--good);
  }
  .waiver .kind {
    background: var(--warn-soft);
    color: var(--warn);
  }
  .breach .kind {
    background: var(--bad);
    color: var(--card);
  }
  .breach [data-part="what"] {
    color: var(--bad);
    font-weight: 600;
  }
  .witness {
    display: block;
  }
  .witness time {
    display: block;
    color: var(--soft);
    font-size: 0.9em;
  }
  .proof {
    font-variant-numeric: tabular-nums;
  }
  .reply {
    margin: 0.6rem 0 0.2rem;
    padding-left: 0.9rem;
    border-left: 3px solid var(--line);
  }
  .reply p {
    margin: 0.2rem 0 0;
    color: var(--soft);
    font-size: 0.9rem;
  }
  blockquote {
    margin: 0;
  }
  tr:target > *,
  .reply:target {
    background: var(--warn-soft);
  }
  .failed > * {
    background: var(--bad-soft);
  }
  .pages {
    display: flex;
    gap: 1.5rem;
    margin-top: 1rem;
  }
  .pages a {
    padding: 0.4rem 0;
  }
  .coverage {
    max-width: 48rem;
  }
  .notes,
  .outages {
    margin: 0;
    padding-left: 1.2rem;
  }
  .notes {
    max-width: 50rem;
  }
  .notes li,
  .outages li {
    margin-bottom: 0.5rem;
  }
  footer {
    margin-top: 2.5rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
    color: var(--soft);
    font-size: 0.92rem;
  }
  @media (max-width: 46rem) {
    .facts > div {
      grid-template-columns: 1fr;
      gap: 0;
    }
    .facts > div + div {
      margin-top: 0.4rem;
    }
    table,
    tbody,
    tr,
    th,
    td {
      display: block;
    }
    thead {
      position: absolute;
      left: -99rem;
    }
    tbody tr {
      margin: 0 0 0.8rem;
      padding: 0.8rem 0.9rem;
      border: 1px solid var(--line);
      border-radius: 9px;
      background: var(--card);
    }
    tbody th,
    tbody td,
    td:first-child {
      padding: 0.1rem 0;
      border: 0;
    }
    tbody td {
      display: grid;
      grid-template-columns:
        7.2rem
        minmax(0, 1fr);
      gap: 0.4rem;
    }
    tbody td::before {
      color: var(--soft);
      content: attr(data-label);
      font-size: 0.9rem;
    }
    tbody th {
      margin-bottom: 0.4rem;
    }
    .kind {
      min-width: 0;
    }
    tbody tr.month {
      margin: 1.2rem 0 0.5rem;
      padding: 0;
      border: 0;
      background: none;
    }
    .chips a {
      padding: 0.45rem 0.85rem;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      scroll-behavior: auto;
      transition: none;
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .kind,
    .chips a[aria-current] {
      border: 1px solid;
    }
  }
  @media print {
    :root {
      --paper: #fff;
      --card: #fff;
      --ink: #000;
      --soft: #333;
      --line: #999;
      --link: #000;
    }
    body {
      max-width: none;
      padding: 0;
      font-size: 10pt;
    }
    .filters,
    .verify,
    .pages,
    .skip {
      display: none;
    }
    tr,
    .reply {
      break-inside: avoid;
    }
    thead {
      display: table-header-group;
    }
  }
`;
