import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inFolder, run, type Ended, type RunOptions } from "../../builders/command-line.ts";
import { HUBOT, OCTOCAT, roster } from "../../builders/roster.ts";
import { skip } from "../../report/skip.ts";

const ROSTER = roster({
  practice: {
    name: "A practice",
    members: [
      { ...OCTOCAT, from: "2020-01-01" },
      { ...HUBOT, from: "2020-01-01" },
    ],
  },
});

function subject(number: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ref: `octo-org/engine#${String(number)}`,
    kind: "proposal",
    title: "RFC: faster",
    createdAt: "2026-02-01",
    people: [{ role: "author", login: "wile", id: 1001 }],
    ...changes,
  };
}

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/** Runs `recuse check` in a folder with the roster and the subjects. */
async function check(
  args: readonly string[],
  subjects: string,
  options: Omit<RunOptions, "cwd"> = {},
  content: unknown = ROSTER,
): Promise<Ended> {
  let ended: Ended | undefined;
  await inFolder(async (cwd) => {
    await writeFile(join(cwd, "roster.json"), JSON.stringify(content), { mode: 0o600 });
    await writeFile(join(cwd, "subjects.jsonl"), subjects);
    ended = await run(["check", ...args], { cwd, ...options });
  });
  assert.ok(ended !== undefined);
  return ended;
}

describe("recuse check", () => {
  it("prints the stable line for every subject and maintainer", async () => {
    const { status, stdout, stderr } = await check(
      ["--subjects", "subjects.jsonl", "--format", "jsonl"],
      lines(subject(1), subject(2, { people: [{ role: "author", login: "stranger", id: 9 }] })),
    );
    assert.equal(status, 0);
    assert.equal(stderr, "2 subjects: 1 recuse, 1 disclose, 0 unknown, 2 clear\n");
    const printed = stdout.trimEnd().split("\n");
    assert.equal(printed.length, 4);
    const parsed = printed.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const [index, line] of printed.entries()) {
      assert.ok(line.startsWith('{"ref":"octo-org/engine#'), line);
      assert.deepEqual(Object.keys(parsed[index] ?? {}), [
        "ref",
        "maintainer",
        "level",
        "organizations",
        "findings",
      ]);
    }
    assert.deepEqual(
      parsed.map(({ ref, maintainer, level, organizations }) => [ref, maintainer, level, organizations]),
      [
        ["octo-org/engine#1", "octocat", "recuse", ["acme"]],
        ["octo-org/engine#1", "hubot", "disclose", ["acme"]],
        ["octo-org/engine#2", "octocat", "clear", []],
        ["octo-org/engine#2", "hubot", "clear", []],
      ],
    );
    const [finding] = parsed[0]?.["findings"] as Record<string, unknown>[];
    assert.deepEqual(Object.keys(finding ?? {}), [
      "relation",
      "organization",
      "strength",
      "source",
      "evidence",
    ]);
    assert.deepEqual(
      { ...finding, evidence: undefined },
      {
        relation: "author",
        organization: "acme",
        strength: "confirmed",
        source: "roster id",
        evidence: undefined,
      },
    );
  });

  it("reads standard input, a roster from the environment, and the day of acting", async () => {
    const ended = await check(["--subjects", "-", "--format", "jsonl", "--as-of", "2024-06-01"], "", {
      stdin: `\n${lines(subject(1))}\r\n`,
      env: { RECUSE_ROSTER: "roster.json" },
    });
    assert.equal(ended.status, 0);
    // The retainer began in 2025.
    assert.deepEqual(ended.stdout.match(/"level":"\w+"/g), ['"level":"clear"', '"level":"clear"']);
  });

  it("reads issues as GitHub's REST API returns them, and counts what the roster does not list", async () => {
    const issue = {
      url: "https://api.github.com/repos/octo-org/engine/issues/5",
      repository_url: "https://api.github.com/repos/octo-org/engine",
      html_url: "https://github.com/octo-org/engine/issues/5",
      number: 5,
      title: "It breaks",
      body: null,
      state: "open",
      user: { login: "wile", id: 1001, type: "User" },
      labels: [],
      assignees: [],
      created_at: "2026-02-01T00:00:00Z",
      updated_at: "2026-02-01T00:00:00Z",
    };
    const { status, stdout, stderr } = await check(
      ["--subjects", "subjects.jsonl"],
      lines(issue, subject(1, { ref: "globex/other#1" })),
    );
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^disclose octo-org\/engine#5 {2}@octocat\n {9}author: .*\(confirmed, roster id\)$/m,
    );
    assert.match(
      stdout,
      /^2 subjects: 0 recuse, 2 disclose, 0 unknown, 0 clear; 1 in repositories that the roster does not list were left out$/m,
    );
  });

  it("prints nothing of clear subjects for people, and nothing that could drive a terminal", async () => {
    const { stdout } = await check(
      ["--subjects", "subjects.jsonl"],
      lines(
        subject(1, { people: [{ role: "author", login: "stranger", id: 9 }] }),
        subject(2, { ref: "octo-org/engine#\u001b]0;owned\u0007\u202e7", title: "\u001b[2J" }),
      ),
    );
    assert.ok(!stdout.includes("engine#1"));
    assert.ok(stdout.includes("]0;owned"));
    assert.doesNotMatch(stdout, /[^\P{C}\n]/u);
  });

  it("guards what GitHub or the roster wrote against spreadsheets", async () => {
    const { stdout } = await check(
      ["--subjects", "subjects.jsonl", "--format", "csv"],
      lines(subject(1, { ref: "=cmd|calc!A0/engine#1" })),
      {},
      roster({ repositories: ["*/*"] }),
    );
    assert.equal(stdout.split("\n")[1]?.slice(0, 6), "'=cmd|");
  });

  const badLines: [name: string, line: string, expected: RegExp][] = [
    ["no JSON", "{", /^recuse: subjects\.jsonl:2: expected one JSON object on the line\n$/],
    ["no object", "3", /^recuse: subjects\.jsonl:2: [a-z].*\n$/],
    [
      "an unknown role",
      JSON.stringify(subject(2, { people: [{ role: "boss" }] })),
      /^recuse: subjects\.jsonl:2: .*role.*\n$/,
    ],
    [
      "a ref without repository",
      JSON.stringify(subject(2, { ref: "7" })),
      /^recuse: subjects\.jsonl:2: .*ref.*\n$/,
    ],
    [
      "a day that does not exist",
      JSON.stringify(subject(2, { createdAt: "2026-02-30" })),
      /^recuse: subjects\.jsonl:2: .*createdAt.*\n$/,
    ],
  ];
  for (const [name, line, expected] of badLines) {
    it(`stops at a line with ${name}, and names it`, async () => {
      const { status, stdout, stderr } = await check(
        ["--subjects", "subjects.jsonl", "--format", "jsonl"],
        `${lines(subject(1))}${line}\n${lines(subject(3))}`,
      );
      assert.equal(status, 2);
      assert.match(stderr, expected);
      assert.deepEqual(stdout.match(/#\d+/g), ["#1", "#1"]);
    });
  }

  const badFiles: [name: string, args: string[], expected: RegExp][] = [
    ["no subjects", ["--subjects", "missing.jsonl"], /^recuse: missing\.jsonl: no such file\n$/],
    [
      "a folder as subjects",
      ["--subjects", "."],
      /^recuse: \.: cannot be read; check that it is a file and its permissions\n$/,
    ],
    [
      "no roster",
      ["--roster", "missing.json"],
      /^recuse: missing\.json: no such file; recuse init writes a roster to start from\n$/,
    ],
    ["no policy", ["--policy", "missing.yml"], /^recuse: missing\.yml: no such file\n$/],
    [
      "neither",
      ["--roster", "a.json", "--policy", "b.yml"],
      /^recuse: a\.json: no such file.*\nb\.yml: no such file\n$/,
    ],
    ["affiliation data", ["--affiliations", "x.json"], /^recuse: x\.json: no such file; .*\n$/],
  ];
  for (const [name, args, expected] of badFiles) {
    it(`says in a sentence that there is ${name}`, async () => {
      const { status, stdout, stderr } = await check(args, "");
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, expected);
    });
  }

  it("says everything that is wrong with both files by line and column, and repeats no name", async () => {
    const secret = "Zzcanaryzz";
    await inFolder(async (cwd) => {
      const broken = {
        ...ROSTER,
        organizations: [{ id: secret, name: secret, disclosure: secret }],
        [secret]: secret,
      };
      await writeFile(join(cwd, "roster.json"), JSON.stringify(broken, null, 2), { mode: 0o600 });
      await writeFile(join(cwd, "recuse.yml"), "version: 1\nmode: gaurd\n");
      const { status, stdout, stderr } = await run(["check", "--policy", "recuse.yml"], { cwd });
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /roster\.json:\d+:\d+: organizations\[0\]\.id: expected a short id/);
      assert.match(
        stderr,
        /roster\.json:\d+:\d+: organizations\[0\]\.disclosure: expected one of public, confidential/,
      );
      assert.match(
        stderr,
        /^recuse\.yml:2:7: mode: expected one of observe, label, guard; did you mean guard\?$/m,
      );
      assert.ok(!stderr.includes(secret), stderr);
    });
  });

  it("warns, when it checks the files, of a roster that others may read", async function () {
    if (process.platform === "win32") skip(this, "Windows has no permission bits");
    await inFolder(async (cwd) => {
      await writeFile(join(cwd, "roster.json"), JSON.stringify(ROSTER));
      await chmod(join(cwd, "roster.json"), 0o644);
      const { status, stdout, stderr } = await run(["check"], { cwd });
      assert.equal(status, 0);
      assert.match(stdout, /^roster\.json: fine; /);
      assert.match(stderr, /can be read by other accounts of this machine: run chmod 600 roster\.json\n$/);
    });
  });
});
