import assert from "node:assert/strict";
import { sameAccount, type Account } from "@recuse/shared/subject/account.ts";
import { isBot, loginKey } from "@recuse/shared/subject/bot.ts";
import { peopleFromCommits } from "@recuse/shared/subject/commits.ts";
import { subjectFromLine } from "@recuse/shared/subject/parse-line.ts";
import { DEFAULT_POLICY } from "@recuse/shared/conflict/policy.ts";
import { rosterSource } from "@recuse/shared/affiliation/roster-source.ts";
import { acme, roster } from "../../builders/roster.ts";

describe("bots", () => {
  const rows: [Account, boolean, string][] = [
    [{ login: "dependabot[bot]" }, true, "dependabot[bot]"],
    [{ login: "Dependabot[BOT]" }, true, "dependabot[bot]"],
    [{ login: "app/dependabot" }, true, "dependabot[bot]"],
    [{ login: "dependabot", type: "Bot" }, true, "dependabot[bot]"],
    [{ login: "dependabot", bot: true }, true, "dependabot[bot]"],
    [{ login: "Copilot", type: "Bot" }, true, "copilot[bot]"],
    [{ login: "Copilot" }, true, "copilot[bot]"],
    [{ login: "dependabot" }, false, "dependabot"],
    [{ login: "dependabot", type: "User" }, false, "dependabot"],
    [{ login: "Mona", type: "Organization" }, false, "mona"],
    [{ login: "robot" }, false, "robot"],
    [{ login: "[bot]" }, false, "[bot]"],
    [{ login: "app/" }, false, "app/"],
    [{}, false, ""],
  ];
  for (const [account, expected, key] of rows) {
    it(`${JSON.stringify(account)}: ${String(expected)}`, () => {
      assert.equal(isBot(account), expected);
      assert.equal(loginKey(account.login ?? "", account), key);
    });
  }

  it("are one account however they are written, and never a person of the name", () => {
    const forms: Account[] = [
      { login: "dependabot[bot]" },
      { login: "app/Dependabot" },
      { login: "dependabot", type: "Bot" },
    ];
    for (const a of forms) {
      for (const b of forms) assert.equal(sameAccount(a, b), true);
      assert.equal(sameAccount(a, { login: "dependabot", type: "User" }), false);
      assert.equal(sameAccount({ ...a, id: 1 }, { login: "dependabot[bot]", id: 2 }), false);
    }
  });

  it("are told in the line form, in addresses and in commits", () => {
    const line = (login: string) =>
      subjectFromLine(
        {
          ref: "octo-org/engine#7",
          kind: "pull_request",
          title: "A title",
          body: "Co-authored-by: B <49699333+dependabot[bot]@users.noreply.github.com>",
          createdAt: "2026-03-01",
          people: [{ role: "author", login }],
        },
        DEFAULT_POLICY,
      ).people.map(({ role, bot = false }) => [role, bot]);
    assert.deepEqual(line("app/renovate"), [
      ["author", true],
      ["co-author", true],
    ]);
    assert.deepEqual(line("mona"), [
      ["author", false],
      ["co-author", true],
    ]);
    assert.deepEqual(line("app/dependabot"), [["author", true]]);
  });

  it("that an agent's commits name who gave it the task", () => {
    const account = { login: "Copilot", id: 198_982_749, type: "Bot" };
    const signature = {
      name: "copilot-swe-agent[bot]",
      email: "198982749+Copilot@users.noreply.github.com",
      date: "2026-03-01T09:00:00Z",
    };
    const message = "Shorten the lock\n\nCo-authored-by: mona <3+mona@users.noreply.github.com>\n";
    const commit = { message, author: signature, committer: signature, verification: { verified: true } };
    assert.deepEqual(
      peopleFromCommits([{ author: account, committer: account, commit }]).map(({ login, id, bot }) => [
        login,
        id,
        bot,
      ]),
      [
        ["Copilot", 198_982_749, true],
        ["mona", 3, undefined],
      ],
    );
  });

  it("that are an organization's own match in every form", () => {
    const source = rosterSource(
      roster({ organizations: [acme({ github: { orgs: [], logins: ["acme-ci[bot]", "Acme-Agent"] } })] }),
    );
    const rows: [string, boolean, number][] = [
      ["acme-ci[bot]", true, 1],
      ["app/acme-ci", true, 1],
      ["acme-ci", true, 1],
      ["acme-ci", false, 0],
      ["Acme-Agent", true, 1],
      ["acme-agent", false, 1],
    ];
    for (const [login, bot, expected] of rows) {
      const person = { role: "author", login, ...(bot ? { bot } : {}) } as const;
      assert.equal(source.of(person).length, expected, `${login} ${String(bot)}`);
    }
  });
});
