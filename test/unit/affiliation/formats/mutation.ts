/* Small valid files of every format, and what happens to them under test. */
import * as fc from "fast-check";
import type { FormatName } from "@recuse/shared/affiliation/formats/format.ts";

const GITDM = `# as of 2023-03-29
octocat: octo!acme.example, 1+octocat!users.noreply.github.com
\tIndependent until 2017-11-01
\tAcme from Globex from 2017-11-01 until 2020-02-29
\tInitech from 2020-02-29
hubot*: h!globex.example, root!localhost
\tGlobex
\tInc.
`;
export const LIST = {
  recuse: "affiliations",
  version: 1,
  title: "list",
  asOf: "2026-01-31",
  people: [
    {
      login: "octocat",
      id: 1,
      emails: ["octo@acme.example"],
      organizations: [{ name: "Acme", until: "2019-05-01" }],
    },
    { logins: ["hubot"], organizations: [], seen: [{ domain: "acme.example", at: "2026-01-02" }] },
  ],
  domains: [{ domain: "acme.example", organization: "Acme", from: "2001-01-01" }],
};
const YAML = `recuse: affiliations
version: 1
title: "list"
asOf: 2026-01-31
people:
  - login: octocat
    emails: [octo@acme.example]
    organizations:
      - { name: Acme, until: 2019-05-01 }
      - name: 'Globex'
        from: 2019-05-01
domains:
  - domain: acme.example
    organization: >-
      Acme
`;
const ENROLLMENT = { organization: "Acme", start: "1900-01-01T00:00:00", end: "2008-01-01T00:00:00" };
export const SORTING_HAT = {
  time: "2026-01-14 13:31:19.507613",
  organizations: { Acme: [{ domain: "acme.example", is_top: true }], Globex: [] },
  uidentities: {
    a1: {
      identities: [{ source: "github", username: "octocat", email: null }],
      enrollments: [ENROLLMENT],
      profile: null,
    },
  },
};
export const STACKALYTICS = {
  users: [
    {
      github_id: "octocat",
      emails: ["o@acme.example"],
      companies: [{ company_name: "Acme", end_date: "2013-Dec-01" }],
    },
  ],
  companies: [{ company_name: "Acme", domains: ["acme.example", ""] }],
};
const COMMITS = `{"email":"octo@acme.example","at":"2026-01-02T01:30:00+02:00"}
{"login":"octocat","id":1,"domain":"acme.example","at":"2026-01-02"}
`;
const MAP = "# map\nacme.example Acme < 2019-05-01\nacme.example\tGlobex\nb.example B # c\n";

/** A small valid text of each format, the name that its file goes by, and how many characters of it to read mutated. */
export const SEEDS: readonly [format: FormatName, file: string, text: string, characters: number][] = [
  ["gitdm", "g.txt", GITDM, 4_000_000],
  ["dated-list", "l.yaml", YAML, 1_000_000],
  ["dated-list", "l.json", JSON.stringify(LIST, undefined, 1), 1_000_000],
  ["sortinghat", "s.json", JSON.stringify(SORTING_HAT, undefined, 1), 1_000_000],
  ["stackalytics", "t.json", JSON.stringify(STACKALYTICS, undefined, 1), 1_000_000],
  ["commit-domains", "c.jsonl", COMMITS, 1_000_000],
  ["domain-map", "m", MAP, 1_000_000],
];
export const ALL = SEEDS.map(([, , text]) => text);
const BITS = [
  "\0",
  "\uFEFF",
  "\uD800",
  "\r",
  "\n",
  "\t",
  "  ",
  "!",
  ":",
  "#",
  "*",
  "&a",
  "<<: ",
  '"',
  "'",
  "\\u0000",
  "{",
  "}",
  "[[[[",
  "]",
  ",",
  "-1e999",
  "from ",
  "until ",
  "2020-13-45",
  "9999-99-99",
  "2100-01-01",
  "null",
  "__proto__",
  "🦊",
];

export type Edit =
  | {
      readonly kind: "delete" | "repeat";
      readonly at: number;
      readonly length: number;
      readonly times: number;
    }
  | { readonly kind: "insert"; readonly at: number; readonly bit: string }
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | {
      readonly kind: "splice";
      readonly at: number;
      readonly other: string;
      readonly from: number;
      readonly length: number;
    };

export const place = fc.double({ min: 0, max: 1, noNaN: true });
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("delete" as const, "repeat" as const),
    at: place,
    length: fc.integer({ min: 1, max: 40 }),
    times: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant("insert" as const), at: place, bit: fc.constantFrom(...BITS) }),
  fc.record({ kind: fc.constant("flip" as const), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({
    kind: fc.constant("splice" as const),
    at: place,
    other: fc.constantFrom(...ALL),
    from: place,
    length: fc.integer({ min: 1, max: 200 }),
  }),
);

/** The text after one edit after another. */
export function mutate(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, change) => {
    const at = Math.floor(change.at * before.length);
    const head = before.slice(0, at);
    const tail = before.slice(at);
    switch (change.kind) {
      case "delete":
        return head + tail.slice(change.length);
      case "repeat":
        return head + tail.slice(0, change.length).repeat(change.times) + tail;
      case "insert":
        return head + change.bit + tail;
      case "flip":
        return head + String.fromCharCode(before.charCodeAt(at) ^ (1 << change.bit)) + tail.slice(1);
      case "splice": {
        const from = Math.floor(change.from * change.other.length);
        return head + change.other.slice(from, from + change.length) + tail;
      }
    }
  }, text);
}

/** The JSON text with one of its values, wherever it stands, replaced. */
export function replaceOne(text: string, at: number, value: unknown): string {
  let count = 0;
  JSON.parse(text, (_key, each: unknown) => {
    count += 1;
    return each;
  });
  const chosen = Math.floor(at * count);
  let index = 0;
  const tree: unknown = JSON.parse(text, (_key, each: unknown) => (index++ === chosen ? value : each));
  return JSON.stringify(tree, undefined, 1);
}
