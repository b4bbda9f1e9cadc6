/* The journal of a running App: read beside its lock, whatever it is writing at the moment. */
import assert from "node:assert/strict";
import { appendFile, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { EntryDraft } from "@recuse/shared/audit/entry.ts";
import { emptyJournal, subjectState, type Journal } from "@recuse/shared/recusal/journal.ts";
import { openFileStore } from "../../../github-app/src/store/file.ts";
import { readJournal } from "../../../github-app/src/store/read-journal.ts";
import { inFolder } from "../../builders/command-line.ts";
import { OCTOCAT, roster } from "../../builders/roster.ts";

const REPOSITORY = { id: 42, name: "octo-org/engine" };

function draft(number: number): EntryDraft {
  return {
    type: "determination",
    repository: REPOSITORY,
    subject: { kind: "issue", ref: `octo-org/engine#${String(number)}`, number },
    maintainer: OCTOCAT,
    level: "disclose",
    cause: { kind: "scan" },
  };
}

function unexpected(sentence: string): never {
  throw new Error(`a warning: ${sentence}`);
}

function recorded(journal: Journal | undefined, log: "public" | "private", number: number): unknown {
  assert.ok(journal !== undefined);
  return [...subjectState(journal, REPOSITORY, number).recorded[log]];
}

describe("the journal, read beside a running App", () => {
  it("without a log it is empty, and nothing is made", async () => {
    await inFolder(async (folder) => {
      assert.deepEqual(await readJournal(join(folder, ".recuse")), emptyJournal());
      assert.deepEqual(await readdir(folder), []);
    });
  });

  it("both logs with what they hide, while the App holds the lock; half a line is passed over", async () => {
    await inFolder(async (folder) => {
      const data = join(folder, "data");
      await writeFile(join(folder, "roster.json"), JSON.stringify(roster()));
      const store = await openFileStore({
        folder: data,
        roster: join(folder, "roster.json"),
        now: () => new Date("2026-03-01T12:00:00Z"),
        warn: unexpected,
      });
      try {
        const key = store.keyOf("acme");
        assert.ok(key !== undefined);
        const acme = { key, hidden: { organization: "acme" } };
        await store.log.append("public", draft(1), acme);
        await store.log.append("private", draft(2), acme);
        for (const file of ["public/entries.jsonl", "private/entries.jsonl", "details.jsonl"]) {
          // acknowledged from the write-ahead file, and copied within a second
          while ((await stat(join(data, "log", file))).size === 0) await wait(20);
          await appendFile(join(data, "log", file), '{"v":1,"id":"01');
        }
        const before = await readFile(join(data, "log/public/entries.jsonl"), "utf8");
        const journal = await readJournal(data);
        assert.deepEqual(recorded(journal, "public", 1), [[`${String(OCTOCAT.id)} acme`, "disclose"]]);
        assert.deepEqual(recorded(journal, "private", 2), [[`${String(OCTOCAT.id)} acme`, "disclose"]]);
        assert.deepEqual(recorded(journal, "public", 2), []);
        assert.equal(await readFile(join(data, "log/public/entries.jsonl"), "utf8"), before);
      } finally {
        await store.close();
      }
    });
  });

  it("a damaged line is named", async () => {
    await inFolder(async (folder) => {
      const store = await openFileStore({
        folder,
        roster: await put(folder),
        now: () => new Date("2026-03-01T12:00:00Z"),
        warn: unexpected,
      });
      await store.log.append("public", draft(1));
      await store.close();
      const path = join(folder, "log/public/entries.jsonl");
      await writeFile(path, `{"v":2}\n${await readFile(path, "utf8")}`);
      await assert.rejects(readJournal(folder), /entries\.jsonl:1: this line is not what the log wrote$/);
    });
  });

  async function put(folder: string): Promise<string> {
    const path = join(folder, "roster.json");
    await writeFile(path, JSON.stringify(roster()));
    return path;
  }
});
