import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  formatNote,
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  NoteError,
  openNote,
  parseNote,
  withSignatures,
} from "@recuse/shared/audit/note.ts";
import type { Note } from "@recuse/shared/audit/note.ts";
import {
  formatSignerKey,
  formatVerifierKey,
  noteVerifier,
  parseSignerKey,
  parseVerifierKey,
  signerKey,
  signText,
} from "@recuse/shared/audit/note-key.ts";
import { browser, node } from "../../builders/cryptography.ts";

interface Example {
  readonly source: string;
  readonly vkey: string;
  readonly skey?: string;
  readonly text: string;
  readonly lines: string;
}

const EXAMPLES: readonly Example[] = [
  {
    source: "https://c2sp.org/signed-note#example",
    vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    text: "This is an example message.\n",
    lines:
      "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
  },
  {
    source: "https://pkg.go.dev/golang.org/x/mod/sumdb/note#hdr-Example",
    vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    skey: "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
    text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    lines:
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
  },
];

/** The specification's first example, with blank lines in its text; its key is not published. */
const POEM =
  "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n" +
  "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

const SEED = Buffer.alloc(32, 7);
const KEY = signerKey(node, "log.example/recuse", "ed25519", SEED);
const OTHER = signerKey(node, "log.example/recuse", "ed25519", Buffer.alloc(32, 8));
const LINE = "— log.example/a AAAAAAE=\n";

function utf8(text: string): Uint8Array {
  return Buffer.from(text);
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return "accepted";
  } catch (error) {
    assert.ok(error instanceof NoteError, String(error));
    return error.code;
  }
}

describe("a signed note", () => {
  for (const { source, vkey, skey, text, lines } of EXAMPLES) {
    it(`opens as published: ${source}`, async () => {
      const message = utf8(`${text}\n${lines}`);
      const key = parseVerifierKey(node.sha256, vkey);
      assert.equal(formatVerifierKey(key), vkey);
      assert.equal(openNote(node, message, [noteVerifier(key)]).text, text);
      const late = noteVerifier(await parseVerifierKey(browser.sha256, vkey));
      assert.equal((await openNote(browser, message, [late])).text, text);
      assert.equal(asText(formatNote(parseNote(message))), asText(message));
      if (skey === undefined) return;
      const signer = parseSignerKey(node, skey);
      assert.equal(formatSignerKey(signer), skey);
      assert.equal(formatVerifierKey(signer), vkey);
      const signed = formatNote({ text, signatures: [signText(node, signer, text)] });
      assert.equal(asText(signed), asText(message));
    });
  }

  it("splits at the last blank line", () => {
    const note = parseNote(utf8(POEM));
    assert.ok(note.text.endsWith("sole:\n\ned è subito sera.\n"));
    assert.deepEqual(
      note.signatures.map(({ name, id }) => [name, id]),
      [["quasimodo.example/salvatore", 0x367ba04b]],
    );
  });

  it("is refused when it is not exactly of its form", () => {
    const table: [string, string | Uint8Array, string][] = [
      ["nothing", "", "malformed"],
      ["no signatures", "text\n", "malformed"],
      ["no line after the blank one", "text\n\n", "malformed"],
      ["no final line feed", `text\n\n${LINE.slice(0, -1)}`, "malformed"],
      ["no blank line", `text\n${LINE}`, "malformed"],
      ["text among the signatures", `text\n\n${LINE}text\n`, "malformed"],
      ["a hyphen for the em dash", `text\n\n-${LINE.slice(1)}`, "malformed"],
      ["a carriage return", `text\r\n\r\n${LINE}`, "malformed"],
      ["a tab", `te\txt\n\n${LINE}`, "malformed"],
      ["a zero byte", `te\0xt\n\n${LINE}`, "malformed"],
      ["not UTF-8", Buffer.concat([Buffer.of(0xff), utf8(`\n\n${LINE}`)]), "malformed"],
      [
        "a surrogate in UTF-8",
        Buffer.concat([Buffer.of(0xed, 0xa0, 0x80), utf8(`\n\n${LINE}`)]),
        "malformed",
      ],
      ["no name", "text\n\n—  AAAAAAE=\n", "malformed"],
      ["a plus in the name", "text\n\n— a+b AAAAAAE=\n", "malformed"],
      ["a wide space in the name", "text\n\n— a\u3000b AAAAAAE=\n", "malformed"],
      ["a next line in the name", "text\n\n— a\u0085b AAAAAAE=\n", "malformed"],
      ["two spaces", "text\n\n— a  AAAAAAE=\n", "malformed"],
      ["a space at the end", "text\n\n— a AAAAAAE= \n", "malformed"],
      ["no padding", "text\n\n— a AAAAAAE\n", "malformed"],
      ["bits past the end", "text\n\n— a AAAAAAF=\n", "malformed"],
      ["the URL's base64", "text\n\n— a AAAAA_E=\n", "malformed"],
      ["an id and no signature", "text\n\n— a AAAAAA==\n", "malformed"],
      ["the most signatures", `text\n\n${LINE.repeat(MAX_SIGNATURES)}`, "accepted"],
      ["too many signatures", `text\n\n${LINE.repeat(MAX_SIGNATURES + 1)}`, "too-large"],
      ["too many bytes", `${"x".repeat(MAX_NOTE_BYTES)}\n\n${LINE}`, "too-large"],
      ["an empty text line", `\n\n${LINE}`, "accepted"],
      ["a byte order mark", `\ufefftext\n\n${LINE}`, "accepted"],
    ];
    for (const [what, message, expected] of table) {
      const bytes = typeof message === "string" ? utf8(message) : message;
      assert.equal(
        codeOf(() => parseNote(bytes)),
        expected,
        what,
      );
      if (expected === "accepted") assert.equal(asText(formatNote(parseNote(bytes))), asText(bytes), what);
    }
  });

  it("passes over unknown keys, refuses a known key's bad signature", () => {
    const text = "text\n\nand more\n";
    const own = signText(node, KEY, text);
    const bad = { ...own, signature: own.signature.map((byte, at) => (at === 63 ? byte ^ 1 : byte)) };
    const strange = signText(node, OTHER, text);
    const known = [noteVerifier(KEY)];
    const table: [string, Note["signatures"], string][] = [
      ["its own", [own], "accepted"],
      ["another's beside it", [strange, own], "accepted"],
      ["another's alone, of the same name", [strange], "unsigned"],
      ["its own under another name", [{ ...own, name: "log.example/else" }], "unsigned"],
      ["its own under another id", [{ ...own, id: own.id ^ 1 }], "unsigned"],
      ["a bad one", [bad], "forged"],
      ["a bad one beside its own", [own, bad], "forged"],
      ["a bad one of an unknown key", [own, { ...bad, id: strange.id }], "accepted"],
      ["one cut short", [{ ...own, signature: own.signature.subarray(1) }], "forged"],
      ["its own twice", [own, own], "accepted"],
    ];
    for (const [what, signatures, expected] of table) {
      const open = () => openNote(node, formatNote({ text, signatures }), known);
      assert.equal(codeOf(open), expected, what);
      if (expected === "accepted")
        assert.deepEqual(
          open().verified.map(({ by }) => by),
          known,
          what,
        );
    }
    const message = formatNote({ text, signatures: [own] });
    assert.equal(
      codeOf(() => openNote(node, message, [...known, ...known])),
      "ambiguous",
    );
    assert.equal(
      codeOf(() => openNote(node, message, [])),
      "unsigned",
    );
  });

  it("gets a key's new signature in the place of its old one", () => {
    const [one, other] = [signText(node, KEY, "text\n"), signText(node, OTHER, "text\n")];
    const note = { text: "text\n", signatures: [one, other] };
    assert.deepEqual(withSignatures(note, [{ ...one, signature: SEED }]).signatures, [
      other,
      { ...one, signature: SEED },
    ]);
  });

  it("never opens with any bit turned over, or opens as what was signed", () => {
    const text = "log.example\n\ntext\n";
    const message = formatNote({ text, signatures: [signText(node, KEY, text)] });
    for (let bit = 0; bit < message.length * 8; bit += 1) {
      const copy = Uint8Array.from(message);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.notEqual(
        codeOf(() => openNote(node, copy, [noteVerifier(KEY)])),
        "accepted",
        `bit ${bit}`,
      );
    }
  });

  it("throws nothing but its own error, whatever it is given", () => {
    const pieces = fc.constantFrom(
      "\n",
      "\n\n",
      "— ",
      "a",
      " ",
      "+",
      "AAAAAAE=",
      "=",
      "\0",
      "é",
      "\ud800",
      LINE,
    );
    const message = fc.oneof(
      fc.array(pieces, { maxLength: 30 }).map((all) => utf8(all.join(""))),
      fc.uint8Array({ maxLength: 80 }),
    );
    const property = fc.property(message, (bytes) => {
      if (codeOf(() => parseNote(bytes)) !== "accepted") return;
      assert.equal(asText(formatNote(parseNote(bytes))), asText(bytes));
    });
    fc.assert(property, { numRuns: 3000 });
  });
});

describe("a note's key", () => {
  const vkey = formatVerifierKey(KEY);
  const skey = formatSignerKey(KEY);

  it("is read only in exactly its form, and no message repeats any of it", () => {
    const table: [string, string, string][] = [
      ["nothing", "", "malformed"],
      ["no id", vkey.replace(/\+[0-9a-f]{8}/, ""), "malformed"],
      [
        "an id in capitals",
        vkey.replace(/\+[0-9a-f]{8}/, (id) => id.replace(/.$/, "F").toUpperCase()),
        "malformed",
      ],
      ["another id", vkey.replace(/\+[0-9a-f]{8}/, "+00000000"), "id"],
      ["another name", `x${vkey}`, "id"],
      ["a space in the name", vkey.replace("/", " "), "malformed"],
      ["an unknown type", vkey.replace(/\+AQ?[A-Za-z0-9]/, "+Ag"), "type"],
      ["a byte too few", vkey.slice(0, -4), "malformed"],
      ["a line feed at the end", `${vkey}\n`, "malformed"],
    ];
    for (const [what, text, code] of table)
      assert.throws(() => parseVerifierKey(node.sha256, text), { name: "KeyError", code }, what);
    const secret = skey.split("+").at(-1) ?? "";
    for (const text of [
      skey.slice(0, -4),
      skey.replace(/\+[0-9a-f]{8}/, "+00000000"),
      skey.replace("KEY", "PUB"),
    ])
      assert.throws(
        () => parseSignerKey(node, text),
        (error: Error) => error.name === "KeyError" && !error.message.includes(secret.slice(0, 8)),
      );
  });

  it("reads back what it wrote, for any name and seed", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((each) => /^[^\s+\u0085]+$/u.test(each));
    const property = fc.property(name, fc.uint8Array({ minLength: 32, maxLength: 32 }), (called, seed) => {
      const key = signerKey(node, called, "ed25519", seed);
      assert.deepEqual(parseSignerKey(node, formatSignerKey(key)).seed, seed);
      assert.equal(parseVerifierKey(node.sha256, formatVerifierKey(key)).id, key.id);
    });
    fc.assert(property, { numRuns: 50 });
  });

  it("of one type makes and verifies no signature of the other", () => {
    const witness = signerKey(node, "witness.example", "cosignature", SEED);
    assert.notEqual(witness.id, signerKey(node, "witness.example", "ed25519", SEED).id);
    assert.throws(() => signText(node, witness, "text\n"), { name: "KeyError", code: "type" });
    assert.throws(() => noteVerifier(witness), { name: "KeyError", code: "type" });
  });
});
