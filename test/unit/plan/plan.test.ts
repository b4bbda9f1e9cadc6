import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Entry, EntryDraft } from "@recuse/shared/audit/entry.ts";
import type { LogName } from "@recuse/shared/audit/log.ts";
import type { Determination, Exposure, Finding, Level } from "@recuse/shared/conflict/determination.ts";
import { Policy } from "@recuse/shared/conflict/policy.ts";
import { COMMENT_MARKER, conflictComment } from "@recuse/shared/plan/comment.ts";
import type { Effect } from "@recuse/shared/plan/effect.ts";
import { plan, type Plan, type PlanInput } from "@recuse/shared/plan/plan.ts";
import { emptyJournal, fold, subjectState, type Journal } from "@recuse/shared/recusal/journal.ts";
import type { Subject } from "@recuse/shared/subject/subject.ts";
import { HUBOT, OCTOCAT } from "../../builders/roster.ts";
import { subject } from "../../builders/subject.ts";

const POLICY = Policy.parse({ version: 1, proposals: { labels: ["proposal"] } });
const DUE = POLICY.labels.disclosureDue;
const REQUIRED = POLICY.labels.required;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function finding(level: Level, exposure: Exposure = "public", more: Partial<Finding> = {}): Finding {
  return {
    relation: "author",
    organization: "acme",
    organizationName: "Acme",
    strength: "confirmed",
    standing: "current",
    source: "roster id",
    evidence: "wile is one of Acme's people; Acme is a client",
    level,
    unconflictedApproval: false,
    exposure,
    ...more,
  };
}

function determination(findings: readonly Finding[], maintainer = OCTOCAT): Determination {
  const levels: Level[] = ["recuse", "disclose", "unknown"];
  const level = levels.find((each) => findings.some((finding) => finding.level === each)) ?? "clear";
  return { ref: "octo-org/engine#7", maintainer, level, findings };
}

/** A subject under test: its plans are carried out on a pretended GitHub and in a real journal. */
class Bench {
  readonly journal: Journal = emptyJournal();
  readonly policy: Policy;
  subject: Subject;
  #entries = 0;

  constructor(overrides: Partial<Subject> = {}, policy: Policy = POLICY) {
    this.subject = subject(overrides);
    this.policy = policy;
  }

  plan(determinations: readonly Determination[], more: Partial<PlanInput> = {}): Plan {
    const { repository, number } = this.subject;
    const state = subjectState(this.journal, repository, number ?? 0);
    return plan({
      subject: this.subject,
      determinations,
      policy: this.policy,
      state,
      fresh: false,
      sha256,
      ...more,
    });
  }

  carryOut(planned: Plan): void {
    for (const { log, draft, hidden } of planned.records) {
      const entry = this.#entry({ ...draft, cause: { kind: "scan" } });
      fold(this.journal, { log, entry, ...(hidden === undefined ? {} : { hidden }) });
    }
    for (const override of planned.overrides) this.#note(planned.effectLog, { type: "override", override });
    for (const effect of planned.effects) this.#apply(planned.effectLog, effect);
  }

  #apply(log: LogName, effect: Effect): void {
    switch (effect.kind) {
      case "add-labels":
        this.subject = { ...this.subject, labels: [...this.subject.labels, ...effect.labels] };
        for (const label of effect.labels)
          this.#note(log, { type: "effect", effect: { kind: "label-added", label } });
        return;
      case "remove-label":
        this.subject = {
          ...this.subject,
          labels: this.subject.labels.filter((each) => each !== effect.label),
        };
        this.#note(log, { type: "effect", effect: { kind: "label-removed", label: effect.label } });
        return;
      default:
        this.#note(log, {
          type: "effect",
          effect: { kind: "comment", comment: 5, sha256: sha256(effect.body) },
        });
    }
  }

  #note(log: LogName, part: Pick<EntryDraft, "type" | "effect" | "override">): void {
    const { repository, ref, kind, number } = this.subject;
    const { id, name } = repository;
    const place = { repository: { name, id }, subject: { ref, kind, number } };
    fold(this.journal, { log, entry: this.#entry({ ...place, ...part, cause: { kind: "scan" } }) });
  }

  #entry(draft: EntryDraft): Entry {
    const index = this.#entries++;
    const id = `01J${String(index).padStart(23, "0")}`;
    return { v: 1, id, index, at: "2026-03-01T10:00:00.000Z", ...draft };
  }
}

function kinds(planned: Plan): string[] {
  return planned.effects.map(({ kind }) => kind);
}

const RECUSE = [determination([finding("recuse")])];
const DISCLOSE = [determination([finding("disclose")])];
const CLEAR = [determination([])];
const pull: Partial<Subject> = { form: "pull_request", kind: "pull_request" };
const proposal: Partial<Subject> = { kind: "proposal" };

describe("plan", () => {
  const table: [string, Partial<Subject>, Determination[], Partial<Policy>, string[]][] = [
    ["an issue gets a label and no comment", {}, DISCLOSE, {}, ["add-labels"]],
    ["a pull request gets both", pull, DISCLOSE, {}, ["add-labels", "create-comment"]],
    ["a proposal gets both", proposal, RECUSE, {}, ["add-labels", "create-comment"]],
    ["nobody in conflict: nothing", pull, CLEAR, {}, []],
    ["comment: never", pull, DISCLOSE, { comment: "never" }, ["add-labels"]],
    ["mode: observe", pull, DISCLOSE, { mode: "observe" }, []],
    ["closed: nothing is said any more", { ...pull, state: "closed" }, DISCLOSE, {}, []],
    [
      "unknown is not labelled",
      pull,
      [determination([finding("unknown", "public", { relation: "unidentified" })])],
      {},
      [],
    ],
    [
      "that she wrote it goes without saying",
      pull,
      [determination([finding("recuse", "public", { relation: "wrote" })])],
      {},
      [],
    ],
    [
      "but on a proposal a label says it",
      proposal,
      [determination([finding("recuse", "public", { relation: "wrote" })])],
      {},
      ["add-labels"],
    ],
    ["private: nothing at all", proposal, [determination([finding("recuse", "private")])], {}, []],
    [
      "neutral: the label and not a word",
      proposal,
      [determination([finding("recuse", "neutral")])],
      {},
      ["add-labels"],
    ],
    ["not involved, labelWhen: involved", pull, DISCLOSE, { labelWhen: "involved" }, []],
    [
      "involved, labelWhen: involved",
      { ...pull, involved: ["OctoCat"] },
      DISCLOSE,
      { labelWhen: "involved" },
      ["add-labels", "create-comment"],
    ],
    [
      "listed to decide, labelWhen: involved",
      { ...pull, deciders: ["octocat"] },
      DISCLOSE,
      { labelWhen: "involved" },
      ["add-labels", "create-comment"],
    ],
  ];
  for (const [name, overrides, determinations, policy, expected] of table) {
    it(name, () => {
      const bench = new Bench(overrides, { ...POLICY, ...policy });
      const planned = bench.plan(determinations);
      assert.deepEqual(kinds(planned), expected);
      bench.carryOut(planned);
      const again = bench.plan(determinations);
      assert.deepEqual(
        [again.effects, again.records, again.overrides],
        [[], [], []],
        "doing it twice changes nothing",
      );
    });
  }

  it("one maintainer recuses, another discloses: both labels in one call", () => {
    const [add] = new Bench().plan([...RECUSE, determination([finding("disclose")], HUBOT)]).effects;
    assert.deepEqual(add, { kind: "add-labels", labels: [REQUIRED, DUE] });
  });

  it("a changed level swaps the label and edits the comment in place", () => {
    const bench = new Bench(proposal);
    bench.carryOut(bench.plan(DISCLOSE));
    const planned = bench.plan(RECUSE);
    assert.deepEqual(kinds(planned), ["add-labels", "remove-label", "edit-comment"]);
    bench.carryOut(planned);
    assert.deepEqual(bench.subject.labels, [REQUIRED]);
  });

  it("a conflict that ended takes the label away and says so where it had spoken", () => {
    const bench = new Bench(proposal);
    bench.carryOut(bench.plan(RECUSE));
    const planned = bench.plan(CLEAR);
    assert.deepEqual(kinds(planned), ["remove-label", "edit-comment"]);
    bench.carryOut(planned);
    assert.deepEqual(bench.subject.labels, []);
    assert.deepEqual(kinds(bench.plan(CLEAR)), []);
  });

  it("humans win: a label that a person removed is recorded and not put back, until she puts it back", () => {
    const bench = new Bench();
    bench.carryOut(bench.plan(DISCLOSE));
    bench.subject = { ...bench.subject, labels: [] };
    assert.equal(bench.plan(DISCLOSE).doubtful, true, "an old delivery may lack the label: look again first");
    const planned = bench.plan(DISCLOSE, { fresh: true });
    assert.deepEqual([planned.effects, planned.overrides], [[], [{ label: DUE, action: "removed" }]]);
    bench.carryOut(planned);
    assert.deepEqual(bench.plan(DISCLOSE).effects, []);
    bench.subject = { ...bench.subject, labels: [DUE] };
    assert.deepEqual(bench.plan(DISCLOSE, { fresh: true }).overrides, [{ label: DUE, action: "restored" }]);
  });

  it("humans win: a label that a person set is not taken away", () => {
    const bench = new Bench({ labels: [REQUIRED] });
    assert.deepEqual(bench.plan(CLEAR).effects, []);
  });

  it("an intended comment without an id is looked for first", () => {
    const bench = new Bench(pull);
    const state = { ...subjectState(bench.journal, bench.subject.repository, 7), commentIntended: true };
    assert.deepEqual(kinds(bench.plan(DISCLOSE, { state })), ["add-labels", "recover-comment"]);
  });

  it("names a client on a label only where it is public and the policy asks for it", () => {
    const policy = Policy.parse({ version: 1, labels: { client: "client/{organization}" } });
    const labelsFor = (exposure: Exposure): readonly string[] => {
      const [add] = new Bench({}, policy).plan([determination([finding("disclose", exposure)])]).effects;
      return add?.kind === "add-labels" ? add.labels : [];
    };
    assert.deepEqual(labelsFor("public"), [DUE, "client/acme"]);
    assert.deepEqual(labelsFor("neutral"), [DUE]);
    assert.deepEqual(labelsFor("private"), []);
  });
});

describe("plan: what goes to which log", () => {
  const logs = (overrides: Partial<Subject>, findings: Finding[]): string[] =>
    new Bench(overrides)
      .plan([determination(findings)])
      .records.map(({ log, draft }) => `${log} ${draft.level ?? ""}`);
  const secret = { ...new Bench().subject.repository, private: true };

  it("publishable findings to the public log", () => {
    assert.deepEqual(logs({}, [finding("recuse")]), ["public recuse"]);
  });
  it("private findings to the private log alone", () => {
    assert.deepEqual(logs({}, [finding("recuse", "private")]), ["private recuse"]);
    assert.deepEqual(logs({}, [finding("recuse", "neutral")]), ["private recuse"]);
  });
  it("each its own part when there are both", () => {
    assert.deepEqual(logs({}, [finding("disclose"), finding("recuse", "private")]), [
      "public disclose",
      "private recuse",
    ]);
  });
  it("everything in a private repository to the private log", () => {
    assert.deepEqual(logs({ repository: secret }, [finding("recuse")]), ["private recuse"]);
  });
  it("a suggestion nowhere", () => {
    assert.deepEqual(logs({}, [finding("clear", "private", { strength: "suggested" })]), []);
  });
  it("the public part of a plan is the same with and without a private finding", () => {
    const open = finding("disclose");
    const hidden = finding("recuse", "private", { organization: "globex", organizationName: "Globex" });
    for (const overrides of [{}, pull, proposal]) {
      const without = new Bench(overrides).plan([determination([open])]);
      const withOne = new Bench(overrides).plan([determination([open, hidden])]);
      assert.deepEqual(withOne.effects, without.effects);
      assert.deepEqual(
        withOne.records.filter(({ log }) => log === "public"),
        without.records.filter(({ log }) => log === "public"),
      );
      assert.equal(withOne.records.length, without.records.length + 1);
    }
  });
});

describe("plan: that nobody could be looked up", () => {
  const { organization: _, organizationName: _name, ...nobodys } = finding("unknown");
  const UNKNOWN = [determination([{ ...nobodys, relation: "unidentified" }])];
  const ofAcme = [determination([finding("unknown")])];
  const levels = (planned: Plan): unknown[] => planned.records.map(({ draft }) => draft.level);

  it("is no entry where nothing was recorded before", () => {
    assert.deepEqual(levels(new Bench().plan(UNKNOWN)), []);
    assert.deepEqual(levels(new Bench().plan(ofAcme)), []);
  });

  it("is one where it changes what was recorded for the same maintainer and organization", () => {
    const bench = new Bench();
    bench.carryOut(bench.plan(DISCLOSE));
    assert.deepEqual(levels(bench.plan(ofAcme)), ["unknown"]);
    bench.carryOut(bench.plan(ofAcme));
    assert.deepEqual(levels(bench.plan(ofAcme)), []);
    assert.deepEqual(levels(bench.plan(CLEAR)), ["clear"]);
  });

  it("leaves the entry that what was recorded is over", () => {
    const bench = new Bench();
    bench.carryOut(bench.plan(DISCLOSE));
    assert.deepEqual(levels(bench.plan(UNKNOWN)), ["clear"]);
  });

  it("is one, durable first, where a label says it", () => {
    const labelled = { version: 1, labels: { unknown: "conflict/unknown" } } as const;
    const planned = new Bench({}, Policy.parse(labelled)).plan(UNKNOWN);
    assert.deepEqual(levels(planned), ["unknown"]);
    assert.equal(planned.records[0]?.beforeEffects, true);
    assert.deepEqual(kinds(planned), ["add-labels"]);
    const observing = new Bench({}, Policy.parse({ ...labelled, mode: "observe" }));
    assert.deepEqual(levels(observing.plan(UNKNOWN)), []);
  });
});

describe("the sticky comment", () => {
  const said = (findings: Finding[]): string =>
    conflictComment(subject(proposal), [determination(findings)], POLICY) ?? "";

  it("says why, what to do and how to object, under its marker", () => {
    const text = said([finding("recuse")]);
    assert.ok(text.startsWith(COMMENT_MARKER));
    for (const part of ["@octocat", "step back", "one of Acme", "What to do", "Wrong?", REQUIRED]) {
      assert.ok(text.includes(part), part);
    }
  });

  it("asks for the second approval where the rules do", () => {
    assert.match(
      said([finding("disclose", "public", { unconflictedApproval: true })]),
      /without a conflict is needed/,
    );
    assert.doesNotMatch(said([finding("disclose")]), /is needed beside/);
  });

  it("shows hostile text and does nothing else with it", () => {
    const text = said([
      finding("recuse", "public", { evidence: "<img src=x> | **b** @everyone #1 [x](javascript:1)\n`" }),
    ]);
    const row = text.split("\n").find((line) => line.startsWith("| @octocat")) ?? "";
    assert.doesNotMatch(row.replace("@octocat", ""), /[<>*[\]`]|@everyone|#1 /);
    assert.equal(row.split("|").length, 5);
  });
});
