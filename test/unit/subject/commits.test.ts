import assert from "node:assert/strict";
import fc from "fast-check";
import { peopleFromCommits, withCommitPeople, withCommits } from "@recuse/shared/subject/commits.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import type { Person } from "@recuse/shared/subject/subject.ts";
import { author, subject } from "../../builders/subject.ts";

const DATE = "2026-03-01T10:00:00Z";
const MONA = { login: "mona", id: 3 };
const HUBOT = { login: "hubot", id: 4 };

interface Signature {
  name?: string | null;
  email?: string | null;
  date?: string;
}

function commit(
  by: { login?: string; id?: number } | null,
  written: Signature | null,
  more: {
    committer?: { login?: string; id?: number } | null;
    committed?: Signature;
    verified?: boolean;
    message?: string;
  } = {},
): object {
  return {
    sha: "0".repeat(40),
    author: by,
    committer: more.committer === undefined ? by : more.committer,
    commit: {
      message: more.message ?? "fix",
      author: written,
      committer: more.committed ?? written,
      verification: { verified: more.verified ?? false, reason: "unsigned" },
    },
  };
}

const WRITTEN = { name: "Mona", email: "mona@acme.example", date: DATE };
const WEB_FLOW = {
  committer: { login: "web-flow", id: 19864447 },
  committed: { name: "GitHub", email: "noreply@github.com", date: DATE },
  verified: true,
};

const CASES: readonly [what: string, commits: readonly object[], expected: readonly Person[]][] = [
  [
    "unsigned",
    [commit(MONA, WRITTEN)],
    [
      {
        role: "co-author",
        ...MONA,
        email: "mona@acme.example",
        name: "Mona",
        joinedAt: DATE,
        selfAsserted: true,
      },
    ],
  ],
  [
    "signed",
    [commit(MONA, WRITTEN, { verified: true })],
    [
      {
        role: "co-author",
        ...MONA,
        email: "mona@acme.example",
        name: "Mona",
        joinedAt: DATE,
        verified: true,
      },
    ],
  ],
  [
    "signed by the committer alone",
    [
      commit(MONA, WRITTEN, {
        verified: true,
        committer: HUBOT,
        committed: { email: "h@globex.example", date: DATE },
      }),
    ],
    [
      {
        role: "co-author",
        ...MONA,
        email: "mona@acme.example",
        name: "Mona",
        joinedAt: DATE,
        selfAsserted: true,
      },
      { role: "committer", ...HUBOT, email: "h@globex.example", joinedAt: DATE, verified: true },
    ],
  ],
  [
    "committed on GitHub's pages",
    [commit(MONA, WRITTEN, WEB_FLOW)],
    [
      {
        role: "co-author",
        ...MONA,
        email: "mona@acme.example",
        name: "Mona",
        joinedAt: DATE,
        selfAsserted: true,
      },
    ],
  ],
  [
    "an address without an account",
    [commit(null, WRITTEN)],
    [{ role: "co-author", email: "mona@acme.example", name: "Mona", joinedAt: DATE, selfAsserted: true }],
  ],
  [
    "an empty account",
    [commit({}, WRITTEN)],
    [{ role: "co-author", email: "mona@acme.example", name: "Mona", joinedAt: DATE, selfAsserted: true }],
  ],
  [
    "nothing at all",
    [commit(null, null)],
    [
      { role: "co-author", unidentified: true },
      { role: "committer", unidentified: true },
    ],
  ],
  [
    "a noreply address",
    [commit(null, { email: "3+mona@users.noreply.github.com" })],
    [{ role: "co-author", ...MONA, selfAsserted: true }],
  ],
  [
    "an old noreply address",
    [commit(null, { email: "mona@users.noreply.github.com" })],
    [{ role: "co-author", login: "mona", selfAsserted: true }],
  ],
  [
    "a host that only looks so",
    [commit(null, { email: "3+mona@users.noreply.github.com.evil.example" })],
    [{ role: "co-author", email: "3+mona@users.noreply.github.com.evil.example", selfAsserted: true }],
  ],
  [
    "an impossible date",
    [commit(MONA, { ...WRITTEN, date: "0000-99-99T00:00:00Z" })],
    [{ role: "co-author", ...MONA, email: "mona@acme.example", name: "Mona", selfAsserted: true }],
  ],
  [
    "a trailer",
    [
      commit(MONA, WRITTEN, {
        message: "fix\n\nCo-authored-by: Hubot <h@globex.example>\non-behalf-of: @acme <o@acme.example>",
      }),
    ],
    [
      {
        role: "co-author",
        ...MONA,
        email: "mona@acme.example",
        name: "Mona",
        joinedAt: DATE,
        selfAsserted: true,
      },
      { role: "co-author", email: "h@globex.example", name: "Hubot", selfAsserted: true, joinedAt: DATE },
      { role: "on-behalf-of", login: "acme", email: "o@acme.example", selfAsserted: true, joinedAt: DATE },
    ],
  ],
  [
    "the earliest of two",
    [commit(MONA, WRITTEN), commit(MONA, { ...WRITTEN, date: "2026-02-01T10:00:00Z" })],
    [
      {
        role: "co-author",
        ...MONA,
        email: "mona@acme.example",
        name: "Mona",
        joinedAt: "2026-02-01T10:00:00Z",
        selfAsserted: true,
      },
    ],
  ],
  [
    "the signed one of two",
    [commit(MONA, WRITTEN), commit(MONA, WRITTEN, { verified: true })],
    [
      {
        role: "co-author",
        ...MONA,
        email: "mona@acme.example",
        name: "Mona",
        joinedAt: DATE,
        verified: true,
      },
    ],
  ],
];

describe("the people of commits", () => {
  for (const [what, commits, expected] of CASES) {
    it(what, () => {
      assert.deepEqual(peopleFromCommits(commits), expected);
    });
  }

  it("does not repeat the subject's author, and keeps the address", () => {
    const before = subject({ people: [author({ login: "Mona", id: 3 })] });
    const after = withCommits(before, [
      commit(MONA, WRITTEN),
      commit(MONA, { email: "3+mona@users.noreply.github.com" }),
    ]);
    assert.deepEqual(after.people, [
      { role: "author", login: "Mona", id: 3 },
      { role: "author", email: "mona@acme.example", name: "Mona", joinedAt: DATE, selfAsserted: true },
    ]);
    assert.equal(after.commitsRead, true);
  });

  it("kept people join like people just read", () => {
    const before = subject({ people: [author({ login: "Mona", id: 3 })] });
    const commits = [commit(MONA, WRITTEN), commit(HUBOT, { email: "h@globex.example" })];
    assert.deepEqual(withCommitPeople(before, peopleFromCommits(commits)), withCommits(before, commits));
  });

  it("keeps who took over the author's name", () => {
    const before = subject({ people: [author({ login: "mona", id: 99 })] });
    assert.equal(withCommits(before, [commit(MONA, WRITTEN)]).people[1]?.role, "co-author");
  });

  it("reading twice changes nothing", () => {
    const commits = CASES.flatMap(([, list]) => list);
    const once = withCommits(subject(), commits);
    assert.deepEqual(withCommits(once, commits), once);
  });

  it("the order of commits does not change who is there", () => {
    const commits = CASES.flatMap(([, list]) => list);
    const sorted = (list: readonly object[]): string[] =>
      peopleFromCommits(list)
        .map((p) => JSON.stringify(p))
        .sort();
    fc.assert(
      fc.property(fc.shuffledSubarray(commits, { minLength: commits.length }), (shuffled) => {
        assert.deepEqual(sorted(shuffled), sorted(commits));
      }),
    );
  });

  for (const wrong of [null, {}, [null], [{ commit: {} }], [{ commit: { message: 3 } }]]) {
    it(`refuses ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => peopleFromCommits(wrong), SubjectError);
    });
  }
});
