/* A remembered checkpoint: read from the environment, and what an older folder is told with it and without. */
import assert from "node:assert/strict";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openFileLog } from "@recuse/shared/node/file-log.ts";
import { environmentAnchor } from "../../github-app/src/log/environment.ts";
import { serveEnvironment } from "../../github-app/src/env.ts";
import { start } from "../../github-app/src/main.ts";
import { inFolder, run } from "../builders/command-line.ts";
import { faultEnvironment, folderWith, PRIVATE_KEY, SECRET } from "../builders/fault-app.ts";
import { RECUSAL } from "../builders/log-folder.ts";
import { roster } from "../builders/roster.ts";

/** Serves while the work is done. */
async function answering(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("the anchor of the environment", () => {
  it("is a file, from the working directory on, or an address; without one there is none", async () => {
    assert.equal(await environmentAnchor({}, "/"), undefined);
    assert.equal(await environmentAnchor({ RECUSE_LOG_ANCHOR: "" }, "/"), undefined);
    await inFolder(async (folder) => {
      await writeFile(join(folder, "kept"), "a note\n");
      const content = await environmentAnchor({ RECUSE_LOG_ANCHOR: "kept" }, folder);
      assert.equal(String(Buffer.from(content ?? [])), "a note\n");
    });
    await answering(
      ({ url }, response) => response.end(`at ${url ?? ""}`),
      async (url) => {
        const content = await environmentAnchor({ RECUSE_LOG_ANCHOR: `${url}/log/checkpoint?token=1` }, "/");
        assert.equal(String(Buffer.from(content ?? [])), "at /log/checkpoint?token=1");
      },
    );
  });

  const answers: [what: string, path: string, listener: RequestListener, expected: RegExp][] = [
    ["another file's address", "/log/", (_, response) => response.end("x"), /ends in \/checkpoint/],
    ["no answer", "/checkpoint", () => undefined, /nothing answers in time/],
    ["404", "/checkpoint", (_, response) => response.writeHead(404).end(), /answers with status 404/],
    [
      "a redirect",
      "/checkpoint",
      (_, response) => response.writeHead(302, { location: "/other/checkpoint" }).end(),
      /answers with status 302/,
    ],
    [
      "too much",
      "/checkpoint",
      (_, response) => response.end("x".repeat(1_000_001)),
      /larger than the 1000000 bytes/,
    ],
    [
      "half an answer",
      "/checkpoint",
      (_, response) => {
        response.writeHead(200, { "content-length": 100 }).write("x", () => response.destroy());
      },
      /broke off/,
    ],
    [
      "an answer without end",
      "/checkpoint",
      (_, response) => {
        response.writeHead(200).write("x");
      },
      /broke off/,
    ],
  ];
  for (const [what, path, listener, expected] of answers) {
    it(`refuses ${what} in one sentence that does not repeat the address`, async () => {
      await answering(listener, async (url) => {
        const env = { RECUSE_LOG_ANCHOR: `${url}${path}` };
        await assert.rejects(environmentAnchor(env, "/", 200), ({ message }: Error) => {
          assert.match(message, /^RECUSE_LOG_ANCHOR: [^\n]+$/);
          assert.match(message, expected);
          assert.ok(!message.includes(url));
          return true;
        });
      });
    });
  }

  const files: [name: string, expected: RegExp][] = [
    ["absent", /^RECUSE_LOG_ANCHOR: no such file/],
    [".", /^RECUSE_LOG_ANCHOR: cannot be read/],
    ["large", /^RECUSE_LOG_ANCHOR: larger than/],
  ];
  for (const [name, expected] of files) {
    it(`keeps serve from starting: ${name}`, async () => {
      await inFolder(async (cwd) => {
        await writeFile(join(cwd, "large"), Buffer.alloc(1_000_001));
        const env = { APP_ID: "1", PRIVATE_KEY, WEBHOOK_SECRET: SECRET, RECUSE_LOG_ANCHOR: name };
        await assert.rejects(serveEnvironment(env, cwd), { code: "environment", message: expected });
        const { status, stderr } = await run(["serve"], { cwd, env });
        assert.equal(status, 2);
        assert.match(stderr.replace("recuse: ", ""), expected);
      });
    });
  }
});

describe("an older folder that is put back", function () {
  this.timeout(30_000);

  /** A folder that was restored from before its log's last entry, and the checkpoint that somebody kept. */
  async function restored(work: (folder: string, kept: string) => Promise<void>): Promise<void> {
    const folder = await folderWith(roster());
    const log = join(folder, "log");
    const append = async (): Promise<void> => {
      const opened = await openFileLog(log, { now: Date.now });
      await opened.append("public", RECUSAL);
      await opened.close();
    };
    await append();
    await cp(log, `${folder}-backup`, { recursive: true });
    await append();
    const kept = join(folder, "kept");
    await cp(join(log, "public/checkpoint"), kept);
    await rm(log, { recursive: true });
    await cp(`${folder}-backup`, log, { recursive: true });
    try {
      await work(folder, kept);
    } finally {
      await rm(folder, { recursive: true });
      await rm(`${folder}-backup`, { recursive: true });
    }
  }

  async function environmentOf(folder: string, anchor: string) {
    const env = { APP_ID: "1", PRIVATE_KEY, WEBHOOK_SECRET: SECRET, RECUSE_LOG_ANCHOR: anchor };
    const { log } = await serveEnvironment({ ...env, RECUSE_DATA: folder }, folder);
    return { ...faultEnvironment(folder, "http://127.0.0.1:9"), ...(log === undefined ? {} : { log }) };
  }

  it("is not served where the checkpoint is known, and nothing is signed", async () => {
    await restored(async (folder, kept) => {
      const before = await readFile(join(folder, "log/public/checkpoint"));
      const logTo = { write: () => undefined };
      await answering(
        (_, response) => void readFile(kept).then((content) => response.end(content)),
        async (url) => {
          for (const anchor of [kept, `${url}/recusal-log/checkpoint`])
            await assert.rejects(start(await environmentOf(folder, anchor), { logTo }), {
              code: "rolled-back",
              message:
                /entries\.jsonl holds less than was signed, so it is a restored backup: nothing is signed/,
            });
        },
      );
      assert.deepEqual(await readFile(join(folder, "log/public/checkpoint")), before);
      const running = await start(await environmentOf(folder, join(folder, "log/public/checkpoint")), {
        logTo,
      });
      await running.close();
    });
  });

  it("is served without it, and nothing is said but that nobody could tell", async () => {
    await restored(async (folder, kept) => {
      const lines: string[] = [];
      const running = await start(await environmentOf(folder, ""), {
        logTo: { write: (line) => void lines.push(line) },
      });
      await running.close();
      assert.doesNotMatch(lines.join(""), /restored|signed/);
      const own = await run(["log", "verify", join(folder, "log/public")], { cwd: folder });
      assert.equal(own.status, 0, own.stderr);
      assert.match(own.stdout, /no witness has cosigned it and no remembered checkpoint was given/);
      const remembered = await run(["log", "verify", join(folder, "log/public"), "--since", kept], {
        cwd: folder,
      });
      assert.equal(remembered.status, 1);
    });
  });

  it("is still told after a change of keys, by a checkpoint from before it", async () => {
    await restored(async (folder, kept) => {
      const pinned = (anchor: string) => {
        const env = { RECUSE_DATA: folder, RECUSE_LOG_ANCHOR: anchor };
        return run(["pin", ...decision, "--organization", "acme", "--reason", "another Acme"], {
          cwd: folder,
          env,
        });
      };
      const older = join(folder, "older");
      await cp(join(folder, "log/public/checkpoint"), older);
      const env = { RECUSE_DATA: folder };
      const rotated = await run(["log", "keys", "rotate", "--yes"], { cwd: folder, env });
      assert.equal(rotated.status, 0, rotated.stderr);
      assert.equal((await pinned(older)).stderr, "");
      // Of the same size as the change's own head, and so of another history.
      assert.match((await pinned(kept)).stderr, /of another history than this one: nothing is signed/);
    });
  });

  const decision = ["subject", "octo-org/engine#1", "--maintainer", "octocat", "no-conflict"];
  const commands: [name: string, args: string[]][] = [
    ["pin", ["pin", ...decision, "--organization", "acme", "--reason", "another Acme"]],
    ["log keys rotate", ["log", "keys", "rotate", "--yes"]],
  ];
  for (const [name, args] of commands) {
    it(`is refused by recuse ${name} likewise`, async () => {
      await restored(async (folder, kept) => {
        const env = { RECUSE_DATA: folder, RECUSE_LOG_ANCHOR: kept };
        const { status, stderr } = await run(args, { cwd: folder, env });
        assert.match(stderr, /restored backup: nothing is signed/);
        assert.equal(status, 2);
        assert.equal((await run(args, { cwd: folder, env: { RECUSE_DATA: folder } })).status, 0);
      });
    });
  }
});
