import assert from "node:assert/strict";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inFolder, run, type Ended, type RunOptions } from "../../builders/command-line.ts";
import { OCTOCAT, roster } from "../../builders/roster.ts";

const GITDM = [
  "# as of 2023-03-29",
  "octocat: o!o.example",
  "\tGlobex from 2015-01-01",
  "wile: w!w.example",
  "\tAcme from 2015-01-01",
  "mona: m!m.example",
  "\tGlobex from 2015-01-01",
  "",
].join("\n");
const BROKEN = `${GITDM}hubot: h!h.example\n\tAcme from 2015-02-30\n\tSecretive from 2016-13-01\n`;
const LIST = JSON.stringify({
  recuse: "affiliations",
  version: 1,
  title: "a list",
  asOf: "2023-03-29",
  people: [{ login: "wile", organizations: [{ name: "Globex", from: "2015-01-01" }] }],
});
const SAME = JSON.stringify({
  version: 1,
  asOf: "2026-01-01",
  organizations: [{ name: "Acme", aliases: ["Globex"] }],
});
const SUBJECTS = [
  { number: 1, login: "wile" },
  { number: 2, login: "mona" },
  { number: 3, login: "stranger" },
]
  .map(({ number, login }) =>
    JSON.stringify({
      ref: `octo-org/engine#${String(number)}`,
      kind: "proposal",
      title: "Faster",
      createdAt: "2022-06-01",
      people: [{ role: "author", login }],
      deciders: ["octocat"],
    }),
  )
  .join("\n");

const FILES: Readonly<Record<string, string>> = {
  "developers.txt": GITDM,
  "broken.txt": BROKEN,
  "list.json": LIST,
  "same.json": SAME,
  "subjects.jsonl": SUBJECTS,
};

/** In a folder with every file, and with a roster where one is wanted. */
async function inProject(
  withRoster: boolean,
  work: (check: Check, cwd: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (cwd) => {
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(cwd, name), text);
    if (withRoster) {
      const given = roster({
        people: [],
        practice: { name: "A practice", members: [{ ...OCTOCAT, from: "2020-01-01" }] },
        engagements: [{ owner: "octocat", organization: "acme", kind: "retainer", from: "2021-01-01" }],
      });
      await writeFile(join(cwd, "roster.json"), JSON.stringify(given), { mode: 0o600 });
    }
    const check: Check = (args, options = {}) =>
      run(["check", "--subjects", "subjects.jsonl", "--as-of", "2022-07-01", ...args], { cwd, ...options });
    await work(check, cwd);
  });
}
type Check = (args: readonly string[], options?: Omit<RunOptions, "cwd">) => Promise<Ended>;

function levels({ stdout }: Ended): string[] {
  return [...stdout.matchAll(/"level":"(\w+)"/g)].map(([, level = ""]) => level);
}

const JSONL = ["--format", "jsonl"];
const DEVELOPERS = ["--affiliations", "developers.txt"];

describe("recuse check with affiliation data", () => {
  it("and a roster: the data says who is a client's", async () => {
    await inProject(true, async (check) => {
      assert.deepEqual(levels(await check(JSONL)), ["clear", "clear", "clear"]);
      const { status, stdout, stderr } = await check([...DEVELOPERS]);
      assert.equal(status, 0);
      assert.equal(stderr, "");
      assert.equal(
        stdout,
        "disclose octo-org/engine#1  @octocat\n" +
          "         author: wile is at Acme by CNCF gitdm, reported; Acme is a client (reported, affiliation data)\n" +
          "3 subjects: 0 recuse, 1 disclose, 0 unknown, 2 clear\n",
      );
    });
  });

  it("and a roster whose policy compares employers", async () => {
    await inProject(true, async (check, cwd) => {
      await writeFile(join(cwd, "recuse.yml"), "version: 1\nemployers: true\n");
      const ended = await check([...DEVELOPERS, ...JSONL, "--policy", "recuse.yml"]);
      assert.deepEqual(levels(ended), ["disclose", "disclose", "clear"]);
      assert.match(ended.stdout, /octocat and mona are both at Globex by CNCF gitdm, reported"/);
    });
  });

  it("and no roster: the deciders' own employers", async () => {
    await inProject(false, async (check) => {
      const { status, stdout, stderr } = await check([...DEVELOPERS]);
      assert.equal(status, 0);
      assert.equal(stderr, "");
      assert.equal(
        stdout,
        "disclose octo-org/engine#2  @octocat\n" +
          "         author: octocat and mona are both at Globex by CNCF gitdm, reported (reported, affiliation data)\n" +
          "unknown  octo-org/engine#3  @octocat\n" +
          "         unidentified: no affiliation data about any author at that time (confirmed, affiliation data)\n" +
          "3 subjects: 0 recuse, 1 disclose, 1 unknown, 1 clear\n",
      );
    });
  });

  it("a roster that was named must be there", async () => {
    await inProject(false, async (check) => {
      for (const [args, options] of [
        [["--roster", "none.json"], {}],
        [[], { env: { RECUSE_ROSTER: "none.json" } }],
      ] as const) {
        const { status, stdout, stderr } = await check([...DEVELOPERS, ...args], options);
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, /^recuse: none\.json: no such file; /);
      }
    });
  });

  it("several files are read as one, and contradictions are shown to her alone", async () => {
    await inProject(false, async (check) => {
      const ended = await check([...DEVELOPERS, "--affiliations", "list.json", ...JSONL]);
      assert.deepEqual(levels(ended), ["disclose", "disclose", "unknown"]);
      assert.match(
        ended.stdout,
        /octocat and wile are both at Globex by CNCF gitdm and a list, reported; contested: other data says Acme"/,
      );
    });
  });

  it("--organizations says which names are one", async () => {
    await inProject(false, async (check) => {
      const ended = await check([...DEVELOPERS, "--organizations", "same.json", ...JSONL]);
      assert.deepEqual(levels(ended), ["disclose", "disclose", "unknown"]);
      assert.match(ended.stdout, /octocat and wile are both at Acme by CNCF gitdm/);
    });
  });

  it("--explain says what is known of everybody, with a roster and without", async () => {
    for (const [withRoster, words] of [
      [
        true,
        /^ {2}octo-org\/engine#1, filed 2022-06-01\n {4}author: wile\n {6}acme: wile is at Acme by CNCF gitdm, reported \(reported, affiliation data\)\ndisclose /,
      ],
      [
        false,
        /^ {2}octo-org\/engine#1, filed 2022-06-01\n {4}author: wile\n {6}2022-06-01: Acme, reported, by CNCF gitdm\n {6}2022-07-01: Acme, reported, by CNCF gitdm\n {4}decider: octocat\n {6}2022-06-01: Globex, /,
      ],
    ] as const) {
      await inProject(withRoster, async (check) => {
        const { status, stdout } = await check([...DEVELOPERS, "--explain"]);
        assert.equal(status, 0);
        assert.match(stdout, words);
        const refused = await check([...DEVELOPERS, "--explain", ...JSONL]);
        assert.deepEqual([refused.status, refused.stdout], [2, ""]);
        assert.match(refused.stderr, /^recuse: --explain: expected --format table/);
      });
    }
  });

  const MISTAKES = [
    "broken.txt:9:1: expected a day that exists, such as 2026-03-01 (YYYY-MM-DD); correct the date at the end of the line",
    "broken.txt:10:1: expected a day that exists, such as 2026-03-01 (YYYY-MM-DD); correct the date at the end of the line",
  ];

  it("one sentence for each mistake, and nothing loaded", async () => {
    await inProject(false, async (check) => {
      const { status, stdout, stderr } = await check([...DEVELOPERS, "--affiliations", "broken.txt"]);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.equal(
        stderr,
        `recuse: ${MISTAKES.join("\n")}\nnothing was loaded; mend the lines, or pass --lenient\n`,
      );
      assert.ok(!stderr.includes("Secretive"));
    });
  });

  it("--lenient uses what is sound, and says what was left out", async () => {
    await inProject(false, async (check) => {
      const ended = await check(["--affiliations", "broken.txt", "--lenient", ...JSONL]);
      assert.equal(ended.status, 0);
      assert.deepEqual(levels(ended), ["clear", "disclose", "unknown"]);
      const left = MISTAKES.map((mistake) => `recuse: left out: ${mistake}\n`).join("");
      assert.equal(ended.stderr, `${left}3 subjects: 0 recuse, 1 disclose, 1 unknown, 1 clear\n`);
    });
  });

  it("a file of organizations is used whole or not at all", async () => {
    await inProject(false, async (check, cwd) => {
      const wrong = SAME.replace(
        '"aliases":["Globex"]',
        '"parent":{"name":"Globex","from":"2020-01-01","until":"2019-01-01"}',
      );
      await writeFile(join(cwd, "wrong.json"), wrong);
      for (const lenient of [[], ["--lenient"]]) {
        const { status, stdout, stderr } = await check([
          ...DEVELOPERS,
          "--organizations",
          "wrong.json",
          ...lenient,
        ]);
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(
          stderr,
          /^recuse: wrong\.json:1:\d+: organizations\[0\]\.parent\.until: expected a day after from\nnothing was loaded; mend the lines\n$/,
        );
      }
    });
  });

  const REFUSED: readonly [what: string, args: readonly string[], stderr: RegExp][] = [
    [
      "a file that is not there",
      ["--affiliations", "none.txt"],
      /^recuse: none\.txt: no such file; check the path\n$/,
    ],
    [
      "a folder",
      ["--affiliations", "."],
      /^recuse: \.: cannot be read; check that it is a file and its permissions\n$/,
    ],
    [
      "organizations that are not there",
      [...DEVELOPERS, "--organizations", "none.json"],
      /^recuse: none\.json: no such file; check the path\n$/,
    ],
    [
      "organizations without people",
      ["--organizations", "same.json"],
      /^recuse: --organizations: expected --affiliations as well/,
    ],
    ["a file in no format", ["--affiliations", "subjects.jsonl"], /^recuse: subjects\.jsonl:1/],
    [
      "people in the place of organizations",
      [...DEVELOPERS, "--organizations", "developers.txt"],
      /^recuse: developers\.txt:\d+:\d+: /,
    ],
  ];
  for (const [what, args, words] of REFUSED) {
    it(`refuses ${what}`, async () => {
      await inProject(false, async (check, cwd) => {
        const { status, stdout, stderr } = await check(args);
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(stderr, words);
        assert.ok(!stderr.includes(cwd), "named as its owner named it");
        assert.ok(!/\n {4}at /.test(stderr), "no stack trace");
      });
    });
  }

  it("without subjects there is nothing to judge", async () => {
    await inProject(false, async (_, cwd) => {
      const { status, stderr } = await run(["check", ...DEVELOPERS], { cwd });
      assert.equal(status, 2);
      assert.match(stderr, /^recuse: --affiliations: expected --subjects as well/);
    });
  });
});

describe("recuse check and the index in the App's folder", () => {
  const INDEX = join(".recuse", "affiliations.index");

  it("writes none where none lies", async () => {
    await inProject(false, async (check, cwd) => {
      await check(DEVELOPERS);
      await assert.rejects(stat(join(cwd, ".recuse")));
      await mkdir(join(cwd, ".recuse"));
      await check(DEVELOPERS);
      await assert.rejects(stat(join(cwd, INDEX)));
    });
  });

  it("says that it is damaged, builds it anew, and answers the same", async () => {
    await inProject(false, async (check, cwd) => {
      const plain = await check([...DEVELOPERS, ...JSONL]);
      await mkdir(join(cwd, ".recuse"));
      await writeFile(join(cwd, INDEX), "not an index");
      const said = await check([...DEVELOPERS, ...JSONL]);
      assert.deepEqual([said.status, said.stdout], [0, plain.stdout]);
      assert.match(
        said.stderr,
        /^recuse: .*affiliations\.index: not used, because .*; built anew from the files\n3 subjects/,
      );
      const built = await readFile(join(cwd, INDEX));
      const again = await check([...DEVELOPERS, ...JSONL]);
      assert.deepEqual([again.stdout, again.stderr], [plain.stdout, plain.stderr]);
      // one bit in the middle
      const turned = Buffer.from(built);
      turned.writeUInt8((turned[turned.length >> 1] ?? 0) ^ 1, turned.length >> 1);
      await writeFile(join(cwd, INDEX), turned);
      const mended = await check([...DEVELOPERS, ...JSONL]);
      assert.deepEqual([mended.status, mended.stdout], [0, plain.stdout]);
      assert.match(mended.stderr, /not used, because/);
      assert.deepEqual(await readFile(join(cwd, INDEX)), built);
    });
  });

  it("never answers by an index of other files, other content or other organizations", async () => {
    await inProject(false, async (check, cwd) => {
      await mkdir(join(cwd, ".recuse"));
      await writeFile(join(cwd, INDEX), "not an index");
      await check(DEVELOPERS);
      const others = await check([...DEVELOPERS, "--affiliations", "list.json", ...JSONL]);
      assert.deepEqual(levels(others), ["disclose", "disclose", "unknown"]);
      const named = await check([...DEVELOPERS, "--organizations", "same.json", ...JSONL]);
      assert.deepEqual(levels(named), ["disclose", "disclose", "unknown"]);
      await writeFile(join(cwd, "developers.txt"), GITDM.replaceAll("Globex", "Acme"));
      const changed = await check([...DEVELOPERS, ...JSONL]);
      assert.deepEqual(levels(changed), ["disclose", "disclose", "unknown"]);
      assert.match(changed.stdout, /octocat and wile are both at Acme by CNCF gitdm/);
    });
  });

  it("says what was left out also when it comes from the index, and refuses it without --lenient", async () => {
    await inProject(false, async (check, cwd) => {
      await mkdir(join(cwd, ".recuse"));
      await writeFile(join(cwd, INDEX), "not an index");
      const lenient = ["--affiliations", "broken.txt", "--lenient", ...JSONL];
      const first = await check(lenient);
      const second = await check(lenient);
      assert.match(first.stderr, /built anew/);
      assert.match(
        second.stderr,
        /^recuse: left out: broken\.txt:9:1: .*\nrecuse: left out: broken\.txt:10:1: .*\n3 subjects/,
      );
      assert.equal(second.stdout, first.stdout);
      const { status, stdout, stderr } = await check(["--affiliations", "broken.txt", ...JSONL]);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(
        stderr,
        /^recuse: broken\.txt:9:1: .*\nbroken\.txt:10:1: .*\nnothing was loaded; mend the lines, or pass --lenient\n$/,
      );
    });
  });
});
