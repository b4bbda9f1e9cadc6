import assert from "node:assert/strict";
import { latestMeantDay } from "@recuse/shared/affiliation/formats/as-of.ts";

const TODAY = 20_000;

describe("the date of a file that names none", () => {
  const many = Array.from({ length: 1000 }, (_, index) => 15_000 + index);
  const table: [name: string, days: number[], expected: number | undefined][] = [
    ["no days", [], undefined],
    ["only the future", [20_001], undefined],
    ["today", [19_000, 20_000], 20_000],
    ["a few days, far apart", [10_000, 15_000, 19_999], 19_999],
    ["in any order", [19_999, 10_000, 15_000], 19_999],
    ["many", many, 15_999],
    ["many and a lonely one", [...many, 19_000], 15_999],
    ["many and four lonely ones", [...many, 19_000, 19_000, 19_001, 19_100], 15_999],
    ["many and six that are not lonely", [...many, 19_000, 19_000, 19_001, 19_100, 19_101, 19_102], 19_102],
    ["ten and a lonely one", [...many.slice(0, 10), 19_000], 15_009],
    ["ten that are all lonely", Array.from({ length: 10 }, (_, index) => index * 1000), 9000],
    ["before 1970", [-20, -10], -10],
  ];
  for (const [name, days, expected] of table) {
    it(`is found: ${name}`, () => {
      assert.equal(latestMeantDay(days, TODAY), expected);
    });
  }
});
