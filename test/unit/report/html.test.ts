import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeText, html, markup, type HtmlPart } from "@recuse/shared/report/html.ts";

describe("html", () => {
  it("escapes texts, joins lists, and keeps what a template made", () => {
    const parts = ["<b>", html`<i>${'"&'}</i>`, 7, undefined];
    assert.equal(
      markup(html`<p title="${"'"}">${parts}</p>`),
      `<p title="&#39;">&#60;b&#62;<i>&#34;&#38;</i>7</p>`,
    );
  });

  it("lets no text become markup, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.doesNotMatch(escapeText(text), /[<>"'\p{Cc}\p{Cf}\p{Cs}]|&(?!#\d+;)/u);
      }),
    );
  });

  it("takes nothing that was parsed for markup, whatever its members are called", () => {
    const parsed = JSON.parse(
      '{"html":"<script>","Symbol(markup)":"<script>","markup":"<script>"}',
    ) as HtmlPart;
    assert.equal(markup(html`${parsed}`).includes("<"), false);
  });
});
