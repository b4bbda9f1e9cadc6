/*
 * `recuse log publish`: the public log's checkpoint and tiles on a branch, which is an anchor in time. Only what
 * continues the history that the branch holds is published, and of this machine only the public log's files.
 */
import { sameBytes } from "@recuse/shared/audit/bytes.ts";
import { verifyConsistency, MerkleError, type TreeHead } from "@recuse/shared/audit/merkle.ts";
import { bundlesBetween, tilePath, tilesBetween, type Tile } from "@recuse/shared/audit/tiles.ts";
import { nodeCryptography } from "@recuse/shared/node/node-cryptography.ts";
import { statusOf } from "../github/calls.ts";
import { readLogBranch, writeLogBranch, type LogFile, type PublishedLog } from "../github/log-branch.ts";
import { tileReader } from "../log/lines.ts";
import { ownLog } from "../log/places.ts";
import { consistencyFrom } from "../log/prove.ts";
import { SMALL_FILE_BYTES, type LogSource } from "../log/source.ts";
import { trustedCheckpoint, trustLog, withoutWitnesses, type Trust } from "../log/trust.ts";
import { earlierLogs, readCheckpointFile, verifyLog } from "../log/verify-log.ts";
import { identify, type Identity } from "./credentials.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";

const usage = `Usage: recuse log publish OWNER/REPO [--branch NAME]

Publishes the checkpoint and the new tiles of the public log on a branch of a repository: whoever kept a clone can
prove a change. Reads the branch first, and refuses where it is ahead, or holds another history. Forces nothing:
protect the branch against force pushes. Needs GITHUB_TOKEN, or the App's key, with write access to contents.

  --branch NAME     default: recusal-log
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = options(
    args,
    { branch: { type: "string", default: "recusal-log" } },
    { least: 1, most: 1, name: "OWNER/REPO" },
  );
  const [repository = ""] = positionals;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new CommandError("expected OWNER/REPO, such as octo-org/engine");
  const { branch } = values;
  if (!/^[\w][\w./-]{0,100}$/.test(branch) || /\.\.|\/\/|\.lock$|[/.]$/.test(branch))
    throw new CommandError("--branch: expected the name of a branch, such as recusal-log");
  const place = await ownLog("public", io);
  const { source } = place;
  const own = await trustLog(source);
  const trust: Trust = { ...own, policy: withoutWitnesses(own.policy) };
  // What is published cannot be taken back: it is verified whole before.
  await verifyLog({ place, trust });
  const content = await readCheckpointFile(source);
  const head = trustedCheckpoint(trust.policy, content, "public/checkpoint").checkpoint;
  const identity = await identify(repository, io);
  if (identity.as === "nobody")
    throw new CommandError("publishing writes to GitHub: set GITHUB_TOKEN, or APP_ID and the App's key");
  const at = { repository, branch };
  try {
    const before = await readLogBranch(identity.octokit, at);
    const earlier = await earlierLogs(place.folder, trust);
    const from = await continues(before, head, withLogs(trust, earlier), source, `${repository}@${branch}`);
    if (before?.checkpoint !== undefined && sameBytes(before.checkpoint, content)) {
      await print(io.stdout, `${repository}@${branch} holds all ${head.size} entries already\n`);
      return 0;
    }
    const files = await filesBetween(source, from, head.size, content);
    const commit = await writeLogBranch(identity.octokit, at, before, files, `Log of ${head.size} entries`);
    await print(
      io.stdout,
      `${repository}@${branch}: entries up to ${head.size} published in ${commit.slice(0, 12)}, ` +
        `${identity.calls().reads + identity.calls().writes} calls\n`,
    );
    return 0;
  } catch (error) {
    throw failureOf(error, identity, repository, branch);
  }
}

/** What the branch holds may have been signed before the keys were changed. */
function withLogs(trust: Trust, logs: Trust["policy"]["logs"]): Trust {
  return { ...trust, policy: { ...trust.policy, logs: [...trust.policy.logs, ...logs] } };
}

/**
 * The size that the branch holds, once it is shown that the log goes on from there.
 *
 * @throws CommandError with status 1 where it does not
 */
async function continues(
  before: PublishedLog | undefined,
  head: TreeHead & { readonly origin: string },
  { policy }: Trust,
  source: LogSource,
  name: string,
): Promise<number> {
  if (before === undefined) return 0;
  if (before.checkpoint === undefined)
    throw new CommandError(
      `${name}: this branch holds something else than a log: give another with --branch`,
    );
  const published = trustedCheckpoint(policy, before.checkpoint, `${name}/checkpoint`).checkpoint;
  if (published.origin !== head.origin) throw new CommandError(`${name}: holds another log`, 1);
  if (published.size > head.size)
    throw new CommandError(
      `${name}: holds ${published.size} entries, and there are ${head.size} here: this is an older state of the ` +
        "log, such as a restored backup; nothing was published",
      1,
    );
  try {
    const proof = await consistencyFrom(source, published.size, head);
    verifyConsistency(nodeCryptography.sha256, published, head, proof);
  } catch (error) {
    if (!(error instanceof MerkleError)) throw error;
    throw new CommandError(
      `${name}: holds another history of its ${published.size} entries; nothing was published`,
      1,
    );
  }
  return published.size;
}

/** The checkpoint, the policy and the tiles that are new; of this machine's files no others. */
async function filesBetween(
  source: LogSource,
  from: number,
  to: number,
  checkpoint: Uint8Array,
): Promise<LogFile[]> {
  const read = tileReader(source);
  const policy = await source.read("policy", SMALL_FILE_BYTES);
  const files: LogFile[] = [{ path: "checkpoint", content: textOf(checkpoint) }];
  if (policy !== undefined) files.push({ path: "policy", content: textOf(policy) });
  const tiles: Tile[] = [...tilesBetween(from, to), ...bundlesBetween(from, to)];
  for (const tile of tiles) {
    const content = await read(tile);
    const path = tilePath(tile);
    if (content === undefined)
      throw new CommandError(`public/${path}: is missing; recuse serve makes tiles again`, 1);
    files.push({ path, content });
  }
  return files;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function failureOf(error: unknown, { as, failure }: Identity, repository: string, branch: string): unknown {
  const status = statusOf(error);
  if (status === 409)
    return new CommandError(`${repository} is an empty repository: make a first commit there, then publish`);
  if (status === 422)
    return new CommandError(
      `${repository}@${branch} moved meanwhile, or its rules forbid the push: look at it, then run this again`,
      1,
    );
  const isRefused = status === 403 && error instanceof Error && !/rate limit/i.test(error.message);
  if (!isRefused) return failure(error);
  const who = as === "app" ? "the App" : "GITHUB_TOKEN";
  return new CommandError(`${who} may not write to ${repository}: give it write access to its contents`);
}

export const command: Command = { summary: "checkpoint and tiles on a branch", usage, run };
