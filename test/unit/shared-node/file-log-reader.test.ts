/* Reading a log beside the process that writes it: no lock, no repair, nothing made. */
import assert from "node:assert/strict";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLogFolder } from "@recuse/shared/node/file-log-reader.ts";
import { openFileLog } from "@recuse/shared/node/file-log.ts";
import type { LogLinesError } from "@recuse/shared/node/log-lines.ts";

const SECRET = { key: new Uint8Array(32).fill(7), hidden: { organization: "acme", reason: "why" } };
const DRAFT = { type: "pin", by: { id: 1, login: "octocat" }, cause: { kind: "command" } } as const;

describe("a log that is only read", () => {
  let folder: string;
  const entries = (): string => join(folder, "private", "entries.jsonl");

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "recuse-reader-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function written(): Promise<void> {
    const log = await openFileLog(folder, { now: () => Date.UTC(2026, 2, 1) });
    await log.append("private", DRAFT, SECRET);
    await log.append("private", DRAFT, SECRET);
    await log.close();
  }

  async function reasons(): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const { log, hidden } of readLogFolder(folder)) found.push([log, hidden?.reason]);
    return found;
  }

  it("holds nothing where it is not there, and is not made", async () => {
    assert.deepEqual(await reasons(), []);
    assert.deepEqual(await readdir(folder), []);
  });

  const torn: [string, string][] = [
    ["a line that does not end", '{"v":1,"id":"01'],
    ["a whole line whose end is still to come", '{"v":1}'],
    ["a line of zeros, as after a power cut", `${"\0".repeat(20)}\n`],
  ];
  for (const [name, tail] of torn) {
    it(`is read up to ${name}, which stays as it is`, async () => {
      await written();
      await appendFile(entries(), tail);
      await appendFile(join(folder, "details.jsonl"), tail);
      const before = await readFile(entries());
      assert.deepEqual(await reasons(), [
        ["private", "why"],
        ["private", "why"],
      ]);
      assert.deepEqual(await readFile(entries()), before);
    });
  }

  it("is refused where others follow a damaged line, or a whole line is no entry", async () => {
    await written();
    const [first = "", second = ""] = (await readFile(entries(), "utf8")).split("\n");
    for (const [text, line] of [
      [`${first.slice(3)}\n${second}\n`, 1],
      [`${first}\n{"v":2}\n`, 2],
    ] as const) {
      await writeFile(entries(), text);
      await assert.rejects(reasons(), (error: LogLinesError) => {
        assert.equal(error.code, "damaged");
        assert.ok(error.message.startsWith(`${entries()}:${String(line)}: `), error.message);
        return true;
      });
    }
  });
});
