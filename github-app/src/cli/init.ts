/* `recuse init`: a roster and a policy to start from. */
import { lstat, mkdir, rm } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { parsePolicy } from "@recuse/shared/conflict/parse-policy.ts";
import { problemText } from "@recuse/shared/config/problem.ts";
import { replaceFile } from "@recuse/shared/node/durable-file.ts";
import { ensureLogKeys, LogKeysError, logKeysPath } from "@recuse/shared/node/log-keys.ts";
import { parseRoster } from "@recuse/shared/roster/parse.ts";
import { dataFolder } from "../store/folder.ts";
import { excludeFromGit } from "./git-exclude.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";
import { starterPolicy, starterRoster } from "./starter.ts";

const usage = `Usage: recuse init [--dir DIR] [--login LOGIN] [--id N] [--repository OWNER/REPO]…

Writes roster.json (private, mode 0600) and .github/recuse.yml, both valid as written, and makes the keys that sign
the log, in RECUSE_DATA (default: .recuse). Never overwrites.

  --dir DIR                 where; default: the working directory
  --login LOGIN, --id N     your GitHub account and its numeric id (gh api user --jq .id)
  --repository OWNER/REPO   where your roster acts; may be given again, may hold *
`;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = options(args, {
    dir: { type: "string", default: "." },
    login: { type: "string", default: "octocat" },
    id: { type: "string", default: "583231" },
    repository: { type: "string", multiple: true },
  });
  const folder = resolve(io.cwd, values.dir);
  const files = {
    roster: starterRoster({
      login: values.login,
      id: Number(values.id),
      repositories: values.repository ?? ["octo-org/engine"],
      today: io.now().toISOString().slice(0, 10),
    }),
    policy: starterPolicy(),
  };
  refuseBad(files.roster, files.policy);
  const rosterFile = join(folder, "roster.json");
  const policyFile = join(folder, ".github", "recuse.yml");
  for (const file of [rosterFile, policyFile]) {
    if (await exists(file)) {
      throw new CommandError(
        `${relative(io.cwd, file)} is there already: move it away or give another --dir`,
      );
    }
  }
  // Left out of git before it is there, and the roster last: whatever fails, nothing private is left lying.
  const excluded = await writable(folder, async () => {
    await mkdir(dirname(policyFile), { recursive: true });
    return excludeFromGit(rosterFile);
  });
  await writable(policyFile, () => replaceFile(policyFile, files.policy, { mode: 0o644 }));
  await writable(rosterFile, async () => {
    await replaceFile(rosterFile, files.roster).catch(async (error: unknown) => {
      await rm(policyFile, { force: true });
      throw error;
    });
  });
  const keyFile = await logKeys(dataFolder(io.env, folder), io);
  await print(
    io.stdout,
    `${relative(io.cwd, rosterFile)}: your roster, private${excluded ? "; git leaves it out" : "; never commit it"}\n` +
      `${relative(io.cwd, policyFile)}: the project's policy, to be committed\n` +
      keyFile +
      "Put your own account, clients and repositories into the roster, then run recuse check.\n",
  );
  return 0;
}

/** What signs the log, unless it is there already; answers the line that says so. */
async function logKeys(folder: string, io: Io): Promise<string> {
  const log = join(folder, "log");
  const path = logKeysPath(log, io.env);
  if (path === undefined || (await exists(path))) return "";
  const excluded = await writable(path, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Left out of git before it is there, as the roster is.
    const isLeftOut = await excludeFromGit(dirname(path) === log ? folder : path);
    await ensureLogKeys(log, io.env);
    return isLeftOut;
  });
  return `${relative(io.cwd, path)}: what signs the log, private${excluded ? "; git leaves it out" : "; never commit it"}\n`;
}

/** What was given on the command line went into the files; it is checked before anything is written. */
function refuseBad(roster: string, policy: string): void {
  const problems = [parseRoster(roster, "roster.json"), parsePolicy(policy, "recuse.yml")].flatMap(
    (result) => (result.ok ? [] : result.problems),
  );
  if (problems.length === 0) return;
  throw new CommandError(
    `${problems.map(problemText).join("\n")}\nnothing was written: check --login, --id and --repository`,
  );
}

async function exists(path: string): Promise<boolean> {
  // A link that leads nowhere is there as well.
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** @throws CommandError when the file system refuses */
async function writable<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof LogKeysError) throw new CommandError(error.message);
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new CommandError(`${path} cannot be written${code}: give another --dir or mend its permissions`);
  }
}

export const command: Command = { summary: "a starter roster and policy, valid as written", usage, run };
