import assert from "node:assert/strict";
import * as fc from "fast-check";
import picomatch from "picomatch";
import { repositoryMatcher } from "@recuse/shared/roster/repositories.ts";

describe("the repositories that a roster lists", () => {
  const table: [globs: string[], name: string, expected: boolean][] = [
    [["octo-org/engine"], "octo-org/engine", true],
    [["octo-org/engine"], "Octo-Org/Engine", true],
    [["Octo-Org/*"], "octo-org/anything.at-all", true],
    [["octo-org/*"], "octo-org/a/b", false],
    [["octo-org/*"], "octo-organization/engine", false],
    [["octo-org/engine"], "octo-org/engine-2", false],
    [["octo-org/engine"], "x/octo-org/engine", false],
    [["octo-org/en*ne"], "octo-org/engine", true],
    [["octo-org/*.github"], "octo-org/.github", true],
    [["octo-org/a.c"], "octo-org/abc", false],
    [["*/engine"], "acme/engine", true],
    [["*/*"], "acme/engine", true],
    [["octo-org/**"], "octo-org/engine", true],
    [["octo-org/**"], "octo-org/a/b", false],
    [["acme/x", "octo-org/*"], "octo-org/engine", true],
    [["acme/x|y"], "acme/y", false],
    [[], "octo-org/engine", false],
    [["*/*"], "", false],
    [["*/*"], "octo-org/engine\n", false],
  ];
  for (const [globs, name, expected] of table) {
    it(`${JSON.stringify(globs)} ${expected ? "lists" : "does not list"} ${JSON.stringify(name)}`, () => {
      assert.equal(repositoryMatcher(globs)(name), expected);
    });
  }

  it("agrees with picomatch on names that GitHub allows", () => {
    const glob = fc.stringMatching(/^[A-Za-z0-9*][A-Za-z0-9*-]{0,4}\/[a-cA-C*._-]{1,5}$/);
    const name = fc
      .stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,4}\/[a-cA-C._-]{1,5}$/)
      .filter((each) => !/\/\.\.?$/.test(each));
    fc.assert(
      fc.property(glob, name, (pattern, repository) => {
        // `**` is no more than `*` here.
        const theirs = picomatch(pattern.replace(/\*+/g, "*"), { nocase: true, dot: true })(repository);
        assert.equal(repositoryMatcher([pattern])(repository), theirs);
      }),
      { numRuns: 2000 },
    );
  });
});
