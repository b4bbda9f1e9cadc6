/*
 * Keeps the roster out of git without touching a file that is shared: through `info/exclude`. Needs no git
 * program. https://git-scm.com/docs/gitignore, https://git-scm.com/docs/gitrepository-layout
 */
import { appendFile, mkdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

/**
 * Has git leave out a file with its backup, its lock and its temporary copies, where it lies in a work tree.
 *
 * @returns false outside a work tree
 */
export async function excludeFromGit(file: string): Promise<boolean> {
  const found = await workTreeOf(dirname(file));
  if (found === undefined) return false;
  const exclude = join(found.gitFolder, "info", "exclude");
  const folder = relative(found.workTree, dirname(file)).split(sep).map(literally).join("/");
  const prefix = folder === "" ? "/" : `/${folder}/`;
  const name = literally(basename(file));
  const wanted = [`${prefix}${name}`, `${prefix}${name}.*`, `${prefix}.${name}.*`];
  const text = await readFile(exclude, "utf8").catch(() => "");
  const missing = wanted.filter((each) => !text.split("\n").includes(each));
  if (missing.length === 0) return true;
  await mkdir(dirname(exclude), { recursive: true });
  const start = text === "" || text.endsWith("\n") ? "" : "\n";
  await appendFile(exclude, `${start}${missing.join("\n")}\n`);
  return true;
}

interface WorkTree {
  readonly workTree: string;
  /** Where `info/exclude` is read from: shared by all work trees of a repository. */
  readonly gitFolder: string;
}

async function workTreeOf(folder: string): Promise<WorkTree | undefined> {
  for (let workTree = folder; ; workTree = dirname(workTree)) {
    const git = join(workTree, ".git");
    const kind = await stat(git).catch(() => undefined);
    if (kind?.isDirectory() === true) return { workTree, gitFolder: git };
    if (kind?.isFile() === true) return { workTree, gitFolder: await linkedGitFolder(git) };
    if (dirname(workTree) === workTree) return undefined;
  }
}

/** In a linked work tree or a submodule `.git` is a file that says where the folder is. */
async function linkedGitFolder(file: string): Promise<string> {
  const [, path = ""] = /^gitdir: (.+)$/m.exec(await readFile(file, "utf8")) ?? [];
  const own = resolve(dirname(file), path);
  const common = await readFile(join(own, "commondir"), "utf8").catch(() => undefined);
  return common === undefined ? own : resolve(own, common.trim());
}

/** A name in which git takes every character for itself. */
function literally(name: string): string {
  return name.replace(/[\\*?[\]!# ]/g, String.raw`\$&`);
}
