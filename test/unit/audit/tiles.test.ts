import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatBundle, parseBundle } from "@recuse/shared/audit/entry-bundle.ts";
import {
  bundlesBetween,
  parseTilePath,
  placeOf,
  tileAt,
  TileError,
  tileHashes,
  tilePath,
  tilesBetween,
} from "@recuse/shared/audit/tiles.ts";
import type { Tile } from "@recuse/shared/audit/tiles.ts";

function isRefused(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    assert.ok(error instanceof TileError, String(error));
    return true;
  }
}

describe("a tile's path", () => {
  it("is the one of C2SP tlog-tiles", () => {
    const table: [Tile, string][] = [
      [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
      [{ level: 0, index: 1_234_067, width: 256 }, "tile/0/x001/x234/067"],
      [{ level: 2, index: 0, width: 1 }, "tile/2/000.p/1"],
      [{ level: "entries", index: 273, width: 112 }, "tile/entries/273.p/112"],
      [{ level: 63, index: 1000, width: 255 }, "tile/63/x001/000.p/255"],
      [{ level: 0, index: 999_999, width: 256 }, "tile/0/x999/999"],
    ];
    for (const [tile, path] of table) {
      assert.equal(tilePath(tile), path);
      assert.deepEqual(parseTilePath(path), tile);
    }
  });

  it("is refused in any other form", () => {
    const refused = [
      "",
      "tile",
      "tile/0",
      "tile/0/0",
      "tile/0/0000",
      "tile/00/000",
      "tile/64/000",
      "tile/-1/000",
      "tile/8/0/000",
      "tile/0/x000/000",
      "tile/0/001/000",
      "tile/0/x001/x000",
      "tile/0/x001x000/000",
      "tile/0//000",
      "tile/0/000.p/0",
      "tile/0/000.p/256",
      "tile/0/000.p/01",
      "tile/0/000.p/",
      "tile/0/000/",
      "/tile/0/000",
      "tile/0/000\n",
      "tile/data/000",
      "tile/0/../../etc",
      `tile/0/${"x999/".repeat(6)}999`,
      `tile/0/${"x999/".repeat(9999)}999`,
    ];
    for (const path of refused)
      assert.ok(
        isRefused(() => parseTilePath(path)),
        path,
      );
  });

  it("reads back what it wrote; anything else is refused with its own error", () => {
    const level = fc.oneof(fc.nat(63), fc.constant("entries" as const));
    const tile = fc.record({ level, index: fc.maxSafeNat(), width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(tile, (each) => {
        assert.deepEqual(parseTilePath(tilePath(each)), { ...each });
      }),
    );
    const piece = fc.constantFrom("tile", "/", "x", "0", "001", ".p/", "entries", "9");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = pieces.join("");
        if (!isRefused(() => parseTilePath(path))) assert.equal(tilePath(parseTilePath(path)), path);
      }),
    );
  });
});

describe("the tiles of a tree", () => {
  it("are those of the specification's example", () => {
    const all = [...tilesBetween(0, 70_000)];
    const partial = all.filter(({ width }) => width < 256).map((tile) => tilePath(tile));
    const full = Object.groupBy(
      all.filter(({ width }) => width === 256),
      ({ level }) => String(level),
    );
    assert.deepEqual(partial, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
    assert.deepEqual([full["0"]?.length, full["1"]?.length, full["2"]], [273, 1, undefined]);
    assert.deepEqual(
      [...tilesBetween(0, 256)].map((tile) => tilePath(tile)),
      ["tile/0/000", "tile/1/000.p/1"],
    );
    assert.deepEqual(
      [...bundlesBetween(0, 257)].map((tile) => tilePath(tile)),
      ["tile/entries/000", "tile/entries/001.p/1"],
    );
    assert.deepEqual([...tilesBetween(0, 0)], []);
    assert.ok(isRefused(() => [...tilesBetween(2, 1)]));
    assert.ok(isRefused(() => [...tilesBetween(0, 2 ** 53)]));
  });

  it("come with growth: what a tree has is what it had and what it got", () => {
    const sizes = fc.tuple(fc.nat(200_000), fc.nat(2_000)).map(([from, by]) => [from, from + by] as const);
    fc.assert(
      fc.property(sizes, ([from, to]) => {
        const paths = (a: number, b: number) => [...tilesBetween(a, b)].map((tile) => tilePath(tile));
        const had = [...tilesBetween(0, from)]
          .filter(({ width }) => width === 256)
          .map((tile) => tilePath(tile));
        const edge = paths(0, to).filter((path) => path.includes(".p/"));
        const after = new Set([...had, ...paths(from, to), ...edge]);
        assert.deepEqual([...after].sort(), paths(0, to).sort());
        for (const { level, index, width } of tilesBetween(from, to))
          assert.equal(tileAt(level, index, to)?.width, width);
      }),
      { numRuns: 100 },
    );
  });

  it("reach past 32 bits", () => {
    const size = 2 ** 53 - 1;
    assert.deepEqual(tileAt(0, 2 ** 45 - 1, size), { level: 0, index: 2 ** 45 - 1, width: 255 });
    assert.deepEqual(tileAt(6, 0, size), { level: 6, index: 0, width: 31 });
    assert.equal(tileAt(7, 0, size), undefined);
    assert.deepEqual(placeOf(0, 2 ** 40 + 3), { level: 0, index: 2 ** 32, first: 3, count: 1 });
    assert.deepEqual(placeOf(10, 65), { level: 1, index: 1, first: 4, count: 4 });
  });

  it("hold exactly as many hashes as they are wide", () => {
    const tile = { level: 0, index: 0, width: 2 };
    assert.deepEqual(
      tileHashes(tile, Buffer.alloc(64, 1)).map((hash) => hash.length),
      [32, 32],
    );
    for (const length of [0, 32, 63, 65, 96])
      assert.ok(isRefused(() => tileHashes(tile, Buffer.alloc(length))));
  });
});

describe("an entry bundle", () => {
  it("is a length in 16 bits before each entry", () => {
    const entries = [Buffer.from("ab"), Buffer.alloc(0), Buffer.alloc(258, 1)];
    const bundle = formatBundle(entries);
    assert.equal(Buffer.from(bundle.subarray(0, 8)).toString("hex"), "0002616200000102");
    assert.deepEqual(
      parseBundle(3, bundle).map((entry) => Buffer.from(entry)),
      entries,
    );
    const refused: [number, Uint8Array][] = [
      [2, bundle],
      [4, bundle],
      [3, bundle.subarray(0, -1)],
      [3, Buffer.concat([bundle, Buffer.of(0)])],
      [1, Buffer.of(0)],
      [1, Buffer.of()],
      [1, Buffer.of(0xff, 0xff)],
    ];
    for (const [width, content] of refused) assert.ok(isRefused(() => parseBundle(width, content)));
    assert.ok(isRefused(() => formatBundle([Buffer.alloc(65_536)])));
    assert.equal(formatBundle([Buffer.alloc(65_535)]).length, 65_537);
  });
});
