import assert from "node:assert/strict";
import fc from "fast-check";
import { registerPage, type RegisterView } from "@recuse/shared/report/register-page.ts";
import type { RegisterEntry } from "@recuse/shared/report/register-entry.ts";
import { emptyRegister, foldRegister, selectRows } from "@recuse/shared/report/register.ts";

function viewOf(entries: readonly RegisterEntry[], more: Partial<RegisterView> = {}): RegisterView {
  const register = emptyRegister();
  for (const entry of entries) foldRegister(register, entry, 0);
  const { rows, ...selection } = selectRows(register, {}, 50);
  return {
    register,
    head: { origin: "log.example/x", size: entries.length, root: "AAAA", witnesses: [] },
    policyWitnesses: 0,
    query: {},
    selection,
    rows: rows.flatMap((row) => {
      const entry = entries[register.rows.index[row] ?? 0];
      return entry === undefined ? [] : [{ entry, witnesses: [], replies: [] }];
    }),
    web: "https://github.com",
    now: "2026-03-02T00:00:00Z",
    style: "p { margin: 0; }",
    ...more,
  };
}

const HOSTILE = [
  "<script>alert(1)</script>",
  '" onmouseover="alert(1)',
  "'><img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "\u202ereversed\u2066\u0000\u200b",
  "&lt;b&gt;",
  "\ud800",
];

function hostileEntry(text: string, type: string): RegisterEntry {
  const account = { id: 1, login: text };
  return {
    index: 0,
    id: text,
    type,
    at: text,
    repository: text,
    ref: text,
    kind: text,
    maintainer: account,
    by: account,
    to: account,
    level: "recuse",
    override: { label: text, action: text },
    from: text,
    until: text,
  };
}

const TYPES = [
  "determination",
  "recusal",
  "waiver",
  "handover",
  "decision",
  "override",
  "breach",
  "attestation",
  "outage",
];

/** Everything hostile in every place that a page has for a text. */
function hostilePage(text: string): string {
  const entries = TYPES.map((type) => hostileEntry(text, type));
  const view = viewOf(entries, {
    head: { origin: text, size: 9, root: text, witnesses: [{ name: text, at: text }] },
    query: { maintainer: text, repository: text, since: text },
  });
  const [entry] = entries;
  assert.ok(entry);
  const witnesses = [{ name: text, at: text }];
  return registerPage({
    ...view,
    rows: view.rows.map((row) => ({ ...row, witnesses, replies: [{ entry, text }] })),
  });
}

/** The markup without any text and any value of an attribute. */
function skeleton(page: string): string {
  return page.replaceAll(/="[^"]*"/g, "").replaceAll(/>[^<]*</g, "><");
}

describe("the register page", () => {
  const plain = skeleton(hostilePage("plain"));

  it("is the same markup whatever its texts are", () => {
    for (const text of HOSTILE) assert.equal(skeleton(hostilePage(`x${text}`)), plain, text);
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        const page = hostilePage(`x${text}`);
        assert.equal(skeleton(page), plain);
        assert.doesNotMatch(page, /[\u202a-\u202e\u2066-\u2069\u200b\u0000]/);
      }),
      { numRuns: 50 },
    );
  });

  it("makes a link of a subject only where it is one, to this place on the web", () => {
    const link = (ref: string) =>
      /<a href="(https:[^"]*issues[^"]*)"/.exec(
        registerPage(viewOf([{ ...hostileEntry("x", "recusal"), ref }])),
      )?.[1];
    assert.equal(link("octo-org/hello-world#7"), "https://github.com/octo-org/hello-world/issues/7");
    for (const ref of ["octo-org/../x#7", "octo-org/x#7/..", "x/y#7\n", "//evil.example/x#1", "KEP-12"]) {
      assert.equal(link(ref), undefined, ref);
    }
  });

  it("says plainly that without a witness the log cannot resist its operator", () => {
    assert.match(registerPage(viewOf([])), /No witness: the log cannot resist its own operator/);
  });

  it("does not let silence look like innocence", () => {
    assert.match(registerPage(viewOf([])), /not the same as nothing having\s+happened/);
    const about = { ...hostileEntry("octocat", "recusal"), at: "2026-01-01T00:00:00Z" };
    assert.match(registerPage(viewOf([about])), /<strong class="warning">never<\/strong>/);
    const declared = { ...about, type: "attestation", until: "2026-02-01" };
    assert.match(registerPage(viewOf([declared])), /lapsed/);
    assert.doesNotMatch(registerPage(viewOf([{ ...declared, until: "2026-12-31" }])), /lapsed/);
  });

  it("says that nothing is signed where there is no head", () => {
    const { head: _head, ...none } = viewOf([]);
    assert.match(registerPage(none), /Nothing is signed yet/);
  });

  it("has what assistive technology needs", () => {
    const page = hostilePage("plain");
    for (const part of [
      'lang="en"',
      "<main>",
      "<header>",
      "<footer>",
      'href="#entries"',
      'role="status"',
      "<title>",
    ]) {
      assert.ok(page.includes(part), part);
    }
    const labelled = [...page.matchAll(/<(?:input|select)\s+id="([^"]+)"/g)].map(([, id = ""]) => id);
    assert.equal(labelled.length, 4);
    for (const id of labelled) assert.ok(page.includes(`<label for="${id}"`), id);
    assert.equal([...page.matchAll(/<h1/g)].length, 1);
    assert.doesNotMatch(page, /<th(?![^>]*scope=)[ >]/);
  });
});
