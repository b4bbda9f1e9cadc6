import assert from "node:assert/strict";
import { DEFAULT_POLICY, Policy } from "@recuse/shared/conflict/policy.ts";
import { SubjectError } from "@recuse/shared/subject/error.ts";
import { subjectFromRest } from "@recuse/shared/subject/rest.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";

const USER = { login: "octocat", id: 583231 };
const OWNER = { login: "octo-org", id: 1 };

function issue(overrides: object = {}): object {
  return {
    number: 7,
    title: "A title",
    body: "A body",
    user: USER,
    state: "open",
    created_at: "2026-03-01T10:00:00Z",
    repository_url: "https://api.github.com/repos/octo-org/engine",
    ...overrides,
  };
}

function pull(overrides: object = {}): object {
  return issue({
    repository_url: undefined,
    head: { label: "octocat:main", user: USER, repo: { id: 3, full_name: "octocat/engine", owner: USER } },
    base: { user: OWNER, repo: { id: 42, full_name: "octo-org/engine", private: false, owner: OWNER } },
    ...overrides,
  });
}

function read(json: object, policy = DEFAULT_POLICY): Subject {
  return subjectFromRest(json, { policy });
}

const AUTHOR = { role: "author", login: "octocat", id: 583231 };

describe("a subject from GitHub's REST objects", () => {
  it("reads a whole issue", () => {
    assert.deepEqual(
      read(
        issue({
          updated_at: "2026-03-02T10:00:00Z",
          labels: ["bug", { name: "help" }, { name: null }, {}],
          type: { name: "Task" },
          assignees: [{ login: "hubot", id: 480938 }, { login: "HUBOT", id: 480938 }, null],
          closed_by: { login: "ghost", id: 10137 },
        }),
      ),
      {
        ref: "octo-org/engine#7",
        repository: { name: "octo-org/engine", private: true },
        number: 7,
        form: "issue",
        kind: "issue",
        state: "open",
        title: "A title",
        body: "A body",
        createdAt: "2026-03-01T10:00:00Z",
        updatedAt: "2026-03-02T10:00:00Z",
        labels: ["bug", "help"],
        type: "Task",
        people: [AUTHOR],
        involved: ["hubot"],
      },
    );
  });

  const REPOSITORIES: readonly [what: string, json: object, expected: Subject["repository"]][] = [
    ["base.repo", pull(), { id: 42, name: "octo-org/engine", private: false }],
    [
      "html_url",
      issue({ repository_url: null, html_url: "https://github.com/a/b/issues/7" }),
      { name: "a/b", private: true },
    ],
    [
      "a pull's html_url",
      issue({ repository_url: null, html_url: "https://ghe.example/a/b/pull/7" }),
      { name: "a/b", private: true },
    ],
    [
      "url",
      issue({ repository_url: null, url: "http://127.0.0.1:4000/repos/a/b/issues/7" }),
      { name: "a/b", private: true },
    ],
    [
      "repository",
      issue({ repository_url: null, repository: { id: 5, full_name: "a/b", private: false } }),
      { id: 5, name: "a/b", private: false },
    ],
  ];
  for (const [what, json, expected] of REPOSITORIES) {
    it(`finds the repository in ${what}`, () => {
      assert.deepEqual(read(json).repository, expected);
    });
  }

  it("lets the caller name the repository", () => {
    const repository = { id: 9, name: "octo-org/other", private: true };
    const subject = subjectFromRest(pull(), { policy: DEFAULT_POLICY, repository });
    assert.equal(subject.ref, "octo-org/other#7");
    assert.deepEqual(subject.repository, repository);
  });

  const STATES: readonly [json: object, state: Subject["state"]][] = [
    [issue(), "open"],
    [issue({ state: "closed" }), "closed"],
    [issue({ state: "merged" }), "closed"],
    [issue({ state: undefined }), "open"],
    [issue({ state: undefined, closed_at: "2026-03-02T10:00:00Z" }), "closed"],
  ];
  for (const [json, state] of STATES) {
    it(`state ${String(Reflect.get(json, "state"))}: ${state}`, () => {
      assert.equal(read(json).state, state);
    });
  }

  const AT = "2026-03-02T10:00:00Z";
  const CLOSED: readonly [json: object, closedAt: string | undefined][] = [
    [issue({ state: "closed", closed_at: AT }), AT],
    [issue({ state: "closed", closed_at: null }), undefined],
    [issue({ state: "closed", closed_at: "lately" }), undefined],
    // closed before, and opened again
    [issue({ state: "open", closed_at: AT }), undefined],
  ];
  for (const [json, closedAt] of CLOSED) {
    it(`${String(Reflect.get(json, "state"))}, closed at ${String(Reflect.get(json, "closed_at"))}: ${String(closedAt)}`, () => {
      assert.equal(read(json).closedAt, closedAt);
    });
  }

  const PEOPLE: readonly [what: string, json: object, expected: Subject["people"][number][]][] = [
    ["a deleted account", issue({ user: null }), [{ role: "author", unidentified: true }]],
    [
      "its stand-in",
      issue({ user: { login: "ghost", id: 10137 } }),
      [{ role: "author", unidentified: true }],
    ],
    [
      "its stand-in without an id",
      issue({ user: { login: "Ghost" } }),
      [{ role: "author", unidentified: true }],
    ],
    [
      "a bot",
      issue({ user: { login: "dependabot[bot]", id: 49699333 } }),
      [{ role: "author", login: "dependabot[bot]", id: 49699333, bot: true }],
    ],
    [
      "an agent that REST writes without the suffix",
      issue({ user: { login: "Copilot", id: 198982749, type: "Bot" } }),
      [{ role: "author", login: "Copilot", id: 198982749, bot: true }],
    ],
    [
      "a bot by its type alone",
      issue({ user: { login: "acme-ci", id: 12, type: "Bot" } }),
      [{ role: "author", login: "acme-ci", id: 12, bot: true }],
    ],
    [
      "a person who wrote it with an App",
      issue({ performed_via_github_app: { id: 1, slug: "acme-ci" }, user: { ...USER, type: "User" } }),
      [{ role: "author", login: "octocat", id: 583231 }],
    ],
    ["a personal fork", pull(), [{ role: "author", login: "octocat", id: 583231 }]],
    [
      "the same repository",
      pull({ head: { user: OWNER, repo: { full_name: "octo-org/engine", owner: OWNER } } }),
      [{ role: "author", login: "octocat", id: 583231 }],
    ],
    [
      "an organization's fork",
      pull({ head: { user: USER, repo: { full_name: "acme/engine", owner: { login: "acme", id: 77 } } } }),
      [
        { role: "author", login: "octocat", id: 583231 },
        { role: "head-repository", login: "acme", id: 77 },
      ],
    ],
    [
      "a deleted fork of an organization",
      pull({ head: { label: "acme:main", user: { login: "acme", id: 77 }, repo: null } }),
      [
        { role: "author", login: "octocat", id: 583231 },
        { role: "head-repository", login: "acme", id: 77 },
      ],
    ],
    [
      "a deleted fork with its label left",
      pull({ head: { label: "acme:main", user: null, repo: null } }),
      [
        { role: "author", login: "octocat", id: 583231 },
        { role: "head-repository", login: "acme" },
      ],
    ],
    [
      "a deleted fork with nothing left",
      pull({ head: { label: null, user: null, repo: null } }),
      [{ role: "author", login: "octocat", id: 583231 }],
    ],
    [
      "trailers of a pull request",
      pull({ body: "Co-authored-by: Mona <mona@acme.example>\non-behalf-of: @acme <mona@acme.example>" }),
      [
        { role: "author", login: "octocat", id: 583231 },
        { role: "co-author", email: "mona@acme.example", name: "Mona", selfAsserted: true },
        { role: "on-behalf-of", login: "acme", email: "mona@acme.example", selfAsserted: true },
      ],
    ],
    [
      "a trailer that names the author",
      pull({ body: "Co-authored-by: O <583231+octocat@users.noreply.github.com>" }),
      [{ role: "author", login: "octocat", id: 583231 }],
    ],
    [
      "trailers of an issue",
      issue({ body: "Co-authored-by: Mona <mona@acme.example>" }),
      [{ role: "author", login: "octocat", id: 583231 }],
    ],
  ];
  for (const [what, json, expected] of PEOPLE) {
    it(`people: ${what}`, () => {
      assert.deepEqual(read(json).people, expected);
    });
  }

  it("takes an issue with a pull_request key for a pull request", () => {
    assert.equal(read(issue({ pull_request: { url: "https://api.github.com/x" } })).form, "pull_request");
    assert.equal(read(issue({ pull_request: null })).form, "issue");
  });

  it("keeps the form of a proposal", () => {
    const policy = Policy.parse({ version: 1, proposals: { types: ["proposal"], titles: ["RFC:"] } });
    const { form, kind } = read(pull({ title: "RFC: x" }), policy);
    assert.deepEqual({ form, kind }, { form: "pull_request", kind: "proposal" });
    assert.equal(read(issue({ type: { name: "Proposal" } }), policy).kind, "proposal");
  });

  const WRONG: readonly [json: unknown, message: RegExp][] = [
    [null, /^expected an object$/],
    [[], /^expected an object$/],
    [issue({ user: undefined }), /^user: expected/],
    [issue({ user: "octocat" }), /^user: expected an object$/],
    [issue({ user: { login: 7 } }), /^user\.login: expected text$/],
    [issue({ number: "7" }), /^number: expected a number$/],
    [issue({ number: 7.5 }), /^number: expected a whole number$/],
    [issue({ title: 3 }), /^title: expected text$/],
    [issue({ body: 3 }), /^body: expected text$/],
    [issue({ labels: [3] }), /^labels\[0\]: expected a label/],
    [issue({ state: "SECRET" }), /^state: expected one of open, closed, merged$/],
    [issue({ created_at: "yesterday" }), /^created_at: expected an RFC 3339 time/],
    [issue({ created_at: "2026-02-30T10:00:00Z" }), /^created_at: expected an RFC 3339 time/],
    [issue({ repository_url: "https://api.github.com/repos/../engine" }), /^repository_url: expected/],
    [issue({ repository_url: null }), /^repository_url: expected/],
  ];
  for (const [index, [json, message]] of WRONG.entries()) {
    it(`refuses ${String(index)}: ${String(message)}`, () => {
      assert.throws(
        () => subjectFromRest(json, { policy: DEFAULT_POLICY }),
        (error) =>
          error instanceof SubjectError && message.test(error.message) && !error.message.includes("SECRET"),
      );
    });
  }
});
