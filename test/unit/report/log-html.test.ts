import assert from "node:assert/strict";
import * as fc from "fast-check";
import { logHtml, type LogDocument } from "@recuse/shared/report/log-html.ts";
import { madeEntry, RECUSAL } from "../../builders/log-folder.ts";

const DOCUMENT: LogDocument = {
  origin: "log.example/recuse",
  size: 2,
  checkpoint: "log.example/recuse\n2\nAAAA\n\n\u2014 log.example/recuse AAAA\n",
  vkey: "log.example/recuse+00000000+AAAA",
  witnesses: [{ name: "W1", at: "2026-03-01T12:00:00.000Z" }],
  madeAt: "2026-03-01T12:00:00.000Z",
};

/** The tags of a document, in order: a text that became one changes it. */
function tagsOf(text: string): string[] {
  return [...text.matchAll(/<\/?([a-z0-9]+)/gi)].map(([tag]) => tag);
}

describe("a log as HTML", () => {
  it("is one well-formed document around its rows, with a policy that forbids everything", () => {
    const { head, row, tail } = logHtml(DOCUMENT);
    const text = head + row(madeEntry(0)) + row(madeEntry(1)) + tail;
    assert.match(text, /^<!doctype html>\n<html lang="en">/);
    assert.match(text, /default-src 'none'; style-src 'unsafe-inline'/);
    assert.match(text, /prefers|color-scheme: light dark/);
    assert.match(text, /@media print/);
    for (const tag of ["table", "tbody", "tr", "td", "th", "dl", "body", "html"]) {
      const count = (pattern: RegExp) => text.match(pattern)?.length;
      assert.equal(count(new RegExp(`<${tag}[ >]`, "g")), count(new RegExp(`</${tag}>`, "g")), tag);
    }
    assert.match(text, /<tbody>\s*<tr id="entry-0">/);
  });

  it("is marked confidential exactly when it is", () => {
    assert.doesNotMatch(logHtml(DOCUMENT).head, /CONFIDENTIAL/);
    for (const confidential of ["private", "details"] as const)
      assert.match(logHtml({ ...DOCUMENT, confidential }).head, /role="note">CONFIDENTIAL/);
  });

  it("has the same tags whatever the texts are", () => {
    const { row } = logHtml(DOCUMENT);
    const rowOf = (text: string) =>
      row({
        entry: madeEntry(0, {
          ...RECUSAL,
          subject: { kind: "issue", ref: text },
          maintainer: { id: 1, login: text },
          by: { id: 2, login: text },
        }).entry,
        hidden: { organization: text, reason: text, detail: [text] },
      });
    const expected = tagsOf(rowOf("x"));
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("</td><script>", '" onload="x', "<tbody>", "<!--", "&lt;", "]]>", "'"),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        assert.deepEqual(tagsOf(rowOf(text)), expected);
      }),
    );
  });
});
