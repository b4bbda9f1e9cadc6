/* What stands in files that no program of this repository reads: the workflow, the documents' links. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import * as z from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("the workflow", () => {
  const Workflow = z.object({
    permissions: z.record(z.string(), z.string()),
    jobs: z.record(
      z.string(),
      z.object({
        steps: z.array(
          z.object({
            uses: z.string().optional(),
            run: z.string().optional(),
            with: z.record(z.string(), z.unknown()).optional(),
          }),
        ),
      }),
    ),
  });
  const text = readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8");
  const workflow = Workflow.parse(parse(text));
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it("pins every action by a commit, and names its release beside it", () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, action = ""]) => action);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may only read, keeps no credentials, and is given no secrets", () => {
    assert.deepEqual(workflow.permissions, { contents: "read" });
    const checkout = steps.find(({ uses }) => uses?.startsWith("actions/checkout@"));
    assert.equal(checkout?.with?.["persist-credentials"], false);
    assert.doesNotMatch(text, /secrets\./);
  });

  it("does what .ci/run does, and nothing else", () => {
    assert.deepEqual(
      steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
      [".ci/run"],
    );
  });
});

describe("the documents", () => {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
    cwd: ROOT,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file !== "" && existsSync(join(ROOT, file)));

  it("are there", () => {
    for (const file of ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"]) {
      assert.ok(files.includes(file), file);
    }
  });

  it("link to files and headings that exist", () => {
    const broken = files.flatMap((file) => {
      const text = readFileSync(join(ROOT, file), "utf8").replace(/```.*?```/gs, "");
      return [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
        .filter(([, path = "", heading]) => !reaches(file, path, heading))
        .map(([link]) => `${file}: ${link}`);
    });
    assert.deepEqual(broken, []);
  });

  it("name no npm script that package.json has not", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
    const unknown = files.flatMap((file) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(/npm run (?:--silent )?([\w:-]+)/g)]
        .map(([, name = ""]) => name)
        .filter((name) => !Object.hasOwn(scripts, name))
        .map((name) => `${file}: npm run ${name}`),
    );
    assert.deepEqual(unknown, []);
  });
});

function reaches(from: string, path: string, heading: string | undefined): boolean {
  const target = path === "" ? join(ROOT, from) : join(ROOT, dirname(from), path);
  if (!existsSync(target)) return false;
  if (heading === undefined || !target.endsWith(".md")) return true;
  const headings = readFileSync(target, "utf8").matchAll(/^#+ (.*)$/gm);
  return [...headings].some(([, words = ""]) => slugOf(words) === heading);
}

/** A heading's anchor as GitHub makes it. */
function slugOf(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
