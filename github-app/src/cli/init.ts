/* `recuse init`: a roster and a policy to start from. */
import { access, appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { parsePolicy } from "@recuse/shared/conflict/parse-policy.ts";
import { problemText } from "@recuse/shared/config/problem.ts";
import { replaceFile } from "@recuse/shared/node/durable-file.ts";
import { parseRoster } from "@recuse/shared/roster/parse.ts";
import { CommandError, options, print, type Command, type Io } from "./io.ts";
import { starterPolicy, starterRoster } from "./starter.ts";

const usage = `Usage: recuse init [--dir DIR] [--login LOGIN] [--id N] [--repository OWNER/REPO]…

Writes roster.json (private, mode 0600) and .github/recuse.yml, both valid as written. Never overwrites.

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
  await mkdir(dirname(policyFile), { recursive: true });
  await replaceFile(rosterFile, files.roster);
  await replaceFile(policyFile, files.policy, { mode: 0o644 });
  const excluded = await excludeFromGit(folder);
  await print(
    io.stdout,
    `${relative(io.cwd, rosterFile)}: your roster, private${excluded ? "; git leaves it out" : "; never commit it"}\n` +
      `${relative(io.cwd, policyFile)}: the project's policy, to be committed\n` +
      "Put your own account, clients and repositories into the roster, then run recuse check.\n",
  );
  return 0;
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
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Inside a work tree, git is told to leave the roster out, without touching a file that is shared. */
async function excludeFromGit(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const exclude = join(at, ".git", "info", "exclude");
    if (await exists(join(at, ".git", "info"))) {
      const line = `/${relative(at, join(folder, "roster.json"))}`;
      const text = await readFile(exclude, "utf8").catch(() => "");
      const missing = [line, `${line}.bak`].filter((each) => !text.split("\n").includes(each));
      if (missing.length > 0) await appendFile(exclude, `${missing.join("\n")}\n`);
      return true;
    }
    if (dirname(at) === at) return false;
  }
}

export const command: Command = { summary: "a starter roster and policy, valid as written", usage, run };
