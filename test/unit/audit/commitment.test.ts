import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { encodeBase64 } from "@recuse/shared/audit/base64.ts";
import { canonicalJson } from "@recuse/shared/audit/canonical.ts";
import {
  commit,
  COMMITTED_FIELDS,
  commitmentMatches,
  salt,
  type CommittedField,
  type Hmac,
} from "@recuse/shared/audit/commitment.ts";
import { decodeEntry, type Hidden } from "@recuse/shared/audit/entry.ts";
import { formatProofFile, verifyProofFile } from "@recuse/shared/audit/proof-file.ts";
import { inclusionProof } from "@recuse/shared/audit/proofs.ts";
import { parsePolicy } from "@recuse/shared/audit/witness-policy-file.ts";
import { node, sha256 } from "../../builders/cryptography.ts";
import { buildLog, madeEntry, RECUSAL } from "../../builders/log-folder.ts";
import { naiveRoot } from "../../builders/merkle.ts";
import { leafHash } from "@recuse/shared/audit/merkle.ts";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { parseTilePath } from "@recuse/shared/audit/tiles.ts";

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();
const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const OTHER_KEY = KEY.toReversed();
const FIRST = "01J8ZQ0000000000000000000A";
const SECOND = "01J8ZQ0000000000000000000B";

/** Any key, and one that is another. */
const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const id = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const field = fc.constantFrom<CommittedField>(...COMMITTED_FIELDS);
const value = fc.jsonValue().filter((each) => isCanonical(each));

function isCanonical(each: unknown): boolean {
  try {
    return canonicalJson(each) !== "";
  } catch {
    return false;
  }
}

/** Bits in which two values of 32 bytes differ: about 128 where neither says anything of the other. */
function distance(one: Uint8Array, other: Uint8Array): number {
  const bits = [...one].map((byte, at) => (byte ^ (other[at] ?? 0)).toString(2).replaceAll("0", "").length);
  return bits.reduce((sum, each) => sum + each, 0);
}

describe("commitment", () => {
  it("is the value that the format prescribes", () => {
    const r = createHmac("sha256", Buffer.from(KEY))
      .update("recuse/salt/v1\n01J8ZQ0000000000000000000A\norganization", "utf8")
      .digest();
    const c = createHmac("sha256", r)
      .update(
        'recuse/commitment/v1\n{"entry":"01J8ZQ0000000000000000000A","field":"organization","value":"acme"}',
        "utf8",
      )
      .digest("base64");
    assert.deepEqual(Buffer.from(salt(hmac, KEY, FIRST, "organization")), r);
    assert.equal(commit(hmac, KEY, FIRST, "organization", "acme"), c);
    assert.equal(c, "X0mkcwjzWqW2c/x8ixv1NhVK6HgFXg2q05kxJTWdBtw=");
  });

  it("cannot be linked: one organization, two entries or two fields, nothing in common", () => {
    const all = [
      commit(hmac, KEY, FIRST, "organization", "acme"),
      commit(hmac, KEY, SECOND, "organization", "acme"),
      commit(hmac, KEY, FIRST, "reason", "acme"),
      commit(hmac, OTHER_KEY, FIRST, "organization", "acme"),
      commit(hmac, KEY, FIRST, "organization", "globex"),
    ];
    assert.equal(new Set(all).size, all.length);
  });

  it("opens with what belongs to it and with nothing else", () => {
    const value = { relation: "author", organization: "acme" };
    const sealed = commit(hmac, KEY, FIRST, "detail", value);
    const r = salt(hmac, KEY, FIRST, "detail");
    const reordered = { organization: "acme", relation: "author" };
    const table: [string, boolean, boolean][] = [
      ["itself", true, commitmentMatches(hmac, r, FIRST, "detail", value, sealed)],
      [
        "the same members in another order",
        true,
        commitmentMatches(hmac, r, FIRST, "detail", reordered, sealed),
      ],
      ["moved to another entry", false, commitmentMatches(hmac, r, SECOND, "detail", value, sealed)],
      ["moved to another field", false, commitmentMatches(hmac, r, FIRST, "reason", value, sealed)],
      ["another value", false, commitmentMatches(hmac, r, FIRST, "detail", "acme", sealed)],
      [
        "another entry's salt",
        false,
        commitmentMatches(hmac, salt(hmac, KEY, SECOND, "detail"), FIRST, "detail", value, sealed),
      ],
    ];
    for (const [name, expected, actual] of table) assert.equal(actual, expected, name);
  });

  it("refuses keys and salts that are not exactly 32 bytes", () => {
    for (const length of [0, 1, 31, 33, 64]) {
      const key = new Uint8Array(length);
      assert.throws(() => salt(hmac, key, FIRST, "reason"), RangeError);
      assert.throws(() => commit(hmac, key, FIRST, "reason", "x"), RangeError);
      assert.throws(() => commitmentMatches(hmac, key, FIRST, "reason", "x", ""), RangeError);
    }
  });
});

describe("commitments of any entry, field, value and key", () => {
  it("are not alike for one organization: in two entries or fields neither they nor their salts are near", () => {
    fc.assert(
      fc.property(key32, id, id, field, field, value, (key, one, other, first, second, hidden) => {
        fc.pre(one !== other || first !== second);
        const sealed = (entry: string, of: CommittedField) =>
          Buffer.from(commit(hmac, key, entry, of, hidden), "base64");
        const salts = [salt(hmac, key, one, first), salt(hmac, key, other, second)] as const;
        // Eight standard deviations from the 128 of chance.
        for (const bits of [distance(sealed(one, first), sealed(other, second)), distance(...salts)])
          assert.ok(bits > 64 && bits < 192, `${bits} bits differ`);
      }),
    );
  });

  it("are opened by value and salt, and all of one organization by its key", () => {
    fc.assert(
      fc.property(key32, fc.array(fc.tuple(id, field, value), { maxLength: 8 }), (key, hidden) => {
        for (const [entry, of, each] of hidden) {
          const sealed = commit(hmac, key, entry, of, each);
          assert.ok(commitmentMatches(hmac, salt(hmac, key, entry, of), entry, of, each, sealed));
        }
      }),
    );
  });

  it("are not opened by a reveal that was moved, nor by one of another key", () => {
    fc.assert(
      fc.property(key32, key32, id, id, field, field, value, value, (...drawn) => {
        const [key, otherKey, entry, otherEntry, of, otherField, hidden, otherValue] = drawn;
        const sealed = commit(hmac, key, entry, of, hidden);
        const r = salt(hmac, key, entry, of);
        const isSame = canonicalJson(hidden) === canonicalJson(otherValue);
        const opens = (at: string, as: CommittedField, with_: unknown, by = r) =>
          commitmentMatches(hmac, by, at, as, with_, sealed);
        assert.equal(opens(otherEntry, of, hidden), otherEntry === entry);
        assert.equal(opens(entry, otherField, hidden), otherField === of);
        assert.equal(opens(entry, of, otherValue), isSame);
        assert.equal(
          opens(entry, of, hidden, salt(hmac, otherKey, entry, of)),
          distance(key, otherKey) === 0,
        );
        assert.equal(opens(entry, of, hidden, salt(hmac, key, otherEntry, of)), otherEntry === entry);
      }),
    );
  });

  it("say nothing of other entries by a salt that was published", () => {
    fc.assert(
      fc.property(key32, id, id, field, field, value, (key, open, closed, of, closedField, hidden) => {
        fc.pre(open !== closed || of !== closedField);
        const sealed = commit(hmac, key, closed, closedField, hidden);
        const r = salt(hmac, key, open, of);
        // Even he who guesses what the other hides can confirm it by nothing that he makes of the salt.
        const made = [r, salt(hmac, r, closed, closedField), salt(hmac, r, open, of), sha256(r)];
        for (const guess of made)
          assert.equal(commitmentMatches(hmac, guess, closed, closedField, hidden, sealed), false);
      }),
    );
  });

  it("cannot be told to be about one value or two by him who lacks the key", () => {
    // The salt of each is unknown to him, so he may only compare; equal pairs are as far apart as unequal ones.
    const of = (entry: string, hidden: string) =>
      Buffer.from(commit(hmac, KEY, entry, "organization", hidden), "base64");
    const ids = Array.from({ length: 400 }, (_, at) => String(at).padStart(26, "0"));
    const mean = (hidden: (at: number) => string): number => {
      const all = ids.map((entry, at) => of(entry, hidden(at)));
      const pairs = all.slice(1).map((each, at) => distance(each, all[at] ?? each));
      return pairs.reduce((sum, each) => sum + each, 0) / pairs.length;
    };
    for (const hidden of [() => "acme", (at: number) => `client-${at}`])
      assert.ok(Math.abs(mean(hidden) - 128) < 4, String(mean(hidden)));
  });

  it("are refused under keys and salts of any other length than 32", () => {
    const wrong = fc.uint8Array({ maxLength: 200 }).filter(({ length }) => length !== 32);
    fc.assert(
      fc.property(wrong, id, field, value, (key, entry, of, hidden) => {
        const right = commit(hmac, KEY, entry, of, hidden);
        assert.throws(() => salt(hmac, key, entry, of), RangeError);
        assert.throws(() => commit(hmac, key, entry, of, hidden), RangeError);
        assert.throws(() => commitmentMatches(hmac, key, entry, of, hidden, right), RangeError);
      }),
    );
  });
});

describe("an erased organization", () => {
  const hidden: Hidden = { organization: "acme", reason: "paid review", detail: { level: 3 } };
  const entries = Array.from({ length: 7 }, (_, at) => madeEntry(at, RECUSAL, hidden, KEY));

  it("is opened by nothing that is left, and the proofs of its entries still hold", () => {
    const log = buildLog({ entries });
    const policy = parsePolicy(sha256, Buffer.from(`log ${log.vkey}\nquorum none\n`));
    const leaves = log.lines.map((line) => hashing(sha256, leafHash(line)));
    const head = { size: entries.length, root: naiveRoot(leaves) };
    const tiles = new Map([...log.files].filter(([path]) => isHashTile(path)));
    // The key and the details are gone: what is left of them is that the values may be guessed.
    for (const [index, line] of log.lines.entries()) {
      const file = formatProofFile({
        extra: line,
        index,
        proof: inclusionProof(sha256, index, head, tiles),
        checkpoint: log.checkpoint(head.size),
      });
      const entry = decodeEntry(Buffer.from(verifyProofFile(node, policy, file).entry).toString());
      assert.deepEqual(entry, entries[index]?.entry);
      for (const of of COMMITTED_FIELDS) {
        const sealed = entry.commitments?.[of] ?? assert.fail("no commitment");
        const opens = (r: Uint8Array) => commitmentMatches(hmac, r, entry.id, of, hidden[of], sealed);
        assert.ok(opens(salt(hmac, KEY, entry.id, of)));
        const left = [
          new Uint8Array(32),
          OTHER_KEY,
          Buffer.from(sealed, "base64"),
          leaves[index] ?? OTHER_KEY,
        ];
        for (const guess of left) {
          assert.equal(opens(guess), false);
          assert.equal(opens(salt(hmac, guess, entry.id, of)), false);
        }
      }
    }
  });
});

function isHashTile(path: string): boolean {
  return path.startsWith("tile/") && parseTilePath(path).level !== "entries";
}

describe("base64", () => {
  it("agrees with Node's for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString("base64"));
      }),
    );
  });
});
