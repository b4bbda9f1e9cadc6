import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hashing } from "@recuse/shared/audit/cryptography.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "@recuse/shared/audit/merkle.ts";
import type { TreeHead } from "@recuse/shared/audit/merkle.ts";
import { formatVerifierKey } from "@recuse/shared/audit/note-key.ts";
import {
  consistencyProof,
  inclusionProof,
  readTilesNow,
  tilesForConsistency,
  tilesForInclusion,
} from "@recuse/shared/audit/proofs.ts";
import { tilePath } from "@recuse/shared/audit/tiles.ts";
import { buildLog, entriesOf } from "../../builders/audit-log.ts";
import type { BuiltLog } from "../../builders/audit-log.ts";
import { sha256 } from "../../builders/cryptography.ts";
import { LOG_KEY, signedCheckpoint } from "../../builders/log-keys.ts";
import { tamperedLogs } from "../../builders/tampered-logs.ts";
import { skip } from "../../report/skip.ts";
import { buildGoPeer, runGoPeer } from "./go-peer.ts";

const VKEY = formatVerifierKey(LOG_KEY);

let program = "";
let scratch = "";

before(function () {
  this.timeout(300_000);
  const peer = buildGoPeer();
  if ("missing" in peer) skip(this, peer.missing);
  program = peer.program;
  scratch = mkdtempSync(join(tmpdir(), "recuse-tlog-"));
});

after(() => {
  if (scratch !== "") rmSync(scratch, { recursive: true });
});

/** Writes a log as its folder would be. */
function folderOf(log: Pick<BuiltLog, "lines" | "tiles">, checkpoint: Uint8Array): string {
  const folder = mkdtempSync(join(scratch, "log-"));
  writeFileSync(
    join(folder, "entries.jsonl"),
    Buffer.concat(log.lines.flatMap((line) => [line, Buffer.from("\n")])),
  );
  writeFileSync(join(folder, "checkpoint"), checkpoint);
  for (const [path, content] of log.tiles) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function base64(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}

/** What a proof is asked of: the kind, the tree's size, the leaf's index or the older size. */
type Claim = readonly ["i" | "c", number, number];

function ownProof([kind, size, at]: Claim, log: BuiltLog): Uint8Array[] {
  const content = (tile: Parameters<typeof tilePath>[0]) =>
    log.tiles.get(tilePath(tile)) ?? assert.fail(tilePath(tile));
  return kind === "i"
    ? inclusionProof(sha256, at, log.head, readTilesNow(content, tilesForInclusion(at, size)))
    : consistencyProof(sha256, at, log.head, readTilesNow(content, tilesForConsistency(at, size)));
}

/** Compares the proofs of both, byte for byte, and has each verify the other's. */
function compareProofs(whole: BuiltLog, logs: ReadonlyMap<number, BuiltLog>, claims: readonly Claim[]): void {
  const folder = folderOf({ lines: whole.lines, tiles: new Map() }, new Uint8Array());
  const answers = runGoPeer(
    program,
    ["prove", folder],
    claims.map((claim) => `${claim.join(" ")}\n`).join(""),
  );
  assert.equal(answers.length, claims.length);
  const checks: string[] = [];
  for (const [place, claim] of claims.entries()) {
    const [kind, size, at] = claim;
    const log = logs.get(size) ?? assert.fail(`no log of ${size}`);
    const own = ownProof(claim, log);
    assert.equal([log.head.root, ...own].map(base64).join(" "), answers[place], claim.join(" "));
    const theirs = (answers[place] ?? "")
      .split(" ")
      .slice(1)
      .map((hash) => Buffer.from(hash, "base64"));
    const head = kind === "i" ? leafOf(whole, at) : (logs.get(at)?.head.root ?? assert.fail());
    if (kind === "i") verifyInclusion(sha256, head, at, log.head, theirs);
    else verifyConsistency(sha256, { size: at, root: head } satisfies TreeHead, log.head, theirs);
    checks.push([kind, size, base64(log.head.root), at, base64(head), ...own.map(base64)].join(" "));
    checks.push([kind, size, base64(log.head.root), at, base64(flipped(head)), ...own.map(base64)].join(" "));
  }
  const verdicts = runGoPeer(program, ["check"], `${checks.join("\n")}\n`);
  assert.deepEqual(new Set(verdicts.filter((_, at) => at % 2 === 0)), new Set(["ok"]));
  assert.deepEqual(new Set(verdicts.filter((_, at) => at % 2 === 1)), new Set(["bad"]));
}

function leafOf(log: BuiltLog, at: number): Uint8Array {
  return hashing(sha256, leafHash(log.lines[at] ?? assert.fail(`no entry ${at}`)));
}

function flipped(hash: Uint8Array): Uint8Array {
  return hash.with(31, (hash[31] ?? 0) ^ 1);
}

describe("the independent verifier", function () {
  this.timeout(120_000);

  it("accepts our logs of 0 to 70,000 entries with their tiles, and no other checkpoint of them", () => {
    const lines = entriesOf(70_000);
    for (const size of [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 65_536, 70_000]) {
      const log = buildLog(lines.slice(0, size));
      const folder = folderOf(log, signedCheckpoint(log.head));
      assert.deepEqual(runGoPeer(program, ["verify", folder, VKEY]), ["ok"], String(size));
      writeFileSync(join(folder, "checkpoint"), signedCheckpoint({ size, root: flipped(log.head.root) }));
      assert.deepEqual(runGoPeer(program, ["verify", folder, VKEY]), ["root"], String(size));
      rmSync(folder, { recursive: true });
    }
  });

  it("makes the same proofs as we do, and each accepts the other's: every size from 1 to 300", () => {
    const lines = entriesOf(300);
    const logs = new Map(Array.from({ length: 300 }, (_, at) => [at + 1, buildLog(lines.slice(0, at + 1))]));
    const claims = [...logs.keys()].flatMap((size): Claim[] =>
      [0, 1, 2, 127, 128, 255, 256, size >> 1, size - 2, size - 1]
        .filter((at, place, all) => at >= 0 && at < size && all.indexOf(at) === place)
        .flatMap((at): Claim[] => [
          ["i", size, at],
          ["c", size, at + 1],
        ]),
    );
    compareProofs(buildLog(lines), logs, claims);
  });

  it("makes the same proofs as we do in large trees", () => {
    const lines = entriesOf(66_000);
    const sizes = [1, 256, 257, 4096, 65_535, 65_536, 65_537, 66_000];
    const logs = new Map(sizes.map((size) => [size, buildLog(lines.slice(0, size))]));
    const claims = sizes
      .slice(4)
      .flatMap((size): Claim[] => [
        ...[0, 255, 256, 32_767, 65_534, size - 1].map((at): Claim => ["i", size, at]),
        ...sizes.filter((from) => from <= size).map((from): Claim => ["c", size, from]),
      ]);
    compareProofs(buildLog(lines), logs, claims);
  });

  for (const { what, lines, checkpoint, olderHead, tiles, peer } of tamperedLogs())
    it(`says ${peer} to: ${what}`, () => {
      const folder = folderOf({ lines, tiles }, checkpoint);
      const older = join(folder, "older");
      if (olderHead !== undefined) writeFileSync(older, olderHead);
      const args = ["verify", folder, VKEY, ...(olderHead === undefined ? [] : [older])];
      assert.deepEqual(runGoPeer(program, args), [peer]);
    });
});
