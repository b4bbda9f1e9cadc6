import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { starterRoster } from "../../../github-app/src/cli/starter.ts";
import { serveEnvironment } from "../../../github-app/src/env.ts";
import { inFolder, run, spawnCommand } from "../../builders/command-line.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const SECRET = "sixteen-or-more-characters";
const GOOD = { APP_ID: "12345", PRIVATE_KEY: privateKey, WEBHOOK_SECRET: SECRET };

describe("environment of serve", () => {
  it("has defaults that keep to this machine", async () => {
    const environment = await serveEnvironment(GOOD, "/srv");
    assert.deepEqual(environment, {
      appId: 12345,
      privateKey,
      webhookSecret: SECRET,
      apiUrl: undefined,
      folder: "/srv/.recuse",
      roster: "/srv/roster.json",
      host: "127.0.0.1",
      port: 3000,
      logLevel: "info",
    });
  });

  it("takes a key with written line breaks, and one from a file", async () => {
    const escaped = privateKey.replaceAll("\n", "\\n");
    assert.equal((await serveEnvironment({ ...GOOD, PRIVATE_KEY: escaped }, "/")).privateKey, privateKey);
    await inFolder(async (folder) => {
      await writeFile(join(folder, "key.pem"), privateKey);
      const env = { ...GOOD, PRIVATE_KEY: "", PRIVATE_KEY_PATH: "key.pem" };
      assert.equal((await serveEnvironment(env, folder)).privateKey, privateKey);
    });
  });

  const wrong: [changes: Record<string, string>, expected: RegExp][] = [
    [{ WEBHOOK_SECRET: "" }, /^WEBHOOK_SECRET: missing/m],
    [{ WEBHOOK_SECRET: "development" }, /^WEBHOOK_SECRET: expected at least 16/m],
    [{ WEBHOOK_SECRET: "fifteen-letters" }, /^WEBHOOK_SECRET: expected at least 16/m],
    [{ APP_ID: "" }, /^APP_ID: missing/m],
    [{ APP_ID: "my-app" }, /^APP_ID: expected/m],
    [{ APP_ID: "0" }, /^APP_ID: expected/m],
    [{ PRIVATE_KEY: "" }, /^PRIVATE_KEY or PRIVATE_KEY_PATH: missing/m],
    [{ PRIVATE_KEY: "not-a-pem-0123456789" }, /^PRIVATE_KEY: expected a PEM/m],
    [{ PRIVATE_KEY: "", PRIVATE_KEY_PATH: "absent.pem" }, /^PRIVATE_KEY_PATH: the file cannot be read/m],
    [{ GITHUB_API_URL: "github" }, /^GITHUB_API_URL: expected an address/m],
    [{ DATABASE_URL: "postgres://user:hunter2hunter2@db" }, /^DATABASE_URL: PostgreSQL is not part/m],
    [{ PORT: "http" }, /^PORT: expected a port/m],
    [{ PORT: "65536" }, /^PORT: expected a port/m],
    [{ PORT: "-1" }, /^PORT: expected a port/m],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL: /m],
  ];
  for (const [changes, expected] of wrong) {
    it(`refuses ${JSON.stringify(changes)} with one sentence, and exit status 2`, async () => {
      const env = { ...GOOD, ...changes };
      const { status, stdout, stderr } = await run(["serve"], { cwd: "/nowhere", env });
      assert.equal(status, 2);
      assert.equal(stdout, "");
      const sentence = stderr.replace(/^recuse: /, "");
      assert.match(sentence, expected);
      assert.equal(sentence.trimEnd().split("\n").length, 1);
      for (const value of Object.values(env)) {
        if (value.length > 10) assert.ok(!stderr.includes(value), "a value is repeated");
      }
    });
  }

  it("says everything that is wrong at once", async () => {
    const { status, stderr } = await run(["serve"], { cwd: "/nowhere", env: { PORT: "x" } });
    assert.equal(status, 2);
    for (const name of ["APP_ID", "WEBHOOK_SECRET", "PRIVATE_KEY or PRIVATE_KEY_PATH", "PORT"]) {
      assert.match(stderr, new RegExp(`^(recuse: )?${name}: `, "m"));
    }
  });
});

describe("serve", () => {
  it("serves until SIGTERM, in a folder of its own, and lets no second one in", async function () {
    this.timeout(30_000);
    await inFolder(async (folder) => {
      const today = "2026-01-01";
      const text = starterRoster({ login: "octocat", id: 583231, repositories: ["octo-org/*"], today });
      await writeFile(join(folder, "roster.json"), text, { mode: 0o600 });
      const env = { ...GOOD, PORT: "0", GITHUB_API_URL: "http://127.0.0.1:1" };
      const child = spawnCommand(["serve"], { cwd: folder, env });
      try {
        const { output } = child;
        while (!output.stdout.includes("\n")) {
          assert.equal(child.process.exitCode, null, output.stderr);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const url = /^listening on (http:\/\/127\.0\.0\.1:\d+);/.exec(output.stdout)?.[1];
        assert.ok(url, output.stdout);
        assert.equal((await fetch(`${url}/readyz`)).status, 200);
        assert.equal((await stat(join(folder, ".recuse"))).mode & 0o777, 0o700);

        const second = await run(["serve"], { cwd: folder, env });
        assert.equal(second.status, 2);
        assert.match(second.stderr, /is held by process \d+: stop that one first/);

        child.process.kill("SIGTERM");
        const { status, stderr: logged } = await child.ended;
        assert.equal(status, 0);
        for (const line of logged.trim().split("\n")) if (line.startsWith("{")) JSON.parse(line);
        assert.ok(!logged.includes(SECRET) && !logged.includes("PRIVATE KEY"));
      } finally {
        child.process.kill("SIGKILL");
      }
    });
  });
});
