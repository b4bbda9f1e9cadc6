import assert from "node:assert/strict";
import fc from "fast-check";
import { COLUMN_NAMES, type AffiliationIndex } from "@recuse/shared/affiliation/index/columns.ts";
import { decodeIndex } from "@recuse/shared/affiliation/index/decode.ts";
import {
  encodeIndex,
  HASH_AT,
  HEADER_AT,
  IndexFileError,
  TABLE_AT,
  VERSION_AT,
  type Provenance,
} from "@recuse/shared/affiliation/index/encode.ts";
import { answersOf, anyFile } from "../../../builders/affiliation-answers.ts";
import { indexOf, personRecord, sha256 } from "../../../builders/affiliation-file.ts";

const problem = { file: "a.txt", line: 3, column: 1, field: "", message: "expected an organization" };
const PROVENANCE: Provenance = {
  fingerprint: "registry 1, program 2",
  today: 20_000,
  until: 20_010,
  problems: [problem],
  oddities: [problem, { ...problem, line: 4 }],
};

const SMALL = indexOf({
  people: [
    personRecord({
      logins: ["octocat"],
      ids: [583_231],
      emails: ["octocat@acme.example"],
      stints: [{ organization: "Acme", until: 9 }, { organization: "Globex" }],
      sightings: [{ domain: "acme.example", day: 4 }],
    }),
    personRecord({ logins: ["hubot", "Wile"], emails: ["hubot@globex.example"] }),
  ],
  domains: [{ domain: "globex.example", organization: "Globex" }],
  asOf: 19_000,
});

function encoded(index: AffiliationIndex = SMALL): Uint8Array {
  return encodeIndex(index, PROVENANCE, sha256);
}

/** The checksum made right again after a change. */
function forged(file: Uint8Array): Uint8Array {
  file.set(sha256(file.subarray(VERSION_AT)), HASH_AT);
  return file;
}

function codeOf(file: Uint8Array): string {
  try {
    decodeIndex(file, sha256);
    return "none";
  } catch (error) {
    assert.ok(error instanceof IndexFileError, String(error));
    return error.code;
  }
}

describe("the file of an affiliation index", () => {
  it("gives back the same answers and where they come from", () => {
    fc.assert(
      fc.property(fc.array(anyFile, { maxLength: 3 }), (files) => {
        const index = indexOf(...files);
        const decoded = decodeIndex(encoded(index), sha256);
        assert.deepEqual(answersOf(decoded.index), answersOf(index));
        assert.deepEqual(decoded.index.sources, index.sources);
        assert.deepEqual(decoded.provenance, PROVENANCE);
      }),
    );
  });

  it("is used where it lies, and copied only where it lies badly", () => {
    const file = encoded();
    const { index } = decodeIndex(file, sha256);
    for (const name of COLUMN_NAMES) assert.equal(index[name].buffer, file.buffer, name);
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    assert.deepEqual(answersOf(decodeIndex(shifted.subarray(1), sha256).index), answersOf(SMALL));
  });

  it("is refused when any one byte of it is another", () => {
    const file = encoded();
    for (let at = 0; at < file.length; at += 1) {
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      assert.equal(codeOf(changed), at < HASH_AT ? "not-an-index" : "damaged", `byte ${String(at)}`);
    }
  });

  it("is refused wherever it is cut off, and when something follows it", () => {
    const file = encoded();
    for (let length = 0; length < file.length; length += 1) {
      assert.equal(codeOf(file.subarray(0, length)), length < HASH_AT ? "not-an-index" : "damaged");
    }
    for (const more of [1, 8, 64]) {
      const longer = new Uint8Array(file.length + more);
      longer.set(file);
      assert.equal(codeOf(longer), "damaged");
      assert.equal(codeOf(forged(longer)), "damaged");
    }
  });

  it("of another version is told apart from a damaged one", () => {
    const file = encoded();
    file[VERSION_AT] = 2;
    assert.equal(codeOf(forged(file)), "other-version");
  });

  it("is refused, or safe to ask, whatever a forger with a right checksum wrote", () => {
    let accepted = 0;
    const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    const change = fc.record({ at: fc.nat(), values: fc.array(byte, { minLength: 1, maxLength: 8 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const file = encoded();
        for (const { at, values } of changes) {
          const place = VERSION_AT + (at % (file.length - VERSION_AT - values.length));
          file.set(values, place);
        }
        if (codeOf(forged(file)) !== "none") return;
        accepted += 1;
        answersOf(decodeIndex(file, sha256).index);
      }),
      { numRuns: 3000 },
    );
    assert.ok(accepted > 10, "nothing was accepted, so nothing was asked");
  });

  it("is refused with every entry of the section table at its extremes", () => {
    for (let at = TABLE_AT - 4; at < HEADER_AT; at += 4) {
      for (const value of [0xffff_ffff, 0x8000_0000, 0x7fff_ffff, 1, 7, HEADER_AT]) {
        const file = encoded();
        new DataView(file.buffer).setUint32(at, value, true);
        assert.equal(codeOf(forged(file)), "damaged", `${String(at)}: ${String(value)}`);
      }
    }
  });
});
