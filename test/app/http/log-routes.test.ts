import assert from "node:assert/strict";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { parsePolicy } from "@recuse/shared/audit/witness-policy-file.ts";
import { verifyProofFile } from "@recuse/shared/audit/proof-file.ts";
import { node, sha256 } from "../../builders/cryptography.ts";
import { buildPublicLog, rebuildPublicLog } from "../../builders/public-log.ts";
import { BREACH, determination } from "../../builders/register-entries.ts";
import {
  fillRegister,
  growRegister,
  REPLY,
  serveRegister,
  WITNESSED,
  type RegisterServer,
} from "../../builders/register-server.ts";

const WITNESS = "witness.example/a";

/** Sends a path as it is; fetch would tidy it first. */
function raw(url: string, path: string, method = "GET"): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asking = httpRequest({ hostname, port, path, method }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    asking.on("error", reject);
    asking.end();
  });
}

describe("the public log over HTTP", () => {
  let server: RegisterServer;
  const get = (path: string, init?: RequestInit) => fetch(server.url + path, init);

  before(async () => {
    server = await serveRegister({ witnesses: [WITNESS] });
    await fillRegister(server, WITNESSED);
    await growRegister(server, 300);
    // What must never be read, beside the folder and in it.
    await mkdir(join(server.folder, "../private/tile/0"), { recursive: true });
    for (const path of [
      "../details.jsonl",
      "../key",
      "../private/entries.jsonl",
      "../private/checkpoint",
      "wal",
    ])
      await writeFile(join(server.folder, path), "secret");
    await mkdir(join(server.folder, "tile/0/001.p"), { recursive: true });
    await symlink(join(server.folder, "../key"), join(server.folder, "tile/key"));
  });
  after(async () => {
    assert.deepEqual(server.faults, []);
    await server.close();
  });

  const SIZE = 319;
  const files: [string, RegExp, string, string][] = [
    ["checkpoint", /^text\/plain/, "no-cache", "checkpoint"],
    ["policy", /^text\/plain/, "no-cache", "policy"],
    ["tile/0/000", /^application\/octet-stream$/, "public, max-age=31536000, immutable", "tile/0/000"],
    ["tile/entries/000", /octet-stream$/, "public, max-age=31536000, immutable", "tile/entries/000"],
    ["tile/0/001.p/63", /octet-stream$/, "public, max-age=60", "tile/0/001.p/63"],
    ["tile/1/000.p/1", /octet-stream$/, "public, max-age=60", "tile/1/000.p/1"],
  ];
  for (const [path, type, cache, file] of files) {
    it(`serves ${path} byte for byte, kept as long as it is true`, async () => {
      const response = await get(path);
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type") ?? "", type);
      assert.equal(response.headers.get("cache-control"), cache);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      assert.equal(response.headers.get("content-security-policy"), "default-src 'none'");
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), await readFile(join(server.folder, file)));

      const tag = response.headers.get("etag") ?? "";
      const again = await get(path, { headers: { "if-none-match": tag } });
      assert.deepEqual([again.status, await again.text()], [304, ""]);
      const head = await get(path, { method: "HEAD" });
      assert.deepEqual([head.status, head.headers.get("etag"), await head.text()], [200, tag, ""]);
      assert.ok(Number(head.headers.get("content-length")) > 0);
    });
  }

  it("compresses entry tiles for whoever takes it, and hash tiles never", async () => {
    const encoding = async (path: string, accepted: string) =>
      (await get(path, { headers: { "accept-encoding": accepted } })).headers.get("content-encoding");
    assert.equal(await encoding("tile/entries/000", "gzip"), "gzip");
    assert.equal(await encoding("tile/entries/000", "br, gzip;q=0.5"), "gzip");
    assert.equal(await encoding("tile/entries/000", "gzip;q=0"), null);
    assert.equal(await encoding("tile/entries/000", "identity"), null);
    assert.equal(await encoding("tile/0/000", "gzip"), null);
  });

  const nothing = [
    "/log/entries.jsonl",
    "/log/reveals.jsonl",
    "/log/checkpoints/18",
    "/log/checkpoints/019",
    "/log/checkpoints/../checkpoint",
    "/log/policies/19",
    "/log/wal",
    "/log/key",
    "/log/tile",
    "/log/tile/",
    "/log/tile/key",
    "/log/tile/0/1",
    "/log/tile/0/0",
    "/log/tile/0/x000/000",
    "/log/tile/00/000",
    "/log/tile/0/000.p/256",
    "/log/tile/0/000.p/0",
    "/log/tile/0/001.p",
    "/log/tile/0/001.p/",
    "/log/tile/64/000",
    "/log/tile/0/002",
    "/log/tile/entries/../../../key",
    "/log/tile/0/../../../key",
    "/log/../key",
    "/log/../private/checkpoint",
    "/log/%2e%2e/key",
    "/log/..%2fkey",
    "/log/tile/0/%2e%2e/key",
    "/log//checkpoint",
    "/log/checkpoint/",
    "/log/./checkpoint",
    "/log/checkpoint%00",
    "/log\\checkpoint",
    "/log/private/checkpoint",
    "/log/proof/",
    "/log/proof/-1",
    "/log/proof/01",
    "/log/proof/319",
    "/log/proof/9007199254740992",
    "/log/proof/1e1",
    "/log/proof/../checkpoint",
    "/logs/",
    "/log/verify.js/",
    "/log/register.css",
  ];
  for (const path of nothing) {
    it(`has nothing at ${path}`, async () => {
      const { status, body } = await raw(server.url, path);
      assert.deepEqual([status, body], [404, "there is nothing here\n"]);
    });
  }

  it("can only be read", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      for (const path of ["", "checkpoint", "tile/0/000", "proof/0"])
        assert.equal((await get(path, { method })).status, 405);
    }
  });

  it("gives a proof of each entry that verifies offline", async () => {
    const policy = parsePolicy(sha256, await readFile(join(server.folder, "policy")));
    const lines = (await readFile(join(server.folder, "entries.jsonl"), "utf8")).split("\n");
    for (const index of [0, BREACH, 255, 256, SIZE - 1]) {
      const response = await get(`proof/${String(index)}`);
      assert.match(response.headers.get("content-disposition") ?? "", /entry-\d+\.tlog-proof/);
      const proven = verifyProofFile(node, policy, Buffer.from(await response.arrayBuffer()));
      assert.equal(proven.index, index);
      assert.equal(Buffer.from(proven.entry).toString(), lines[index]);
    }
  });

  it("serves the page under a policy that runs its own script alone, and sends no referrer", async () => {
    const response = await get("");
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(
      policy,
      /default-src 'none'; script-src 'self'; style-src 'sha256-[^']+'; connect-src 'self'/,
    );
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    const page = await response.text();
    assert.doesNotMatch(page, /<script(?! type="module" src="verify.js">)|style="| on[a-z]+="/);
  });

  it("shows who saw an entry first, the reply to a breach, and pages", async () => {
    const first = await (await get("?type=breach")).text();
    assert.ok(first.includes(REPLY));
    assert.match(first, /witness\.example\/a<\/bdi>\s+<time datetime="2026-01-20T12:00:00Z">/);
    const newest = await (await get("")).text();
    assert.match(newest, /nobody yet/);
    assert.equal(newest.match(/<tr[^>]*data-index/g)?.length, 50);
    const [, older = ""] = /rel="next" href="([^"]+)"/.exec(newest) ?? [];
    assert.match(await (await get(older)).text(), /data-index="268"/);
  });

  it("sends /log on to its page", async () => {
    const { hostname, port } = new URL(server.url);
    const response = await fetch(`http://${hostname}:${port}/log`, { redirect: "manual" });
    assert.deepEqual([response.status, response.headers.get("location")], [308, "log/"]);
  });

  it("shows no text of a reply that does not open its commitment", async () => {
    const path = join(server.folder, "reveals.jsonl");
    const genuine = await readFile(path, "utf8");
    await writeFile(path, genuine.replace("wrong branch", "right branch"));
    const page = await (await get("?type=breach")).text();
    await writeFile(path, genuine);
    assert.doesNotMatch(page, /right branch/);
    assert.match(page, /A reply is on record; its text was not published/);
  });
});

describe("the register over time", () => {
  let server: RegisterServer;
  const page = async () => (await fetch(server.url)).text();

  beforeEach(async () => {
    server = await serveRegister();
  });
  afterEach(async () => {
    assert.deepEqual(server.faults, []);
    await server.close();
  });

  it("says that nothing is signed yet, also where there is no folder", async () => {
    assert.match(await page(), /Nothing is signed yet/);
    await rm(server.folder, { recursive: true });
    assert.match(await page(), /Nothing is signed yet/);
    assert.equal((await fetch(`${server.url}checkpoint`)).status, 404);
  });

  it("shows an entry once its head is signed, and not before", async () => {
    await server.log.append(determination(1));
    await server.log.sign();
    await server.log.append(determination(2));
    const before = await page();
    assert.deepEqual([before.includes("#1<"), before.includes("hello-world#2<")], [true, false]);
    await server.log.sign();
    assert.ok((await page()).includes("hello-world#2<"));
  });

  it("keeps nothing of a log that was replaced by another", async () => {
    await growRegister(server, 3);
    assert.match(await page(), /hello-world#1002</);
    const other = await rebuildPublicLog(server.folder);
    await other.append(determination(77), determination(78), determination(79));
    await other.sign();
    const shown = await page();
    assert.match(shown, /hello-world#77</);
    assert.doesNotMatch(shown, /hello-world#1002</);
  });

  it("answers many readers at once with one reading", async () => {
    await growRegister(server, 2_000);
    const pages = await Promise.all(Array.from({ length: 20 }, page));
    assert.equal(new Set(pages).size, 1);
    assert.match(pages[0] ?? "", /2000 entries/);
  });

  it("finds a witness's signature that came after the head", async () => {
    await server.close();
    server = await serveRegister({ witnesses: [WITNESS] });
    await growRegister(server, 2);
    assert.match(await page(), /No witness: the log cannot resist/);
    await server.log.sign(WITNESSED);
    assert.match(await page(), /saw this head at/);
  });

  it("takes no witness's word for a head that it did not sign", async () => {
    await server.close();
    server = await serveRegister({ witnesses: [WITNESS] });
    await growRegister(server, 2);
    const forger = await buildPublicLog(join(server.folder, "../forged"), { witnesses: [WITNESS], seed: 8 });
    await forger.append(determination(5), determination(6));
    await forger.sign(WITNESSED);
    const forged = await readFile(join(forger.folder, "checkpoint"), "utf8");
    const cosignature = forged.split("\n").find((line) => line.startsWith(`— ${WITNESS} `)) ?? "";
    const own = await readFile(join(server.folder, "checkpoint"), "utf8");
    await writeFile(join(server.folder, "checkpoint"), `${own}${cosignature}\n`);
    assert.match(await page(), /No witness: the log cannot resist/);
  });
});
