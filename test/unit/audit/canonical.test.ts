import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { canonicalJson } from "@recuse/shared/audit/canonical.ts";
import { skip } from "../../report/skip.ts";

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const SHARED_FOLDER = dirname(process.env["RECUSE_TEST_DATA"] ?? join(REPOSITORY, "../shared/data"));
const VECTORS = join(SHARED_FOLDER, "vectors/jcs");

describe("canonical JSON", () => {
  it("gives the published output for every published input", function () {
    if (!existsSync(VECTORS)) {
      skip(this, `no RFC 8785 vectors in ${VECTORS}`);
    }
    const names = readdirSync(join(VECTORS, "input"));
    assert.ok(names.length >= 6);
    for (const name of names) {
      const input: unknown = JSON.parse(readFileSync(join(VECTORS, "input", name), "utf8"));
      assert.equal(canonicalJson(input), readFileSync(join(VECTORS, "output", name), "utf8"), name);
    }
  });

  it("sorts by UTF-16 unit, writes shortest numbers, leaves out what is undefined", () => {
    const table: [unknown, string][] = [
      [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
      [{ "\u{1f600}": 1, "\ufb33": 2 }, '{"\u{1f600}":1,"\ufb33":2}'],
      [{ a: undefined, b: null }, '{"b":null}'],
      [[1e21, -0, 0.1, 1e-7, 333_333_333.333_333_3], "[1e+21,0,0.1,1e-7,333333333.3333333]"],
      ["\n\u2028\u0007", '"\\n\u2028\\u0007"'],
    ];
    for (const [value, expected] of table) assert.equal(canonicalJson(value), expected);
  });

  it("never writes a line break, and parses back to the same value", () => {
    const value = fc.jsonValue({ stringUnit: "binary" });
    fc.assert(
      fc.property(value, (written) => {
        const text = canonicalJson(written);
        assert.equal(text.includes("\n"), false);
        assert.equal(canonicalJson(JSON.parse(text)), text);
      }),
    );
  });

  it("refuses what has no canonical form, without repeating it", () => {
    const loop: Record<string, unknown> = { secret: "globex" };
    loop["self"] = loop;
    const refused: unknown[] = [
      { secret: "globex\ud800" },
      { "globex\udc00": 1 },
      { secret: Number.NaN },
      [Number.POSITIVE_INFINITY],
      loop,
      undefined,
    ];
    for (const value of refused) {
      assert.throws(
        () => canonicalJson(value),
        (error) => error instanceof TypeError && !error.message.includes("globex"),
      );
    }
  });
});
