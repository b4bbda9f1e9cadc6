import assert from "node:assert/strict";
import * as fc from "fast-check";
import { csvCell, printable } from "@recuse/shared/report/printable.ts";

describe("text from outside", () => {
  const cells: [text: string, expected: string][] = [
    ["", ""],
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    ["a=1", "a=1"],
  ];
  for (const [text, expected] of cells) {
    it(`as a CSV cell: ${JSON.stringify(text)}`, () => {
      assert.equal(csvCell(text), expected);
    });
  }

  const terminal: [name: string, text: string, expected: string][] = [
    ["a window title", "a\u001b]0;owned\u0007b", "a ]0;owned b"],
    ["a line break", "one\r\ntwo", "one two"],
    ["a backspace", "ab\b\bcd", "ab cd"],
    ["an eight-bit control", "a\u009b31mb", "a 31mb"],
    ["text that turns around", "user\u202egnp.exe", "user gnp.exe"],
    ["an invisible joiner", "ac\u200bme", "ac me"],
    ["a lone surrogate", "a\ud800b", "a b"],
    ["letters of any script", "Ærøskøbing 東京 👩", "Ærøskøbing 東京 👩"],
  ];
  for (const [name, text, expected] of terminal) {
    it(`on a terminal: ${name}`, () => {
      assert.equal(printable(text), expected);
    });
  }

  it("never reaches a spreadsheet as a formula, nor a terminal as a command", () => {
    const pieces = fc.constantFrom(
      ...["=", "+", "-", "@", "\t", "\r", "\n", '"', ",", ";", "'", "a", "1", " ", "é"],
      ...["\u0000", "\u001b", "\u007f", "\u009b", "\u200b", "\u2028", "\u202e", "\ud800"],
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
        (text) => {
          assert.doesNotMatch(csvCell(text), /^"?[=+\-@\t\r]/);
          assert.doesNotMatch(printable(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});
