import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  formatProofFile,
  parseProofFile,
  ProofFileError,
  verifyProofFile,
} from "@recuse/shared/audit/proof-file.ts";
import { browser, node } from "../../builders/cryptography.ts";
import { LOG_POLICY, QUORUM_POLICY, signedCheckpoint, WITNESS_KEYS } from "../../builders/log-keys.ts";
import { leavesOf, naiveInclusion, naiveRoot } from "../../builders/merkle.ts";

const LEAVES = leavesOf(11);
const HEAD = { size: 11, root: naiveRoot(LEAVES) };
const ENTRY = Buffer.from("entry 9");
const CHECKPOINT = signedCheckpoint(HEAD, WITNESS_KEYS.slice(0, 2));
const FILE = formatProofFile({
  extra: ENTRY,
  index: 9,
  proof: naiveInclusion(9, LEAVES),
  checkpoint: CHECKPOINT,
});

function codeOf(action: () => unknown): string {
  try {
    action();
    return "accepted";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : assert.fail(String(error));
  }
}

function edited(from: string, to: string): Uint8Array {
  const text = Buffer.from(FILE).toString();
  assert.ok(text.includes(from));
  return Buffer.from(text.replace(from, to));
}

describe("a proof file", () => {
  it("has the lines of C2SP tlog-proof", () => {
    const lines = Buffer.from(FILE).toString().split("\n");
    assert.deepEqual(lines.slice(0, 3), ["c2sp.org/tlog-proof@v1", "extra ZW50cnkgOQ==", "index 9"]);
    assert.equal(lines.indexOf(""), 3 + 3);
    assert.equal(lines[7], "log.example/recuse");
    assert.equal(
      codeOf(() => formatProofFile({ index: 0.5, proof: [], checkpoint: CHECKPOINT })),
      "malformed",
    );
    assert.equal(
      codeOf(() => formatProofFile({ index: 0, proof: [ENTRY], checkpoint: CHECKPOINT })),
      "malformed",
    );
  });

  it("proves its entry under a policy, on both hosts", async () => {
    for (const policy of [LOG_POLICY, QUORUM_POLICY]) {
      const proven = verifyProofFile(node, policy, FILE, ENTRY);
      assert.deepEqual([proven.index, proven.checkpoint.size], [9, 11]);
      assert.deepEqual((await verifyProofFile(browser, policy, FILE, ENTRY)).index, 9);
      assert.equal(Buffer.from(verifyProofFile(node, policy, FILE).entry).toString(), "entry 9");
    }
  });

  it("is refused for the right reason when anything in it is another", () => {
    const one = signedCheckpoint(HEAD, WITNESS_KEYS.slice(0, 1));
    const proof = naiveInclusion(9, LEAVES);
    const table: [string, Uint8Array, Uint8Array | undefined, string][] = [
      ["as it is", FILE, ENTRY, "accepted"],
      ["no extra line, entry given", edited("extra ZW50cnkgOQ==\n", ""), ENTRY, "accepted"],
      ["no extra line, no entry", edited("extra ZW50cnkgOQ==\n", ""), undefined, "entry"],
      ["another extra, entry given", edited("ZW50cnkgOQ==", "AAAA"), ENTRY, "accepted"],
      ["another extra, no entry", edited("ZW50cnkgOQ==", "AAAA"), undefined, "root"],
      ["another entry", FILE, Buffer.from("entry 8"), "root"],
      ["another index", edited("index 9", "index 8"), ENTRY, "root"],
      ["an index with another path", edited("index 9", "index 10"), ENTRY, "length"],
      ["an index past the tree", edited("index 9", "index 11"), ENTRY, "index"],
      ["a leading zero", edited("index 9", "index 09"), ENTRY, "malformed"],
      ["an index past 2^53", edited("index 9", "index 9007199254740992"), ENTRY, "malformed"],
      ["another version", edited("@v1", "@v2"), ENTRY, "malformed"],
      [
        "extra after index",
        edited("extra ZW50cnkgOQ==\nindex 9", "index 9\nextra ZW50cnkgOQ=="),
        ENTRY,
        "malformed",
      ],
      ["extra without padding", edited("OQ==", "OQ"), ENTRY, "malformed"],
      ["no index", edited("index 9\n", ""), ENTRY, "malformed"],
      ["no blank line", edited("\n\n", "\n"), ENTRY, "malformed"],
      ["another size", edited("\n11\n", "\n12\n"), ENTRY, "forged"],
      [
        "a hash too few",
        formatProofFile({ index: 9, proof: proof.slice(1), checkpoint: CHECKPOINT }),
        ENTRY,
        "length",
      ],
      ["a quorum too few", formatProofFile({ index: 9, proof, checkpoint: one }), ENTRY, "quorum"],
      ["empty", new Uint8Array(0), ENTRY, "malformed"],
      ["too large", Buffer.alloc(2_000_001), ENTRY, "too-large"],
    ];
    for (const [what, file, entry, expected] of table)
      assert.equal(
        codeOf(() => verifyProofFile(node, QUORUM_POLICY, file, entry)),
        expected,
        what,
      );
  });

  it("is refused with any bit turned over", function () {
    this.timeout(20_000);
    const text = Buffer.from(FILE).toString();
    const covered = Buffer.from(text.slice(0, text.indexOf("index"))).length;
    for (let bit = covered * 8; bit < FILE.length * 8; bit += 1) {
      const turned = Uint8Array.from(FILE);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.notEqual(
        codeOf(() => verifyProofFile(node, QUORUM_POLICY, turned, ENTRY)),
        "accepted",
        `bit ${bit}`,
      );
    }
  });

  it("reads back what it wrote, and throws nothing but its own error", () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const whole = fc.record({
      index: fc.maxSafeNat(),
      proof: fc.array(hash, { maxLength: 53 }),
      extra: fc.uint8Array(),
    });
    fc.assert(
      fc.property(whole, (written) => {
        const read = parseProofFile(formatProofFile({ ...written, checkpoint: CHECKPOINT }));
        assert.deepEqual(formatProofFile(read), formatProofFile({ ...written, checkpoint: CHECKPOINT }));
        assert.equal(read.index, written.index);
      }),
    );
    const piece = fc.constantFrom(
      "c2sp.org/tlog-proof@v1\n",
      "extra ",
      "index ",
      "0",
      "\n",
      "AAAA",
      "\u{1f600}",
      "A".repeat(43) + "=",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parseProofFile(Buffer.from(pieces.join("")));
        } catch (error) {
          assert.ok(error instanceof ProofFileError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
