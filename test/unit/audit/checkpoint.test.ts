import assert from "node:assert/strict";
import * as fc from "fast-check";
import { CheckpointError, formatCheckpoint, parseCheckpoint } from "@recuse/shared/audit/checkpoint.ts";
import { parseNote } from "@recuse/shared/audit/note.ts";

/** https://c2sp.org/tlog-cosignature: the checkpoint of https://c2sp.org/tlog-checkpoint with a cosignature. */
const EXAMPLE =
  "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
  "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n" +
  "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

const ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

function isRefused(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    assert.ok(error instanceof CheckpointError, String(error));
    return true;
  }
}

describe("a checkpoint", () => {
  it("is read as published", () => {
    const note = parseNote(Buffer.from(EXAMPLE));
    const checkpoint = parseCheckpoint(note.text);
    assert.equal(checkpoint.origin, "example.com/behind-the-sofa");
    assert.equal(checkpoint.size, 20_852_163);
    assert.equal(Buffer.from(checkpoint.root).toString("base64"), ROOT);
    assert.deepEqual(checkpoint.extensions, []);
    assert.equal(formatCheckpoint(checkpoint), note.text);
    assert.equal(note.signatures.length, 2);
  });

  it("is refused when it is not exactly of its form", () => {
    const table: [string, boolean][] = [
      [`log.example\n0\n${ROOT}\n`, true],
      [`log.example\n9007199254740991\n${ROOT}\n`, true],
      [`log.example\n1\n${ROOT}\nextension\nanother\n`, true],
      [`log.example\n9007199254740992\n${ROOT}\n`, false],
      [`log.example\n18446744073709551615\n${ROOT}\n`, false],
      [`log.example\n${"9".repeat(100_000)}\n${ROOT}\n`, false],
      [`log.example\n01\n${ROOT}\n`, false],
      [`log.example\n00\n${ROOT}\n`, false],
      [`log.example\n-1\n${ROOT}\n`, false],
      [`log.example\n+1\n${ROOT}\n`, false],
      [`log.example\n1.0\n${ROOT}\n`, false],
      [`log.example\n1e3\n${ROOT}\n`, false],
      [`log.example\n0x1\n${ROOT}\n`, false],
      [`log.example\n 1\n${ROOT}\n`, false],
      [`log.example\n1 \n${ROOT}\n`, false],
      [`log.example\n\u0661\n${ROOT}\n`, false],
      [`log.example\n\n${ROOT}\n`, false],
      [`\n1\n${ROOT}\n`, false],
      [`log.example\n1\n${ROOT}`, false],
      [`log.example\n1\n${ROOT}\n\n`, false],
      [`log.example\n1\n${ROOT}\n\nextension\n`, false],
      [`log.example\n1\n${ROOT.slice(0, -1)}\n`, false],
      [`log.example\n1\n${ROOT.slice(4)}\n`, false],
      [`log.example\n1\nAAAA${ROOT}\n`, false],
      [`log.example\n1\n${ROOT.replace("2I=", "2J=")}\n`, false],
      [`log.example\n1\n${ROOT} \n`, false],
      ["log.example\n1\n", false],
      ["", false],
    ];
    for (const [text, isGood] of table) {
      assert.equal(
        isRefused(() => parseCheckpoint(text)),
        !isGood,
        JSON.stringify(text.slice(0, 80)),
      );
      if (isGood) assert.equal(formatCheckpoint(parseCheckpoint(text)), text);
    }
  });

  it("is written only if it can be read back", () => {
    const root = Buffer.alloc(32);
    const good = { origin: "log.example", size: 1, root, extensions: [] };
    const table = [
      { ...good, origin: "" },
      { ...good, origin: "a\nb" },
      { ...good, origin: "a\ud800" },
      { ...good, size: -1 },
      { ...good, size: 2 ** 53 },
      { ...good, size: 1e21 },
      { ...good, size: 0.5 },
      { ...good, root: Buffer.alloc(31) },
      { ...good, extensions: [""] },
      { ...good, extensions: ["a\tb"] },
    ];
    for (const checkpoint of table)
      assert.ok(
        isRefused(() => formatCheckpoint(checkpoint)),
        checkpoint.origin,
      );
  });

  it("reads back what it wrote, and throws nothing but its own error", () => {
    const line = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((each) => !/[\0-\x1f]/.test(each) && each.isWellFormed());
    const checkpoint = fc.record({
      origin: line,
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      extensions: fc.array(line, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(checkpoint, (written) => {
        const read = parseCheckpoint(formatCheckpoint(written));
        assert.deepEqual({ ...read, root: Uint8Array.from(read.root) }, { ...written });
      }),
    );
    const pieces = fc.constantFrom("\n", "0", "1", "a", ROOT, "\0", "=", "log.example\n1\n");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (all) => {
        const text = all.join("");
        if (!isRefused(() => parseCheckpoint(text)) && !text.includes("\0"))
          assert.equal(formatCheckpoint(parseCheckpoint(text)), text);
      }),
      { numRuns: 2000 },
    );
  });
});
