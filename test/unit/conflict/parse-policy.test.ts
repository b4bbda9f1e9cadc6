import assert from "node:assert/strict";
import { problemText } from "@recuse/shared/config/problem.ts";
import { LONGEST_POLICY, parsePolicy } from "@recuse/shared/conflict/parse-policy.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";

function problems(text: string): string[] {
  const parsed = parsePolicy(text, ".github/recuse.yml");
  return parsed.ok ? [] : parsed.problems.map(problemText);
}

function rule(relation: string, subject: string, level: string): string {
  return `  - {relation: ${relation}, subject: ${subject}, level: ${level}}\n`;
}

describe("a policy file", () => {
  it("is the standard preset when it says nothing but its version", () => {
    const parsed = parsePolicy("version: 1\n", "recuse.yml");
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value, DEFAULT_POLICY);
    assert.equal(parsed.value.preset, "standard");
  });

  it("may be JSON as well", () => {
    const parsed = parsePolicy('{\n\t"version": 1,\n\t"mode": "guard"\n}', "recuse.json");
    assert.ok(parsed.ok);
    assert.equal(parsed.value.mode, "guard");
  });

  const table: [name: string, text: string, expected: string][] = [
    ["an empty file", "", "1:1: expected a group of keys, found nothing"],
    ["a list", "- version: 1\n", "1:1: expected a group of keys, found a list"],
    ["no version", "mode: label\n", "1:1: version: expected 1,"],
    ["a version as text", 'version: "1"\n', "1:10: version: expected 1,"],
    [
      "yes for true",
      "version: 1\ndecisions:\n  close: yes\n",
      "3:10: decisions.close: expected true or false; yes, no, on and off are plain text in YAML 1.2, write true or false",
    ],
    [
      "Off for false",
      "version: 1\nemployers: Off\n",
      "2:12: employers: expected true or false; yes, no, on and off are plain text",
    ],
    [
      "a number for true",
      "version: 1\nemployers: 1\n",
      "2:12: employers: expected true or false, found a number",
    ],
    ["an unknown key", "version: 1\nlabls: {}\n", "2:1: labls: unknown key; did you mean labels?"],
    [
      "an unknown key far down",
      "version: 1\nhandover:\n  candidate: []\n",
      "3:3: handover.candidate: unknown key; did you mean candidates?",
    ],
    [
      "an unknown key in a list",
      `version: 1\nrules:\n  - {relation: own-work, subject: issue, level: recuse, lvl: 1}\n`,
      "3:57: rules[0]: unknown key; remove it, the keys here are relation, subject, level, unconflictedApproval",
    ],
    [
      "a preset misspelt",
      "version: 1\npreset: standrad\n",
      "2:9: preset: expected one of standard, cncf, rust, ietf; did you mean standard?",
    ],
    [
      "a label too long",
      `version: 1\nlabels: {required: ${"x".repeat(51)}}\n`,
      "2:20: labels.required: expected a label of at most 50 characters",
    ],
    [
      "a label without a name",
      `version: 1\nlabels: {required: ""}\n`,
      "2:20: labels.required: expected at least 1 character",
    ],
    [
      "two labels of one name",
      "version: 1\nlabels: {required: Conflict, recorded: conflict}\n",
      "2:40: labels.recorded: expected a label name of its own; labels.required has the same",
    ],
    [
      "a label that another has by default",
      "version: 1\nlabels: {required: conflict/disclosed}\n",
      "2:9: labels.disclosed: expected a label name of its own; labels.required has the same",
    ],
    [
      "a client label without a place",
      "version: 1\nlabels: {client: client}\n",
      "2:18: labels.client: expected a label that contains {organization}",
    ],
    [
      "a command for everybody",
      "version: 1\ncommands: {waive: everybody}\n",
      "2:19: commands.waive: expected maintainers, collaborators, nobody or a list of logins",
    ],
    [
      "a login with @",
      'version: 1\nmaintainers: ["@octocat"]\n',
      "2:15: maintainers[0]: expected a GitHub login",
    ],
    [
      "a key without value",
      "version: 1\nproposals:\n",
      "2:11: proposals: expected a group of keys, found nothing",
    ],
    [
      "reported evidence that recuses",
      `version: 1\nrules:\n${rule("client-reported", "proposal", "recuse")}`,
      "3:59: rules[0].level: expected disclose or clear; client-reported may rest on a trailer",
    ],
    [
      "remote evidence that recuses",
      `version: 1\nrules:\n${rule("client-remote", "issue", "recuse")}`,
      "3:54: rules[0].level: expected disclose or clear; client-remote may rest on a trailer",
    ],
    [
      "two rules about one cell",
      `version: 1\nrules:\n${rule("own-work", "issue", "clear")}${rule("own-work", "issue", "recuse")}`,
      "4:5: rules[1]: expected one rule for each relation and subject; rules[0] is about the same",
    ],
    [
      "a level that is no choice",
      `version: 1\nrules:\n${rule("own-work", "issue", "unknown")}`,
      "3:49: rules[0].level: expected one of recuse, disclose, clear",
    ],
    [
      "a file too long",
      `version: 1\n${"#\n".repeat(LONGEST_POLICY / 2)}`,
      "1:1: expected at most 65536 characters",
    ],
  ];
  for (const [name, text, expected] of table) {
    it(`refuses ${name}`, () => {
      const [first] = problems(text);
      assert.ok(first?.startsWith(`.github/recuse.yml:${expected}`), first ?? "nothing was refused");
    });
  }

  it("lists all that is wrong", () => {
    const text = "version: 3\npreset: x\nmode: y\nlabels:\n  zzzzzz: 1\n";
    assert.deepEqual(
      problems(text).map((line) => line.split(":")[1]),
      ["1", "2", "3", "5"],
    );
  });

  it("takes a rule that raises what rests on confirmed evidence", () => {
    assert.deepEqual(problems(`version: 1\nrules:\n${rule("client-confirmed", "issue", "recuse")}`), []);
  });
});
