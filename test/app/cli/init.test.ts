import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { excludeFromGit } from "../../../github-app/src/cli/git-exclude.ts";
import { inFolder, run } from "../../builders/command-line.ts";
import { readRoster } from "@recuse/shared/node/roster-file.ts";
import { skip } from "../../report/skip.ts";

const POLICY = ".github/recuse.yml";

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const execute = promisify(execFile);

/** Runs git with no configuration but the repository's own. */
async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", HOME: cwd };
  const { stdout } = await execute("git", ["-c", "user.name=x", "-c", "user.email=x@acme.example", ...args], {
    cwd,
    env,
  });
  return stdout;
}

async function hasGit(): Promise<boolean> {
  return execute("git", ["--version"]).then(
    () => true,
    () => false,
  );
}

/** What `git add -A` would take that looks like a roster. */
async function untracked(folder: string): Promise<string[]> {
  const lines = await git(folder, "status", "--porcelain", "--untracked-files=all");
  return lines.split("\n").filter((line) => line.includes("roster"));
}

describe("recuse init", () => {
  it("writes a roster and a policy that recuse check finds fine", async () => {
    await inFolder(async (cwd) => {
      const init = await run(["init"], { cwd });
      assert.equal(init.status, 0);
      assert.equal(init.stderr, "");
      assert.equal(init.stdout.trimEnd().split("\n").length, 4);
      const check = await run(["check", "--policy", POLICY], { cwd });
      assert.deepEqual(check, {
        status: 0,
        stdout: `roster.json, ${POLICY}: fine; 1 maintainers, 1 organizations, 1 engagements\n`,
        stderr: "",
      });
      assert.deepEqual((await readdir(cwd)).sort(), [".github", ".recuse", "roster.json"]);
      assert.equal((await stat(join(cwd, ".recuse", "log", "key"))).mode & 0o777, 0o600);
      assert.equal((await stat(join(cwd, "roster.json"))).mode & 0o777, 0o600);
      assert.equal((await stat(join(cwd, POLICY))).mode & 0o777, 0o644);
    });
  });

  it("puts in what it is given, and a new commitment key every time", async () => {
    await inFolder(async (cwd) => {
      const given = [
        "--login",
        "hubot",
        "--id",
        "480938",
        "--repository",
        "acme/*",
        "--repository",
        "globex/x",
      ];
      await run(["init", "--dir", "one", ...given], { cwd });
      await run(["init", "--dir", "two"], { cwd });
      const one = await readRoster(join(cwd, "one/roster.json"));
      const two = await readRoster(join(cwd, "two/roster.json"));
      assert.deepEqual(one.practice.members, [{ login: "hubot", id: 480938, from: "2026-03-01" }]);
      assert.deepEqual(one.repositories, ["acme/*", "globex/x"]);
      assert.equal(one.engagements[0]?.owner, "hubot");
      assert.deepEqual(two.practice.members, [{ login: "octocat", id: 583231, from: "2026-03-01" }]);
      assert.deepEqual(two.repositories, ["octo-org/engine"]);
      const keys = [one, two].map(({ organizations }) => organizations[0]?.commitmentKey);
      assert.ok(keys[0] !== undefined && keys[0] !== keys[1]);
    });
  });

  const bad: [name: string, args: string[]][] = [
    ["a login with @", ["--login", "@octocat"]],
    ["an id that is none", ["--id", "octocat"]],
    ["a fraction as id", ["--id", "1.5"]],
    ["a repository without owner", ["--repository", "engine"]],
  ];
  for (const [name, args] of bad) {
    it(`writes nothing for ${name}`, async () => {
      await inFolder(async (cwd) => {
        const { status, stdout, stderr } = await run(["init", ...args], { cwd });
        assert.equal(status, 2);
        assert.equal(stdout, "");
        assert.match(stderr, /^recuse: roster\.json:\d+:\d+: .*\n(.*\n)*nothing was written/);
        assert.deepEqual(await readdir(cwd), []);
      });
    });
  }

  const inTheWay: [name: string, put: (cwd: string) => Promise<void>][] = [
    ["roster.json", (cwd) => writeFile(join(cwd, "roster.json"), "mine")],
    [
      POLICY,
      async (cwd) => {
        await mkdir(join(cwd, ".github"));
        await writeFile(join(cwd, POLICY), "mine");
      },
    ],
    ["roster.json", (cwd) => symlink("nowhere", join(cwd, "roster.json"))],
  ];
  for (const [name, put] of inTheWay) {
    it(`overwrites nothing, and writes neither file where ${name} is there`, async () => {
      await inFolder(async (cwd) => {
        await put(cwd);
        const before = await readdir(cwd, { recursive: true });
        const { status, stderr } = await run(["init"], { cwd });
        assert.equal(status, 2);
        assert.equal(stderr, `recuse: ${name} is there already: move it away or give another --dir\n`);
        assert.deepEqual(await readdir(cwd, { recursive: true }), before);
      });
    });
  }

  it("says in one sentence that it cannot write, and leaves no roster behind", async () => {
    await inFolder(async (cwd) => {
      await writeFile(join(cwd, ".github"), "a file");
      const { status, stderr } = await run(["init"], { cwd });
      assert.equal(status, 2);
      assert.match(
        stderr,
        /^recuse: .* cannot be written \(\w+\): give another --dir or mend its permissions\n$/,
      );
      assert.ok(!(await exists(join(cwd, "roster.json"))));
    });
  });

  it("keeps the roster, its backup, lock and temporary copies out of git, and the policy in", async function () {
    if (!(await hasGit())) skip(this, "no git on the PATH");
    await inFolder(async (cwd) => {
      await git(cwd, "init", "-q");
      await mkdir(join(cwd, "a [b]"));
      for (const dir of [".", "a [b]"]) {
        const { stdout } = await run(["init", "--dir", dir], { cwd });
        assert.match(stdout, /git leaves it out/);
        for (const name of ["roster.json.bak", "roster.json.lock", ".roster.json.1.tmp"]) {
          await writeFile(join(cwd, dir, name), "private");
        }
      }
      assert.deepEqual(await untracked(cwd), []);
      assert.match(await git(cwd, "status", "--porcelain", "--untracked-files=all"), /recuse\.yml/);
    });
  });

  it("does so in a linked work tree, too", async function () {
    if (!(await hasGit())) skip(this, "no git on the PATH");
    await inFolder(async (cwd) => {
      await git(cwd, "init", "-q", "main");
      await git(join(cwd, "main"), "commit", "-q", "--allow-empty", "-m", "start");
      await git(join(cwd, "main"), "worktree", "add", "-q", "../linked");
      const { stdout } = await run(["init"], { cwd: join(cwd, "linked") });
      assert.match(stdout, /git leaves it out/);
      assert.deepEqual(await untracked(join(cwd, "linked")), []);
    });
  });

  it("adds no line twice, keeps what stands there, and says so outside a work tree", async () => {
    await inFolder(async (cwd) => {
      const outside = await run(["init", "--dir", "outside"], { cwd });
      // The folder of temporary files itself might lie in a work tree; this test then has nothing to say.
      if (!outside.stdout.includes("git leaves it out")) assert.match(outside.stdout, /never commit it/);
      await mkdir(join(cwd, ".git", "info"), { recursive: true });
      const exclude = join(cwd, ".git", "info", "exclude");
      await writeFile(exclude, "*.log");
      assert.equal(await excludeFromGit(join(cwd, "roster.json")), true);
      assert.equal(await excludeFromGit(join(cwd, "roster.json")), true);
      assert.equal(await readFile(exclude, "utf8"), "*.log\n/roster.json\n/roster.json.*\n/.roster.json.*\n");
    });
  });
});
