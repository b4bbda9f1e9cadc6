import assert from "node:assert/strict";
import { cosign, cosignatureTime, cosignatureVerifier } from "@recuse/shared/audit/cosignature.ts";
import { formatNote, openNote, parseNote, parseSignatureLine } from "@recuse/shared/audit/note.ts";
import { parseVerifierKey, signerKey } from "@recuse/shared/audit/note-key.ts";
import { browser, node } from "../../builders/cryptography.ts";

/** https://c2sp.org/tlog-cosignature; its keys are not published. */
const TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const LINE =
  "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
const TIME = 1_679_315_147;

const KEY = signerKey(node, "witness.example/w1", "cosignature", Buffer.alloc(32, 3));

describe("a cosignature", () => {
  it("carries the published example's time", () => {
    assert.equal(cosignatureTime(parseSignatureLine(LINE)), TIME);
  });

  it("signs the message that the specification shows", () => {
    const messages: string[] = [];
    const sign = (_seed: Uint8Array, message: Uint8Array) => {
      messages.push(Buffer.from(message).toString());
      return new Uint8Array(64);
    };
    const signature = cosign({ sign }, KEY, TEXT, TIME);
    assert.deepEqual(messages, [`cosignature/v1\ntime 1679315147\n${TEXT}`]);
    assert.equal(Buffer.from(signature.signature.subarray(0, 8)).toString("hex"), "00000000641850cb");
  });

  it("verifies on both hosts; with any bit turned over, another time or another text it does not", async () => {
    const signature = cosign(node, KEY, TEXT, TIME);
    const known = [cosignatureVerifier(KEY)];
    const message = formatNote({ text: TEXT, signatures: [signature] });
    assert.equal(openNote(node, message, known).verified.length, 1);
    assert.equal((await openNote(browser, message, known)).verified.length, 1);
    for (let bit = 0; bit < 72 * 8; bit += 1) {
      const turned = Uint8Array.from(signature.signature);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const bad = formatNote({ text: TEXT, signatures: [{ ...signature, signature: turned }] });
      assert.throws(() => openNote(node, bad, known), { code: "forged" }, `bit ${bit}`);
    }
    const wrong = [
      { text: TEXT.replace("20852163", "20852164"), signatures: [signature] },
      { text: TEXT, signatures: [{ ...signature, signature: signature.signature.subarray(8) }] },
    ];
    for (const note of wrong)
      assert.throws(() => openNote(node, formatNote(note), known), { code: "forged" });
  });

  it("is not mistaken for a plain signature of the same key", () => {
    const plain = signerKey(node, KEY.name, "ed25519", KEY.seed);
    const asPlain = { ...cosign(node, KEY, TEXT, TIME), id: plain.id };
    const note = parseNote(formatNote({ text: TEXT, signatures: [asPlain] }));
    assert.throws(() => openNote(node, formatNote(note), [cosignatureVerifier(KEY)]), { code: "unsigned" });
    assert.throws(() => cosignatureVerifier(plain), { name: "KeyError", code: "type" });
    assert.throws(() => cosign(node, plain, TEXT, TIME), { name: "KeyError", code: "type" });
  });

  it("is made for checkpoints and whole seconds only", () => {
    assert.throws(() => cosign(node, KEY, "no checkpoint\n", TIME), { name: "CheckpointError" });
    for (const time of [0, -1, 0.5, 2 ** 53, Number.NaN])
      assert.throws(() => cosign(node, KEY, TEXT, time), RangeError);
    const past = parseSignatureLine(LINE);
    const beyond = { ...past, signature: past.signature.map((byte, at) => (at === 0 ? 0x7f : byte)) };
    assert.equal(cosignatureTime(beyond), undefined);
  });

  it("has keys of its own type", () => {
    // The id and type of the key are those of https://c2sp.org/tlog-cosignature#format.
    const id = Buffer.from(
      node.sha256(Buffer.concat([Buffer.from("witness.example/w1\n\x04"), KEY.publicKey])),
    ).subarray(0, 4);
    const vkey = `witness.example/w1+${id.toString("hex")}+${Buffer.concat([Buffer.of(4), KEY.publicKey]).toString("base64")}`;
    assert.deepEqual(parseVerifierKey(node.sha256, vkey).type, "cosignature");
  });
});
