import assert from "node:assert/strict";
import { sign } from "@octokit/webhooks-methods";
import { isSignature, signatureOf, verifySignature } from "../../../github-app/src/inbox/signature.ts";

// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
const SECRET = "It's a Secret to Everybody";
const BODY = Buffer.from("Hello, World!");
const SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

describe("signature of a delivery", () => {
  it("is GitHub's documented vector", () => {
    assert.equal(signatureOf(SECRET, BODY), SIGNATURE);
    assert.equal(verifySignature(SECRET, BODY, SIGNATURE), true);
  });

  it("agrees with @octokit/webhooks-methods", async () => {
    for (const body of ["{}", '{"title":"Grüße 🌍"}', `"${"x".repeat(70_000)}"`]) {
      const signature = await sign(SECRET, body);
      assert.equal(signatureOf(SECRET, Buffer.from(body)), signature);
      assert.equal(verifySignature(SECRET, Buffer.from(body), signature), true);
    }
  });

  const wrong: [string, string][] = [
    ["nothing", ""],
    ["another secret's", signatureOf("another secret", BODY)],
    ["the first digit changed", SIGNATURE.replace("=7", "=8")],
    ["the last digit changed", SIGNATURE.replace(/7$/, "8")],
    ["one digit short", SIGNATURE.slice(0, -1)],
    ["one digit long", `${SIGNATURE}0`],
    ["upper case", SIGNATURE.toUpperCase()],
    ["SHA-1's name", SIGNATURE.replace("sha256", "sha1")],
    ["without its name", SIGNATURE.slice("sha256=".length)],
    ["not hexadecimal", SIGNATURE.replace(/.$/, "g")],
    ["two of them", `${SIGNATURE}, ${SIGNATURE}`],
  ];
  for (const [name, header] of wrong) {
    it(`refuses ${name}`, () => {
      assert.equal(verifySignature(SECRET, BODY, header), false);
    });
  }

  it("signs every byte", () => {
    for (let n = 0; n < BODY.length; n += 1) {
      const altered = Buffer.from(BODY);
      altered[n] = (altered[n] ?? 0) ^ 1;
      assert.equal(verifySignature(SECRET, altered, SIGNATURE), false);
    }
  });

  it("tells the form from the content", () => {
    assert.equal(isSignature(SIGNATURE.replace("=7", "=8")), true);
    assert.equal(isSignature(`${SIGNATURE}\n`), false);
  });
});
