import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { hmacSha256 } from "@recuse/shared/node/node-cryptography.ts";

describe("node cryptography", () => {
  it("gives the HMAC that createHmac gives, for keys and messages of every length", () => {
    for (let length = 0; length < 150; length += 1) {
      const [key, message] = [randomBytes(length), randomBytes(150 - length)];
      assert.deepEqual(
        Buffer.from(hmacSha256(key, message)),
        createHmac("sha256", key).update(message).digest(),
      );
    }
  });
});
