import assert from "node:assert/strict";
import { createRequire } from "node:module";
import fc from "fast-check";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { installationOf, observe, repositoryOf, type Observation } from "@recuse/shared/subject/webhook.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import * as z from "zod";

const Examples = z.array(
  z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }),
);
const EXAMPLES = Examples.parse(
  createRequire(import.meta.url)("@octokit/webhooks-examples/api.github.com/index.json"),
);

function example(event: string, index: number): Record<string, unknown> {
  const payload = EXAMPLES.find(({ name }) => name === event)?.examples[index];
  assert.ok(payload, `no example ${String(index)} of ${event}`);
  return payload;
}

const Fields = z.record(z.string(), z.unknown());

function fields(json: unknown): Record<string, unknown> {
  return Fields.parse(json);
}

function observedSubject(event: string, payload: unknown): Subject {
  const observation = observe(event, payload, DEFAULT_POLICY);
  if (observation.kind === "none") assert.fail(observation.reason);
  return observation.subject;
}

/** What the expectations below are about, one line per delivery. */
function summary(observation: Observation): object | string {
  if (observation.kind === "none") return observation.reason;
  const { subject, action, installation, label, deleted, sender } = observation;
  return {
    action,
    ref: subject.ref,
    repository: subject.repository.id,
    form: subject.form,
    state: subject.state,
    created: subject.createdAt,
    labels: subject.labels.join(),
    people: subject.people.map(({ role, login, id }) => `${role} ${login ?? "?"} ${String(id)}`).join(),
    involved: subject.involved.join(),
    sender: sender?.id,
    ...(installation === undefined ? {} : { installation }),
    ...(label === undefined ? {} : { label }),
    ...(deleted === undefined ? {} : { deleted }),
  };
}

const ISSUE = {
  ref: "Codertocat/Hello-World#1",
  repository: 186853002,
  form: "issue",
  state: "open",
  created: "2019-05-15T15:20:18Z",
  labels: "bug",
  people: "author Codertocat 21031067",
  involved: "Codertocat",
  sender: 21031067,
};
const UNINSTALLED = {
  ...ISSUE,
  ref: "Codertocat/Hello-World#2",
  form: "pull_request",
  created: "2019-05-15T15:20:33Z",
  involved: "Codertocat,octocat",
};
const PULL = { ...UNINSTALLED, installation: 1 };

const EXPECTED: readonly [event: string, index: number, expected: object][] = [
  ["issues", 0, { ...ISSUE, action: "edited" }],
  ["issues", 2, { ...ISSUE, action: "assigned", installation: 1 }],
  [
    "issues",
    4,
    {
      ...ISSUE,
      action: "deleted",
      installation: 1,
      state: "closed",
      created: "2021-07-05T18:05:24Z",
      deleted: true,
    },
  ],
  ["issues", 9, { ...ISSUE, action: "labeled", label: "bug" }],
  ["issues", 15, { ...ISSUE, action: "opened" }],
  ["issues", 19, { ...ISSUE, action: "pinned", installation: 1, labels: "" }],
  ["issues", 24, { ...ISSUE, action: "unlabeled", label: "bug" }],
  ["pull_request", 0, { ...UNINSTALLED, action: "opened", labels: "", involved: "" }],
  ["pull_request", 3, { ...PULL, action: "closed", state: "closed" }],
  ["pull_request", 8, { ...PULL, action: "labeled", label: "bug" }],
  ["pull_request", 21, { ...PULL, action: "review_requested" }],
  ["pull_request", 22, { ...PULL, action: "synchronize" }],
  ["pull_request", 23, { ...PULL, action: "unassigned", involved: "Codertocat" }],
];

describe("what a delivery says", () => {
  it("none of the official examples is too odd", () => {
    const seen = { subject: 0, none: 0 };
    for (const { name, examples } of EXAMPLES) {
      for (const payload of examples) {
        const observation = observe(name, payload, DEFAULT_POLICY);
        seen[observation.kind] += 1;
        const told = String(payload["action"]).includes("milestoned") && name === "issues";
        const expected = (name === "issues" && !told) || name === "pull_request" ? "subject" : "none";
        assert.equal(observation.kind, expected, name);
      }
    }
    assert.deepEqual(seen, { subject: 54, none: 275 });
  });

  it("the repository and the installation of all official examples", () => {
    for (const { examples } of EXAMPLES) {
      for (const payload of examples) {
        assert.equal(repositoryOf(payload) === undefined, payload["repository"] === undefined);
        assert.equal(installationOf(payload) === undefined, payload["installation"] === undefined);
      }
    }
  });

  for (const [event, index, expected] of EXPECTED) {
    it(`${event} ${String(index)}`, () => {
      assert.deepEqual(summary(observe(event, example(event, index), DEFAULT_POLICY)), expected);
    });
  }

  it("a transferred issue is the new one", () => {
    const subject = observedSubject("issues", example("issues", 21));
    const old = repositoryOf(example("issues", 21));
    assert.equal(old?.name, "octo-org/octo-repo");
    assert.equal(subject.ref, "Codertocat/Hello-World#1");
    assert.notEqual(subject.repository.id, old.id);
  });

  it("the repository of a delivery", () => {
    assert.deepEqual(repositoryOf(example("issues", 0)), {
      id: 186853002,
      name: "Codertocat/Hello-World",
      private: false,
      owner: "Codertocat",
      defaultBranch: "master",
    });
  });

  it("a repository that does not say so is private", () => {
    assert.equal(repositoryOf({ repository: { id: 1, full_name: "a/b" } })?.private, true);
  });

  it("a deleted account is nobody", () => {
    const payload = example("issues", 15);
    const issue = { ...fields(payload["issue"]), user: null };
    const { people } = observedSubject("issues", { ...payload, issue });
    assert.deepEqual(people, [{ role: "author", unidentified: true }]);
  });

  const NOTHING: readonly [event: string, payload: unknown, reason: RegExp][] = [
    ["issue_comment", example("issue_comment", 0), /^the event is neither/],
    ["issues", example("issues", 5), /^a pull request told as an issue/],
    ["issues", undefined, /^the payload has no action$/],
    ["issues", "text", /^the payload has no action$/],
    ["issues", { action: "opened" }, /^the payload names no repository$/],
    ["issues", { ...example("issues", 15), issue: undefined }, /^the payload has no issue$/],
    ["issues", { ...example("issues", 15), issue: 7 }, /^issue: expected an object$/],
    ["issues", { ...example("issues", 15), issue: { number: 1 } }, /^issue: title: expected text$/],
    [
      "issues",
      { ...example("issues", 15), repository: { full_name: "../..", id: 1 } },
      /names no repository$/,
    ],
    ["issues", { ...example("issues", 21), changes: {} }, /^the payload (names no repository|has no issue)$/],
    ["issues", { ...example("issues", 21), changes: undefined }, /^the payload has no issue$/],
    [
      "pull_request",
      { ...example("pull_request", 0), pull_request: null },
      /^the payload has no pull_request$/,
    ],
  ];
  for (const [index, [event, payload, reason]] of NOTHING.entries()) {
    it(`nothing, ${String(index)}: ${String(reason)}`, () => {
      const observation = observe(event, payload, DEFAULT_POLICY);
      assert.match(observation.kind === "none" ? observation.reason : "a subject", reason);
    });
  }

  it("never throws, whatever a field of a real payload is replaced with", () => {
    const paths = ["action", "issue", "repository", "sender", "label", "installation", "changes"];
    const inIssue = [
      "number",
      "title",
      "user",
      "labels",
      "assignees",
      "body",
      "state",
      "created_at",
      "type",
      "pull_request",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.constantFrom(...inIssue),
        fc.anything(),
        fc.anything(),
        (path, field, a, b) => {
          const payload = example("issues", 9);
          const issue = { ...fields(payload["issue"]), [field]: a };
          for (const hostile of [{ ...payload, issue }, { ...payload, issue, [path]: b }, b]) {
            const kind: string = observe("issues", hostile, DEFAULT_POLICY).kind;
            assert.match(kind, /^(subject|none)$/);
            repositoryOf(hostile);
            installationOf(hostile);
          }
        },
      ),
    );
  });
});
