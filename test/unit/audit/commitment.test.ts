import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { encodeBase64 } from "@recuse/shared/audit/base64.ts";
import { commit, commitmentMatches, salt, type Hmac } from "@recuse/shared/audit/commitment.ts";

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();
const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const OTHER_KEY = KEY.toReversed();
const FIRST = "01J8ZQ0000000000000000000A";
const SECOND = "01J8ZQ0000000000000000000B";

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

describe("base64", () => {
  it("agrees with Node's for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString("base64"));
      }),
    );
  });
});
