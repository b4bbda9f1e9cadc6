import assert from "node:assert/strict";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { appendLeaf, EMPTY_FRONTIER, rootOf } from "@recuse/shared/audit/frontier.ts";
import { browser, sha256 } from "../../builders/cryptography.ts";
import { leavesOf, naiveRoot } from "../../builders/merkle.ts";

describe("the frontier", () => {
  it("has at every size the root of the tree, in memory of its logarithm", async () => {
    const leaves = leavesOf(300);
    let frontier = EMPTY_FRONTIER;
    for (let size = 0; ; size += 1) {
      const root = naiveRoot(leaves.slice(0, size));
      assert.deepEqual(hashing(sha256, rootOf(frontier)), root, String(size));
      assert.equal(frontier.size, size);
      assert.equal(frontier.roots.length, size.toString(2).replaceAll("0", "").length);
      if (size % 50 === 7)
        assert.deepEqual(Buffer.from(await hashing(browser.sha256, rootOf(frontier))), root);
      const leaf = leaves[size];
      if (leaf === undefined) break;
      const before = frontier;
      frontier = hashing(sha256, appendLeaf(frontier, leaf));
      assert.equal(before.size, size, "an older one stays what it was");
    }
  });

  it("does not grow past 2^53 - 1, nor from what is none", () => {
    const full = { size: 2 ** 53 - 1, roots: leavesOf(53) };
    assert.throws(() => hashing(sha256, appendLeaf(full, full.roots[0] ?? new Uint8Array())), {
      code: "size",
    });
    assert.throws(() => hashing(sha256, appendLeaf({ size: 3, roots: [] }, new Uint8Array(32))), {
      code: "size",
    });
  });
});
