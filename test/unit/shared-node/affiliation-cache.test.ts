import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAffiliations, type OpenedAffiliations } from "@recuse/shared/node/affiliation-cache.ts";
import { AffiliationFileError, readWhole, sha256OfFile } from "@recuse/shared/node/affiliation-file.ts";
import type { ParseAffiliations } from "@recuse/shared/affiliation/formats/affiliation-file.ts";
import { affiliationFile, NAMES, personRecord } from "../../builders/affiliation-file.ts";

const TODAY = 20_000;

/** `login organization [from]`, a line each; `!` is a problem and `?` an oddity. */
const parse: ParseAffiliations = (text, { file }) => {
  const lines = text.split("\n").filter((line) => line !== "");
  const noted = (mark: string) =>
    lines.flatMap((line, at) =>
      line.startsWith(mark)
        ? [{ file, line: at + 1, column: 1, field: "", message: "expected a login" }]
        : [],
    );
  const people = lines
    .filter((line) => /^\w/.test(line))
    .map((line) => {
      const [login = "", organization = "", from] = line.split(" ");
      const stint = { organization, ...(from === undefined ? {} : { from: Number(from) }) };
      return personRecord({ logins: [login], stints: [stint] });
    });
  return { file: affiliationFile({ people }), problems: noted("!"), oddities: noted("?") };
};

/** Written long before the day on which these tests play, which is before the day on which they run. */
async function writeAt(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await utimes(path, 0, 0);
}

describe("affiliation data on disk", () => {
  let folder = "";
  let cache = "";
  let one = "";
  let two = "";
  let parsed = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-affiliations-"));
    cache = join(folder, "affiliations.cache");
    one = join(folder, "one.txt");
    two = join(folder, "two.txt");
    await writeAt(one, "octocat Acme\n? \n");
    await writeAt(two, "hubot Globex\n");
    parsed = 0;
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  });

  type Options = Parameters<typeof openAffiliations>[0];
  function open(changed: Partial<Options> = {}): Promise<OpenedAffiliations> {
    return openAffiliations({
      files: [one, two],
      cache,
      today: TODAY,
      lenient: false,
      parse: (text, options) => {
        parsed += 1;
        return parse(text, options);
      },
      names: NAMES,
      fingerprint: "one",
      ...changed,
    });
  }

  it("is read once, and then comes from the cache with the same answers", async () => {
    const first = await open();
    const second = await open();
    assert.deepEqual([first.fromCache, second.fromCache, parsed], [false, true, 2]);
    assert.deepEqual([first.cache, second.cache], ["written", "fresh"]);
    for (const { index, oddities, problems, warning } of [first, second]) {
      assert.equal(index.people, 2);
      assert.deepEqual(index.loginsOf(index.personByLogin("OCTOCAT")), ["octocat"]);
      assert.deepEqual(
        index.sources.map(({ file }) => file),
        [one, two],
      );
      assert.deepEqual(
        oddities.map(({ file, line }) => [file, line]),
        [[one, 2]],
      );
      assert.deepEqual(problems, []);
      assert.equal(warning, undefined);
    }
    assert.equal((await stat(cache)).mode & 0o777, 0o600);
  });

  it("is read every time without a cache", async () => {
    await open({ cache: undefined });
    const again = await open({ cache: undefined });
    assert.deepEqual([again.fromCache, again.cache], [false, "none"]);
  });

  it("follows a file that was moved, in what is said of it", async () => {
    await open();
    const moved = join(folder, "moved.txt");
    await writeAt(moved, await readFile(one, "utf8"));
    const { index, oddities, fromCache } = await open({ files: [moved, two] });
    assert.ok(fromCache);
    assert.equal(index.sources[0]?.file, moved);
    assert.equal(oddities[0]?.file, moved);
  });

  /** what changed, the change, options of the second time */
  const STALE: readonly (readonly [string, () => Promise<unknown>, () => Partial<Options>])[] = [
    ["a file's content", () => writeFile(two, "hubot Initech\n"), () => ({})],
    ["the order of files", () => Promise.resolve(), () => ({ files: [two, one] })],
    ["one file fewer", () => Promise.resolve(), () => ({ files: [one] })],
    ["one file more", () => Promise.resolve(), () => ({ files: [one, two, two] })],
    ["the fingerprint", () => Promise.resolve(), () => ({ fingerprint: "two" })],
    ["an earlier day", () => Promise.resolve(), () => ({ today: TODAY - 1 })],
  ];
  for (const [title, change, options] of STALE) {
    it(`is read again after: ${title}`, async () => {
      await open();
      await change();
      const again = await open(options());
      assert.deepEqual([again.fromCache, again.warning], [false, undefined]);
      assert.equal((await open(options())).fromCache, true);
    });
  }

  it("is read again once a day that the files name is no longer in the future", async () => {
    await writeAt(two, `hubot Globex ${String(TODAY + 5)}\n`);
    await open();
    assert.equal((await open({ today: TODAY + 4 })).fromCache, true);
    assert.equal((await open({ today: TODAY + 5 })).fromCache, false);
    assert.equal((await open({ today: TODAY + 50 })).fromCache, true);
  });

  it("takes a file without any day to speak until it was last written, and never later than today", async () => {
    const written = async (day: number) => {
      await utimes(two, day * 86_400 + 86_399, day * 86_400 + 86_399);
      const { index, fromCache } = await open();
      return [index.sources[1]?.asOf, fromCache];
    };
    assert.deepEqual(await written(TODAY - 100), [TODAY - 100, false]);
    assert.deepEqual(await written(TODAY - 100), [TODAY - 100, true]);
    assert.deepEqual(await written(TODAY - 3), [TODAY - 3, false]);
    assert.deepEqual(await written(TODAY + 50), [TODAY, false]);
  });

  it("lets a file that says its own day keep it", async () => {
    await utimes(one, 0, 0);
    const dated: ParseAffiliations = (text, options) => {
      const { file, ...rest } = parse(text, options);
      return { file: { ...file, asOf: 19_000 }, ...rest };
    };
    assert.deepEqual(
      (await open({ parse: dated })).index.sources.map(({ asOf }) => asOf),
      [19_000, 19_000],
    );
  });

  it("with a damaged cache says one sentence, and mends it", async () => {
    await open();
    const sound = await readFile(cache);
    const flipped = Buffer.from(sound);
    flipped[sound.length - 9] = (flipped[sound.length - 9] ?? 0) ^ 1;
    for (const content of [flipped, sound.subarray(0, 700), Buffer.from(""), Buffer.from("octocat")]) {
      await writeFile(cache, content);
      const again = await open();
      assert.deepEqual([again.fromCache, again.cache], [false, "mended"]);
      assert.match(again.warning ?? "", /^\S+affiliations\.cache: not used, because [^\n]+$/);
      const mended = await open();
      assert.deepEqual([mended.fromCache, mended.warning], [true, undefined]);
      assert.deepEqual(await readFile(cache), sound);
    }
  });

  it("answers although the cache cannot be written, and says so", async () => {
    const nowhere = join(folder, "no such folder", "cache");
    const { index, warning, cache: after } = await open({ cache: nowhere });
    assert.equal(after, "unwritten");
    assert.equal(index.people, 2);
    assert.match(warning ?? "", /cannot be written/);
    await mkdir(cache);
    assert.match((await open()).warning ?? "", /not used, because it cannot be read/);
  });

  it("with problems loads nothing and keeps nothing, unless told to be lenient", async () => {
    await writeFile(one, "octocat Acme\n!\n!\n");
    await assert.rejects(open(), (error) => {
      assert.ok(error instanceof AffiliationFileError);
      assert.equal(error.code, "invalid");
      assert.equal(error.problems.length, 2);
      assert.equal(error.message.split("\n").length, 2);
      assert.ok(error.message.startsWith(`${one}:2:1: expected a login`));
      return true;
    });
    await assert.rejects(stat(cache), { code: "ENOENT" });
    for (const fromCache of [false, true]) {
      const lenient = await open({ lenient: true });
      assert.deepEqual([lenient.fromCache, lenient.problems.length, lenient.index.people], [fromCache, 2, 2]);
    }
    await assert.rejects(open(), { code: "invalid" });
  });

  it("keeps no cache of files of which there is too much to say", async () => {
    await writeFile(one, "!\n".repeat(10_001));
    assert.match((await open({ lenient: true })).warning ?? "", /not written/);
    await assert.rejects(stat(cache), { code: "ENOENT" });
  });

  it("says in one sentence which file is missing or no file", async () => {
    const missing = join(folder, "missing.txt");
    for (const [path, code] of [
      [missing, "missing"],
      [folder, "unreadable"],
    ] as const) {
      await assert.rejects(open({ files: [one, path] }), (error) => {
        assert.ok(error instanceof AffiliationFileError);
        assert.equal(error.code, code);
        assert.ok(error.message.startsWith(`${path}: `) && !error.message.includes("\n"));
        return true;
      });
    }
  });

  it("reads no more than such a file can have, even where no size is known", async function () {
    await assert.rejects(readWhole(one, 5), { code: "too-large" });
    await assert.rejects(sha256OfFile(one, 5), { code: "too-large" });
    assert.equal((await readWhole(one, 16)).length, 16);
    if (process.platform !== "win32") {
      await assert.rejects(sha256OfFile("/dev/zero", 3_000_000), { code: "too-large" });
    }
  });
});
