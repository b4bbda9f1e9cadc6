import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockProcess } from "@recuse/shared/node/process-lock.ts";
import { openRoster, readRoster, rosterExposure, RosterFileError } from "@recuse/shared/node/roster-file.ts";
import { parseRoster } from "@recuse/shared/roster/parse.ts";
import { skip } from "../../report/skip.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const ROSTER = {
  $schema: "./roster.schema.json",
  version: 1,
  repositories: ["octo-org/*"],
  practice: { name: "Octo", members: [{ login: "octocat", id: 583231, from: "2020-01-01" }] },
  organizations: [
    { id: "acme", name: "Acme" },
    { id: "globex", name: "Globex", commitmentKey: KEY },
    { id: "initech", name: "Initech" },
  ],
  engagements: [{ owner: "octocat", organization: "acme", kind: "retainer", from: "2024-01-01" }],
};
const TEXT = JSON.stringify(ROSTER, null, "\t");

describe("the roster on disk", () => {
  let folder = "";
  let path = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-roster-"));
    path = join(folder, "roster.json");
    await writeFile(path, TEXT, { mode: 0o600 });
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("is only read by readRoster", async () => {
    const roster = await readRoster(path);
    assert.equal(roster.organizations.length, 3);
    assert.equal(await readFile(path, "utf8"), TEXT);
    assert.deepEqual(await readdir(folder), ["roster.json"]);
  });

  it("gets the missing commitment keys, each its own, and keeps those that are there", async () => {
    const roster = await openRoster(path);
    const keys = roster.organizations.map(({ commitmentKey }) => commitmentKey ?? "");
    assert.equal(keys[1], KEY);
    assert.equal(new Set(keys).size, 3);
    for (const key of keys) assert.equal(Buffer.from(key, "base64").length, 32);

    const written = parseRoster(await readFile(path, "utf8"), "roster.json");
    assert.ok(written.ok);
    assert.deepEqual(written.value, roster);
    assert.equal(written.value.$schema, ROSTER.$schema);
    assert.equal(await readFile(`${path}.bak`, "utf8"), TEXT);
    assert.deepEqual((await readdir(folder)).sort(), ["roster.json", "roster.json.bak"]);

    assert.deepEqual(await openRoster(path), roster);
  });

  it("is not rewritten while another process does", async () => {
    const lock = await lockProcess(`${path}.lock`);
    await assert.rejects(openRoster(path), /is held by process/);
    assert.equal(await readFile(path, "utf8"), TEXT);
    await lock.release();
  });

  it("is read as YAML where it is YAML, and never rewritten", async () => {
    const file = join(folder, "roster.yml");
    const text = TEXT.replaceAll("\t", "  ").replace("{", "# a comment\n{");
    await writeFile(file, text);
    assert.equal((await readRoster(file)).organizations.length, 3);
    await assert.rejects(openRoster(file), /expected a commitmentKey for every organization/);
    assert.equal(await readFile(file, "utf8"), text);
  });

  const refused: [name: string, content: string | undefined, code: string, expected: RegExp][] = [
    ["missing", undefined, "missing", /^roster\.json: no such file; recuse init/],
    ["no JSON", '{"version": 1,}', "invalid", /^roster\.json:1:15: expected a key in double quotes/],
    ["wrong twice", '{"version": 2, "organisations": []}', "invalid", /^roster\.json:.*\n.*\nroster\.json:/],
  ];
  for (const [name, content, code, expected] of refused) {
    it(`is refused where it is ${name}`, async () => {
      if (content === undefined) await rm(path);
      else await writeFile(path, content);
      await assert.rejects(readRoster(path, "roster.json"), (error) => {
        assert.ok(error instanceof RosterFileError);
        assert.equal(error.code, code);
        assert.match(error.message, expected);
        return true;
      });
    });
  }

  it("is warned about where other accounts may read it", async function () {
    if (process.platform === "win32") skip(this, "Windows has no permission bits");
    assert.equal(await rosterExposure(path), undefined);
    for (const mode of [0o640, 0o604, 0o660]) {
      await chmod(path, mode);
      assert.match(
        (await rosterExposure(path)) ?? "",
        /can be read by other accounts.*chmod 600 roster\.json/,
      );
    }
    await openRoster(path);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });
});
